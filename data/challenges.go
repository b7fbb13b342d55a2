package data

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"candor/data/vault"
	"candor/engine/decide"
	"candor/models"
)

// ResolveChallenge takes the answer to a challenge, from a machine or from the person who
// looked at what the customer brought. Passing releases the event; failing cancels it and
// goes up the ladder.
func (s *Store) ResolveChallenge(ctx context.Context, actor models.Actor, cmd models.ResolveChallenge) (*models.Challenge, error) {
	if err := cmd.Validate(); err != nil {
		return nil, err
	}
	live, err := s.liveMonitor(ctx)
	if err != nil {
		return nil, err
	}
	var c models.Challenge
	err = s.write(ctx, actor, func(tx *writeTx) error {
		h, err := tx.takeChallenge(cmd.ID, &c)
		if err != nil {
			return err
		}
		if cmd.Version != 0 {
			if err := expect(c.Version, cmd.Version); err != nil {
				return err
			}
		}
		if err := c.Resolve(cmd.Passed, tx.actor.Name, tx.now); err != nil {
			return err
		}
		if cmd.Finding != "" {
			if c.Finding, err = tx.seal(cmd.Finding, challengePlace(c.ID), h.SubjectSlot); err != nil {
				return err
			}
		}
		return tx.endChallenge(live, h, &c)
	})
	if err != nil {
		return nil, fmt.Errorf("resolve challenge: %w", err)
	}
	return &c, nil
}

func challengePlace(id models.ID) vault.Place {
	return vault.Place{Table: "challenges", Column: "finding_sealed", Row: int64(id)}
}

// takeChallenge takes a challenge and, before it, its account.
func (tx *writeTx) takeChallenge(id models.ID, c *models.Challenge) (*holding, error) {
	*c = models.Challenge{}
	if err := tx.db.Select("account_id").Where("id = ?", id).Take(c).Error; err != nil {
		return nil, err
	}
	h, err := tx.hold(c.AccountID)
	if err != nil {
		return nil, err
	}
	*c = models.Challenge{}
	return h, tx.take(c, id)
}

// endChallenge settles the event of an answered or ignored challenge, and escalates. What came of a proof is on record, and nothing
// follows by itself.
func (tx *writeTx) endChallenge(live *liveMonitor, h *holding, c *models.Challenge) error {
	if c.State != models.ChallengePassed && !c.Proof() {
		if err := tx.escalate(live, h, c); err != nil {
			return err
		}
	}
	if err := tx.update(c, &c.Version, "state", "resolved_at", "resolved_by", "finding_sealed", "escalation"); err != nil {
		return err
	}
	if err := tx.audit(models.ActionChallengeEnded, challengeTarget(c), models.ChallengeOpen, challengeFacts(c), ""); err != nil || c.Proof() {
		return err
	}
	to := models.DispositionCancelled
	if c.State == models.ChallengePassed {
		to = models.DispositionReleased
	}
	return tx.settle(h, models.SettleEvent{EventID: c.EventID, To: to, Reason: "challenge " + string(c.State)})
}

// settle ends a pending event: released, its reserved amount is used for good; cancelled,
// it is free again.
func (tx *writeTx) settle(h *holding, cmd models.SettleEvent) error {
	to := cmd.To
	var e models.Event
	if err := tx.take(&e, cmd.EventID); err != nil {
		return err
	}
	if err := e.Settle(to); err != nil {
		return err
	}
	done := tx.db.Model(&models.Event{}).Where("id = ? AND disposition = 'pending'", e.ID).Update("disposition", to)
	if done.Error != nil {
		return done.Error
	}
	if done.RowsAffected == 0 {
		return models.ErrConflict
	}
	if to == models.DispositionCancelled && e.Kind.Spends() {
		if err := tx.free(h, &e); err != nil {
			return err
		}
	}
	on := target{kind: "event", id: e.PublicID(), accountID: e.AccountID}
	if err := tx.audit(models.ActionEventSettled, on, models.DispositionPending, to, cmd.Reason); err != nil || to != models.DispositionCancelled {
		return err
	}
	return tx.tellCancelled(h, &e, cmd)
}

// free gives back what a cancelled event had reserved.
func (tx *writeTx) free(h *holding, e *models.Event) error {
	for i := range h.lines {
		l := &h.lines[i]
		if l.Product != e.Body.Product {
			continue
		}
		l.UsedFen = max(0, l.UsedFen-e.AmountFen)
		if err := tx.db.Model(l).Update("used_fen", l.UsedFen).Error; err != nil {
			return err
		}
	}
	h.SumLines(h.lines)
	return tx.db.Model(&h.Account).Update("used_fen", h.UsedFen).Error
}

// escalate goes up the ladder after a failed or ignored challenge: the event stays undone,
// a person is called; then the account is restricted; then a freeze is proposed.
func (tx *writeTx) escalate(live *liveMonitor, h *holding, c *models.Challenge) error {
	m := live.monitor.Events().Measures
	var before int64
	err := tx.db.Model(&models.Challenge{}).Where("account_id = ? AND event_id IS NOT NULL AND state IN ? AND resolved_at > ? AND id <> ?", c.AccountID,
		[]models.ChallengeState{models.ChallengeFailed, models.ChallengeExpired}, stamp(tx.now.AddDate(0, 0, -m.WindowDays)), c.ID).
		Count(&before).Error
	if err != nil {
		return err
	}
	step := m.Escalate(int(before) + 1)
	if live.stopped && step == decide.EscalateRestrict {
		step = decide.EscalateHold // the engine sanctions nobody while people decide
	}
	c.Escalation = string(step)
	e := models.Event{ID: c.EventID, AccountID: c.AccountID}
	if err := tx.db.Where("id = ?", c.EventID).Take(&e).Error; err != nil {
		return err
	}
	if err := tx.flagChallenge(live, h, &e, int(before)+1); err != nil {
		return err
	}
	switch step {
	case decide.EscalateRestrict:
		return tx.sanctionFor(&live.decider, &e, string(models.SanctionRestrict), "challenge", nil)
	case decide.EscalateFreeze:
		return tx.sanctionFor(&live.decider, &e, string(models.SanctionFreeze), "challenge", nil)
	}
	return nil
}

// flagChallenge calls a person about a challenge of an event that was failed or ignored.
func (tx *writeTx) flagChallenge(live *liveMonitor, h *holding, e *models.Event, failures int) error {
	if h.Status == models.StatusDeactivated {
		return nil
	}
	open, err := tx.openCases([]models.ID{e.AccountID})
	if err != nil {
		return err
	}
	a := &eventAccount{account: h.Account, lines: h.lines}
	work := flagWork{tx: tx, policy: *live.policy, open: open}
	flag := decide.Flag{Code: "challenge_failed", Value: float64(failures), Threshold: 1, Severity: min(2+failures, 4), Source: "rule"}
	if err := work.raise(a.scored(), a.standing(), flag, byEvent(e)); err != nil {
		return err
	}
	_, err = work.store()
	return err
}

// SettleEvent lets a person release or cancel an event that waits. An open challenge of it
// ends with it.
func (s *Store) SettleEvent(ctx context.Context, actor models.Actor, cmd models.SettleEvent) error {
	if err := cmd.Validate(); err != nil {
		return err
	}
	return s.write(ctx, actor, func(tx *writeTx) error {
		var e models.Event
		if err := tx.db.Select("account_id").Where("id = ?", cmd.EventID).Take(&e).Error; err != nil {
			return err
		}
		h, err := tx.hold(e.AccountID)
		if err != nil {
			return err
		}
		var c models.Challenge
		err = tx.db.Where("event_id = ? AND state = 'open'", cmd.EventID).Take(&c).Error
		if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
			return err
		}
		if err == nil {
			if err := c.Cancel(tx.actor.Name, tx.now); err != nil {
				return err
			}
			if err := tx.update(&c, &c.Version, "state", "resolved_at", "resolved_by"); err != nil {
				return err
			}
			if err := tx.audit(models.ActionChallengeEnded, challengeTarget(&c), models.ChallengeOpen, challengeFacts(&c), cmd.Reason); err != nil {
				return err
			}
		}
		return tx.settle(h, cmd)
	})
}

// runChallengeExpire ends a challenge that nobody answered.
func (tx *writeTx) runChallengeExpire(job models.Job) error {
	var c models.Challenge
	h, err := tx.takeChallenge(job.ObjectID, &c)
	if err != nil {
		return err
	}
	if c.State != models.ChallengeOpen {
		return errIdle
	}
	if err := c.Expire(tx.now); err != nil {
		return err
	}
	live, err := tx.store.liveMonitor(tx.ctx)
	if err != nil {
		return err
	}
	if err := tx.endChallenge(live, h, &c); err != nil || !c.Proof() {
		return err
	}
	return tx.tellIgnored(&c)
}

// runEventLapse cancels a held event that no person decided in time.
func (tx *writeTx) runEventLapse(job models.Job) error {
	var e models.Event
	if err := tx.db.Select("account_id", "disposition").Where("id = ?", job.ObjectID).Take(&e).Error; err != nil {
		return err
	}
	if e.Disposition != models.DispositionPending {
		return errIdle
	}
	h, err := tx.hold(e.AccountID)
	if err != nil {
		return err
	}
	return tx.settle(h, models.SettleEvent{EventID: job.ObjectID, To: models.DispositionCancelled, Reason: "nobody decided in time"})
}
