package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// TestSessionsEndByIdlenessOrAge looks at which of the two comes first.
func TestSessionsEndByIdlenessOrAge(t *testing.T) {
	for _, c := range []struct {
		name       string
		age, quiet time.Duration
		left       time.Duration
		byAge      bool
	}{
		{"new", 0, 0, 15 * time.Minute, false},
		{"idle", time.Hour, 13 * time.Minute, 2 * time.Minute, false},
		{"old", 7*time.Hour + 50*time.Minute, 0, 10 * time.Minute, true},
		{"old and idle", 7*time.Hour + 50*time.Minute, 14 * time.Minute, time.Minute, false},
	} {
		s := models.Session{CreatedAt: testNow.Add(-c.age), LastSeen: testNow.Add(-c.quiet)}
		if at, byAge := s.Ends(); at.Sub(testNow) != c.left || byAge != c.byAge {
			t.Errorf("%s: ends in %v, by age %v", c.name, at.Sub(testNow), byAge)
		}
	}
}

// TestTheSessionPageSaysWhenItEnds draws it for both ends, and refuses what no form of ours sends.
func TestTheSessionPageSaysWhenItEnds(t *testing.T) {
	h := &Profile{Site: testSite(t)}
	v := as(t, models.RoleReviewer, "en")
	v.Ends = testNow.Add(90 * time.Second)
	w := call(h.Site, v, h.Lasts, http.MethodGet, "/session", nil)
	want(t, w, 200, `data-session="90"`, `data-ends="90"`, "signed out at 14:06:30", "about to end", "Stay signed in")
	v.ByAge = true
	w = call(h.Site, v, h.Lasts, http.MethodGet, "/session", nil)
	want(t, w, 200, "eight hours ago", "Understood")
	lacks(t, w, "Stay signed in")
	want(t, call(h.Site, v, h.Lasts, http.MethodGet, "/session?a=1", nil), 400)
	want(t, call(h.Site, v, h.Stay, http.MethodPost, "/session", url.Values{"a": {"1"}}), 400)
	if w = call(h.Site, v, h.Stay, http.MethodPost, "/session", url.Values{}); w.Code != 303 || w.Header().Get("Location") != "/session" {
		t.Errorf("staying answers %d %q", w.Code, w.Header().Get("Location"))
	}
}

// TestOnlyWhatAPersonDidCountsAsUse tells the requests apart that put the end of a session off.
func TestOnlyWhatAPersonDidCountsAsUse(t *testing.T) {
	for _, c := range []struct {
		method, path string
		unasked, use bool
	}{
		{"GET", "/session", false, false}, {"POST", "/session", false, true}, {"GET", "/sessions", false, true}, {"GET", "/", false, true},
		{"GET", "/monitor", false, true}, {"GET", "/monitor/stream", false, false}, // a stream that broke is opened again by the browser
		{"GET", "/backtests", true, false}, {"GET", "/queue/fresh", true, false}, {"POST", "/backtests", true, true},
	} {
		r := httptest.NewRequest(c.method, c.path, nil)
		if c.unasked {
			r.Header.Set("Candor-Unasked", "1")
		}
		if got := inUse(r); got != c.use {
			t.Errorf("%s %s, unasked %t: %v", c.method, c.path, c.unasked, got)
		}
	}
}

// TestPagesAboutPeopleSayWhoLooks compares pages with and without something about a person.
func TestPagesAboutPeopleSayWhoLooks(t *testing.T) {
	s := testSite(t)
	v := as(t, models.RoleReviewer, "en")
	v.User.Name, v.User.Login = `Anna <b>"`, "anna"
	show := func(c echo.Context) error { return models.ErrNotFound }
	for path, marked := range map[string]bool{
		"/accounts": true, "/accounts/acc_1": true, "/cases/cas_1?view=": true, "/queue": true, "/appeals/apl_1": true, "/samples/smp_1/items/3": true,
		"/": true, "/policy": false, "/audit": false, "/samples/smp_1": false, "/accountsx": false,
	} {
		w := call(s, v, show, http.MethodGet, path, nil)
		if got := strings.Contains(w.Body.String(), `class="watermark"`); got != marked {
			t.Errorf("%s: marked %v", path, got)
		}
		if marked {
			want(t, w, 404, "Anna &lt;b&gt;&#34; · anna · 2026-11-22 14:05", `aria-hidden="true"`)
		}
	}
	lacks(t, call(s, &Visitor{}, show, http.MethodGet, "/accounts", nil), "watermark", "data-ends")
}

// TestARevealEnds looks at how long a field stays, and what the page says afterwards.
func TestARevealEnds(t *testing.T) {
	s := testSite(t)
	store := &reviewStore{
		account: func() (*models.AccountDetail, error) { d := someAccount(t); return &d, nil },
		reveal:  func(models.Reveal) (string, error) { return canary.Phone, nil },
	}
	h := &Accounts{Site: s, Store: store}
	id, lead := models.ID(1<<40).Public(models.PrefixAccount), as(t, models.RoleLead, "en")
	w := call(s, lead, h.Reveal, http.MethodPost, "/x", url.Values{"field": {"phone"}, "reason": {"call back about the case"}}, "id", id)
	want(t, w, 200)
	if got := w.Header().Get("Refresh"); got != "60; url=/accounts/"+id+"/reveal?field=phone&over=1" {
		t.Errorf("Refresh = %q", got)
	}
	w = call(s, lead, h.AskReveal, http.MethodGet, "/x?field=phone&over=1", nil, "id", id)
	want(t, w, 200, "hidden again", `role="status"`)
	if got := w.Header().Get("Refresh"); got != "" {
		t.Errorf("the form refreshes itself: %q", got)
	}
	lacks(t, call(s, lead, h.AskReveal, http.MethodGet, "/x?field=phone", nil, "id", id), "hidden again")
}
