package handlers

import (
	"slices"
	"strconv"

	"candor/models"
	"candor/views"
)

func rolesPage(p views.Page, roles []models.Role, users map[string]int) views.RolesPage {
	d := views.RolesPage{Page: p}
	for _, r := range roles {
		d.Roles = append(d.Roles, views.RoleColumn{
			Href: "/roles/" + r.Key, Name: roleName(p.Texts, r), Builtin: r.Builtin, Users: p.N("roles.users", users[r.Key]),
		})
	}
	for _, g := range rightGroups(p, models.Permissions()) {
		area := views.RoleArea{Label: g.Label}
		for _, right := range g.Rights {
			row := views.RoleRight{Label: right.Label, Note: right.Hint}
			for _, r := range roles {
				row.Held = append(row.Held, slices.Contains(r.Permissions, models.Permission(right.Value)))
			}
			area.Rows = append(area.Rows, row)
		}
		d.Areas = append(d.Areas, area)
	}
	return d
}

// rolePage describes a role: with every permission to tick for whoever may change it, else
// with those it holds.
func rolePage(p views.Page, r *models.Role, canManage bool) views.RolePage {
	d := views.RolePage{
		Page: p, New: r.Version == 0, Action: "/roles", Key: r.Key, Name: r.Name, Builtin: r.Builtin,
		Version: strconv.FormatInt(r.Version, 10), CanManage: canManage && !r.Builtin,
	}
	d.Page.Path = "/roles/new"
	if !d.New {
		d.Action = "/roles/" + r.Key
		d.UsersHref = usersHref(models.UserFilter{Role: r.Key})
		d.Page.Path = d.Action
	}
	if r.Builtin {
		d.Note = p.T("role." + r.Key + ".note")
	}
	for _, right := range r.Permissions {
		d.Held = append(d.Held, string(right))
	}
	rights := r.Permissions
	if d.CanManage {
		rights = models.Permissions()
	}
	d.Rights = rightGroups(p, rights)
	return d
}
