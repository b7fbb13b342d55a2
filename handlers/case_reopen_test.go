package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"candor/models"
	"candor/views"
)

// TestADecisionIsPutRightWhereItStands: whoever decided, and a lead, find the form beside the decision and the way to it in the timeline,
// with what stays; nobody else does, nor a lead who is to judge the case again.
func TestADecisionIsPutRightWhereItStands(t *testing.T) {
	h, store, d := someDesk(t)
	reviewer, lead := as(t, models.RoleReviewer, "en"), as(t, models.RoleLead, "en")
	id, path := d.Case.PublicID(), "/cases/"+d.Case.PublicID()+"/reopen"
	show := func(v *Visitor) string {
		return call(h.Site, v, h.Show, http.MethodGet, "/cases/x", nil, "id", id).Body.String()
	}
	if strings.Contains(show(lead), path) {
		t.Error("an open case is opened again")
	}
	d.Case.State, d.Case.Outcome, d.Case.ClosedBy, d.Case.ClosedName, d.Case.ClosedAt = models.CaseClosed, models.CaseCleared, reviewer.UserID(), "Rita", ptr(testNow)
	d.Entries = []models.AuditEntry{{Action: models.ActionCaseDecided, ActorKind: models.ActorUser, ActorName: "Rita", At: testNow}}
	d.Account.Sanctions, d.Account.Limits = nil, nil
	for _, v := range []*Visitor{reviewer, lead} {
		follow(t, show(v), `action="`+path+`"`, "No measure and no limit change", `name="wrong"`, `href="#reopen"`)
	}
	d.Account.Sanctions = []models.Sanction{{ID: 8 << 22, CaseID: d.Case.ID, Kind: models.SanctionFreeze, State: models.SanctionActive}, {ID: 9 << 22, CaseID: 1, Kind: models.SanctionRestrict, State: models.SanctionActive}}
	follow(t, show(reviewer), "stay until they are lifted", `/sanctions/`+models.ID(8<<22).Public(models.PrefixSanction)+`">Freeze`, `name="wrong"`)
	if body := show(reviewer); strings.Contains(body, models.ID(9<<22).Public(models.PrefixSanction)+`">Restriction`) {
		t.Error("a measure of another case is named")
	}
	d.Case.ClosedBy = 99
	if strings.Contains(show(reviewer), path) {
		t.Error("another's decision is the reviewer's to put right")
	}
	var data views.CaseData
	d.Blinded = true
	labels{views.Page{Texts: h.Texts.For("en"), Now: testNow}}.reopening(d, lead, &data)
	if d.Blinded = false; data.Reopen != nil {
		t.Error("a lead who is to judge the case again is offered its decision")
	}

	form := url.Values{"version": {"4"}, "wrong": {"the <b>ticket</b> was his"}, "view": {"sort=due"}}
	w := call(h.Site, lead, h.Reopen, http.MethodPost, "/x", form, "id", id)
	if got := w.Header().Get("Location"); w.Code != 303 || got != caseHref(d.Case.ID, "sort=due") || store.again.Version != 4 || store.again.Reason != "the <b>ticket</b> was his" {
		t.Errorf("%d %s, asked for %+v", w.Code, got, store.again)
	}
	store.err = &models.Refused{Code: "case_open"}
	w = call(h.Site, lead, h.Reopen, http.MethodPost, "/x", form, "id", id)
	want(t, w, 403, "A case of this account is open already.", "the &lt;b&gt;ticket", `<details id="reopen" open`)
}
