package handlers

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"candor/models"
)

func (s *linkedStore) LinkView(context.Context) (models.LinkView, error) { return s.d.View, nil }
func (s *linkedStore) SetLinkView(_ context.Context, _ models.Actor, next models.LinkView) error {
	s.set = next
	return next.Validate()
}
func (s *linkedStore) AuditEntries(context.Context, models.AuditFilter) ([]models.AuditEntry, error) {
	return nil, nil
}

// TestKindsOfLinksAreChosen: the form keeps what was ticked, and the links say what is left out and lead only administrators to it.
func TestKindsOfLinksAreChosen(t *testing.T) {
	s, store := testSite(t), &linkedStore{d: someLinks(t)}
	store.d.View = models.LinkView{First: []string{"phone"}, Hidden: []string{"address", "ip"}, Version: 3}
	h, admin := &Linked{Site: s, Store: store}, as(t, models.RoleAdmin, "en")
	w := call(s, admin, h.Kinds, http.MethodGet, "/x", nil)
	want(t, w, 200, `value="phone" checked`, `name="version" value="3"`)
	w = call(s, admin, h.SetKinds, http.MethodPost, "/x", url.Values{"version": {"3"}, "first": {"ip"}, "hidden": {"ip", "card"}})
	want(t, w, 422, "f-hidden-error", `value="card" checked`)
	lacks(t, w, "⟦")
	w = call(s, admin, h.SetKinds, http.MethodPost, "/x", url.Values{"version": {"3"}, "hidden": {"card"}})
	if w.Code != 303 || store.set.Version != 3 || len(store.set.First) != 0 || len(store.set.Hidden) != 1 {
		t.Errorf("%d, %+v", w.Code, store.set)
	}
	id := store.d.Account.PublicID()
	w = call(s, admin, h.Show, http.MethodGet, "/x", nil, "id", id)
	want(t, w, 200, "Left out by an administrator: address, network address.", "/links/kinds")
	if page := w.Body.String(); strings.Index(page, "kind=phone") > strings.Index(page, "kind=device") {
		t.Error("what comes first does not")
	}
	lacks(t, call(s, as(t, models.RoleLead, "zh-CN"), h.Show, http.MethodGet, "/x", nil, "id", id), "/links/kinds", "⟦")
	lacks(t, call(s, admin, h.Show, http.MethodGet, "/x?kind=ip", nil, "id", id), "Left out by")
}

// TestTheAccountShowsLinksAsChosen: its table and its chips, in the order of the choice.
func TestTheAccountShowsLinksAsChosen(t *testing.T) {
	d := models.AccountDetail{LinkCounts: map[string]int{"address": 1, "device": 1, "phone": 1}, LinkView: models.LinkView{First: []string{"phone"}, Hidden: []string{"address"}}}
	for _, kind := range []string{"address", "device", "phone"} {
		d.Links = append(d.Links, models.Link{Relationship: models.Relationship{OtherID: 2 << 40, Kind: kind}})
	}
	l := labels{testSite(t).letterPage("en")}
	r, chips, note := l.linkTable(&d)
	if len(r.Rows) != 2 || r.Rows[0].Cells[1].Text != "phone" || len(chips) != 2 || chips[0].Label != "phone" || !strings.Contains(note, "address") {
		t.Errorf("%+v, %+v, %q", r.Rows, chips, note)
	}
}
