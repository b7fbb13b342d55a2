package handlers

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// roleStore is what the roles' pages need of the record.
type roleStore interface {
	changes
	Roles(ctx context.Context) ([]models.Role, error)
	Role(ctx context.Context, key string) (*models.Role, error)
	RoleUsers(ctx context.Context) (map[string]int, error)
	AddRole(ctx context.Context, actor models.Actor, role models.Role) (*models.Role, error)
	ChangeRole(ctx context.Context, actor models.Actor, cmd models.ChangeRole) (*models.Role, error)
}

// Roles is the matrix of roles and permissions, and the forms of the lender's own roles.
type Roles struct {
	*Site
	Store roleStore
}

// List shows which role holds which permission.
func (h *Roles) List(c echo.Context) error {
	ctx := c.Request().Context()
	roles, err := h.Store.Roles(ctx)
	if err != nil {
		return err
	}
	users, err := h.Store.RoleUsers(ctx)
	if err != nil {
		return err
	}
	d := rolesPage(h.page(c, "roles.title"), roles, users)
	d.CanManage = CurrentVisitor(c).Can(models.PermUserManage)
	return h.render(c, http.StatusOK, views.Roles(d))
}

// New shows the form for another role.
func (h *Roles) New(c echo.Context) error {
	return h.form(c, http.StatusOK, &models.Role{}, nil)
}

// Add adds a role of the lender's own.
func (h *Roles) Add(c echo.Context) error {
	f, err := h.readForm(c, "key", "name", "permissions*")
	if err != nil {
		return err
	}
	role := models.Role{Key: f.text("key"), Name: f.text("name"), Permissions: permissionsOf(f.list("permissions"))}
	added, err := h.Store.AddRole(c.Request().Context(), actor(c), role)
	if again(err) {
		return h.form(c, statusOf(err), &role, err)
	}
	if err != nil {
		return err
	}
	return h.done(c, "/roles/"+added.Key, "profile.saved")
}

func permissionsOf(values []string) []models.Permission {
	list := make([]models.Permission, len(values))
	for i, v := range values {
		list[i] = models.Permission(v)
	}
	return list
}

// Show draws one role.
func (h *Roles) Show(c echo.Context) error {
	role, err := h.Store.Role(c.Request().Context(), c.Param("key"))
	if err != nil {
		return err
	}
	return h.form(c, http.StatusOK, role, nil)
}

// form draws a role; one without a version is new.
func (h *Roles) form(c echo.Context, status int, role *models.Role, refused error) error {
	ctx := c.Request().Context()
	title, kv := "roles.new_title", []any(nil)
	if role.Version > 0 {
		title, kv = "roles.one_title", []any{"name", roleName(h.words(c), *role)}
	}
	p := h.page(c, title, kv...)
	p.Crumbs = []views.Crumb{{Label: p.T("roles.title"), Href: "/roles"}}
	d := rolePage(p, role, CurrentVisitor(c).Can(models.PermUserManage))
	d.Errors = problems(p, refused)
	if errors.Is(refused, models.ErrConflict) {
		d.Conflict = whoChanged(ctx, p, h.Store, "role", role.Key)
	}
	if !d.New {
		users, err := h.Store.RoleUsers(ctx)
		if err != nil {
			return err
		}
		d.Users = p.N("roles.users", users[role.Key])
	}
	return h.render(c, status, views.RoleForm(d))
}

// Change changes a role of the lender's own.
func (h *Roles) Change(c echo.Context) error {
	f, err := h.readForm(c, "name", "permissions*", "version")
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	cmd := models.ChangeRole{
		Key: c.Param("key"), Name: f.text("name"), Permissions: permissionsOf(f.list("permissions")), Version: f.version(),
	}
	if err = f.err(); err == nil {
		_, err = h.Store.ChangeRole(ctx, actor(c), cmd)
	}
	if again(err) {
		role, failed := h.Store.Role(ctx, cmd.Key)
		if failed != nil {
			return failed
		}
		role.Name, role.Permissions = cmd.Name, cmd.Permissions
		return h.form(c, statusOf(err), role, err)
	}
	if err != nil {
		return err
	}
	return h.done(c, "/roles/"+cmd.Key, "roles.saved")
}
