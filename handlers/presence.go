package handlers

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// passwordPath is where somebody with an initial password chooses another.
const passwordPath = "/profile/password"

// LoadVisitor finds out who each request comes from: on the API by the key it shows, on
// pages by its session. Rights are read from the record every time, so that a change holds
// from the next request. Files and health checks come from nobody.
func (st *SessionStore) LoadVisitor(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		path := c.Request().URL.Path
		switch {
		case strings.HasPrefix(path, "/static/"), path == "/livez", path == "/readyz":
			return next(c)
		case strings.HasPrefix(path, "/api/"):
			v, err := st.machine(c)
			if err != nil {
				return err
			}
			SetVisitor(c, v)
			return next(c)
		}
		v, err := st.person(c)
		if err != nil {
			return err
		}
		SetVisitor(c, v)
		if v.User != nil && v.User.MustChange && !openBeforeChange(path) {
			if c.Request().Method != http.MethodGet {
				return &models.Refused{Code: "must_change"}
			}
			return c.Redirect(http.StatusSeeOther, passwordPath)
		}
		return next(c)
	}
}

// openBeforeChange lists what someone who has to choose a password may still do.
func openBeforeChange(path string) bool {
	return path == passwordPath || path == "/signout" || path == "/profile/display"
}

// machine returns the visitor that an Authorization header names, nobody without a good one.
func (st *SessionStore) machine(c echo.Context) (*Visitor, error) {
	scheme, secret, _ := strings.Cut(c.Request().Header.Get(echo.HeaderAuthorization), " ")
	if !strings.EqualFold(scheme, "Bearer") || secret == "" {
		return &Visitor{}, nil
	}
	ctx := c.Request().Context()
	key, err := st.rows.KeyBySecret(ctx, secret)
	if errors.Is(err, models.ErrNotFound) {
		return &Visitor{}, nil
	}
	if err != nil {
		return nil, err
	}
	return &Visitor{Key: key}, st.rows.TouchKey(ctx, key)
}

// person returns the visitor that the session cookie names.
func (st *SessionStore) person(c echo.Context) (*Visitor, error) {
	r := c.Request()
	session, p, err := st.open(r)
	if errors.Is(err, models.ErrNotFound) {
		if st.read(r, sessionCookie) != "" {
			st.set(c.Response(), sessionCookie, "", -1)
		}
		return &Visitor{Display: st.displayOf(r)}, nil
	}
	if err != nil {
		return nil, err
	}
	if now := st.now(); inUse(r) && now.Sub(p.Session.LastSeen) >= models.SessionTouch {
		if err := st.rows.TouchSession(r.Context(), session.ID); err != nil {
			return nil, err
		}
		p.Session.LastSeen = now
	}
	if p.Session.Renew && topLevel(r) {
		fresh, err := st.rows.RenewSession(r.Context(), session.ID)
		if err != nil && !errors.Is(err, models.ErrNotFound) { // another tab was first: its cookie holds
			return nil, err
		}
		if err == nil {
			session.ID = fresh
			st.set(c.Response(), sessionCookie, fresh, 0)
		}
	}
	v := &Visitor{User: &p.User, Session: session, Roles: p.Roles}
	v.Ends, v.ByAge = p.Session.Ends()
	v.Proved = p.Session.Proved(st.now())
	return v, nil
}

// unasked is what the page's own script says on a request that nobody made: a page keeping itself current.
const unasked = "Candor-Unasked"

// inUse reports whether a request shows that somebody is at work. All do but the question how long the session lasts, the monitor's
// stream, which a browser opens again by itself, and what a page asks for without anybody's doing.
func inUse(r *http.Request) bool {
	if r.Method != http.MethodGet {
		return true
	}
	return r.URL.Path != sessionPath && r.URL.Path != streamPath && r.Header.Get(unasked) == ""
}

// topLevel reports whether the answer replaces the whole page. Only then is a session's id
// changed: parts of a page are asked for side by side, and one would overtake the other.
func topLevel(r *http.Request) bool {
	mode := r.Header.Get("Sec-Fetch-Mode")
	return r.Method == http.MethodGet && r.Header.Get("HX-Request") == "" && (mode == "" || mode == "navigate")
}

// Still reports whether the session of a request holds and gives a permission yet, without
// counting as activity. Long answers ask it while they run.
func (st *SessionStore) Still(c echo.Context, p models.Permission) bool {
	_, now, err := st.open(c.Request())
	if err != nil {
		return false
	}
	return !now.User.MustChange && (&Visitor{User: &now.User, Roles: now.Roles}).Can(p)
}
