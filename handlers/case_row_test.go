package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/gorilla/sessions"
	"github.com/labstack/echo/v4"

	"candor/models"
)

// TestActsOnARowLeadBackToTheQueue: what is done from a row leads to it, or to the row in its place, with what takes it back.
func TestActsOnARowLeadBackToTheQueue(t *testing.T) {
	h, store, d := someDesk(t)
	reviewer, id := as(t, models.RoleReviewer, "en"), d.Case.PublicID()
	reviewer.Session = sessions.NewSession(noStore{}, "s")
	post := func(act echo.HandlerFunc, kv ...string) *httptest.ResponseRecorder {
		form := url.Values{"view": {"~rdue"}, "from": {"queue"}}
		for i := 0; i+1 < len(kv); i += 2 {
			form.Set(kv[i], kv[i+1])
		}
		return call(h.Site, reviewer, act, http.MethodPost, "/x", form, "id", id)
	}
	leads := func(w *httptest.ResponseRecorder, to, undo string) {
		t.Helper()
		if got := w.Header().Get("Location"); w.Code != 303 || got != to {
			t.Errorf("%d %s, want %s", w.Code, got, to)
		}
		var action string
		for _, f := range takeFlashes(reviewer) {
			if f.Undo != nil {
				action = f.Undo.Action
				if fields := f.Undo.Fields; fields[len(fields)-1] != [2]string{"from", "queue"} {
					t.Errorf("taking it back leads elsewhere: %v", fields)
				}
			}
		}
		if action != undo {
			t.Errorf("taken back by %q, want %q", action, undo)
		}
	}
	store.claim = func() error { return nil }
	row, path := "/queue?sort=due&at="+id+"#"+id, "/cases/"+id
	leads(post(h.Claim), row, path+"/release")
	leads(post(h.Release), row, path+"/claim")
	below := models.Case{ID: 99 << 22}
	store.neighbor.Items = []models.CaseItem{{Case: below}}
	next := "/queue?sort=due&at=" + below.PublicID() + "#" + below.PublicID()
	leads(post(h.Snooze, "version", "4", "until", "tomorrow"), next, path+"/claim")
	leads(post(h.Escalate, "version", "4", "to", "fraud", "because", "ring"), next, "")
	store.neighbor.Items = nil
	leads(post(h.Snooze, "version", "4", "until", "tomorrow"), "/queue?sort=due", path+"/claim")
	if store.asked.Before == nil || store.asked.After != nil {
		t.Errorf("the row before was not asked for: %+v", store.asked)
	}
}

// TestARefusedActOnARowKeepsWhatWasTyped: the case's page says what happened meanwhile, and no view that no page gives is acted from.
func TestARefusedActOnARowKeepsWhatWasTyped(t *testing.T) {
	h, store, d := someDesk(t)
	reviewer, id := as(t, models.RoleReviewer, "en"), d.Case.PublicID()
	d.Viewers = []models.CaseViewer{{UserID: 7, At: testNow}}
	form := url.Values{"view": {"all"}, "from": {"queue"}, "version": {"2"}, "until": {"tomorrow"}, "why": {"typed <b>words"}}
	h.Desk = &lateSnooze{store}
	want(t, call(h.Site, reviewer, h.Snooze, http.MethodPost, "/x", form, "id", id), 409, "typed &lt;b&gt;words", "Changed by Bob")
	form.Set("view", "evil=1")
	want(t, call(h.Site, reviewer, h.Snooze, http.MethodPost, "/x", form, "id", id), 400)
	want(t, call(h.Site, reviewer, h.Claim, http.MethodPost, "/x", url.Values{"view": {"evil=1"}, "from": {"queue"}}, "id", id), 400)
}

// lateSnooze has the case changed meanwhile.
type lateSnooze struct{ *deskStore }

func (lateSnooze) SnoozeCase(context.Context, models.Actor, models.SnoozeCase) (*models.Case, error) {
	return nil, models.ErrConflict
}
