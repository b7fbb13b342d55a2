package data

import (
	"errors"
	"testing"
	"time"

	"candor/engine/learn"
	"candor/engine/score"
	"candor/models"
)

// otherCard scores by use alone, and so differs from testCard on the accounts that are late.
func otherCard(id string, points int) score.Scorecard {
	c := testCard()
	c.ID, c.Factors = id, c.Factors[1:]
	c.Factors[0].Bins[0].Points = points
	return c
}

// challenger stores a model that scores in shadow.
func challenger(t *testing.T, s *Store, id string, points int) *models.Model {
	t.Helper()
	return must[*models.Model](t)(s.SaveModel(ctx, anna, NewModel{Card: otherCard(id, points), Report: learn.Report{Rows: 1}, Challenger: true, Shadow: true}))
}

func TestChallengersScoreInSilence(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ids := trained(t, s, 150)
		plain := must[RescoreResult](t)(s.Rescore(ctx, anna, nil))
		if plain.Shadows != 0 || count(t, s, &models.ShadowScore{}, "1 = 1") != 0 {
			t.Fatalf("shadows without a challenger: %+v", plain)
		}
		m := challenger(t, s, "card-b", 100)
		c.advance(40 * 24 * time.Hour)
		before := must[*models.Account](t)(s.Account(ctx, ids[3]))
		r := must[RescoreResult](t)(s.Rescore(ctx, anna, nil))
		after := must[*models.Account](t)(s.Account(ctx, ids[3]))
		if r.Shadows != 1 || r.Flagged != plain.Flagged || *after.Score != *before.Score || after.Band != before.Band || after.Version != before.Version {
			t.Errorf("a challenger changed something: %+v, %+v, %+v", r, before, after)
		}
		if n := count(t, s, &models.Decision{}, "model_id = ?", m.ID); n != 0 {
			t.Errorf("%d decisions of a challenger", n)
		}
		var one models.ShadowScore
		ok(t, s.r.Where("account_id = ?", ids[3]).Take(&one).Error)
		// The policy's cap for three months late holds for the challenger too, whose card says 740.
		if one.ModelID != m.ID || one.RunID != r.Run || one.Score != 520 || one.ChampionScore != *after.Score || one.Gap != 520-*after.Score {
			t.Errorf("shadow %+v beside %d", one, *after.Score)
		}
		must[*models.Decision](t)(s.RescoreAccount(ctx, anna, ids[3]))
		ok(t, s.r.Where("account_id = ?", ids[3]).Take(&one).Error)
		if n := count(t, s, &models.ShadowScore{}, "1 = 1"); n != 150 || one.RunID != 0 {
			t.Errorf("%d rows, run %d after one account alone", n, one.RunID)
		}
		m = must[*models.Model](t)(s.SetShadow(ctx, anna, m.ID, m.Version, false))
		if r := must[RescoreResult](t)(s.Rescore(ctx, anna, nil)); r.Shadows != 0 {
			t.Errorf("switched off, it still scores: %+v", r)
		}
		if _, err := s.SetShadow(ctx, anna, m.ID, m.Version-1, true); !errors.Is(err, models.ErrConflict) {
			t.Errorf("stale: %v", err)
		}
		for _, id := range []string{"c", "d", "e"} {
			challenger(t, s, id, 50)
		}
		var refused *models.Refused
		if _, err := s.SetShadow(ctx, anna, m.ID, m.Version, true); !errors.As(err, &refused) || refused.Code != "shadow_full" {
			t.Errorf("a fourth: %v", err)
		}
		if f := challenger(t, s, "f", 50); f.Shadow {
			t.Error("a fourth challenger scores from its training on")
		}
	})
}

func TestAClosedAccountLeavesTheShadow(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ids := trained(t, s, 10)
		challenger(t, s, "b", 100)
		must[RescoreResult](t)(s.Rescore(ctx, anna, nil))
		newFixture(t, s).must(func(tx *writeTx) error {
			return tx.db.Model(&models.Account{}).Where("id = ?", ids[0]).Update("status", models.StatusClosed).Error
		})
		c.advance(time.Hour)
		must[RescoreResult](t)(s.Rescore(ctx, anna, nil))
		if n := count(t, s, &models.ShadowScore{}, "1 = 1"); n != 9 {
			t.Errorf("%d rows of 9 open accounts", n)
		}
	})
}

// replayed recomputes every decision and fails unless each comes out again.
func replayed(t *testing.T, s *Store, when string, want int) {
	t.Helper()
	r := must[ReplayResult](t)(s.ReplayAll(ctx, nil))
	if r.Differing != 0 || r.Decisions != want || r.Identical != want {
		t.Errorf("%s: %+v, want %d identical", when, r, want)
	}
}

// TestReplayIsExactThroughPromotionAndReturn scores the book under each champion in turn:
// what was decided before names its own model and comes out again to the bit. Under the same one
// the decisions stand.
func TestReplayIsExactThroughPromotionAndReturn(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		trained(t, s, 60)
		first, _, err := s.Live(ctx)
		ok(t, err)
		rescore := func() { c.advance(time.Hour); must[RescoreResult](t)(s.Rescore(ctx, anna, nil)) }
		rescore()
		m := challenger(t, s, "card-b", 100)
		rescore()
		replayed(t, s, "with a challenger", 60)
		p := must[*models.Promotion](t)(s.ProposePromotion(ctx, anna, m.ID, m.Version, "It separates better."))
		rescore()
		replayed(t, s, "while the proposal waits", 60)
		var refused *models.Refused
		if err := s.ApprovePromotion(ctx, anna, p.ID, p.Version); !errors.As(err, &refused) || refused.Code != "own_proposal" {
			t.Fatalf("one's own: %v", err)
		}
		if err := s.ApprovePromotion(ctx, bob, p.ID, p.Version+1); !errors.Is(err, models.ErrConflict) {
			t.Errorf("stale: %v", err)
		}
		ok(t, s.ApprovePromotion(ctx, bob, p.ID, p.Version))
		now, _, err := s.Live(ctx)
		ok(t, err)
		if now != m.ID {
			t.Fatalf("champion %d, want %d", now, m.ID)
		}
		replayed(t, s, "after the promotion", 60)
		rescore()
		replayed(t, s, "scored by the new champion", 120)
		champion := must[*models.Model](t)(s.Model(ctx, m.ID))
		if _, err := s.ReturnChampion(ctx, bob, champion.ID, champion.Version, " "); err == nil {
			t.Error("returned without a reason")
		}
		back := must[*models.Model](t)(s.ReturnChampion(ctx, bob, champion.ID, champion.Version, "Too many flags."))
		if back.ID != first || back.State != models.ModelChampion {
			t.Errorf("came back: %+v", back)
		}
		was := must[*models.Model](t)(s.Model(ctx, m.ID))
		if was.State != models.ModelChallenger || was.Shadow || was.PreviousID != 0 {
			t.Errorf("the one it took the place of: %+v", was)
		}
		rescore()
		replayed(t, s, "after the return", 180)
		if _, err := s.ReturnChampion(ctx, bob, back.ID, back.Version, "Again."); !errors.Is(err, models.ErrState) {
			t.Errorf("returned to nothing: %v", err)
		}
		if n := count(t, s, &models.Promotion{}, "state = ?", models.PromotionApproved); n != 2 {
			t.Errorf("%d changes of champion on record", n)
		}
		if audited(t, s, models.ActionModelReturned) != 1 || audited(t, s, models.ActionPromotionEnded) != 1 {
			t.Error("the record does not show both")
		}
	})
}

func TestAProposalIsBoundToWhatItNames(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		trained(t, s, 3)
		b, other := challenger(t, s, "b", 100), challenger(t, s, "c", 50)
		code := func(err error) string {
			var refused *models.Refused
			if errors.As(err, &refused) {
				return refused.Code
			}
			return ""
		}
		if _, err := s.ProposePromotion(ctx, anna, b.ID, b.Version, ""); err == nil {
			t.Error("proposed without a reason")
		}
		p := must[*models.Promotion](t)(s.ProposePromotion(ctx, anna, b.ID, b.Version, "Better."))
		if _, err := s.ProposePromotion(ctx, bob, other.ID, other.Version, "Also."); code(err) != "promotion_open" {
			t.Errorf("two at once: %v", err)
		}
		if waiting := must[[]models.Approval](t)(s.Approvals(ctx, 10)); len(waiting) != 1 || waiting[0].Promotion == nil || waiting[0].Need() != models.PermModelPromote {
			t.Errorf("waiting %+v", waiting)
		}
		if err := s.WithdrawPromotion(ctx, bob, p.ID, p.Version); code(err) != "not_yours" {
			t.Errorf("another's: %v", err)
		}
		if err := s.RejectPromotion(ctx, bob, p.ID, p.Version, ""); err == nil {
			t.Error("rejected without a reason")
		}
		ok(t, s.RejectPromotion(ctx, bob, p.ID, p.Version, "Not yet."))
		if err := s.ApprovePromotion(ctx, bob, p.ID, p.Version+1); !errors.Is(err, models.ErrState) {
			t.Errorf("approved after it was rejected: %v", err)
		}
		p = must[*models.Promotion](t)(s.ProposePromotion(ctx, anna, b.ID, b.Version, "Better."))
		ok(t, s.WithdrawPromotion(ctx, anna, p.ID, p.Version))
		p = must[*models.Promotion](t)(s.ProposePromotion(ctx, anna, b.ID, b.Version, "Better."))
		c.advance(models.ApprovalTTL + time.Minute)
		if err := s.ApprovePromotion(ctx, bob, p.ID, p.Version); code(err) != "approval_expired" {
			t.Errorf("too late: %v", err)
		}
		runAll(t, s)
		if got := must[*models.PromotionDetail](t)(s.Promotion(ctx, p.ID)); got.State != models.PromotionLapsed {
			t.Errorf("state %s", got.State)
		}
		p = must[*models.Promotion](t)(s.ProposePromotion(ctx, anna, b.ID, b.Version, "Better."))
		must[*models.Model](t)(s.SaveModel(ctx, anna, NewModel{Card: otherCard("x", 1), Champion: true})) // the champion changes meanwhile
		if err := s.ApprovePromotion(ctx, bob, p.ID, p.Version); code(err) != "payload_changed" {
			t.Errorf("another champion than was named: %v", err)
		}
		ok(t, s.WithdrawPromotion(ctx, anna, p.ID, p.Version))
		p = must[*models.Promotion](t)(s.ProposePromotion(ctx, anna, b.ID, b.Version, "Better."))
		newFixture(t, s).must(func(tx *writeTx) error {
			return tx.db.Model(&models.Model{}).Where("id = ?", b.ID).Update("artefact", []byte("{}")).Error
		})
		if err := s.ApprovePromotion(ctx, bob, p.ID, p.Version); code(err) != "payload_changed" {
			t.Errorf("other bytes than were named: %v", err)
		}
	})
}

func TestTheFirstChampionNeedsNoSecondPerson(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		m := challenger(t, s, "a", 10)
		must[*models.Model](t)(s.FirstChampion(ctx, anna, m.ID))
		other := challenger(t, s, "b", 20)
		var refused *models.Refused
		if _, err := s.FirstChampion(ctx, anna, other.ID); !errors.As(err, &refused) || refused.Code != "champion_exists" {
			t.Errorf("over a champion: %v", err)
		}
		ok(t, s.AskRescore(ctx, anna))
		ok(t, s.AskRescore(ctx, anna))
		if n := count(t, s, &models.Job{}, "kind = ?", models.JobRescore); n != 1 {
			t.Errorf("%d rescorings queued", n)
		}
	})
}
