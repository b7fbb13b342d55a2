package handlers

import (
	"net/http"
	"net/url"
	"testing"

	"candor/models"
)

// TestASendingIsItsPageAndItsWords: a double click is one sending; other words from the same page, or the same from another, are another.
func TestASendingIsItsPageAndItsWords(t *testing.T) {
	s := testSite(t)
	var seen []string
	store := &reviewStore{}
	store.note = func(models.NewNote) error { return nil }
	store.noteBy = func(by models.Actor) { seen = append(seen, by.Once) }
	id := models.ID(1 << 40).Public(models.PrefixAccount)
	h := &Accounts{Site: s, Store: store}
	for _, form := range []url.Values{
		{"once": {"page1"}, "text": {"called"}}, {"once": {"page1"}, "text": {"called"}},
		{"once": {"page1"}, "text": {"called again"}}, {"once": {"page2"}, "text": {"called"}}, {"text": {"called"}},
	} {
		want(t, call(s, as(t, models.RoleReviewer, "en"), h.AddNote, http.MethodPost, "/x", form, "id", id), http.StatusSeeOther)
	}
	if len(seen) != 5 || seen[0] == "" || seen[0] != seen[1] || seen[2] == seen[0] || seen[3] == seen[0] || seen[4] != "" {
		t.Errorf("the sendings are %q", seen)
	}
	store.note = func(models.NewNote) error { return models.ErrTwice }
	w := call(s, as(t, models.RoleReviewer, "en"), h.AddNote, http.MethodPost, "/x", url.Values{"once": {"page1"}, "text": {"called"}}, "id", id)
	want(t, w, http.StatusSeeOther)
	if to := w.Header().Get("Location"); to != "/accounts/"+id+"#notes" {
		t.Errorf("the second click leads to %q", to)
	}
}
