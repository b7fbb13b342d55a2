package data

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"candor/models"
)

func TestViewsAreSharedAndRemovedByWhoMay(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		newFixture(t, s)
		own, err := s.SaveView(ctx, rita, models.SaveView{Name: " Night ", Scope: models.ScopeMine, Query: "due=overdue", First: true})
		if err != nil || own.Name != "Night" {
			t.Fatalf("own = %+v, %v", own, err)
		}
		again, err := s.SaveView(ctx, rita, models.SaveView{Name: "Night", Scope: models.ScopeMine, Query: "due=soon"})
		if err != nil || again.ID != own.ID || again.Query != "due=soon" {
			t.Errorf("under the same name: %+v, %v", again, err)
		}
		var invalid *models.Invalid
		for name, cmd := range map[string]models.SaveView{
			"everyone's": {Name: "X", Scope: models.ScopeAll}, "another's team": {Name: "X", Scope: models.ScopeTeam, Team: models.RoleLead},
			"nobody's": {Name: "X", Scope: "x"}, "without a name": {Name: " ", Scope: models.ScopeMine},
		} {
			if _, err := s.SaveView(ctx, rita, cmd); !errors.As(err, &invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		team, err := s.SaveView(ctx, rita, models.SaveView{Name: "Ours", Scope: models.ScopeTeam, Team: models.RoleReviewer, Query: "who=free"})
		if err != nil {
			t.Fatal(err)
		}
		all, err := s.SaveView(ctx, lead, models.SaveView{Name: "Rings", Scope: models.ScopeAll, Query: "queue=fraud"})
		if err != nil {
			t.Fatal(err)
		}
		names := func(user models.ID, roles ...string) (list []string) {
			views, err := s.QueueViews(ctx, user, roles)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range views {
				list = append(list, v.Name)
			}
			return list
		}
		if d := cmp.Diff([]string{"Night", "Ours", "Rings"}, names(rita.UserID, models.RoleReviewer)); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff([]string{"Ours", "Rings"}, names(99, models.RoleReviewer)); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff([]string{"Rings"}, names(99)); d != "" {
			t.Error(d)
		}
		if set, err := s.QueueSetting(ctx, rita.UserID); err != nil || set.FirstView != own.PublicID() {
			t.Errorf("begins with %+v, %v", set, err)
		}
		if err := s.RemoveView(ctx, rita, all.ID); !errors.Is(err, models.ErrForbidden) {
			t.Errorf("another's view: %v", err)
		}
		for _, x := range []struct {
			who models.Actor
			id  models.ID
		}{{lead, team.ID}, {rita, own.ID}} {
			if err := s.RemoveView(ctx, x.who, x.id); err != nil {
				t.Error(err)
			}
		}
		if set, err := s.QueueSetting(ctx, rita.UserID); err != nil || set.FirstView != "" {
			t.Errorf("begins with a removed view: %+v, %v", set, err)
		}
		if err := s.RemoveView(ctx, rita, own.ID); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("twice: %v", err)
		}
		stay := true
		if err := s.SetQueue(ctx, rita, nil, &stay); err != nil {
			t.Fatal(err)
		}
		if set, err := s.QueueSetting(ctx, rita.UserID); err != nil || !set.Stay {
			t.Errorf("stay: %+v, %v", set, err)
		}
	})
}

// TestViewsOfTwoListsAreApart: the same name may be a view of the queue and one of the audit log, and each list shows its own.
func TestViewsOfTwoListsAreApart(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		for _, cmd := range []models.SaveView{
			{Name: "Ours", Scope: models.ScopeAll, Query: "due=soon"}, {Name: "Ours", Scope: models.ScopeAll, Query: "type=policy", List: models.ViewOfAudit},
		} {
			must[*models.QueueView](t)(s.SaveView(ctx, models.System("test"), cmd))
		}
		var invalid *models.Invalid
		for _, bad := range []models.SaveView{
			{Name: "x", Scope: models.ScopeMine, List: "users"}, {Name: "x", Scope: models.ScopeMine, List: models.ViewOfAudit, First: true},
		} {
			if _, err := s.SaveView(ctx, models.System("test"), bad); !errors.As(err, &invalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		queue := must[[]models.QueueView](t)(s.QueueViews(ctx, 99, nil))
		audit := must[[]models.QueueView](t)(s.AuditViews(ctx, 99, nil))
		if len(queue) != 1 || queue[0].Query != "due=soon" || len(audit) != 1 || audit[0].Query != "type=policy" {
			t.Errorf("queue %+v, audit %+v", queue, audit)
		}
	})
}

func TestViewsAreCountedAndTakenApart(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		for i := range 6 {
			f.open(i, models.Severity(1+i%3), 400+i, time.Duration(i)*time.Hour)
		}
		held, err := s.NextCase(ctx, rita, models.CaseFilter{})
		if err != nil {
			t.Fatal(err)
		}
		count := func() []int {
			now := s.Now()
			views := []models.ViewCount{
				{Key: "all", Filter: readable(models.CaseFilter{Now: now})}, {Key: "mine", Filter: readable(models.CaseFilter{Now: now, Assignee: rita.UserID})},
				{Key: "soon", Filter: readable(models.CaseFilter{Now: now, DueSoon: true})},
				{Key: "poor", Filter: readable(models.CaseFilter{Now: now, Band: "poor"}), Slow: true},
				{Key: "not low", Filter: readable(models.CaseFilter{Now: now, Severity: models.SeverityLow, Not: models.CaseNot{Severity: true}}), Slow: true},
				{Key: "old", Filter: func() (models.CaseFilter, bool) { return models.CaseFilter{}, false }},
			}
			var got []int
			if err := s.CountViews(ctx, views); err != nil {
				t.Fatal(err)
			}
			for _, v := range views {
				if !v.Known {
					v.N = -1
				}
				got = append(got, v.N)
			}
			return got
		}
		if d := cmp.Diff([]int{6, 1, 4, 6, 4, -1}, count()); d != "" {
			t.Error(d)
		}
		f.open(9, models.SeverityHigh, 500, 90*time.Hour)
		if d := cmp.Diff([]int{7, 1, 4, 6, 4, -1}, count()); d != "" { // what may be slow is counted again later
			t.Error(d)
		}
		clock.advance(viewCountFor)
		if d := cmp.Diff([]int{7, 1, 5, 7, 5, -1}, count()); d != "" {
			t.Error(d)
		}
		got, err := s.QueueFacets(ctx, models.CaseFilter{Now: s.Now(), Severity: models.SeverityLow, Not: models.CaseNot{Severity: true}})
		if err != nil {
			t.Fatal(err)
		}
		want := &models.QueueFacets{
			Severity: map[models.Severity]int{models.SeverityMedium: 2, models.SeverityHigh: 3}, Code: map[string]int{"score_low": 5}, Source: map[string]int{"model": 5},
			Band: map[string]int{"poor": 5}, Queue: map[models.CaseQueue]int{models.QueueFirst: 5}, Tag: map[string]int{}, Hardship: map[string]int{models.HardshipNo: 5}, Payment: map[string]int{models.PaymentNo: 5}, Free: 4, Rows: 5,
			Product: map[string]int{}, Appeal: map[string]int{models.AppealOpen: 0, models.AppealEver: 0},
			Assignees: []models.AssigneeCount{{ID: rita.UserID, Name: "Rita", N: 1}}, State: map[string]int{"open": 5, "snoozed": 0, "closed": 0},
		}
		if d := cmp.Diff(want, got); d != "" || held.Severity != models.SeverityHigh {
			t.Errorf("%+v\n%s", held, d)
		}
		if n, err := s.CasesSince(ctx, models.CaseFilter{Now: s.Now()}, s.Now().Add(time.Minute)); err != nil || n != 0 {
			t.Errorf("since: %d, %v", n, err)
		}
	})
}

// TestAFieldMayNameSeveralValues: a case has any of them, or turned round none, on the list, in its count and among its facets.
func TestAFieldMayNameSeveralValues(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		low, medium, high := f.open(1, models.SeverityLow, 400, time.Hour), f.open(2, models.SeverityMedium, 400, time.Hour), f.open(3, models.SeverityHigh, 400, time.Hour)
		if _, err := s.MoveCase(ctx, rita, low.ID, 1, models.QueueFraud); err != nil {
			t.Fatal(err)
		}
		not := models.CaseNot{Severity: true, Queue: true, Code: true, Source: true, Band: true}
		for name, tt := range map[string]struct {
			f    models.CaseFilter
			want []models.ID
		}{
			"severities":      {models.CaseFilter{Severities: "3,1"}, []models.ID{high.ID, low.ID}},
			"other ones":      {models.CaseFilter{Severities: "3,1", Not: not}, []models.ID{medium.ID}},
			"queues":          {models.CaseFilter{Queue: "fraud,lead"}, []models.ID{low.ID}},
			"with the first":  {models.CaseFilter{Queue: "first,lead"}, []models.ID{high.ID, medium.ID}},
			"other queues":    {models.CaseFilter{Queue: "first,lead", Not: not}, []models.ID{low.ID}},
			"unknown queues":  {models.CaseFilter{Queue: "none,nowhere"}, nil},
			"codes":           {models.CaseFilter{Code: "manual,score_low"}, []models.ID{high.ID, medium.ID, low.ID}},
			"other codes":     {models.CaseFilter{Code: "manual,score_low", Not: not}, nil},
			"sources":         {models.CaseFilter{Source: "rule,model"}, []models.ID{high.ID, medium.ID, low.ID}},
			"other sources":   {models.CaseFilter{Source: "rule,person", Not: not}, []models.ID{high.ID, medium.ID, low.ID}},
			"bands":           {models.CaseFilter{Band: "fair,poor"}, []models.ID{high.ID, medium.ID, low.ID}},
			"bands and codes": {models.CaseFilter{Band: "fair,good", Code: "score_low"}, nil},
		} {
			tt.f.Sort, tt.f.Now, tt.f.Limit = models.SortRisk, s.Now(), 10
			page, err := s.Cases(ctx, tt.f)
			if d := cmp.Diff(tt.want, ids(page), cmpopts.EquateEmpty()); err != nil || d != "" {
				t.Errorf("%s: %v\n%s", name, err, d)
			}
			p, err := s.CaseProgress(ctx, rita.UserID, s.Now(), tt.f)
			if err != nil || p.Left != len(tt.want) {
				t.Errorf("%s: %d left, %v", name, p.Left, err)
			}
			facets, err := s.QueueFacets(ctx, tt.f)
			if err != nil || facets.Rows != len(tt.want) {
				t.Errorf("%s: %+v, %v", name, facets, err)
			}
		}
	})
}

// TestAPageCanBeginWithARow: coming back to a row shows it, in every order and both ways.
func TestAPageCanBeginWithARow(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		for i := range 8 {
			f.open(i, models.SeverityHigh, 400+i, time.Duration(i)*time.Hour)
		}
		for _, sort := range models.CaseSorts() {
			all := walk(t, s, models.CaseFilter{Sort: sort, Limit: 100}, nil)
			at := mustItem(t, s, sort, all[3]).Cursor(sort)
			page, err := s.Cases(ctx, models.CaseFilter{Sort: sort, Limit: 3, After: &at, Whole: true})
			if d := cmp.Diff(all[3:6], ids(page)); err != nil || d != "" {
				t.Errorf("%s: %v\n%s", sort, err, d)
			}
		}
	})
}

// readable is a view that can be read.
func readable(f models.CaseFilter) func() (models.CaseFilter, bool) {
	return func() (models.CaseFilter, bool) { return f, true }
}
