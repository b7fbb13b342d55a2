package handlers

import (
	"context"
	"net/http"
	"testing"
	"time"

	"candor/models"
	"candor/views"
)

// someAnswerers are a role and people who may answer.
func someAnswerers(names ...string) func(context.Context, models.Permission) (models.Answerers, error) {
	a := models.Answerers{Roles: []models.Role{{Key: models.RoleLead, Name: "Lead", Builtin: true}}}
	for i, n := range names {
		a.People = append(a.People, models.User{ID: models.ID(i+1) << 30, Name: n})
	}
	return func(context.Context, models.Permission) (models.Answerers, error) { return a, nil }
}

// TestWhoMayNotAnswerIsToldWhomToAsk: one's own request has the button, disabled and with the reason; a request of others names who may.
func TestWhoMayNotAnswerIsToldWhomToAsk(t *testing.T) {
	s := testSite(t)
	lead, reviewer := as(t, models.RoleLead, "en"), as(t, models.RoleReviewer, "en")
	s.Answerers = someAnswerers("Lena", "Otto")
	me := lead.UserID()
	draw := func(v *Visitor, by models.ID) views.MeasureActions {
		var a views.MeasureActions
		p := views.Page{Now: testNow, Zone: s.Zone, Texts: s.Texts.For("en")}
		waiting{"/limits/x", models.PermLimitApprove, by, testNow.Add(-time.Hour)}.answer(p, v, &a)
		return a
	}
	if a := draw(lead, me); !a.Own || a.Why == "" || a.Approve != "" {
		t.Errorf("one's own request: %+v", a)
	}
	if a := draw(reviewer, me+1); a.Own || a.Why == "" || a.Approve != "" {
		t.Errorf("a request that takes more: %+v", a)
	}
	if a := draw(lead, me+1); a.Own || a.Why != "" || a.Approve == "" {
		t.Errorf("a request that the lead answers: %+v", a)
	}
	list := approvalStub{waiting: []models.Approval{{Limit: &models.LimitChange{MadeBy: me, MadeAt: testNow, Product: models.ProductPayLater}}}}
	h := &Approvals{Site: s, Store: list}
	want(t, call(s, lead, h.List, http.MethodGet, "/approvals", nil), http.StatusOK, "Who may answer: Lead. Ask Lena, Otto.")
	s.Answerers = someAnswerers("A", "B", "C", "D", "E", "F")
	want(t, call(s, lead, h.List, http.MethodGet, "/approvals", nil), http.StatusOK, "Ask A, B, C, D, E or 1 other.")
	s.Answerers = someAnswerers()
	want(t, call(s, lead, h.List, http.MethodGet, "/approvals", nil), http.StatusOK, "Nobody else may answer. It takes one of these roles: Lead.")
}
