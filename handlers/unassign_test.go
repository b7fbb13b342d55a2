package handlers

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/gorilla/sessions"

	"candor/models"
)

// TestWhatALeadGaveIsTakenBackFromTheToast: an assignment, a takeover and a removed view each say by which form, and a refusal says why.
func TestWhatALeadGaveIsTakenBackFromTheToast(t *testing.T) {
	h, store, d := someDesk(t)
	lead, id := as(t, models.RoleLead, "en"), d.Case.PublicID()
	lead.Session = sessions.NewSession(noStore{}, "s")
	store.here.Version = 5
	told := func(action string) {
		t.Helper()
		if f := takeFlashes(lead); len(f) != 1 || f[0].Undo == nil || f[0].Undo.Action != action {
			t.Fatalf("told %+v, want %s", f, action)
		}
	}
	call(h.Site, lead, h.Take, http.MethodPost, "/x", url.Values{"version": {"4"}, "grounds": {"Rita is ill"}}, "id", id)
	told("/cases/" + id + "/unassign")
	back := url.Values{"version": {"5"}, "view": {""}}
	if w := call(h.Site, lead, h.Unassign, http.MethodPost, "/x", back, "id", id); w.Code != 303 || store.back != 5 {
		t.Errorf("%d, at version %d", w.Code, store.back)
	}
	takeFlashes(lead)
	d.Viewers = []models.CaseViewer{{UserID: 7, At: testNow}}
	store.err = &models.Refused{Code: "undo_late"}
	want(t, call(h.Site, lead, h.Unassign, http.MethodPost, "/x", back, "id", id), 403, "Something else happened since")
	want(t, call(h.Site, lead, h.Unassign, http.MethodPost, "/x", url.Values{"version": {"x"}}, "id", id), 422)

	views, saved := someSaved(t)
	view := saved.views[0].PublicID()
	call(views.Site, lead, views.Remove, http.MethodPost, "/x", url.Values{"view": {""}}, "id", view)
	told("/queue/views/" + view + "/restore")
	if w := call(views.Site, lead, views.Restore, http.MethodPost, "/x", url.Values{"view": {"sort=due"}}, "id", view); w.Code != 303 || saved.gone != 0 || w.Header().Get("Location") != "/queue/views?view=sort%3Ddue" {
		t.Errorf("%d, leads to %s", w.Code, w.Header().Get("Location"))
	}
	saved.err = &models.Refused{Code: "view_again"}
	want(t, call(views.Site, lead, views.Restore, http.MethodPost, "/x", url.Values{}, "id", view), 403, "another view under this name")
	want(t, call(views.Site, lead, views.Restore, http.MethodPost, "/x", url.Values{}, "id", "qvw_x"), 404)
}
