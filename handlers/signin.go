package handlers

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// entranceStore is what signing in needs of the record.
type entranceStore interface {
	SetupNeeded(ctx context.Context) (bool, error)
	FinishSetup(ctx context.Context, cmd models.FinishSetup, ip, requestID string) (*models.User, error)
	SignIn(ctx context.Context, in models.SignIn) (*models.Admission, error)
	SignOut(ctx context.Context, actor models.Actor, token string) error
}

// Entrance is where people come in and go out.
type Entrance struct {
	*Site
	Store    entranceStore
	Sessions *SessionStore
	Log      *slog.Logger
}

// Ask shows the sign-in form, or the page asked for to someone who is signed in already.
func (h *Entrance) Ask(c echo.Context) error {
	next := localPath(c.QueryParam("next"))
	if CurrentVisitor(c).User != nil {
		return h.redirect(c, next)
	}
	return h.ask(c, http.StatusOK, views.SignInPage{Next: next}, c.QueryParam("after"))
}

// ask draws the form; after is what happened before: out, idle, setup or password.
func (h *Entrance) ask(c echo.Context, status int, d views.SignInPage, after string) error {
	unready, err := h.Store.SetupNeeded(c.Request().Context())
	if err != nil {
		return err
	}
	d.Page, d.Unready = h.page(c, "signin.title"), unready
	d.Page.Path = "/signin"
	switch after {
	case "out":
		d.Note = d.T("signin.signed_out")
	case "idle":
		d.Note = d.T("signin.idle")
	case "setup":
		d.Note = d.T("signin.ready")
	}
	return h.render(c, status, views.SignIn(d))
}

// SignIn checks the sign-in form and starts a session under a new id. What an attacker may
// have planted in the browser before is never used.
func (h *Entrance) SignIn(c echo.Context) error {
	f, err := h.readForm(c, "login", "password", "next")
	if err != nil {
		return err
	}
	r := c.Request()
	device := h.Sessions.read(r, deviceCookie)
	if !isToken(device) {
		device = ""
	}
	a, err := h.Store.SignIn(r.Context(), models.SignIn{
		Login: f.text("login"), Password: f.Values.Get("password"), Device: device,
		IP: c.RealIP(), Agent: r.UserAgent(), RequestID: RequestID(c),
	})
	if err != nil {
		return h.refused(c, f, err)
	}
	if v := CurrentVisitor(c); v.Session != nil { // the session that this one takes the place of
		if err := h.Store.SignOut(r.Context(), actor(c), v.Session.ID); err != nil {
			return err
		}
	}
	h.Sessions.begin(c.Response(), a)
	SetVisitor(c, h.Sessions.visitorOf(a))
	if a.Ended > 0 {
		words := h.words(c)
		flash(c, views.Flash{Kind: "warn", Text: words.N("signin.ended", a.Ended, "max", models.SessionMax)})
	}
	return h.redirect(c, localPath(f.text("next")))
}

// refused shows the form again, without saying which of login and password was wrong.
func (h *Entrance) refused(c echo.Context, f *form, err error) error {
	d := views.SignInPage{Next: localPath(f.text("next")), Login: f.text("login")}
	words := h.words(c)
	var wait *models.Wait
	switch {
	case errors.As(err, &wait):
		h.Log.LogAttrs(c.Request().Context(), slog.LevelWarn, "sign-in held up", slog.String("request_id", RequestID(c)))
		left := int(math.Ceil(wait.Until.Sub(h.Now()).Seconds()))
		c.Response().Header().Set(echo.HeaderRetryAfter, strconv.Itoa(max(left, 1)))
		d.Problem = words.T("signin.wait", "time", wait.Until.In(h.Zone).Format("15:04:05"))
		return h.ask(c, http.StatusTooManyRequests, d, "")
	case errors.Is(err, models.ErrSignIn):
		d.Problem = words.T("signin.refused")
		return h.ask(c, http.StatusUnprocessableEntity, d, "")
	}
	return err
}

// SignOut ends the session and has the browser forget what it kept of our pages. The
// device's mark and the choice of language stay: they open nothing.
func (h *Entrance) SignOut(c echo.Context) error {
	if v := CurrentVisitor(c); v.Session != nil {
		if err := h.Store.SignOut(c.Request().Context(), actor(c), v.Session.ID); err != nil {
			return err
		}
	}
	h.Sessions.set(c.Response(), sessionCookie, "", -1)
	c.Response().Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return c.Redirect(http.StatusSeeOther, "/signin?after=out")
}

// AskSetup shows the form for the first administrator; once there are users it is gone.
func (h *Entrance) AskSetup(c echo.Context) error {
	needed, err := h.Store.SetupNeeded(c.Request().Context())
	if err != nil {
		return err
	}
	if !needed {
		return models.ErrNotFound
	}
	return h.render(c, http.StatusOK, views.Setup(views.SetupPage{Page: h.page(c, "setup.title")}))
}

// Setup makes the first administrator against the one-time token.
func (h *Entrance) Setup(c echo.Context) error {
	f, err := h.readForm(c, "token", "login", "name", "password", "again")
	if err != nil {
		return err
	}
	if f.Values.Get("password") != f.Values.Get("again") {
		f.bad.Add("again", "again")
	}
	err = f.err()
	if err == nil {
		_, err = h.Store.FinishSetup(c.Request().Context(), models.FinishSetup{
			Token: f.text("token"), Login: f.text("login"), Name: f.text("name"),
			Password: f.Values.Get("password"), Lang: h.words(c).Lang(),
		}, c.RealIP(), RequestID(c))
	}
	var bad *models.Invalid
	switch {
	case err == nil:
		return c.Redirect(http.StatusSeeOther, "/signin?after=setup")
	case errors.Is(err, models.ErrState):
		return models.ErrNotFound
	case !errors.As(err, &bad):
		return err
	}
	p := h.page(c, "setup.title")
	p.Path = "/setup"
	return h.render(c, http.StatusUnprocessableEntity, views.Setup(views.SetupPage{
		Page: p, Login: f.text("login"), Name: f.text("name"), Errors: problems(p, err),
	}))
}
