package handlers

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// ProofStore is what asking for a password again needs of the record.
type ProofStore interface {
	Prove(ctx context.Context, actor models.Actor, cmd models.Prove) (token string, err error)
}

// Proof asks somebody who is signed in for the password again, before an act that a screen left open must not do.
type Proof struct {
	*Site
	Store    ProofStore
	Sessions *SessionStore
	Log      *slog.Logger
}

// The fields that the question adds to the form it holds back: the password, where the form came from, and where to go on.
const (
	proofPassword = "proof_password"
	proofBack     = "proof_back"
	proofNext     = "proof_next"
	proofForm     = "proof_form" // what was typed, sealed
)

// Required holds a route back until the password was given lately. A form is asked again with everything that was typed, and runs
// when it comes back with the right password; an address that is only read is gone on to from POST /proof, since a password must
// not stand in an address. Machines give their key with each request, so there is nothing to ask them.
func (h *Proof) Required(name string) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			v := CurrentVisitor(c)
			if v.User == nil || v.Session == nil {
				return next(c)
			}
			q, err := h.read(c, name)
			if errors.Is(err, errProofLate) {
				flash(c, views.Flash{Kind: "warn", Text: h.words(c).T("proof.late")})
				return h.redirect(c, q.back)
			}
			if err != nil {
				return err
			}
			switch {
			case v.Proved:
				return next(c)
			case !q.given:
				return h.ask(c, http.StatusForbidden, q, nil)
			}
			if err := h.prove(c, q); err != nil {
				return h.refused(c, q, err)
			}
			return next(c)
		}
	}
}

// Give takes the password for an address that is only read, and goes on there.
func (h *Proof) Give(c echo.Context) error {
	f, err := h.readForm(c, proofPassword, proofBack, proofNext, "proof_name")
	if err != nil {
		return err
	}
	q := proofAsked{
		name: f.text("proof_name"), next: localPath(f.text(proofNext)), back: localPath(f.text(proofBack)),
		password: f.Values.Get(proofPassword), given: true,
	}
	if !h.words(c).Has("proof.what." + q.name) {
		return errBadForm
	}
	if err := h.prove(c, q); err != nil {
		return h.refused(c, q, err)
	}
	return h.redirect(c, q.next)
}

// proofAsked is one question: before which act, and what was typed.
type proofAsked struct {
	name     string     // the route's
	next     string     // where to go on, for an address that is only read
	back     string     // where the form or the link was
	form     url.Values // what was typed
	password string
	given    bool // this is the answer
}

// read takes the question's own fields out of a request, so that the act sees only its own.
func (h *Proof) read(c echo.Context, name string) (proofAsked, error) {
	q, r := proofAsked{name: name, back: back(c)}, c.Request()
	if r.Method == http.MethodGet {
		q.next = r.URL.RequestURI()
		return q, nil
	}
	if err := r.ParseForm(); err != nil {
		return q, errBadForm
	}
	for field, most := range map[string]int{proofPassword: 2000, proofBack: 2000, proofForm: 2 * proofMost} {
		if len(r.PostForm[field]) > 1 || len(r.PostForm.Get(field)) > most {
			return q, errBadForm
		}
	}
	if q.given = r.PostForm.Has(proofPassword); !q.given {
		if r.PostForm.Has(proofForm) || r.PostForm.Has(proofBack) {
			return q, errBadForm
		}
		q.form = r.PostForm
		return q, nil
	}
	q.password, q.back = r.PostForm.Get(proofPassword), localPath(r.PostForm.Get(proofBack))
	if len(r.PostForm) != 3 || !r.PostForm.Has(proofBack) || !r.PostForm.Has(proofForm) { // what was typed stands in the seal alone
		return q, errBadForm
	}
	held, err := openForm(CurrentVisitor(c).Session.ID, proofAct(c), r.PostForm.Get(proofForm), h.Now())
	if before := h.Sessions.read(r, heldCookie); errors.Is(err, errProofBroke) && before != "" {
		held, err = openForm(before, proofAct(c), r.PostForm.Get(proofForm), h.Now())
	}
	if errors.Is(err, errProofBroke) {
		return q, errBadForm
	}
	if err != nil {
		return q, err
	}
	q.form, r.PostForm, r.Form = held, held, merged(r.URL.Query(), held)
	return q, nil
}

// proofAct is the act that a held form is for.
func proofAct(c echo.Context) string { return c.Request().Method + " " + c.Request().URL.RequestURI() }

// merged is the values of a request's body before those of its address, as net/http has them.
func merged(query, body url.Values) url.Values {
	all := url.Values{}
	for _, values := range []url.Values{body, query} {
		for name, list := range values {
			all[name] = append(all[name], list...)
		}
	}
	return all
}

// prove checks the password, marks the session and hands the browser the session's new id. The old one opens no page any more, only
// what other tabs hold back.
func (h *Proof) prove(c echo.Context, q proofAsked) error {
	v := CurrentVisitor(c)
	token, err := h.Store.Prove(c.Request().Context(), actor(c), models.Prove{UserID: v.User.ID, Password: q.password, Token: v.Session.ID})
	if err != nil {
		return err
	}
	h.Sessions.set(c.Response(), heldCookie, v.Session.ID, proofHeld)
	v.Proved, v.Session.ID = true, token
	h.Sessions.set(c.Response(), sessionCookie, token, 0)
	return nil
}

// refused asks again after a wrong password, or says how long to wait.
func (h *Proof) refused(c echo.Context, q proofAsked, err error) error {
	var wait *models.Wait
	switch {
	case errors.As(err, &wait):
		h.Log.LogAttrs(c.Request().Context(), slog.LevelWarn, "password held up", slog.String("request_id", RequestID(c)))
		left := int(math.Ceil(wait.Until.Sub(h.Now()).Seconds()))
		c.Response().Header().Set(echo.HeaderRetryAfter, strconv.Itoa(max(left, 1)))
		return h.ask(c, http.StatusTooManyRequests, q, err)
	case again(err):
		return h.ask(c, http.StatusUnprocessableEntity, q, err)
	}
	return err
}

// ask draws the question. Forbidden is what HTTP calls a request whose credentials do not reach and that may come back with others
// (RFC 9110, 15.5.4).
func (h *Proof) ask(c echo.Context, status int, q proofAsked, problem error) error {
	p := h.page(c, "proof.title")
	p.Path = q.back
	d := views.ProofPage{
		Page: p, Login: CurrentVisitor(c).User.Login, What: p.T("proof.what." + q.name), Action: c.Request().URL.RequestURI(), Back: q.back,
		File: proofFiles[q.name],
	}
	var wait *models.Wait
	if errors.As(problem, &wait) {
		d.Wait = p.T("signin.wait", "time", p.Clock(wait.Until))
	} else {
		d.Wrong = problems(p, problem)["current"]
	}
	if q.next != "" {
		d.Action = "/proof"
		d.Fields = [][2]string{{proofNext, q.next}, {"proof_name", q.name}}
	}
	if q.next == "" {
		sealed, err := sealForm(CurrentVisitor(c).Session.ID, proofAct(c), q.form, h.Now())
		if errors.Is(err, errProofLarge) {
			return echo.NewHTTPError(http.StatusRequestEntityTooLarge).SetInternal(err)
		}
		if err != nil {
			return err
		}
		d.Fields, d.Kept = [][2]string{{proofForm, sealed}}, len(q.form) > 0
	}
	return h.render(c, status, views.Proof(d))
}

// proofFiles are the acts that answer with a file: the question stays on the screen behind it.
var proofFiles = map[string]bool{"dossier.export": true, "audit.export": true, "list.export": true, "sample.file": true, "export.make": true, "export.take": true}
