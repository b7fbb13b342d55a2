package handlers

import (
	"math"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"candor/views"
)

// sessionPath says how long the session lasts yet. To ask it does not count as use.
const sessionPath = "/session"

// sessionNear is from how many seconds before its end on a session is said to end soon; the script's NEAR_S is the same.
const sessionNear = 125

// Lasts shows when the session ends. A script asks for it two minutes before and shows its part marked data-session.
func (h *Profile) Lasts(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	v := CurrentVisitor(c)
	seconds, title := secondsTo(v.Ends, h.Now()), "session.title"
	if seconds <= sessionNear {
		title = "session.near"
	}
	p := h.page(c, title)
	d := views.SessionEndPage{Page: p, Seconds: seconds, ByAge: v.ByAge}
	key := "session.idle"
	if v.ByAge {
		key = "session.age"
	}
	d.Text = p.T(key, "time", p.Clock(v.Ends))
	return h.render(c, http.StatusOK, views.SessionEnd(d))
}

// Stay counts as use, which is all it does, and shows when the session ends now.
func (h *Profile) Stay(c echo.Context) error {
	if _, err := h.readForm(c); err != nil {
		return err
	}
	return h.redirect(c, sessionPath)
}

// secondsTo is the whole seconds until a moment, at least 1; 0 for the zero time, which never comes.
func secondsTo(at, now time.Time) int {
	if at.IsZero() {
		return 0
	}
	return max(1, int(math.Floor(at.Sub(now).Seconds())))
}
