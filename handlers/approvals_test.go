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

// TestBatchesAndPolicyVersionsStandAmongWhatCoolsOff: each says who settled it, what it waits for, and until when it can be stopped.
func TestBatchesAndPolicyVersionsStandAmongWhatCoolsOff(t *testing.T) {
	s := testSite(t)
	ended, approved := testNow.Add(-20*time.Second), testNow.Add(-time.Hour)
	batch := func(state models.BatchState) *models.Batch {
		return &models.Batch{ID: 9 << 22, Kind: models.BatchLimit, State: state, MadeName: "Anna", UndoneName: "Uwe", Eligible: 12, EndedAt: &ended}
	}
	version := func(state models.PolicyState) *models.Policy {
		return &models.Policy{Version: 7, State: state, ApprovedName: "Ben", ApprovedAt: &approved, Percent: 30}
	}
	for name, c := range map[string]struct {
		cooling models.Cooling
		says    []string
	}{
		"a batch at work":      {models.Cooling{Batch: batch(models.BatchRunning), At: testNow}, []string{"Batch: Change limits (running)", "Anna", "12 items are still to do", "/batches/"}},
		"a batch being undone": {models.Cooling{Batch: batch(models.BatchUndoing), At: testNow}, []string{"Uwe", "being given back"}},
		"a batch with letters": {models.Cooling{Batch: batch(models.BatchDone), At: ended.Add(models.MessageHold)}, []string{"recalled for 40 seconds", "(done)"}},
		"an approved version":  {models.Cooling{Policy: version(models.PolicyApproved)}, []string{"Policy version 7 (Approved)", "Ben", "/policy/7/release", "the approval lapses"}},
		"one in shadow":        {models.Cooling{Policy: version(models.PolicyShadow)}, []string{"decides nothing"}},
		"one for a share":      {models.Cooling{Policy: version(models.PolicyRollout)}, []string{"decides for 30 in 100 accounts"}},
		"one that is paused":   {models.Cooling{Policy: version(models.PolicyPaused)}, []string{"paused: the version in force"}},
	} {
		h := &Approvals{Site: s, Store: approvalStub{cooling: []models.Cooling{c.cooling}}}
		w := call(s, as(t, models.RoleLead, "en"), h.List, http.MethodGet, "/approvals?show=cooling", nil)
		t.Run(name, func(t *testing.T) {
			want(t, w, 200, c.says...)
			lacks(t, w, "acc_0000000000000", "⟦")
		})
	}
}

// TestAnOpinionStandsAmongPendingActions: who may give it is invited, who asked sees it without that, and nobody else reads the question.
func TestAnOpinionStandsAmongPendingActions(t *testing.T) {
	s := testSite(t)
	a := someAccount(t).Account
	o := &models.Opinion{ID: 9, AppealID: 5, AccountID: a.ID, Reason: "doubt", Question: "is it theirs?", AskedBy: 7, AskedName: "Anna", AskedAt: testNow.Add(-48 * time.Hour)}
	h := &Approvals{Site: s, Store: approvalStub{waiting: []models.Approval{{
		Opinion: o, Appeal: &models.Appeal{ID: 5, AssigneeID: 7, DueAt: testNow.Add(72 * time.Hour)}, Barred: models.Barred{People: []models.ID{8}}, Account: &a, Name: "杨**",
	}}}}
	for name, c := range map[string]struct {
		id    models.ID
		role  string
		holds []string
	}{
		"who asked":              {7, models.RoleService, []string{"is it theirs?", "You asked.", "/appeals/" + models.ID(5).Public(models.PrefixAppeal)}},
		"who had a part":         {8, models.RoleService, nil},
		"a second person":        {9, models.RoleService, []string{"is it theirs?", "Yours to answer</span>", "Second opinion", "Anna", "not by itself; the appeal: 3 days left"}},
		"who decides no appeals": {10, models.RoleAuditor, nil},
	} {
		v := as(t, c.role, "en")
		v.User.ID = c.id
		w := call(s, v, h.List, http.MethodGet, "/approvals", nil)
		want(t, w, 200, c.holds...)
		if len(c.holds) == 0 && strings.Contains(w.Body.String(), "is it theirs?") {
			t.Errorf("%s reads the question", name)
		}
	}
}

// TestMoreThanIsShownIsSaid: where reading stopped at its bound the tabs' counts are open ended and the page says why, and below it neither.
func TestMoreThanIsShownIsSaid(t *testing.T) {
	s, lead := testSite(t), as(t, models.RoleLead, "en")
	lead.User.ID = 8
	a := someAccount(t).Account
	for name, c := range map[string]struct {
		waiting, cooling int
		holds, lacked    []string
	}{
		"all of it":      {models.ApprovalsMost - 1, coolingMax - 1, []string{">298<", ">99<"}, []string{"more may"}},
		"more waits":     {models.ApprovalsMost, 1, []string{">201+<", ">200+<", ">1<", "The 200 that wait longest were read"}, []string{"more may follow"}},
		"more cools off": {1, coolingMax, []string{">101+<", ">100+<", ">1<", "The next 100 stand here"}, []string{"wait longest"}},
	} {
		var store approvalStub
		for i := range c.waiting {
			store.waiting = append(store.waiting, models.Approval{Limit: &models.LimitChange{ID: models.ID(i+1) << 22, MadeBy: 7, MadeAt: testNow}, Account: &a})
		}
		for i := range c.cooling {
			store.cooling = append(store.cooling, models.Cooling{Message: &models.Message{ID: models.ID(i+1) << 22, Template: models.TemplateLimitRaised}, Account: a, At: testNow})
		}
		w := call(s, lead, (&Approvals{Site: s, Store: store}).List, http.MethodGet, "/approvals", nil)
		want(t, w, 200, c.holds...)
		for _, x := range c.lacked {
			if strings.Contains(w.Body.String(), x) {
				t.Errorf("%s: holds %q", name, x)
			}
		}
	}
}
