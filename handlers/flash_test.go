package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/gorilla/sessions"
	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// noRows keeps no session: it belongs to tests that look at values only.
type noRows struct{ sessionRows }

// sitting is a visitor with a session that is kept in memory.
func sitting(t *testing.T, role string) *Visitor {
	t.Helper()
	v := as(t, role, "en")
	v.Session = sessions.NewSession(&SessionStore{rows: noRows{}}, sessionCookie)
	return v
}

// TestToldMessagesStayInTheBell shows messages once as toasts, and keeps the last of them, newest first.
func TestToldMessagesStayInTheBell(t *testing.T) {
	s, v := testSite(t), sitting(t, models.RoleReviewer)
	for i := range toldMost + 3 {
		act := func(c echo.Context) error { return s.doneUndo(c, "/queue", nil, "keys.then", "n", i) }
		want(t, call(s, v, act, http.MethodPost, "/x", url.Values{}), 303)
		flash := takeFlashes(v)
		if len(flash) != 1 {
			t.Fatalf("%d messages wait", len(flash))
		}
		flash[0].Text = strings.Repeat("m", i+1)
		if told := remember(v, flash, testNow); told[0].Text != flash[0].Text || len(told) != min(i+1, toldMost) {
			t.Errorf("after %d messages: %d, first %q", i+1, len(told), told[0].Text)
		}
	}
	page := func(c echo.Context) error { return models.ErrNotFound }
	w := call(s, v, page, http.MethodGet, "/queue", nil)
	want(t, w, 404, ">"+strings.Repeat("m", toldMost+3), "The last messages of this session")
	lacks(t, w, `data-toast="ok"`, ">m ", "None yet")
	v.Session.Values[toldValue] = "{" // an older version's
	want(t, call(s, v, page, http.MethodGet, "/queue", nil), 404, "None yet")
	if told := remember(&Visitor{}, []views.Flash{{Text: "x"}}, testNow); told != nil {
		t.Errorf("nobody was told %v", told)
	}
}

// TestReversibleActionsCanBeUndone looks at the form in the message after a case is given up or put off and a note is pinned.
func TestReversibleActionsCanBeUndone(t *testing.T) {
	s := testSite(t)
	id := models.ID(31 << 22).Public(models.PrefixCase)
	store := &reviewStore{pin: func(models.PinNote) error { return nil }, claim: func() error { return nil }}
	account, note := models.ID(1<<40).Public(models.PrefixAccount), models.ID(42<<22).Public(models.PrefixNote)
	for _, c := range []struct {
		name   string
		act    echo.HandlerFunc
		path   string
		form   url.Values
		params []string
		undo   views.Undo
	}{
		{"released", (&Cases{Site: s, Store: store}).Release, "/cases/" + id + "/release", url.Values{"view": {"sort=due"}}, []string{"id", id},
			views.Undo{Action: "/cases/" + id + "/claim", Fields: [][2]string{{"view", "sort=due"}}}},
		{"pinned", (&Accounts{Site: s, Store: store}).Pin, "/accounts/" + account + "/notes/" + note + "/pin", url.Values{"pinned": {"true"}, "back": {""}}, []string{"id", account, "note", note},
			views.Undo{Action: "/accounts/" + account + "/notes/" + note + "/pin", Fields: [][2]string{{"pinned", "false"}, {"back", ""}}}},
	} {
		v := sitting(t, models.RoleReviewer)
		want(t, call(s, v, c.act, http.MethodPost, c.path, c.form, c.params...), 303)
		kept := v.Session.Values[flashValue]
		w := call(s, v, func(echo.Context) error { return models.ErrNotFound }, http.MethodGet, "/queue", nil)
		want(t, w, 404, `action="`+c.undo.Action+`"`, ">Undo<")
		for _, f := range c.undo.Fields {
			want(t, w, 404, `name="`+f[0]+`" value="`+f[1]+`"`)
		}
		if kept == nil {
			t.Errorf("%s: no message", c.name)
		}
	}
}
