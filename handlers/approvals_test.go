package handlers

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"candor/models"
)

type approvalStub struct {
	waiting []models.Approval
	cooling []models.Cooling
}

func (s approvalStub) Approvals(context.Context, int) ([]models.Approval, error) {
	return s.waiting, nil
}
func (s approvalStub) Cooling(context.Context, int) ([]models.Cooling, error) { return s.cooling, nil }
func (s approvalStub) Promotions(context.Context, models.ID, int) ([]models.PromotionDetail, error) {
	return nil, nil
}

// TestPendingActionsByTab: whoever asked sees theirs without an invitation to answer, a second person sees theirs to
// answer, and what cools off leads to where it can be stopped.
func TestPendingActionsByTab(t *testing.T) {
	s := testSite(t)
	reviewer, lead := as(t, models.RoleReviewer, "en"), as(t, models.RoleLead, "en")
	reviewer.User.ID, lead.User.ID = 7, 8
	a := someAccount(t).Account
	change := &models.LimitChange{ID: 5, AccountID: a.ID, Product: models.ProductPayLater, FromFen: 100_000, ToFen: 900_000, Reason: "grew", MadeBy: 7, MadeName: "Anna", MadeAt: testNow.Add(-time.Hour), State: models.LimitProposed}
	m := &models.Message{ID: 6, AccountID: a.ID, Template: models.TemplateLimitRaised, State: models.MessageHeld}
	h := &Approvals{Site: s, Store: approvalStub{
		waiting: []models.Approval{{Limit: change, Account: &a, Name: "杨**"}},
		cooling: []models.Cooling{{Message: m, Account: a, Name: "杨**", At: testNow.Add(time.Minute)}},
	}}
	at := func(v *Visitor, query string) string {
		w := call(s, v, h.List, http.MethodGet, "/approvals"+query, nil)
		want(t, w, 200)
		return w.Body.String()
	}
	for name, c := range map[string]struct {
		v      *Visitor
		query  string
		holds  []string
		lacked []string
	}{
		"all, for who asked":      {reviewer, "", []string{"grew", "A second person must decide it", "/messages/" + m.PublicID(), "can be recalled"}, []string{"Yours to answer</span>"}},
		"theirs to answer":        {lead, "?show=yours", []string{"grew"}, []string{"can be recalled"}},
		"nothing for who asked":   {reviewer, "?show=yours", []string{"Nothing waits for you"}, []string{"grew"}},
		"asked by them":           {reviewer, "?show=asked", []string{"grew"}, []string{"can be recalled"}},
		"not asked by the second": {lead, "?show=asked", []string{"Nothing of yours waits"}, []string{"grew"}},
		"only what cools off":     {lead, "?show=cooling", []string{"can be recalled"}, []string{"grew"}},
	} {
		body := at(c.v, c.query)
		for _, x := range c.holds {
			if !strings.Contains(body, x) {
				t.Errorf("%s: lacks %q", name, x)
			}
		}
		for _, x := range c.lacked {
			if strings.Contains(body, x) {
				t.Errorf("%s: holds %q", name, x)
			}
		}
	}
	want(t, call(s, lead, h.List, http.MethodGet, "/approvals?show=else", nil), 400)
}
