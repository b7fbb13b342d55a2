package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"candor/models"
)

// TestARefusedFormKeepsTheCountsOfTheNavigation: the page that answers a POST is the page that a GET draws.
func TestARefusedFormKeepsTheCountsOfTheNavigation(t *testing.T) {
	h, store, d := someDesk(t)
	d.Viewers = []models.CaseViewer{{UserID: 7, At: testNow}}
	h.Site.Waiting = func(context.Context, *Visitor) map[string]string { return map[string]string{"/queue": "4711"} }
	reviewer, id := as(t, models.RoleReviewer, "en"), d.Case.PublicID()
	want(t, call(h.Site, reviewer, h.Show, http.MethodGet, "/cases/"+id, nil, "id", id), 200, "4711")
	post := func(until string) *httptest.ResponseRecorder {
		form := url.Values{"version": {"4"}, "until": {until}}
		return call(h.Site, reviewer, h.Snooze, http.MethodPost, "/cases/"+id+"/snooze", form, "id", id)
	}
	want(t, post("never"), 422, "4711")
	store.err = models.ErrConflict
	want(t, post("tomorrow"), 409, "4711")
}
