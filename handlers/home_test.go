package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor/models"
)

type homeStub func(models.HomeQuery) (models.Home, error)

func (f homeStub) HomeCounts(_ context.Context, q models.HomeQuery) (models.Home, error) { return f(q) }

func TestHomeShowsEachRoleItsOwnWork(t *testing.T) {
	s := testSite(t)
	d := someAccount(t)
	until := testNow.Add(models.CaseLease / 2)
	d.OpenCase.LeaseUntil = &until
	h := &Home{Site: s, Store: homeStub(func(q models.HomeQuery) (models.Home, error) {
		if len(q.Days) != homeDays || q.Days[homeDays-1].In(s.Zone).Hour() != 0 {
			t.Errorf("days = %v", q.Days)
		}
		home := models.Home{
			Mine: []models.CaseItem{{Case: *d.OpenCase, Account: briefly(&d.Account), Masked: d.Masked}}, Unassigned: models.CountCap, DueSoon: 2, Overdue: 1,
			Appeals: 4, Approvals: models.ApprovalCounts{models.PermLimitApprove: 5, models.PermPolicyEdit: 9}, DoneToday: 1,
		}
		for _, day := range q.Days {
			home.Days = append(home.Days, models.DayCount{Day: day, Flags: 3})
		}
		return home, nil
	})}
	w := call(s, as(t, models.RoleReviewer, "en"), h.Show, http.MethodGet, "/", nil)
	want(t, w, 200, "1,000+", "Review next case", "You decided 1 case today.", "8\u00a0min", "Flags raised today")
	lacks(t, w, "Waiting for a second person", canary.Name)
	want(t, call(s, as(t, models.RoleLead, "zh-CN"), h.Show, http.MethodGet, "/", nil), 200, "等待复核", "处理下一件")
	w = call(s, as(t, models.RoleService, "en"), h.Show, http.MethodGet, "/", nil)
	want(t, w, 200, "Open appeals")
	lacks(t, w, "Unassigned", "Flags raised", "Poor", "Review next case")
	h.Store = homeStub(func(models.HomeQuery) (models.Home, error) { return models.Home{}, errors.New("disk") })
	want(t, call(s, as(t, models.RoleLead, "en"), h.Show, http.MethodGet, "/", nil), 500)
}

// TestHomeBeginsTheWork: whoever works on cases is shown the next ones, whoever works on appeals those due first, and whoever begins
// with a customer the search; nobody is shown another's work.
func TestHomeBeginsTheWork(t *testing.T) {
	s := testSite(t)
	d := someAccount(t)
	due := testNow.Add(50 * time.Hour)
	var asked models.HomeQuery
	h := &Home{Site: s, Store: homeStub(func(q models.HomeQuery) (models.Home, error) {
		asked = q
		home := models.Home{Reveals: 12}
		if q.Cases {
			home.Next = []models.CaseItem{{Case: *d.OpenCase, Account: briefly(&d.Account), Masked: d.Masked}}
		}
		if q.Appeals {
			home.Due = []models.AppealRow{{
				Appeal: models.Appeal{ID: 3 << 22, Stage: models.AppealReceived, ReceivedAt: testNow, DueAt: due},
				Name:   "Z**", Sanction: models.Sanction{Kind: models.SanctionDeactivate}, Account: d.Account,
			}}
		}
		return home, nil
	})}
	page := func(role, lang string) *httptest.ResponseRecorder {
		return call(s, as(t, role, lang), h.Show, http.MethodGet, "/", nil)
	}
	appeal := "/appeals/" + models.ID(3<<22).Public(models.PrefixAppeal)
	w := page(models.RoleReviewer, "en")
	want(t, w, 200, "Next in the queue", "/cases/"+d.OpenCase.PublicID(), `href="/queue"`)
	lacks(t, w, appeal, "Find an account", "personal=1", canary.Name)
	want(t, page(models.RoleLead, "zh-CN"), 200, "队列中的下一批", "最先到期的申诉", appeal)
	w = page(models.RoleService, "en")
	want(t, w, 200, "Find an account", "Appeals due first", appeal, "Z**", "Deactivation")
	lacks(t, w, "Next in the queue", "/cases/", "personal=1")
	if asked.Cases || asked.Record || !asked.Appeals {
		t.Errorf("asked for %+v", asked)
	}
	for _, role := range []string{models.RoleAdmin, models.RoleAuditor} {
		w = page(role, "en")
		want(t, w, 200, "Looks at personal data", "personal=1", "12")
		lacks(t, w, "Next in the queue", "Appeals due first", "Find an account")
	}
}

// TestHomeTellsOfGuards: whoever may decide about a version is led to its report, others are not told.
func TestHomeTellsOfGuards(t *testing.T) {
	s := testSite(t)
	guards := 1
	h := &Home{Site: s, Store: homeStub(func(models.HomeQuery) (models.Home, error) { return models.Home{Guards: guards, GuardVersion: 7}, nil })}
	for role, sees := range map[string]bool{models.RoleAdmin: true, models.RoleLead: true, models.RoleReviewer: false, models.RoleAuditor: false, models.RoleService: false} {
		w := call(s, as(t, role, "en"), h.Show, http.MethodGet, "/", nil)
		if sees {
			want(t, w, 200, "/policy/7/impact", "Policy guards crossed")
		} else {
			lacks(t, w, "/policy/7/impact")
		}
	}
	guards = 0
	lacks(t, call(s, as(t, models.RoleAdmin, "en"), h.Show, http.MethodGet, "/", nil), "/impact")
}

type waitingStub func() (models.Waiting, error)

func (f waitingStub) Waiting(context.Context, models.ID) (models.Waiting, error) { return f() }

func TestWaitingIsLeftOutWhenItCannotBeRead(t *testing.T) {
	counts := Waiting(waitingStub(func() (models.Waiting, error) {
		return models.Waiting{Cases: models.CountCap, Approvals: models.ApprovalCounts{models.PermSanctionApprove: 2, models.PermUserManage: 40}}, nil
	}))
	if d := cmp.Diff(map[string]string{"/queue": "1,000+", "/approvals": "2"}, counts(context.Background(), as(t, models.RoleLead, "en"))); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(map[string]string{"/queue": "1,000+"}, counts(context.Background(), as(t, models.RoleReviewer, "en"))); d != "" {
		t.Errorf("who may answer nothing: %s", d)
	}
	if d := cmp.Diff(map[string]string{"/queue": "1,000+", "/approvals": "40"}, counts(context.Background(), as(t, models.RoleAdmin, "en"))); d != "" {
		t.Errorf("what an administrator may not answer is counted: %s", d)
	}
	broken := Waiting(waitingStub(func() (models.Waiting, error) { return models.Waiting{}, errors.New("disk") }))
	if got := broken(context.Background(), &Visitor{}); got != nil {
		t.Errorf("got %v", got)
	}
}
