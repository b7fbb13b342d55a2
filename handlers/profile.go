package handlers

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// profileStore is what a person's own page needs of the record.
type profileStore interface {
	SetDisplay(ctx context.Context, actor models.Actor, id models.ID, d models.Display) (*models.User, error)
	SetPassword(ctx context.Context, actor models.Actor, cmd models.SetPassword) (string, error)
	Sessions(ctx context.Context, user models.ID) ([]models.Session, error)
	EndSession(ctx context.Context, actor models.Actor, user models.ID, ref string) error
	EndSessions(ctx context.Context, actor models.Actor, user models.ID, exceptToken string) (int, error)
}

// Profile is a person's own page: display, password, sessions.
type Profile struct {
	*Site
	Store    profileStore
	Sessions *SessionStore
}

// Show draws the page.
func (h *Profile) Show(c echo.Context) error { return h.show(c, http.StatusOK, nil) }

func (h *Profile) show(c echo.Context, status int, refused error) error {
	v := CurrentVisitor(c)
	list, err := h.Store.Sessions(c.Request().Context(), v.UserID())
	if err != nil {
		return err
	}
	p := h.page(c, "profile.title")
	p.Path = "/profile"
	return h.render(c, status, views.Profile(profilePage(h.Site, p, v, list, refused)))
}

// Display settles language, theme and density: on the record for someone who is signed in,
// in a cookie for anyone else.
func (h *Profile) Display(c echo.Context) error {
	f, err := h.readForm(c, "back", "lang", "theme", "density", "zone", "keys")
	if err != nil {
		return err
	}
	d := models.Display{Lang: f.text("lang"), Theme: f.text("theme"), Density: f.text("density")}
	if keys := f.text("keys"); keys != "" {
		off := keys == "off"
		d.KeysOff = &off
	}
	if zone := f.text("zone"); f.Values.Has("zone") {
		d.Zone = &zone
	}
	to := f.text("back")
	if to != "/signin" && to != "/setup" { // pages to stay on, though not to be sent to after signing in
		to = localPath(to)
	}
	v := CurrentVisitor(c)
	if v.User == nil {
		if err := h.Sessions.setDisplay(c.Response(), c.Request(), d); err != nil {
			return err
		}
		return h.redirect(c, to)
	}
	if _, err := h.Store.SetDisplay(c.Request().Context(), actor(c), v.User.ID, d); err != nil {
		return err
	}
	return h.redirect(c, to)
}

// AskPassword shows the change of password alone.
func (h *Profile) AskPassword(c echo.Context) error { return h.askPassword(c, http.StatusOK, nil) }

func (h *Profile) askPassword(c echo.Context, status int, refused error) error {
	u := CurrentVisitor(c).User
	p := h.page(c, "profile.password_title")
	p.Path = passwordPath
	if u.MustChange {
		p.Nav = nil // nothing there opens yet
	}
	return h.render(c, status, views.Password(views.PasswordPage{
		Page: p, Login: u.Login, Must: u.MustChange, Errors: passwordProblems(p, h.Site, refused),
	}))
}

// Password changes the password, ends the person's other sessions and gives this one a new id.
func (h *Profile) Password(c echo.Context) error {
	f, err := h.readForm(c, "current", "new", "again", "username")
	if err != nil {
		return err
	}
	v := CurrentVisitor(c)
	if f.Values.Get("new") != f.Values.Get("again") {
		f.bad.Add("again", "again")
	}
	token, err := "", f.err()
	if err == nil {
		token, err = h.Store.SetPassword(c.Request().Context(), actor(c), models.SetPassword{
			UserID: v.User.ID, Current: f.Values.Get("current"), New: f.Values.Get("new"), Token: v.Session.ID,
		})
	}
	var wait *models.Wait
	switch {
	case err == nil:
		v.Session.ID = token
		h.Sessions.set(c.Response(), sessionCookie, token, 0)
		return h.done(c, "/profile", "signin.changed")
	case errors.As(err, &wait):
		return h.askPassword(c, http.StatusTooManyRequests, err)
	case again(err):
		return h.askPassword(c, http.StatusUnprocessableEntity, err)
	}
	return err
}

// EndSession ends one of the person's sessions, or all but this one.
func (h *Profile) EndSession(c echo.Context) error {
	f, err := h.readForm(c, "ref")
	if err != nil {
		return err
	}
	v, ctx := CurrentVisitor(c), c.Request().Context()
	if ref := f.text("ref"); ref != "all" {
		if err := h.Store.EndSession(ctx, actor(c), v.User.ID, ref); err != nil {
			return err
		}
		return h.done(c, "/profile#sessions", "profile.ended")
	}
	n, err := h.Store.EndSessions(ctx, actor(c), v.User.ID, v.Session.ID)
	if err != nil {
		return err
	}
	flash(c, views.Flash{Kind: "ok", Text: h.words(c).N("profile.ended_all", n)})
	return h.redirect(c, "/profile#sessions")
}
