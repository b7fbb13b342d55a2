package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"candor/models"
)

// TestViewsOfTheLog: the log's views are tabs above it; one is kept with what narrows the log and without the place in it.
func TestViewsOfTheLog(t *testing.T) {
	s := testSite(t)
	mine := models.QueueView{ID: 5 << 22, OwnerID: as(t, models.RoleAuditor, "en").UserID(), Scope: models.ScopeMine, Name: "Reveals <1>", Query: "personal=on", List: models.ViewOfAudit}
	other := models.QueueView{ID: 6 << 22, OwnerID: 99, OwnerName: "Lena", Scope: models.ScopeTeam, Team: models.RoleAuditor, Name: "Ours", Query: "type=policy", List: models.ViewOfAudit}
	store := &auditFake{entries: entries(1), views: []models.QueueView{mine, other}}
	h := &Audit{Site: s, Store: store}
	v := as(t, models.RoleAuditor, "en")
	want(t, call(s, v, h.List, http.MethodGet, "/audit?personal=on", nil), 200, "Reveals &lt;1&gt;", `href="/audit?type=policy"`, `href="/audit/views?view=personal%3Don"`)
	page := call(s, v, h.Views, http.MethodGet, "/audit/views?view=type%3Dpolicy%26before%3D9", nil)
	want(t, page, 200, "/audit/views/"+mine.PublicID()+"/remove", `name="view" value="type=policy"`, "Auditor")
	lacks(t, page, other.PublicID())
	form := url.Values{"view": {"type=policy&before=9"}, "name": {"Policy"}, "scope": {"team:auditor"}}
	w := call(s, v, h.SaveView, http.MethodPost, "/audit/views", form)
	if want(t, w, 303); store.saved.Query != "type=policy" || store.saved.Team != models.RoleAuditor || store.saved.List != models.ViewOfAudit || w.Header().Get("Location") != "/audit?type=policy" {
		t.Errorf("saved %+v, then %s", store.saved, w.Header().Get("Location"))
	}
	form.Set("name", strings.Repeat("n", 41))
	want(t, call(s, v, h.SaveView, http.MethodPost, "/audit/views", form), 422, strings.Repeat("n", 41), "error-summary")
	form.Set("view", "mood=good")
	want(t, call(s, v, h.SaveView, http.MethodPost, "/audit/views", form), 400)
	want(t, call(s, v, h.RemoveView, http.MethodPost, "/x", url.Values{"view": {""}}, "id", mine.PublicID()), 303)
	want(t, call(s, v, h.RemoveView, http.MethodPost, "/x", url.Values{"view": {""}}, "id", "qvw_x"), 404)
}

// TestAnObjectLeadsToItsRecord, for who may read the record and for nobody else.
func TestAnObjectLeadsToItsRecord(t *testing.T) {
	s, d := testSite(t), caseOf(t)
	h := &Cases{Site: s, Store: &reviewStore{detail: func() (*models.CaseDetail, error) { return d, nil }}}
	id := d.Case.PublicID()
	want(t, call(s, as(t, models.RoleLead, "en"), h.Show, http.MethodGet, "/x", nil, "id", id), 200, `href="/audit?object=`+id+`&amp;type=case"`, "Entries in the audit log")
	lacks(t, call(s, as(t, models.RoleReviewer, "en"), h.Show, http.MethodGet, "/x", nil, "id", id), "/audit?")
}
