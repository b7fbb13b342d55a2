package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// userStore is what the users' pages need of the record.
type userStore interface {
	changes
	User(ctx context.Context, id models.ID) (*models.User, error)
	Users(ctx context.Context, f models.UserFilter) ([]models.User, error)
	Roles(ctx context.Context) ([]models.Role, error)
	AddUser(ctx context.Context, actor models.Actor, cmd models.AddUser) (*models.User, string, error)
	ChangeUser(ctx context.Context, actor models.Actor, cmd models.ChangeUser) (*models.User, error)
	ResetPassword(ctx context.Context, actor models.Actor, id models.ID, version int64) (string, error)
	Sessions(ctx context.Context, user models.ID) ([]models.Session, error)
	EndSession(ctx context.Context, actor models.Actor, user models.ID, ref string) error
	EndSessions(ctx context.Context, actor models.Actor, user models.ID, exceptToken string) (int, error)
}

// Users is the staff's list and forms.
type Users struct {
	*Site
	Store userStore
}

// usersPerPage is how many users a page of the list holds.
const usersPerPage = 50

// userFields are what the list's address holds.
var userFields = []string{"q", "role", "state", "after"}

func userFilter(f *form) (models.UserFilter, error) {
	filter := models.UserFilter{
		Text: f.text("q"), Role: f.text("role"), State: f.text("state"), After: f.text("after"), Limit: usersPerPage + 1,
	}
	if filter.State != "" && filter.State != "active" && filter.State != "disabled" {
		return filter, errBadForm
	}
	return filter, nil
}

// List shows users in order of their sign-in names.
func (h *Users) List(c echo.Context) error {
	f, err := h.readQuery(c, userFields...)
	if err != nil {
		return err
	}
	filter, err := userFilter(f)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	list, err := h.Store.Users(ctx, filter)
	if err != nil {
		return err
	}
	roles, err := h.Store.Roles(ctx)
	if err != nil {
		return err
	}
	p := h.page(c, "users.title")
	d := usersPage(p, list, roles, filter)
	d.CanManage = CurrentVisitor(c).Can(models.PermUserManage)
	return h.render(c, http.StatusOK, views.Users(d))
}

// New shows the form for another user.
func (h *Users) New(c echo.Context) error {
	return h.form(c, http.StatusOK, views.UserPage{New: true, Lang: "zh-CN"}, nil)
}

// Add adds a user and shows the initial password once.
func (h *Users) Add(c echo.Context) error {
	f, err := h.readForm(c, "login", "name", "lang", "roles*")
	if err != nil {
		return err
	}
	user, initial, err := h.Store.AddUser(c.Request().Context(), actor(c), models.AddUser{
		Login: f.text("login"), Name: f.text("name"), Lang: f.text("lang"), Roles: f.list("roles"),
	})
	if again(err) {
		return h.form(c, statusOf(err), views.UserPage{
			New: true, Login: f.text("login"), Name: f.text("name"), Lang: f.text("lang"), Held: f.list("roles"),
		}, err)
	}
	if err != nil {
		return err
	}
	return h.initial(c, user, initial)
}

// initial shows an initial password, which is kept nowhere.
func (h *Users) initial(c echo.Context, user *models.User, initial string) error {
	p := h.page(c, "users.initial_title")
	p.Path = "/users/" + user.PublicID()
	return h.render(c, http.StatusOK, views.Secret(views.SecretPage{
		Page: p, Lead: p.T("users.initial_lead", "name", user.Name, "login", user.Login), Secret: initial,
		Note: p.T("users.initial_note"), Href: p.Path, Back: p.T("users.to_user"),
	}))
}

// form draws the form of a new user or, with what was typed in it, of a known one.
func (h *Users) form(c echo.Context, status int, d views.UserPage, refused error) error {
	ctx := c.Request().Context()
	roles, err := h.Store.Roles(ctx)
	if err != nil {
		return err
	}
	title, kv := "users.new_title", []any(nil)
	if !d.New {
		title, kv = "users.one_title", []any{"name", d.Name}
	}
	d.Page = h.page(c, title, kv...)
	d.Page.Crumbs = []views.Crumb{{Label: d.T("users.title"), Href: "/users"}}
	d.Action, d.Page.Path = "/users", "/users/new"
	if !d.New {
		d.Action, d.Page.Path = "/users/"+d.ID, "/users/"+d.ID
	}
	d.CanManage = CurrentVisitor(c).Can(models.PermUserManage)
	d.Roles = roleOptions(d.Page, roles)
	d.Errors = problems(d.Page, refused)
	if errors.Is(refused, models.ErrConflict) {
		d.Conflict = whoChanged(ctx, d.Page, h.Store, "user", d.ID)
	}
	return h.render(c, status, views.UserForm(d))
}

// id reads the user that the address names.
func (h *Users) id(c echo.Context) (models.ID, error) {
	return models.ParseID(models.PrefixUser, c.Param("id"))
}

// Show draws one user.
func (h *Users) Show(c echo.Context) error {
	id, err := h.id(c)
	if err != nil {
		return err
	}
	return h.show(c, http.StatusOK, id, nil, nil)
}

// show draws a user as stored or, when a change was refused, with what was typed.
func (h *Users) show(c echo.Context, status int, id models.ID, typed *models.ChangeUser, refused error) error {
	ctx := c.Request().Context()
	user, err := h.Store.User(ctx, id)
	if err != nil {
		return err
	}
	var list []models.Session
	if CurrentVisitor(c).Can(models.PermUserManage) {
		if list, err = h.Store.Sessions(ctx, id); err != nil {
			return err
		}
	}
	d := userPage(h.frame(c), user, list, typed)
	d.Self = id == CurrentVisitor(c).UserID()
	if CurrentVisitor(c).Can(models.PermAuditRead) {
		d.Audit = "/audit?type=user&object=" + d.ID
		d.Acts = "/audit?actor=" + d.ID
	}
	return h.form(c, status, d, refused)
}

// frame is a page for its words and clock alone, before the real one is built.
func (h *Users) frame(c echo.Context) views.Page {
	words := h.words(c)
	return views.Page{Lang: words.Lang(), Now: h.Now(), Zone: h.zone(c), Texts: words}
}

// Change changes name, roles and state.
func (h *Users) Change(c echo.Context) error {
	id, err := h.id(c)
	if err != nil {
		return err
	}
	f, err := h.readForm(c, "name", "roles*", "team", "disabled", "version")
	if err != nil {
		return err
	}
	team := f.text("team")
	cmd := models.ChangeUser{
		ID: id, Name: f.text("name"), Roles: f.list("roles"), Team: &team, Disabled: f.checked("disabled"), Version: f.version(),
	}
	if err = f.err(); err == nil {
		_, err = h.Store.ChangeUser(c.Request().Context(), actor(c), cmd)
	}
	if again(err) {
		return h.show(c, statusOf(err), id, &cmd, err)
	}
	if err != nil {
		return err
	}
	return h.done(c, "/users/"+id.Public(models.PrefixUser), "users.saved")
}

// Reset gives a user a new initial password and shows it once.
func (h *Users) Reset(c echo.Context) error {
	id, err := h.id(c)
	if err != nil {
		return err
	}
	f, err := h.readForm(c, "version")
	if err != nil {
		return err
	}
	version := f.version()
	if err := f.err(); err != nil {
		return err
	}
	if id == CurrentVisitor(c).UserID() { // one's own password is changed on the profile
		return models.ErrForbidden
	}
	ctx := c.Request().Context()
	initial, err := h.Store.ResetPassword(ctx, actor(c), id, version)
	if errors.Is(err, models.ErrConflict) {
		return h.show(c, http.StatusConflict, id, nil, err)
	}
	if err != nil {
		return err
	}
	user, err := h.Store.User(ctx, id)
	if err != nil {
		return err
	}
	return h.initial(c, user, initial)
}

// EndSession ends one session of a user, or all of them.
func (h *Users) EndSession(c echo.Context) error {
	id, err := h.id(c)
	if err != nil {
		return err
	}
	f, err := h.readForm(c, "ref")
	if err != nil {
		return err
	}
	ctx, to := c.Request().Context(), "/users/"+id.Public(models.PrefixUser)
	if ref := f.text("ref"); ref != "all" {
		if err := h.Store.EndSession(ctx, actor(c), id, ref); err != nil {
			return err
		}
		return h.done(c, to, "profile.ended")
	}
	n, err := h.Store.EndSessions(ctx, actor(c), id, "")
	if err != nil {
		return err
	}
	flash(c, views.Flash{Kind: "ok", Text: h.words(c).N("profile.ended_all", n)})
	return h.redirect(c, to)
}

// usersHref is the list with a filter.
func usersHref(f models.UserFilter) string {
	q := url.Values{}
	for name, value := range map[string]string{"q": f.Text, "role": f.Role, "state": f.State, "after": f.After} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return "/users"
	}
	return "/users?" + q.Encode()
}

// heldKeys keeps those of the keys that are roles, in the order of the roles.
func heldKeys(roles []models.Role, keys []string) []models.Role {
	var held []models.Role
	for _, r := range roles {
		if slices.Contains(keys, r.Key) {
			held = append(held, r)
		}
	}
	return held
}
