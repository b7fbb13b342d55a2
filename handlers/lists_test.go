package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"candor/models"
)

func TestCorrections(t *testing.T) {
	s, a := testSite(t), someAccount(t)
	store := &realtimeStore{late: models.LatePage{Older: true, Items: []models.LateAccount{{Account: a.Account, Masked: a.Masked, Events: 2, Oldest: testNow, Newest: 9 << 22}}}}
	h := &Corrections{Site: s, Store: store}
	want(t, call(s, as(t, models.RoleReviewer, "en"), h.List, http.MethodGet, "/corrections", nil), 200, "Build anew", "kind=late", "after=dec_")
	lacks(t, call(s, as(t, models.RoleAuditor, "en"), h.List, http.MethodGet, "/corrections", nil), "<form method=\"post\" action=\"/corrections\"")
	want(t, call(s, as(t, models.RoleReviewer, "en"), h.List, http.MethodGet, "/corrections?after=x", nil), 400)
	store.rebuild = func(id models.ID) (models.Rebuilt, error) {
		if id != a.Account.ID {
			return models.Rebuilt{}, models.ErrNotFound
		}
		return models.Rebuilt{Events: 3, Corrected: 2}, nil
	}
	post := func(id string) *httptest.ResponseRecorder {
		return call(s, as(t, models.RoleReviewer, "en"), h.Rebuild, http.MethodPost, "/corrections", url.Values{"account": {id}})
	}
	want(t, post(a.Account.PublicID()), 303)
	want(t, post("acc_1"), 404)
	want(t, post(models.ID(5).Public(models.PrefixAccount)), 404)
}

func TestListsArePutDownAndEnded(t *testing.T) {
	s := testSite(t)
	entry := models.ListEntry{ID: 3 << 22, Lane: models.ListBlock, Kind: "account", Token: models.ID(1 << 40).Public(models.PrefixAccount), Reason: "a <b>", MadeName: "Bob", MadeAt: testNow}
	store := &realtimeStore{
		lists: func(models.ListFilter) (models.ListPage, error) {
			return models.ListPage{Items: []models.ListedEntry{{ListEntry: entry}}, Older: true, Waiting: []models.ListChange{someListChange(1)}}, nil
		},
		list: func() (*models.ListDetail, error) {
			return &models.ListDetail{Entry: entry, Hits: models.ListHit{N: 3, LastAt: testNow, EventID: 9}, Notes: []string{"private"}, Near: []models.ListEntry{entry}}, nil
		},
	}
	h := &Lists{Site: s, Store: store}
	lead := as(t, models.RoleLead, "en")
	want(t, call(s, lead, h.List, http.MethodGet, "/lists?lane=block&kind=account&state=ended", nil), 200, "/lists/new", "a &lt;b&gt;", "after=lst_", "/lists/export?kind=account", "/lists/changes/lch_")
	lacks(t, call(s, as(t, models.RoleReviewer, "en"), h.List, http.MethodGet, "/lists", nil), "/lists/new")
	for _, bad := range []string{"lane=x", "kind=x", "state=x", "after=x", "other=1", "source=x", "change=x"} {
		want(t, call(s, lead, h.List, http.MethodGet, "/lists?"+bad, nil), 400)
	}
	was := entry
	for token, said := range map[string]string{entry.Token + " 45000 kiosk": "¥450.00 to kiosk", "transfer_out:" + entry.Token + " 45000 0123456789abcdef": "Transfer out of ¥450.00"} {
		entry.Kind, entry.Token = models.ListPayment, token
		w := call(s, lead, h.List, http.MethodGet, "/lists?kind=payment", nil)
		want(t, w, 200, said, "/accounts/"+was.Token, `value="payment" selected`)
		lacks(t, w, "0123456789abcdef")
	}
	entry = was
	w := call(s, lead, h.New, http.MethodGet, "/lists/new?kind=device&value=abc", nil)
	want(t, w, 200, `value="abc"`)
	lacks(t, w, `value="payment"`) // which only an appeal allows
	var got models.AddListEntry
	store.add = func(cmd models.AddListEntry) error { got = cmd; return nil }
	form := url.Values{"lane": {"watch"}, "kind": {"device"}, "value": {"abc"}, "ends_at": {"2026-12-01"}, "reason": {"seen in three cases"}}
	if w := call(s, lead, h.Add, http.MethodPost, "/lists", form); w.Code != 303 || got.Kind != "device" || got.EndsAt == nil {
		t.Errorf("%d, %+v", w.Code, got)
	}
	store.put = &models.ListPut{Change: &models.ListChange{ID: 7 << 22}}
	if w := call(s, lead, h.Add, http.MethodPost, "/lists", form); w.Code != 303 || w.Header().Get("Location") != listChangeHref(7<<22) {
		t.Errorf("what waits leads to %q", w.Header().Get("Location"))
	}
	form.Set("reason", "")
	form.Set("ends_at", "tomorrow")
	want(t, call(s, lead, h.Add, http.MethodPost, "/lists", form), 422, "f-ends_at-error", `value="abc"`)
	id := entry.PublicID()
	want(t, call(s, lead, h.Show, http.MethodGet, "/x", nil, "id", id), 200, "/end", "in force", "Events met", "/decisions/dec_", "private addresses", "Networks that overlap")
	lacks(t, call(s, as(t, models.RoleAuditor, "en"), h.Show, http.MethodGet, "/x", nil, "id", id), "/end")
	answer := error(nil)
	store.end = func(string) error { return answer }
	end := func(reason string) *httptest.ResponseRecorder {
		return call(s, lead, h.End, http.MethodPost, "/x", url.Values{"reason": {reason}}, "id", id)
	}
	want(t, end("over and done"), 303)
	want(t, end(""), 422, "f-reason-error")
	answer = models.ErrState
	want(t, end("over and done"), 409, "over already")
	want(t, call(s, lead, h.Show, http.MethodGet, "/x", nil, "id", "lst_1"), 404)
}
