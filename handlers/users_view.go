package handlers

import (
	"strconv"
	"strings"

	"candor/models"
	"candor/views"
	"candor/views/text"
	"candor/views/ui"
)

func usersPage(p views.Page, list []models.User, roles []models.Role, f models.UserFilter) views.UsersPage {
	whole := f
	whole.After = ""
	_, view, _ := strings.Cut(usersHref(whole), "?")
	d := views.UsersPage{
		Export: exportHref(models.ExportUsers, view),
		Page:   p, Text: f.Text, Role: f.Role, State: f.State, Roles: roleChoices(p, roles),
		Filtered: f.Text != "" || f.Role != "" || f.State != "",
	}
	if len(list) > usersPerPage {
		list = list[:usersPerPage]
		next := f
		next.After = list[usersPerPage-1].Login
		d.NextHref = usersHref(next)
	}
	if f.After != "" {
		first := f
		first.After = ""
		d.FirstHref = usersHref(first)
	}
	for i := range list {
		u := &list[i]
		d.Rows = append(d.Rows, views.UserRow{
			Href: "/users/" + u.PublicID(), Login: u.Login, Name: u.Name, Roles: roleNames(p.Texts, heldKeys(roles, u.Roles)),
			Disabled: u.Disabled, Initial: u.MustChange, SignedIn: p.Time(moment(u.SignedInAt)),
		})
	}
	return d
}

// userPage describes a user as stored, with what was typed over it.
func userPage(p views.Page, u *models.User, sessions []models.Session, typed *models.ChangeUser) views.UserPage {
	d := views.UserPage{
		ID: u.PublicID(), Login: u.Login, Name: u.Name, Lang: u.Lang, Held: u.Roles, Team: u.Team, Disabled: u.Disabled,
		Initial: u.MustChange, Version: strconv.FormatInt(u.Version, 10), Created: p.Time(u.CreatedAt),
		SignedIn: p.Time(moment(u.SignedInAt)), Sessions: sessionRowsOf(p, sessions, ""),
	}
	if typed != nil {
		d.Name, d.Held, d.Disabled = typed.Name, typed.Roles, typed.Disabled
		if typed.Team != nil {
			d.Team = *typed.Team
		}
	}
	return d
}

// roleName is a role's name in the reader's language, when it is one of ours.
func roleName(words *text.Localizer, r models.Role) string {
	return roleNames(words, []models.Role{r})
}

// roleChoices are roles to choose from in a list.
func roleChoices(p views.Page, roles []models.Role) []ui.Option {
	options := make([]ui.Option, len(roles))
	for i, r := range roles {
		options[i] = ui.Option{Value: r.Key, Label: roleName(p.Texts, r)}
	}
	return options
}

// roleOptions are roles to tick, each with what it is for.
func roleOptions(p views.Page, roles []models.Role) []ui.Option {
	options := roleChoices(p, roles)
	for i, r := range roles {
		if r.Builtin {
			options[i].Hint = p.T("role." + r.Key + ".note")
		}
	}
	return options
}
