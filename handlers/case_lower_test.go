package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"

	"candor/models"
)

// TestACaseIsConfirmedWithALowerLimitInOneForm: what was typed comes back with what is wrong beside it, and only who may propose limits has
// the fields; a closed case leads to what it was decided with.
func TestACaseIsConfirmedWithALowerLimitInOneForm(t *testing.T) {
	s := testSite(t)
	until := testNow.Add(models.CaseLease / 2)
	d := caseOf(t)
	d.Case.AssigneeID, d.Case.AssigneeName, d.Case.LeaseUntil = 7, "Anna", &until
	var sent models.DecideCase
	var err error
	store := &reviewStore{detail: func() (*models.CaseDetail, error) { return d, nil }}
	store.decide = func(cmd models.DecideCase) error { sent = cmd; return err }
	h := &Cases{Site: s, Store: store}
	id, reviewer, line := d.Case.PublicID(), as(t, models.RoleReviewer, "en"), d.Account.Lines[0].PublicID()
	decide := func(v *Visitor, line, limit string) *httptest.ResponseRecorder {
		form := url.Values{"version": {"4"}, "outcome": {"confirmed"}, "reason": {"typed words"}, "reason_code": {"late_payment"}, "line": {line}, "limit": {limit}}
		return call(s, v, h.Decide, http.MethodPost, "/cases/x/decide", form, "id", id)
	}
	closed := call(s, reviewer, h.Show, http.MethodGet, "/cases/x", nil, "id", id)
	want(t, closed, 200, `id="lower">`, `<option value="`+line+`@1">Pay later: limit ¥10,000.00, used ¥8,700.00`)
	want(t, decide(reviewer, "", "9000"), 422, `id="lower" open`, `id="f-line-error"`, `value="9000"`, "typed words")
	want(t, decide(reviewer, line+"@1", "nine"), 422, `id="f-limit-error"`, `value="nine"`, `value="`+line+`@1" selected`)
	want(t, decide(reviewer, "lin_none", "9000"), 422, `id="f-line-error"`)
	if sent.CaseID != 0 {
		t.Errorf("sent %+v", sent)
	}
	var bad models.Invalid
	bad.Add("limit", "not_lower")
	err = bad.OrNil()
	want(t, decide(reviewer, line+"@1", "90,000"), 422, "Lower than the limit now", `value="90,000"`)
	if l := sent.Limit; l == nil || l.ToFen != 9_000_000 || l.LineID != d.Account.Lines[0].ID || l.Version != 1 {
		t.Errorf("sent %+v", l)
	}
	err = &models.Refused{Code: "limit_waiting"}
	want(t, decide(reviewer, line+"@1", "9000"), 403, "waits for a second person already", `value="9000"`)
	err, store.lowered = nil, &models.LimitChange{State: models.LimitProposed}
	if w := decide(reviewer, line+"@1", "9000"); w.Code != 303 {
		t.Errorf("decided: %d", w.Code)
	}
	without := as(t, models.RoleReviewer, "en")
	without.Roles[0].Permissions = slices.DeleteFunc(slices.Clone(without.Roles[0].Permissions), func(p models.Permission) bool { return p == models.PermLimitPropose })
	want(t, decide(without, line+"@1", "9000"), 403)
	lacks(t, call(s, without, h.Show, http.MethodGet, "/cases/x", nil, "id", id), `id="lower"`)
	d.Case.State, d.Case.Outcome, d.Case.ClosedAt = models.CaseClosed, models.CaseConfirmed, &testNow
	d.Account.Limits[0].CaseID, d.Account.Limits[0].State = d.Case.ID, models.LimitProposed
	want(t, call(s, reviewer, h.Show, http.MethodGet, "/cases/x", nil, "id", id), 200, `id="made"`, "/limits/"+d.Account.Limits[0].PublicID(), "Waits for a second person")
}
