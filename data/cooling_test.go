package data

import (
	"context"
	"errors"
	"testing"
	"time"

	"candor/models"
)

// TestWhatCoolsOffIsListedUntilItTakesEffect: a letter and a change of a later date stand in the order of their times,
// and go when they are stopped or done.
func TestWhatCoolsOffIsListedUntilItTakesEffect(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		later := raise(measured(t, s, a.ID), 1_100_000)
		later.EffectiveAt = s.Now().Add(48 * time.Hour)
		change := must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, later))
		other := lenderAccount(t, s, "2")
		must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, raise(measured(t, s, other.ID), 1_100_000)))
		list := must[[]models.Cooling](t)(s.Cooling(ctx, 10))
		if len(list) != 2 || list[0].Message == nil || list[0].Account.ID != other.ID || list[0].Name != "张**" || list[1].Limit == nil || list[1].Settled() != anna.Name {
			t.Fatalf("cooling: %+v", list)
		}
		if !list[1].At.Equal(later.EffectiveAt) || list[0].At.Sub(s.Now()) != models.MessageHold {
			t.Errorf("times %v, %v", list[0].At, list[1].At)
		}
		if n := len(must[[]models.Cooling](t)(s.Cooling(ctx, 1))); n != 1 {
			t.Errorf("%d of at most 1", n)
		}
		ok(t, s.RecallMessage(ctx, anna, list[0].Message.ID))
		if list := must[[]models.Cooling](t)(s.Cooling(ctx, 10)); len(list) != 1 || list[0].Limit == nil {
			t.Errorf("after the recall: %+v", list)
		}
		ok(t, s.WithdrawLimit(ctx, anna, change.ID, change.Version))
		if list := must[[]models.Cooling](t)(s.Cooling(ctx, 10)); len(list) != 0 {
			t.Errorf("after the withdrawal: %+v", list)
		}
	})
}

// TestBatchesAndVersionsCoolOff: a batch stands in the list while it works and while its letters are held, a version of the policy from
// its approval until it is in force.
func TestBatchesAndVersionsCoolOff(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		cooling := func() []models.Cooling { return must[[]models.Cooling](t)(s.Cooling(ctx, 10)) }
		a := lenderAccount(t, s, "1")
		b := confirmed(t, s, leadA, must[*models.Batch](t)(s.MakeBatch(ctx, leadA, limitFile(a.PublicID()+",paylater,10500,,"))))
		if list := cooling(); len(list) != 1 || list[0].Batch == nil || list[0].Batch.ID != b.ID || list[0].Settled() != leadA.Name {
			t.Fatalf("about to work: %+v", list)
		}
		b = worked(t, s, b.ID)
		if list := cooling(); len(list) != 2 || !list[0].At.Equal(list[1].At) || list[0].Batch == nil && list[1].Batch == nil || !list[0].At.Equal(b.EndedAt.Add(models.MessageHold)) {
			t.Errorf("with its letter held: %+v", list)
		}
		c.advance(models.MessageHold + time.Second)
		runAll(t, s)
		if list := cooling(); len(list) != 0 {
			t.Errorf("when the letter is gone: %+v", list)
		}
		p := approved(t, s, holding30k())
		if list := cooling(); len(list) != 1 || list[0].Policy == nil || list[0].Policy.Version != p.Version || list[0].Settled() != ben.Name || !list[0].At.IsZero() {
			t.Fatalf("approved: %+v", list)
		}
		shadow := must[*models.Policy](t)(s.ShadowPolicy(ctx, anna, stepOf(p)))
		c.advance(models.ApprovalTTL + time.Hour) // in shadow, no approval lapses
		if list := cooling(); len(list) != 1 || list[0].Policy == nil || list[0].Policy.State != models.PolicyShadow {
			t.Errorf("in shadow: %+v", list)
		}
		must[*models.Policy](t)(s.PublishPolicy(ctx, anna, stepOf(shadow)))
		if list := cooling(); len(list) != 0 {
			t.Errorf("in force: %+v", list)
		}
	})
}

// TestNobodyAnswersTheirOwnRequest tries each kind of request as its own maker, who meanwhile holds every role there is
// and comes back in another session and under another name.
func TestNobodyAnswersTheirOwnRequest(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		trained(t, s, 3)
		swapped := anna
		swapped.Name, swapped.Role, swapped.RequestID, swapped.IP = "Anna B", "lead admin", "another", "198.51.100.7"
		a := lenderAccount(t, s, "own")
		change := must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, raise(measured(t, s, a.ID), 2_000_000)))
		wantRefused(t, s.ApproveLimit(ctx, swapped, change.ID, change.Version), "own_proposal")
		made := must[*models.Sanction](t)(s.ProposeSanction(ctx, anna, sanction(measured(t, s, a.ID), models.SanctionDeactivate, c)))
		wantRefused(t, s.ApproveSanction(ctx, swapped, made.ID, made.Version), "own_proposal")
		until := c.now().Add(48 * time.Hour)
		o := must[*models.Override](t)(s.ProposeOverride(ctx, anna, models.ProposeOverride{
			AccountID: a.ID, Score: 500, EndsAt: &until, Reason: "checked by hand", Version: must[*models.Account](t)(s.Account(ctx, a.ID)).Version,
		}))
		wantRefused(t, s.ApproveOverride(ctx, swapped, o.ID, o.Version), "own_proposal")
		wantRefused(t, s.RejectOverride(ctx, swapped, o.ID, o.Version, "by myself"), "own_proposal")
		m := challenger(t, s, "card-own", 100)
		p := must[*models.Promotion](t)(s.ProposePromotion(ctx, anna, m.ID, m.Version, "It separates better."))
		wantRefused(t, s.ApprovePromotion(ctx, swapped, p.ID, p.Version), "own_proposal")
		for i := range must[[]models.Approval](t)(s.Approvals(ctx, 50)) {
			w := must[[]models.Approval](t)(s.Approvals(ctx, 50))[i]
			if by, _, _ := w.Asked(); by != anna.UserID {
				t.Errorf("asked by %d", by)
			}
		}
		if after := must[*models.LimitChange](t)(s.LimitChange(ctx, change.ID)); after.State != models.LimitProposed {
			t.Errorf("the change is %s", after.State)
		}
		var refused *models.Refused
		if err := s.ApproveSanction(ctx, swapped, made.ID, made.Version); !errors.As(err, &refused) {
			t.Errorf("tried again: %v", err)
		}
	})
}

// TestNoScopeAnswersARequest: what a key may do holds no right to answer for a second person.
func TestNoScopeAnswersARequest(t *testing.T) {
	for _, scope := range models.Scopes() {
		switch scope {
		case models.PermLimitApprove, models.PermSanctionApprove, models.PermScoreOverride, models.PermPolicyApprove, models.PermModelPromote, models.PermListManage:
			t.Errorf("a key may hold %s", scope)
		}
	}
}
