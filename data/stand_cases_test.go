package data

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor/engine/learn"
	"candor/models"
)

// TestAScoreIsConfirmedByTheRescoringThatLetItStand: pages and the interface say when that was, until there is a new decision.
func TestAScoreIsConfirmedByTheRescoringThatLetItStand(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ids := trained(t, s, 12)
		f := newFixture(t, s)
		confirmed := func(id models.ID, want *time.Time) {
			t.Helper()
			d := must[*models.AccountDetail](t)(s.AccountDetail(ctx, id))
			if diff := cmp.Diff(want, d.Confirmed); diff != "" {
				t.Errorf("account (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(want, detailOf(t, s, id).Confirmed); diff != "" {
				t.Errorf("breakdown (-want +got):\n%s", diff)
			}
			api := must[*models.AccountScore](t)(s.ScoreBySource(ctx, "", id.Public(models.PrefixAccount)))
			if diff := cmp.Diff(want, api.Confirmed); diff != "" {
				t.Errorf("interface (-want +got):\n%s", diff)
			}
		}
		must[RescoreResult](t)(s.Rescore(ctx, anna, nil))
		confirmed(ids[5], nil)
		c.advance(24 * time.Hour)
		first := c.now()
		must[RescoreResult](t)(s.Rescore(ctx, anna, nil))
		confirmed(ids[5], &first)
		old := must[*models.Account](t)(s.Account(ctx, ids[5])).DecisionID
		// Closed, it is not assessed, and what was confirmed stays so; another is set by hand and gets a new decision.
		f.must(func(tx *writeTx) error {
			return tx.db.Model(&models.Account{}).Where("id = ?", ids[5]).Updates(map[string]any{"status": models.StatusClosed, "version": 2}).Error
		})
		override(t, s, ids[6], 655)
		c.advance(10 * time.Minute)
		r := must[RescoreResult](t)(s.Rescore(ctx, anna, nil))
		if r.Accounts != 11 || r.Standing != 10 {
			t.Errorf("%+v", r)
		}
		second := c.now()
		confirmed(ids[5], &first)
		confirmed(ids[6], nil)
		confirmed(ids[7], &second)
		c.advance(time.Hour) // the override is over
		must[RescoreResult](t)(s.Rescore(ctx, anna, nil))
		confirmed(ids[6], nil)
		again := must[*models.Decision](t)(s.RescoreAccount(ctx, anna, ids[7]))
		confirmed(ids[7], nil)
		if d := must[*models.ScoreDetail](t)(s.ScoreDetail(ctx, ids[7], must[[]models.Decision](t)(s.Decisions(ctx, ids[7]))[1].ID)); d.Confirmed != nil || d.Decision.ID == again.ID {
			t.Errorf("a decision that does not count now: confirmed %v", d.Confirmed)
		}
		if now := must[*models.Account](t)(s.Account(ctx, ids[5])).DecisionID; now != old {
			t.Errorf("decision %d of a closed account became %d", old, now)
		}
	})
}

// TestWhatMakesADecisionNew: each part of what a decision is made of, also where score and band stay as they are, and nothing else.
func TestWhatMakesADecisionNew(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		w := &twins{T: t, c: c, stand: newFixture(t, s)}
		f := w.stand
		w.ids = trained(t, s, 4)
		w.models = []models.ID{must[[]models.Model](t)(s.Models(ctx, 0, 5))[0].ID}
		card := testCard()
		card.ID = "card-same"
		w.models = append(w.models, must[*models.Model](t)(s.SaveModel(ctx, anna, NewModel{Card: card, Report: learn.Report{Rows: 1}})).ID)
		f.must(func(tx *writeTx) error { return tx.insert(twinPolicies(tx.now)) })
		id := w.ids[2]
		row := func(what string, number int) {
			f.must(func(tx *writeTx) error { return w.row(tx, what, id, number) })
		}
		must[RescoreResult](t)(s.Rescore(ctx, anna, nil))
		for _, step := range []struct {
			name   string
			change func()
			is     bool // new
		}{
			{"nothing", func() {}, false},
			{"another use in the same bin", func() { w.put(f, id, 30_000, 0) }, true},
			{"the same told again", func() { w.put(f, id, 30_000, 0) }, false},
			{"an override to the very score", func() { w.override(f, id, 700, time.Hour*50) }, true},
			{"the override again", func() {}, false},
			{"its end", func() { row("lift", 0) }, true},
			{"another model of the same points", func() { row("model", 1) }, true},
			{"a version that masks elsewhere", func() { f.must(func(tx *writeTx) error { return switchPolicy(tx, 2, 2, 0) }) }, true},
			{"a place that nothing is masked for", func() { row("place", 1) }, false},
			{"a place with a mask", func() { row("place", 2) }, true},
			{"the mask again", func() {}, false},
			{"a status", func() { row("status", 2) }, false},
			{"a version that flags even no drop", func() { f.must(func(tx *writeTx) error { return switchPolicy(tx, 3, 3, 0) }) }, true},
			{"the same flag once more", func() {}, false},
			{"a score that something else wrote", func() {
				f.must(func(tx *writeTx) error {
					return tx.db.Model(&models.Account{}).Where("id = ?", id).Update("score", 611).Error
				})
			}, true},
			{"thirty days", func() { c.advance(models.StandDays * 24 * time.Hour) }, true},
		} {
			c.advance(time.Minute)
			was := must[*models.Account](t)(s.Account(ctx, id)).DecisionID
			step.change()
			must[RescoreResult](t)(s.Rescore(ctx, anna, nil))
			if now := must[*models.Account](t)(s.Account(ctx, id)); (now.DecisionID != was) != step.is {
				t.Errorf("%s: decision %d, and then %d", step.name, was, now.DecisionID)
			}
		}
	})
}
