package data

import (
	"errors"
	"testing"
	"time"

	"candor/engine/decide"
	"candor/engine/drift"
	"candor/engine/factor"
	"candor/engine/score"
	"candor/models"
)

// TestAccountsOfABin: every account of a bin is found once, page by page, and a bin that is not
// there is refused.
func TestAccountsOfABin(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f, _, accounts := drifting(t, s, 130)
		f.using(accounts, 0.4)
		must[RescoreResult](t)(s.Rescore(ctx, models.System("test"), nil))
		walk := func(q models.DriftBin) map[models.ID]bool {
			seen := map[models.ID]bool{}
			q.Limit = 20
			for {
				page := must[models.DriftBinPage](t)(s.DriftAccounts(ctx, q))
				for _, item := range page.Items {
					if seen[item.ID] {
						t.Errorf("%s twice", item.PublicID())
					}
					seen[item.ID] = true
				}
				if page.Next == 0 {
					return seen
				}
				q.After = page.Next
			}
		}
		high, low := walk(models.DriftBin{Factor: "utilisation_now", Bin: 2}), walk(models.DriftBin{Factor: "utilisation_now", Bin: 1})
		if len(high) != 52 || len(low) != 78 || !high[accounts[0].ID] || low[accounts[0].ID] {
			t.Errorf("%d high, %d low", len(high), len(low))
		}
		if n := len(walk(models.DriftBin{Factor: drift.ScoreKey, Bin: 0})); n != 52 {
			t.Errorf("%d in the lowest scores", n)
		}
		for _, q := range []models.DriftBin{{Factor: "utilisation_now", Bin: 3}, {Factor: "utilisation_now", Bin: -1}, {Factor: "nothing"}, {Factor: drift.ScoreKey, Bin: 99}} {
			q.Limit = 20
			if _, err := s.DriftAccounts(ctx, q); !errors.Is(err, models.ErrNotFound) {
				t.Errorf("%+v: %v", q, err)
			}
		}
	})
}

// TestWithoutTrainingScoresTheFirstWeekIsTheReference: and the board says so.
func TestWithoutTrainingScoresTheFirstWeekIsTheReference(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f, m, accounts := drifting(t, s, 300)
		f.must(func(tx *writeTx) error {
			return tx.db.Model(&models.Model{}).Where("id = ?", m.ID).Update("scores", "").Error
		})
		f.using(accounts, 0.5)
		must[RescoreResult](t)(s.Rescore(ctx, models.System("test"), nil))
		c.advance(7 * 24 * time.Hour)
		f.using(accounts, 0.9)
		must[RescoreResult](t)(s.Rescore(ctx, models.System("test"), nil))
		b := must[*models.DriftBoard](t)(s.DriftBoard(ctx))
		if !b.Score.First || b.Score.Points[0].Level != drift.Base || b.Score.Points[1].Level != drift.Alarm {
			t.Errorf("score = %+v", b.Score)
		}
		f.must(func(tx *writeTx) error {
			return tx.db.Model(&models.Model{}).Where("id = ?", m.ID).Update("scores", "[1,2]").Error
		})
		if _, err := s.DriftBoard(ctx); err == nil {
			t.Error("training scores of another card were taken")
		}
	})
}

// TestATallyRefusesAnotherCard: an assessment of other factors or bins is no count of this card.
func TestATallyRefusesAnotherCard(t *testing.T) {
	a, err := newTestAssessor()
	if err != nil {
		t.Fatal(err)
	}
	r := a.Assess(inputOf(0.1))
	if err := newDriftTally(card()).add(&r); err != nil {
		t.Error(err)
	}
	other := card()
	other.Factors = other.Factors[:1]
	if err := newDriftTally(other).add(&r); err == nil {
		t.Error("an assessment of two factors was counted for a card of one")
	}
	fewer := card()
	fewer.Factors[0].Bins = []score.Bin{{Kind: score.BinMissing}}
	if err := newDriftTally(fewer).add(&r); err == nil {
		t.Error("a bin beyond the card's was counted")
	}
}

func newTestAssessor() (*decide.Assessor, error) { return decide.NewAssessor(card(), decide.Default()) }

// inputOf is an account that uses a share of its limit.
func inputOf(use float64) decide.Input {
	return decide.Input{Vector: factor.Compute(factor.Facts{LimitFen: 1_000_000, UsedFen: int64(use * 1_000_000), Identity: factor.UnknownIdentity()})}
}
