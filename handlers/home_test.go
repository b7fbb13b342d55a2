package handlers

import (
	"context"
	"errors"
	"net/http"
	"testing"

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
			Appeals: 4, Approvals: 5, DoneToday: 1,
		}
		for _, day := range q.Days {
			home.Days = append(home.Days, models.DayCount{Day: day, Flags: 3})
		}
		return home, nil
	})}
	w := call(s, as(t, models.RoleReviewer, "en"), h.Show, http.MethodGet, "/", nil)
	want(t, w, 200, "1,000+", "Review next case", "You decided 1 case today.", "8 minutes", "Flags raised today")
	lacks(t, w, "Waiting for a second person", canary.Name)
	want(t, call(s, as(t, models.RoleLead, "zh-CN"), h.Show, http.MethodGet, "/", nil), 200, "等待复核", "处理下一件")
	w = call(s, as(t, models.RoleService, "en"), h.Show, http.MethodGet, "/", nil)
	want(t, w, 200, "Open appeals")
	lacks(t, w, "Unassigned", "Flags raised", "Poor", "Review next case")
	h.Store = homeStub(func(models.HomeQuery) (models.Home, error) { return models.Home{}, errors.New("disk") })
	want(t, call(s, as(t, models.RoleLead, "en"), h.Show, http.MethodGet, "/", nil), 500)
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
	counts := Waiting(waitingStub(func() (models.Waiting, error) { return models.Waiting{Cases: models.CountCap, Approvals: 2}, nil }))
	if d := cmp.Diff(map[string]string{"/queue": "1,000+", "/approvals": "2"}, counts(context.Background(), as(t, models.RoleLead, "en"))); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(map[string]string{"/queue": "1,000+"}, counts(context.Background(), as(t, models.RoleReviewer, "en"))); d != "" {
		t.Errorf("who may answer nothing: %s", d)
	}
	broken := Waiting(waitingStub(func() (models.Waiting, error) { return models.Waiting{}, errors.New("disk") }))
	if got := broken(context.Background(), &Visitor{}); got != nil {
		t.Errorf("got %v", got)
	}
}
