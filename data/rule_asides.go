package data

import (
	"context"
	"errors"
	"fmt"
	"time"

	"candor/models"
)

// ProposeAside asks that a rule of the live version be set aside for an account. It counts once a second person agrees, and lapses
// after ApprovalTTL. *models.Refused says which rules are not set aside, and that this one is already or waits to be.
func (s *Store) ProposeAside(ctx context.Context, actor models.Actor, cmd models.ProposeAside) (*models.RuleAside, error) {
	if err := cmd.Validate(s.Now()); err != nil {
		return nil, err
	}
	var a *models.RuleAside
	err := s.write(ctx, actor, func(tx *writeTx) (err error) {
		a, err = tx.proposeAside(cmd)
		return err
	})
	if duplicate(err) {
		return nil, &models.Refused{Code: "aside_open"}
	}
	if err != nil {
		return nil, fmt.Errorf("rule aside: %w", err)
	}
	return a, nil
}

func (tx *writeTx) proposeAside(cmd models.ProposeAside) (*models.RuleAside, error) {
	live, err := livePolicyRow(tx.db)
	if err != nil {
		return nil, err
	}
	if err := models.MayAside(live.Rule(cmd.Rule)); err != nil {
		return nil, err
	}
	var account models.Account
	if err := tx.take(&account, cmd.AccountID); err != nil {
		return nil, err
	}
	id, err := tx.id()
	if err != nil {
		return nil, err
	}
	a := models.RuleAside{
		ID: id, AccountID: account.ID, Rule: cmd.Rule, Reason: cmd.Reason, State: models.OverrideProposed,
		MadeBy: tx.actor.UserID, MadeName: tx.actor.Name, MadeAt: tx.now, EndsAt: stamp(*cmd.EndsAt), Version: 1,
	}
	if err := tx.insert(&a); err != nil {
		return nil, err
	}
	err = tx.enqueue(models.JobAsideLapse, "aside.lapse:"+a.PublicID(), a.ID, tx.now.Add(models.ApprovalTTL+time.Second))
	if err != nil {
		return nil, err
	}
	return &a, tx.audit(models.ActionAsideProposed, asideTarget(&a), nil, asideFacts(&a), a.Reason)
}

func asideTarget(a *models.RuleAside) target {
	return target{kind: "aside", id: a.PublicID(), accountID: a.AccountID}
}

func asideFacts(a *models.RuleAside) map[string]any {
	return map[string]any{"rule": a.Rule, "until": a.EndsAt, "state": a.State}
}

// ApproveAside lets a second person agree to what was proposed; within a second the rule does not fire on the account any more. A rule
// that has become one that is never set aside since is refused.
func (s *Store) ApproveAside(ctx context.Context, actor models.Actor, id models.ID, version int64) error {
	return s.changeAside(ctx, actor, id, version, func(tx *writeTx, a *models.RuleAside) error {
		live, err := livePolicyRow(tx.db)
		if err != nil {
			return err
		}
		if err := models.MayAside(live.Rule(a.Rule)); err != nil {
			return err
		}
		if err := a.Approve(tx.actor.UserID, tx.actor.Name, tx.now); err != nil {
			return err
		}
		if err := tx.update(a, &a.Version, "state", "approved_by", "approved_name", "decided_at"); err != nil {
			return err
		}
		if err := tx.enqueue(models.JobAsideEnd, "aside.end:"+a.PublicID(), a.ID, a.EndsAt); err != nil {
			return err
		}
		return tx.audit(models.ActionAsideSet, asideTarget(a), models.OverrideProposed, asideFacts(a), a.Reason)
	})
}

// RejectAside lets a second person refuse for a reason.
func (s *Store) RejectAside(ctx context.Context, actor models.Actor, id models.ID, version int64, reason string) error {
	return s.changeAside(ctx, actor, id, version, func(tx *writeTx, a *models.RuleAside) error {
		if err := a.Reject(tx.actor.UserID, tx.actor.Name, reason, tx.now); err != nil {
			return err
		}
		err := tx.update(a, &a.Version, "state", "approved_by", "approved_name", "decided_at", "decide_reason", "ended_at")
		if err != nil {
			return err
		}
		return tx.audit(models.ActionAsideRejected, asideTarget(a), models.OverrideProposed, a.State, reason)
	})
}

// WithdrawAside takes back what the actor proposed.
func (s *Store) WithdrawAside(ctx context.Context, actor models.Actor, id models.ID, version int64) error {
	return s.changeAside(ctx, actor, id, version, func(tx *writeTx, a *models.RuleAside) error {
		if err := a.Withdraw(tx.actor.UserID, tx.now); err != nil {
			return err
		}
		if err := tx.update(a, &a.Version, "state", "ended_at"); err != nil {
			return err
		}
		return tx.audit(models.ActionAsideTakenBack, asideTarget(a), models.OverrideProposed, a.State, "")
	})
}

// EndAside has a rule count for the account again before the time; one person may, for a reason.
func (s *Store) EndAside(ctx context.Context, actor models.Actor, id models.ID, version int64, reason string) error {
	return s.changeAside(ctx, actor, id, version, func(tx *writeTx, a *models.RuleAside) error {
		if err := a.MayEnd(reason); err != nil {
			return err
		}
		return tx.endAside(a, "by hand", reason)
	})
}

// changeAside runs one step on a rule set aside as it was read.
func (s *Store) changeAside(ctx context.Context, actor models.Actor, id models.ID, version int64, step func(*writeTx, *models.RuleAside) error) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		var a models.RuleAside
		if err := tx.take(&a, id); err != nil {
			return err
		}
		if err := expect(a.Version, version); err != nil {
			return err
		}
		return step(tx, &a)
	})
}

// endAside ends what counts, and records how, and for which reason where a person gave one.
func (tx *writeTx) endAside(a *models.RuleAside, how, reason string) error {
	if err := a.End(tx.now); err != nil {
		return err
	}
	if err := tx.update(a, &a.Version, "state", "ended_at"); err != nil {
		return err
	}
	before, after := map[string]any{"rule": a.Rule, "until": a.EndsAt}, map[string]any{"ended": how, "state": a.State}
	return tx.audit(models.ActionAsideEnded, asideTarget(a), before, after, reason)
}

// runAsideEnd ends what is over. Events heed the time themselves.
func (tx *writeTx) runAsideEnd(job models.Job) error {
	var a models.RuleAside
	if err := tx.take(&a, job.ObjectID); err != nil {
		return err
	}
	if a.State != models.OverrideActive || tx.now.Before(a.EndsAt) {
		return errIdle
	}
	return tx.endAside(&a, "expired", "")
}

// runAsideLapse ends a proposal that nobody answered in time.
func (tx *writeTx) runAsideLapse(job models.Job) error {
	var a models.RuleAside
	if err := tx.take(&a, job.ObjectID); err != nil {
		return err
	}
	if err := a.Lapse(tx.now); errors.Is(err, models.ErrState) {
		return errIdle
	} else if err != nil {
		return err
	}
	if err := tx.update(&a, &a.Version, "state", "ended_at"); err != nil {
		return err
	}
	return tx.audit(models.ActionAsideLapsed, asideTarget(&a), models.OverrideProposed, a.State, "")
}
