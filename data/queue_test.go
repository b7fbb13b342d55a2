package data

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor/models"
)

// walk reads a whole view page by page.
func walk(t *testing.T, s *Store, f models.CaseFilter, between func()) []models.ID {
	t.Helper()
	var ids []models.ID
	for {
		page, err := s.Cases(ctx, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range page.Items {
			ids = append(ids, c.ID)
		}
		if !page.Older {
			return ids
		}
		at := page.Items[len(page.Items)-1].Cursor(f.Sort)
		f.After = &at
		if between != nil {
			between()
		}
	}
}

func TestQueuePagesEachRowOnceInEveryOrderWhileOthersArrive(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		for i := range 23 {
			c.advance(time.Second)
			f.open(i, models.Severity(1+i%4), 400+i%3, time.Duration(i%5)*time.Hour)
		}
		extra := 100
		for _, sort := range models.CaseSorts() {
			filter := models.CaseFilter{Sort: sort, Limit: 5, Now: s.Now()}
			want := walk(t, s, filter, nil)
			got := walk(t, s, filter, func() { extra++; f.open(extra, models.SeverityLow, 900, 300*time.Hour) })
			seen := map[models.ID]int{}
			for _, id := range got {
				seen[id]++
			}
			for _, id := range want {
				if seen[id] != 1 {
					t.Errorf("%s: case %d seen %d times", sort, id, seen[id])
				}
			}
		}
	})
}

func TestQueueGoesBackToTheRowsBefore(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		for i := range 12 {
			f.open(i, models.SeverityHigh, 400+i, time.Duration(i)*time.Hour)
		}
		for _, sort := range models.CaseSorts() {
			all := walk(t, s, models.CaseFilter{Sort: sort, Limit: 100}, nil)
			if len(all) != 12 {
				t.Fatalf("%s: %d rows", sort, len(all))
			}
			page, err := s.Cases(ctx, models.CaseFilter{Sort: sort, Limit: 100})
			if err != nil {
				t.Fatal(err)
			}
			at := page.Items[8].Cursor(sort)
			before, err := s.Cases(ctx, models.CaseFilter{Sort: sort, Limit: 5, Before: &at})
			if err != nil {
				t.Fatal(err)
			}
			var got []models.ID
			for _, item := range before.Items {
				got = append(got, item.ID)
			}
			if d := cmp.Diff(all[3:8], got); d != "" || !before.Newer || !before.Older {
				t.Errorf("%s: newer %v older %v\n%s", sort, before.Newer, before.Older, d)
			}
		}
	})
}

// TestAnOrderTurnedRoundHasTheSameRows: each order from its other end is the same rows from the last to the first, page by page and when
// a person takes the next; what is back from being put off comes first in both.
func TestAnOrderTurnedRoundHasTheSameRows(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		for i := range 11 {
			c.advance(time.Second)
			f.open(i, models.Severity(1+i%4), 400+i%3, time.Duration(i%5)*time.Hour)
		}
		for _, sort := range models.CaseSorts() {
			there := walk(t, s, models.CaseFilter{Sort: sort, Limit: 3, Now: s.Now()}, nil)
			round := walk(t, s, models.CaseFilter{Sort: sort.Turned(), Limit: 4, Now: s.Now()}, nil)
			slices.Reverse(round)
			if d := cmp.Diff(there, round); d != "" || len(there) != 11 {
				t.Errorf("%s, %d rows:\n%s", sort, len(there), d)
			}
			next := must[*models.Case](t)(s.NextCase(ctx, anna, models.CaseFilter{Sort: sort}))
			if next.ID != there[0] {
				t.Errorf("%s: the next is %d, want %d", sort, next.ID, there[0])
			}
			must[*models.Case](t)(s.ReleaseCase(ctx, anna, next.ID))
		}
	})
}

func TestQueueFilters(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		low := f.open(1, models.SeverityLow, 470, -time.Hour)
		high := f.open(50, models.SeverityHigh, 400, 4*time.Hour)
		held := f.open(3, models.SeverityCritical, 360, 2*time.Hour)
		if _, err := s.ClaimCase(ctx, anna, held.ID); err != nil {
			t.Fatal(err)
		}
		now := s.Now()
		for name, x := range map[string]struct {
			filter models.CaseFilter
			want   []models.ID
		}{
			"none":         {models.CaseFilter{}, []models.ID{held.ID, high.ID, low.ID}},
			"severity":     {models.CaseFilter{Severity: models.SeverityHigh}, []models.ID{high.ID}},
			"mine":         {models.CaseFilter{Assignee: anna.UserID}, []models.ID{held.ID}},
			"unassigned":   {models.CaseFilter{Unassigned: true}, []models.ID{high.ID, low.ID}},
			"overdue":      {models.CaseFilter{Overdue: true}, []models.ID{low.ID}},
			"score":        {models.CaseFilter{MinScore: 380, MaxScore: 420}, []models.ID{high.ID}},
			"exposure":     {models.CaseFilter{MinFen: 40_000}, []models.ID{high.ID}},
			"exposures":    {models.CaseFilter{MinFen: 40_000, MaxFen: 39_999}, nil},
			"exposure to":  {models.CaseFilter{MinFen: 1, MaxFen: 39_999}, []models.ID{held.ID, low.ID}},
			"code":         {models.CaseFilter{Code: "score_low"}, []models.ID{held.ID, high.ID, low.ID}},
			"unknown code": {models.CaseFilter{Code: "x' OR 1=1 --"}, nil},
			"source":       {models.CaseFilter{Source: "rule"}, nil},
			"band":         {models.CaseFilter{Band: "poor", Unassigned: true}, []models.ID{high.ID, low.ID}},
			"closed":       {models.CaseFilter{State: models.CaseClosed}, nil},
		} {
			x.filter.Limit, x.filter.Now = 10, now
			if d := cmp.Diff(x.want, walk(t, s, x.filter, nil)); d != "" {
				t.Errorf("%s:\n%s", name, d)
			}
		}
		c.advance(models.CaseLease) // the lease ends by itself
		freed := walk(t, s, models.CaseFilter{Unassigned: true, Limit: 10, Now: s.Now()}, nil)
		if len(freed) != 3 {
			t.Errorf("after the lease %d cases are free", len(freed))
		}
	})
}

func TestQueueShowsNoClearIdentity(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		f.open(7, models.SeverityHigh, 400, time.Hour)
		page, err := s.Cases(ctx, models.CaseFilter{Limit: 5})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(models.Personal{Name: "P***** *******"}, page.Items[0].Masked); d != "" {
			t.Error(d)
		}
	})
}

func TestNextCaseTakesTheFirstFreeCaseOfTheView(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		urgent := f.open(1, models.SeverityCritical, 400, time.Hour)
		later := f.open(2, models.SeverityLow, 450, time.Minute)
		first, err := s.NextCase(ctx, anna, models.CaseFilter{})
		if err != nil || first.ID != urgent.ID || first.HeldBy(s.Now()) != anna.UserID {
			t.Fatalf("first = %+v, %v", first, err)
		}
		second, err := s.NextCase(ctx, bob, models.CaseFilter{Sort: models.SortDue})
		if err != nil || second.ID != later.ID {
			t.Fatalf("second = %+v, %v", second, err)
		}
		if _, err := s.NextCase(ctx, anna, models.CaseFilter{}); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("an empty view gives %v", err)
		}
	})
}
