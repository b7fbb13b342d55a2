package data

import (
	"testing"
	"time"

	"candor/engine/misjudge"
	"candor/models"
)

// TestWhatCameSinceIsCounted: appeals, items of the radar and challenges that were made after a time, in the view that is asked for.
func TestWhatCameSinceIsCounted(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		a := lenderAccount(t, s, "A-1")
		govern(t, s, c, nil, byAmount()...)
		account := a.ID
		rows := func(order string) {
			event := decideNow(t, s, spend(a, c, order, 100)).Event
			f.appealed(account, models.AppealInReview)
			f.must(func(tx *writeTx) error {
				id, err := tx.id()
				if err != nil {
					return err
				}
				item := models.RadarItem{ID: id, AccountID: account, Kind: "freeze", SubjectID: id, State: models.RadarOpen, Lines: []misjudge.Line{}, WrongBP: 6000, FoundAt: tx.now, JudgedAt: tx.now, Version: 1}
				if err := tx.insert(&item); err != nil {
					return err
				}
				return tx.insert(&models.Challenge{ID: id, AccountID: account, EventID: event.ID, Kind: "code", State: models.ChallengeOpen, MadeAt: tx.now, DueAt: tx.now, Version: 1})
			})
		}
		rows("O-1")
		c.advance(time.Hour)
		drawn := s.Now()
		c.advance(time.Minute)
		rows("O-2")
		rows("O-3")
		for name, n := range map[string]func() (int, error){
			"appeals": func() (int, error) {
				at := models.CaseCursor{Key: 1 << 60}
				return s.AppealsSince(ctx, models.AppealFilter{Open: true, After: &at, Now: s.Now()}, drawn)
			},
			"radar":      func() (int, error) { return s.RadarSince(ctx, models.RadarFilter{MinBP: 5000, Now: s.Now()}, drawn) },
			"challenges": func() (int, error) { return s.ChallengesSince(ctx, drawn) },
		} {
			if got := must[int](t)(n()); got != 2 {
				t.Errorf("%d new %s, want 2", got, name)
			}
		}
		if n := must[int](t)(s.AppealsSince(ctx, models.AppealFilter{Stage: models.AppealClosed, Now: s.Now()}, drawn)); n != 0 {
			t.Errorf("%d closed appeals are new", n)
		}
		if n := must[int](t)(s.RadarSince(ctx, models.RadarFilter{MinBP: 7000, Now: s.Now()}, drawn)); n != 0 {
			t.Errorf("%d items below the least are new", n)
		}
	})
}
