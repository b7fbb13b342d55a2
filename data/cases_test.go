package data

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"candor/models"
)

func TestOnlyOneOfManyClaimsACase(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		c := newFixture(t, s).open(1, models.SeverityHigh, 400, time.Hour)
		errs := make([]error, 20)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { _, errs[i] = s.ClaimCase(ctx, person(models.ID(100+i), "P"), c.ID) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !errors.Is(err, models.ErrForbidden) && !errors.Is(err, models.ErrConflict) {
				t.Errorf("loser got %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d people hold the case", won)
		}
	})
}

func TestDecidingACase(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		c := f.open(1, models.SeverityHigh, 400, time.Hour)
		decide := func(actor models.Actor, version int64, outcome models.CaseOutcome, reason string) error {
			_, err := s.DecideCase(ctx, actor, models.DecideCase{CaseID: c.ID, Version: version, Outcome: outcome, Reason: reason, Principal: []string{"unusual_spending"}})
			return err
		}
		var refused *models.Refused
		if err := decide(anna, 1, models.CaseCleared, "fine"); !errors.As(err, &refused) || refused.Code != "not_claimed" {
			t.Errorf("without claim: %v", err)
		}
		held, err := s.ClaimCase(ctx, anna, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := decide(bob, held.Version, models.CaseCleared, "fine"); !errors.Is(err, models.ErrForbidden) {
			t.Errorf("another's case: %v", err)
		}
		if err := decide(anna, held.Version-1, models.CaseCleared, "fine"); !errors.Is(err, models.ErrConflict) {
			t.Errorf("stale: %v", err)
		}
		var invalid *models.Invalid
		if err := decide(anna, held.Version, "maybe", " "); !errors.As(err, &invalid) || len(invalid.Fields) != 2 {
			t.Errorf("nonsense: %v", err)
		}
		if err := decide(anna, held.Version, models.CaseConfirmed, "card used in two cities"); err != nil {
			t.Fatal(err)
		}
		if err := decide(anna, held.Version+1, models.CaseCleared, "second thoughts"); !errors.Is(err, models.ErrState) {
			t.Errorf("twice: %v", err)
		}
		d, err := s.CaseDetail(ctx, c.ID)
		if err != nil || d.Flags[0].State != models.FlagConfirmed || d.Case.ClosedName != "Anna" || len(d.Entries) != 2 {
			t.Errorf("detail = %+v, %v", d, err)
		}
		for _, who := range []struct {
			models.Actor
			done int
		}{{anna, 1}, {bob, 0}, {anna, 1}} { // each one's own, also where counts are kept
			p, err := s.CaseProgress(ctx, who.UserID, start, models.CaseFilter{})
			if d := cmp.Diff(models.Progress{Done: who.done}, p); err != nil || d != "" {
				t.Errorf("%s: %v\n%s", who.Name, err, d)
			}
		}
	})
}

func TestHoldingACase(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		c := f.open(1, models.SeverityHigh, 400, time.Hour)
		if _, err := s.ClaimCase(ctx, anna, c.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := s.ReleaseCase(ctx, bob, c.ID); !errors.Is(err, models.ErrForbidden) {
			t.Errorf("another's release: %v", err)
		}
		f.must(func(tx *writeTx) error {
			return tx.insert(&models.User{ID: bob.UserID, Login: "bob", Name: "Bob", Roles: []string{"reviewer"}, CreatedAt: tx.now, Version: 1})
		})
		f.must(func(tx *writeTx) error {
			return tx.insert(&models.User{ID: 99, Login: "ines", Name: "Ines", Roles: []string{"auditor"}, CreatedAt: tx.now, Version: 1})
		})
		if able, err := s.Assignees(ctx); err != nil || len(able) != 1 || able[0].ID != bob.UserID {
			t.Errorf("assignees = %+v, %v", able, err)
		}
		got, err := s.AssignCase(ctx, anna, c.ID, bob.UserID)
		if err != nil || got.HeldBy(s.Now()) != bob.UserID {
			t.Errorf("assign: %+v, %v", got, err)
		}
		var invalid *models.Invalid
		if _, err := s.AssignCase(ctx, anna, c.ID, 999); !errors.As(err, &invalid) {
			t.Errorf("assign to nobody: %v", err)
		}
		if got, err = s.ReleaseCase(ctx, bob, c.ID); err != nil || got.AssigneeID != 0 {
			t.Errorf("release: %+v, %v", got, err)
		}
		if _, err := s.ClaimCase(ctx, anna, 12345); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("unknown case: %v", err)
		}
	})
}

func TestRevealIsRecordedAndBounded(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		a := f.account(4321)
		reveal := func(field models.PersonalField, reason string) (string, error) {
			return s.Reveal(ctx, anna, models.Reveal{AccountID: a.ID, Field: field, Reason: reason})
		}
		if got, err := reveal(models.FieldPhone, "call back about case"); err != nil || got != "00000004321" {
			t.Errorf("phone = %q, %v", got, err)
		}
		var invalid *models.Invalid
		if _, err := reveal(models.FieldPhone, ""); !errors.As(err, &invalid) {
			t.Errorf("without reason: %v", err)
		}
		if _, err := reveal("password", "curious"); !errors.As(err, &invalid) {
			t.Errorf("no field: %v", err)
		}
		list := f.entries(models.ActionPersonalRevealed)
		if len(list) != 1 || list[0].Reason != "call back about case" || list[0].AccountID != a.ID || list[0].After != `{"field":"phone"}` {
			t.Errorf("entries = %+v", list)
		}
		for range models.RevealQuota - 1 {
			if _, err := reveal(models.FieldName, "bulk"); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := reveal(models.FieldName, "one more"); !errors.Is(err, models.ErrQuota) {
			t.Errorf("beyond the quota: %v", err)
		}
		if len(f.entries(models.ActionPersonalRefused)) != 1 {
			t.Error("the refusal is not on record")
		}
		if _, err := s.Reveal(ctx, bob, models.Reveal{AccountID: a.ID, Field: models.FieldName, Reason: "own quota"}); err != nil {
			t.Errorf("another person: %v", err)
		}
		clock.advance(models.QuotaWindow)
		if _, err := reveal(models.FieldName, "an hour later"); err != nil {
			t.Errorf("an hour later: %v", err)
		}
	})
}

func TestSearchFindsExactlyAndLeavesNoTrace(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		one, two := f.account(1234), f.account(1260) // the same name: 1234 and 1260 differ by 26
		for query, want := range map[string][]models.ID{
			one.PublicID():       {one.ID},
			"EXT-1234":           {one.ID},
			"000-0000-1234":      {one.ID},
			"1234":               {one.ID},
			"000000199001001260": {two.ID},
			"1260":               {two.ID},
			"person numberm":     {two.ID, one.ID},
			"Person Number":      nil,
			"9999":               nil,
			"%' OR 1=1 --":       nil,
		} {
			hits, err := s.Search(ctx, anna, models.Search{Query: query})
			if err != nil {
				t.Fatal(err)
			}
			var got []models.ID
			for _, h := range hits {
				got = append(got, h.Account.ID)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%q:\n%s", query, d)
			}
		}
		var invalid *models.Invalid
		if _, err := s.Search(ctx, anna, models.Search{Query: "x"}); !errors.As(err, &invalid) {
			t.Errorf("one character: %v", err)
		}
		list := f.entries(models.ActionPersonalSearched)
		if len(list) != 10 {
			t.Errorf("%d searches on record", len(list))
		}
		for _, e := range list {
			if e.After == "" || contains(e.After, "1234", "1260", "person", "Person", "OR 1=1") {
				t.Errorf("the record shows what was typed: %s", e.After)
			}
		}
	})
}

func TestHomeCountsAndWaiting(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		day := func(back int) time.Time { return start.Truncate(24*time.Hour).AddDate(0, 0, -back) }
		mine := f.open(1, models.SeverityHigh, 400, 2*time.Hour)
		f.open(2, models.SeverityHigh, 400, -time.Hour)
		done := f.open(3, models.SeverityLow, 450, 90*time.Hour)
		for _, c := range []models.Case{mine, done} {
			if _, err := s.ClaimCase(ctx, anna, c.ID); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.DecideCase(ctx, anna, models.DecideCase{CaseID: done.ID, Version: 2, Outcome: models.CaseCleared, Reason: "all good"}); err != nil {
			t.Fatal(err)
		}
		h, err := s.HomeCounts(ctx, models.HomeQuery{UserID: anna.UserID, Now: s.Now(), Days: []time.Time{day(2), day(1), day(0)}})
		if err != nil {
			t.Fatal(err)
		}
		if len(h.Mine) != 1 || h.Mine[0].ID != mine.ID || h.Mine[0].AccountID != mine.AccountID {
			t.Errorf("mine = %+v", h.Mine)
		}
		h.Mine = nil
		want := models.Home{
			Unassigned: 1, DueSoon: 1, Overdue: 1, DoneToday: 1,
			Days: []models.DayCount{{Day: day(2)}, {Day: day(1)}, {Day: day(0), Flags: 3, Decided: 1}}, Approvals: models.ApprovalCounts{},
		}
		if d := cmp.Diff(want, h); d != "" {
			t.Error(d)
		}
		begins := func(q models.HomeQuery) models.Home {
			q.UserID, q.Now, q.Days = anna.UserID, s.Now(), []time.Time{day(0)}
			return must[models.Home](t)(s.HomeCounts(ctx, q))
		}
		free := f.open(4, models.SeverityLow, 450, time.Hour)
		h = begins(models.HomeQuery{Cases: true, Appeals: true, Accounts: true})
		if len(h.Next) != 2 || h.Next[1].ID != free.ID || h.Next[0].Masked.Name == "" || len(h.Due) != 0 {
			t.Errorf("next = %+v, due = %+v", h.Next, h.Due)
		}
		if h = begins(models.HomeQuery{Cases: true, Appeals: true}); len(h.Next) != 0 {
			t.Errorf("whoever may not read accounts is shown %+v", h.Next)
		}
		if _, err := s.Search(ctx, anna, models.Search{Query: "person2"}); err != nil {
			t.Fatal(err)
		}
		if h = begins(models.HomeQuery{Record: true}); h.Reveals != 1 {
			t.Errorf("%d looks at personal data", h.Reveals)
		}
		w, err := s.Waiting(ctx, anna.UserID)
		if d := cmp.Diff(models.Waiting{Cases: 2, Approvals: models.ApprovalCounts{}}, w); err != nil || d != "" {
			t.Errorf("%v\n%s", err, d)
		}
	})
}

func TestCountsStopAtTheCap(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		var n int
		err := s.read(ctx, func(db *gorm.DB) (err error) {
			const series = "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT i FROM n) AS n"
			n, err = capped(db, db.Table(series))
			return err
		})
		if err != nil || n != models.CountCap {
			t.Errorf("n = %d, %v", n, err)
		}
	})
}
