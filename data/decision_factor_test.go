package data

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor/models"
)

// TestAFactorIsFollowedThroughTheScores sees the value, its points and its group through three scores, of which the factor moved in two.
func TestAFactorIsFollowedThroughTheScores(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		ids := trained(t, s, 40)
		var account models.ID
		version := int64(0)
		put := func(standing int, used int64) {
			t.Helper()
			clock.advance(time.Hour)
			p := sent("A1")
			p.Version, p.Lines[0].UsedFen, p.Statements[0].Standing, p.Statements[0].DaysPastDue = version, used, standing, 30*standing
			a, _, err := s.PutAccount(ctx, anna, p)
			ok(t, err)
			must[*models.Decision](t)(s.RescoreAccount(ctx, anna, a.ID))
			version, account = a.Version, a.ID
		}
		put(4, 250_000)
		must[RescoreResult](t)(s.Rescore(ctx, anna, nil))
		first := must[*models.FactorDetail](t)(s.FactorDetail(ctx, account, 0, "standing_last"))
		if first.Line.Points != -240 || first.Line.Bin != 1 || len(first.Factor.Bins) != 3 || !first.Champion || first.Scores != 1 || len(first.Steps) != 1 {
			t.Errorf("first: %+v", first)
		}
		// Four of forty are late as this account is, which was assessed twice.
		if !cmp.Equal(first.Counts, []int{36, 6, 0}) || first.Week == 0 {
			t.Errorf("week %d: %v", first.Week, first.Counts)
		}
		put(4, 900_000)
		put(0, 900_000)
		d := must[*models.FactorDetail](t)(s.FactorDetail(ctx, account, 0, "standing_last"))
		if d.Scores != 3 || len(d.Steps) != 2 || d.Steps[0].Line.Points != 0 || d.Steps[1].Line.Points != -240 {
			t.Fatalf("of %d scores the factor moved in %+v", d.Scores, d.Steps)
		}
		if d.Steps[0].Decision.ID != d.Decision.ID || d.Steps[1].Decision.ID != first.Decision.ID || d.Steps[0].Decision.Input != nil {
			t.Errorf("the steps are of other scores: %+v", d.Steps)
		}
		// An older score keeps its own value, and the account's other factor its own steps.
		if old := must[*models.FactorDetail](t)(s.FactorDetail(ctx, account, first.Decision.ID, "standing_last")); old.Line.Points != -240 || len(old.Steps) != 2 {
			t.Errorf("the older score: %+v", old.Line)
		}
		if use := must[*models.FactorDetail](t)(s.FactorDetail(ctx, account, 0, "utilisation_now")); len(use.Steps) != 2 || use.Line.Points != 0 {
			t.Errorf("the other factor: %+v", use.Steps)
		}
		for _, key := range []string{"", "education", "no_such"} {
			if _, err := s.FactorDetail(ctx, account, 0, key); !errors.Is(err, models.ErrNotFound) {
				t.Errorf("factor %q, which the card does not have: %v", key, err)
			}
		}
		if _, err := s.FactorDetail(ctx, ids[4], first.Decision.ID, "standing_last"); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("another account's score: %v", err)
		}
	})
}
