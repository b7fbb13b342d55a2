package data

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"candor/models"
)

func sanction(m *models.LimitContext, kind models.SanctionKind, c *clock) models.ProposeSanction {
	cmd := models.ProposeSanction{
		AccountID: m.Account.ID, Kind: kind, ReasonCode: "unusual_spending", Reason: "five purchases in an hour", Version: m.Account.Version,
	}
	switch kind {
	case models.SanctionLimitCut:
		cmd.CutProduct, cmd.CutFen, cmd.EndsAt = models.ProductPayLater, 300_000, days(c, 7)
	case models.SanctionRestrict:
		cmd.Reach, cmd.EndsAt = []models.Function{models.FunctionDraw, models.FunctionTransfer}, days(c, 14)
	case models.SanctionFreeze, models.SanctionDeactivate:
		cmd.ReviewAt = days(c, 30)
	}
	return cmd
}

// put brings a sanction into force, with a second person where it takes one.
func put(t *testing.T, s *Store, c *clock, id models.ID, kind models.SanctionKind) *models.Sanction {
	t.Helper()
	made := must[*models.Sanction](t)(s.ProposeSanction(context.Background(), anna, sanction(measured(t, s, id), kind, c)))
	if made.State == models.SanctionProposed {
		ok(t, s.ApproveSanction(context.Background(), ben, made.ID, made.Version))
	}
	return must[*models.Sanction](t)(s.Sanction(context.Background(), made.ID))
}

// effect is what a sanction can change, without the versions that count changes.
func effect(t *testing.T, s *Store, id models.ID) accountState {
	t.Helper()
	m := measured(t, s, id)
	return stateOf(&m.Account, m.Lines)
}

func TestTheMilderSanctionsStartAtOnce(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "1")
		cut := put(t, s, c, a.ID, models.SanctionLimitCut)
		if cut.State != models.SanctionActive || cut.Snapshot == nil || cut.Snapshot.Lines[0].InForceFen != 1_000_000 {
			t.Errorf("cut = %+v", cut)
		}
		put(t, s, c, a.ID, models.SanctionRestrict)
		got := effect(t, s, a.ID)
		want := accountState{
			Status: models.StatusRestricted, Reach: []models.Function{models.FunctionDraw, models.FunctionTransfer}, Until: days(c, 14),
			LimitFen: 800_000, InForce: map[models.Product]int64{models.ProductPayLater: 300_000, models.ProductCashLoan: 500_000},
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		_, err := s.ProposeSanction(context.Background(), anna, sanction(measured(t, s, a.ID), models.SanctionRestrict, c))
		wantRefused(t, err, "sanction_exists")
	})
}

func TestAFreezeWaitsForASecondPerson(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		made := must[*models.Sanction](t)(s.ProposeSanction(ctx, anna, sanction(measured(t, s, a.ID), models.SanctionFreeze, c)))
		if got := effect(t, s, a.ID).Status; made.State != models.SanctionProposed || got != models.StatusActive {
			t.Fatalf("state %s, account %s", made.State, got)
		}
		wantRefused(t, s.ApproveSanction(ctx, anna, made.ID, made.Version), "own_proposal")
		ok(t, s.ApproveSanction(ctx, ben, made.ID, made.Version))
		got := effect(t, s, a.ID)
		if got.Status != models.StatusFrozen || got.LimitFen != 0 || len(got.Reach) != len(models.Functions()) {
			t.Errorf("account = %+v", got)
		}
		wantRefused(t, s.LiftSanction(ctx, withRole(anna, models.RoleReviewer), made.ID, made.Version+1, "all clear now"), "lift_needs_approver")
		lead := withRole(ben, models.RoleLead)
		wantInvalid(t, s.LiftSanction(ctx, lead, made.ID, made.Version+1, ""), "reason", "required")
		ok(t, s.LiftSanction(ctx, lead, made.ID, made.Version+1, "all clear now"))
		if got := effect(t, s, a.ID); got.Status != models.StatusActive || got.LimitFen != 1_500_000 || len(got.Reach) != 0 {
			t.Errorf("after lifting: %+v", got)
		}
		want := []string{models.TemplateSanctionStarted, models.TemplateSanctionEnded}
		if d := cmp.Diff(want, messages(t, s, a.ID)); d != "" {
			t.Error(d)
		}
	})
}

func TestAProposedSanctionEndsWithoutEffect(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		before := effect(t, s, a.ID)
		propose := func() *models.Sanction {
			return must[*models.Sanction](t)(s.ProposeSanction(ctx, anna, sanction(measured(t, s, a.ID), models.SanctionDeactivate, c)))
		}
		one := propose()
		ok(t, s.RejectSanction(ctx, ben, one.ID, one.Version, "not proven"))
		two := propose()
		wantRefused(t, s.WithdrawSanction(ctx, ben, two.ID, two.Version), "not_yours")
		ok(t, s.WithdrawSanction(ctx, anna, two.ID, two.Version))
		three := propose()
		c.advance(models.ApprovalTTL + 2*time.Second)
		runAll(t, s)
		var states []models.SanctionState
		for _, id := range []models.ID{one.ID, two.ID, three.ID} {
			states = append(states, must[*models.Sanction](t)(s.Sanction(ctx, id)).State)
		}
		want := []models.SanctionState{models.SanctionRejected, models.SanctionWithdrawn, models.SanctionLapsed}
		if d := cmp.Diff(want, states); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff(before, effect(t, s, a.ID)); d != "" {
			t.Error(d)
		}
	})
}

func TestASanctionEndsByItself(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "1")
		before := effect(t, s, a.ID)
		cut := put(t, s, c, a.ID, models.SanctionLimitCut)
		c.advance(7*24*time.Hour + time.Second)
		runAll(t, s)
		if got := must[*models.Sanction](t)(s.Sanction(context.Background(), cut.ID)); got.State != models.SanctionExpired {
			t.Errorf("state = %s", got.State)
		}
		if d := cmp.Diff(before, effect(t, s, a.ID)); d != "" {
			t.Error(d)
		}
	})
}

func TestAFrozenAccountCallsAPersonAgainAndAgain(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "1")
		put(t, s, c, a.ID, models.SanctionFreeze)
		c.advance(30*24*time.Hour + time.Second)
		runAll(t, s)
		c.advance(reviewAgain)
		runAll(t, s)
		if n := count(t, s, &models.Flag{}, "account_id = ? AND code = ?", a.ID, codeReview); n != 2 {
			t.Errorf("%d review flags", n)
		}
		if n := count(t, s, &models.Case{}, "account_id = ? AND state = ? AND flag_count = 2", a.ID, models.CaseOpen); n != 1 {
			t.Errorf("%d open cases", n)
		}
	})
}

func TestAStaleOrClosedAccountIsNotSanctioned(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		cmd := sanction(measured(t, s, a.ID), models.SanctionRestrict, c)
		cmd.Version++
		if _, err := s.ProposeSanction(ctx, anna, cmd); !errors.Is(err, models.ErrConflict) {
			t.Errorf("stale: err = %v", err)
		}
		cmd.AccountID = 99
		if _, err := s.ProposeSanction(ctx, anna, cmd); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("unknown: err = %v", err)
		}
		ok(t, s.write(ctx, anna, func(tx *writeTx) error {
			if err := tx.db.Model(&models.Account{}).Where("id = ?", a.ID).Update("status", models.StatusClosed).Error; err != nil {
				return err
			}
			return tx.audit("test.closed", target{kind: "account"}, nil, nil, "")
		}))
		_, err := s.ProposeSanction(ctx, anna, sanction(measured(t, s, a.ID), models.SanctionRestrict, c))
		wantRefused(t, err, "account_closed")
	})
}

// TestLiftingAllInAnyOrderGivesEverythingBack puts all four sanctions on, in a random order,
// and lifts them in another.
func TestLiftingAllInAnyOrderGivesEverythingBack(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		before := effect(t, s, a.ID)
		r := rand.New(rand.NewPCG(7, 7))
		for range 12 {
			kinds := models.SanctionKinds()
			r.Shuffle(len(kinds), func(i, j int) { kinds[i], kinds[j] = kinds[j], kinds[i] })
			var put4 []*models.Sanction
			for _, k := range kinds {
				if k == models.SanctionLimitCut && effect(t, s, a.ID).LimitFen == 0 {
					continue // nothing is left to cut
				}
				put4 = append(put4, put(t, s, c, a.ID, k))
			}
			r.Shuffle(len(put4), func(i, j int) { put4[i], put4[j] = put4[j], put4[i] })
			for _, sn := range put4 {
				ok(t, s.LiftSanction(ctx, withRole(ben, models.RoleLead), sn.ID, sn.Version, "all clear now"))
			}
			if d := cmp.Diff(before, effect(t, s, a.ID), cmpopts.EquateEmpty()); d != "" {
				t.Fatalf("%v lifted as %v:\n%s", kinds, put4, d)
			}
		}
	})
}
