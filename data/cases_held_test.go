package data

import (
	"crypto/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// TestHeldCasesAreThoseOfTheReader: those in force and in no other's hands, the newest claim first and three at most, each with its masked
// name and the line that its account lists first.
func TestHeldCasesAreThoseOfTheReader(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		var cases []models.Case
		for n := range 6 {
			cases = append(cases, f.open(n+1, models.SeverityHigh, 400, time.Hour))
		}
		claim := func(by models.Actor, n int) {
			t.Helper()
			if _, err := s.ClaimCase(ctx, by, cases[n].ID); err != nil {
				t.Fatal(err)
			}
			clock.advance(time.Minute)
		}
		held := func(by models.Actor) (list []models.ID) {
			t.Helper()
			rows, err := s.HeldCases(ctx, by.UserID)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range rows {
				list = append(list, h.ID)
			}
			return list
		}
		if got := held(rita); len(got) != 0 {
			t.Errorf("who claimed nothing holds %v", got)
		}
		claim(rita, 5)
		claim(lead, 0)
		clock.advance(models.CaseLease - 3*time.Minute)
		for _, n := range []int{1, 3, 2} {
			claim(rita, n)
		}
		if got, want := held(rita), []models.ID{cases[2].ID, cases[3].ID, cases[1].ID}; !slices.Equal(got, want) {
			t.Errorf("held = %v, want %v", got, want)
		}
		if got := held(lead); len(got) != 0 {
			t.Errorf("a claim that is over: %v", got)
		}
		if _, err := s.ReleaseCase(ctx, rita, cases[3].ID); err != nil {
			t.Fatal(err)
		}
		var want []models.ID
		f.must(func(tx *writeTx) error {
			for _, product := range []string{"cashloan", "paylater"} {
				id, err := tx.id()
				if err != nil {
					return err
				}
				if product == "paylater" {
					want = append(want, id)
				}
				if err := tx.insert(&models.CreditLine{ID: id, AccountID: cases[2].AccountID, Product: models.Product(product), LimitFen: 100, Version: 1}); err != nil {
					return err
				}
			}
			return nil
		})
		rows, err := s.HeldCases(ctx, rita.UserID)
		if err != nil || len(rows) != 2 || rows[0].LineID != want[0] || rows[1].LineID != 0 || rows[1].ID != cases[1].ID {
			t.Fatalf("held = %+v, %v", rows, err)
		}
		if name := rows[0].Masked.Name; !strings.HasPrefix(name, "P") || !strings.Contains(name, "*") || rows[0].Account.ExternalID != "EXT-003" {
			t.Errorf("named %q, %q", name, rows[0].Account.ExternalID)
		}
	})
}

// TestHeldCasesAreFoundByTheirHolder: the list of commands opens over every page, so it does not walk the queue.
func TestHeldCasesAreFoundByTheirHolder(t *testing.T) {
	s := openTest(t, Options{Dir: t.TempDir(), Now: newClock().now, Rand: rand.Reader}) // the words of a plan are SQLite's
	var steps []struct{ Detail string }
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Raw("EXPLAIN QUERY PLAN SELECT cases.id FROM cases "+heldTail, int64(rita.UserID), s.Now()).Scan(&steps).Error
	})
	if err != nil || len(steps) == 0 || !strings.Contains(steps[0].Detail, "cases_assignee") {
		t.Errorf("%v, %v", steps, err)
	}
	for _, step := range steps {
		if strings.Contains(step.Detail, "SCAN") {
			t.Errorf("%s", step.Detail)
		}
	}
}
