package data

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// ProposeOverride asks for an account's score by hand until a date. It counts once a second person agrees, and lapses after ApprovalTTL.
func (s *Store) ProposeOverride(ctx context.Context, actor models.Actor, cmd models.ProposeOverride) (*models.Override, error) {
	var o *models.Override
	err := s.write(ctx, actor, func(tx *writeTx) (err error) {
		o, err = tx.proposeOverride(cmd)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("override: %w", err)
	}
	return o, nil
}

// proposeOverride is the unit of work of ProposeOverride.
func (tx *writeTx) proposeOverride(cmd models.ProposeOverride) (*models.Override, error) {
	if err := cmd.Validate(tx.now); err != nil {
		return nil, err
	}
	var a models.Account
	if err := tx.take(&a, cmd.AccountID); err != nil {
		return nil, err
	}
	if err := expect(a.Version, cmd.Version); err != nil {
		return nil, err
	}
	if was, err := overrideProposed(tx.db, a.ID, tx.now); err != nil {
		return nil, err
	} else if was != nil {
		return nil, &models.Refused{Code: "override_waiting"}
	}
	if err := tx.ownFile(a.ID, cmd.FileID); err != nil {
		return nil, err
	}
	// A new version of the account makes a second override of the same page a conflict.
	a.UpdatedAt = tx.now
	if err := tx.update(&a, &a.Version, "updated_at"); err != nil {
		return nil, err
	}
	id, err := tx.id()
	if err != nil {
		return nil, err
	}
	o := models.Override{
		ID: id, AccountID: a.ID, Score: cmd.Score, Reason: cmd.Reason, FileID: cmd.FileID, State: models.OverrideProposed,
		MadeBy: tx.actor.UserID, MadeName: tx.actor.Name, MadeAt: tx.now, EndsAt: stamp(*cmd.EndsAt), Version: 1,
	}
	if err := tx.insert(&o); err != nil {
		return nil, err
	}
	err = tx.enqueue(models.JobOverrideLapse, "override.lapse:"+o.PublicID(), o.ID, tx.now.Add(models.ApprovalTTL+time.Second))
	if err != nil {
		return nil, err
	}
	before := map[string]any{"score": a.Score}
	return &o, tx.audit(models.ActionOverrideProposed, overrideTarget(&o), before, overrideFacts(&o), o.Reason)
}

func overrideTarget(o *models.Override) target {
	return target{kind: "override", id: o.PublicID(), accountID: o.AccountID}
}

func overrideFacts(o *models.Override) map[string]any {
	return map[string]any{"score": o.Score, "until": o.EndsAt, "state": o.State, "file": publicOr(o.FileID, models.PrefixFile)}
}

// ApproveOverride lets a second person agree to what was proposed and scores the account again, so that the override shows as a
// line of the newest decision. An override that was in force ends with it. While no model decides yet, only the override is kept.
func (s *Store) ApproveOverride(ctx context.Context, actor models.Actor, id models.ID, version int64) error {
	return s.changeScored(ctx, actor, id, version, func(tx *writeTx, a *models.Account, o *models.Override) error {
		if err := o.Approve(tx.actor.UserID, tx.actor.Name, tx.now); err != nil {
			return err
		}
		was, err := overrideInForce(tx.db, a.ID, tx.now)
		if err == nil && was != nil {
			err = tx.endOverride(was, "replaced", "")
		}
		if err != nil {
			return err
		}
		if err := tx.update(o, &o.Version, "state", "approved_by", "approved_name", "decided_at"); err != nil {
			return err
		}
		if err := tx.enqueue(models.JobOverrideEnd, "override.end:"+o.PublicID(), o.ID, o.EndsAt); err != nil {
			return err
		}
		before := map[string]any{"score": a.Score, "state": models.OverrideProposed}
		return tx.audit(models.ActionOverrideSet, overrideTarget(o), before, overrideFacts(o), o.Reason)
	})
}

// RejectOverride lets a second person refuse a proposed override for a reason.
func (s *Store) RejectOverride(ctx context.Context, actor models.Actor, id models.ID, version int64, reason string) error {
	return s.changeOverride(ctx, actor, id, version, func(tx *writeTx, _ *models.Account, o *models.Override) error {
		if err := o.Reject(tx.actor.UserID, tx.actor.Name, reason, tx.now); err != nil {
			return err
		}
		err := tx.update(o, &o.Version, "state", "approved_by", "approved_name", "decided_at", "decide_reason", "ended_at")
		if err != nil {
			return err
		}
		return tx.audit(models.ActionOverrideRejected, overrideTarget(o), models.OverrideProposed, o.State, reason)
	})
}

// WithdrawOverride takes back what the actor proposed.
func (s *Store) WithdrawOverride(ctx context.Context, actor models.Actor, id models.ID, version int64) error {
	return s.changeOverride(ctx, actor, id, version, func(tx *writeTx, _ *models.Account, o *models.Override) error {
		if err := o.Withdraw(tx.actor.UserID, tx.now); err != nil {
			return err
		}
		if err := tx.update(o, &o.Version, "state", "ended_at"); err != nil {
			return err
		}
		return tx.audit(models.ActionOverrideTakenBack, overrideTarget(o), models.OverrideProposed, o.State, "")
	})
}

// EndOverride ends an override that is in force before its time and scores the account again; one person may, for a reason.
func (s *Store) EndOverride(ctx context.Context, actor models.Actor, id models.ID, version int64, reason string) error {
	return s.changeScored(ctx, actor, id, version, func(tx *writeTx, _ *models.Account, o *models.Override) error {
		if err := o.MayEnd(reason); err != nil {
			return err
		}
		return tx.endOverride(o, "by hand", reason)
	})
}

// changeScored is changeOverride for a step after which the account has another score.
func (s *Store) changeScored(ctx context.Context, actor models.Actor, id models.ID, version int64, step overrideStep) error {
	var account models.ID
	err := s.changeOverride(ctx, actor, id, version, func(tx *writeTx, a *models.Account, o *models.Override) error {
		account = a.ID
		return step(tx, a, o)
	})
	if err != nil {
		return err
	}
	if _, err := s.rescoreAccount(ctx, actor, account, models.CauseOverride); err != nil && !errors.Is(err, ErrNoModel) {
		return fmt.Errorf("override: score again: %w", err)
	}
	return nil
}

type overrideStep func(*writeTx, *models.Account, *models.Override) error

// changeOverride runs one step on an override as it was read, with its account held.
func (s *Store) changeOverride(ctx context.Context, actor models.Actor, id models.ID, version int64, step overrideStep) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		a, o, err := tx.takeOverride(id)
		if err != nil {
			return err
		}
		if err := expect(o.Version, version); err != nil {
			return err
		}
		return step(tx, a, o)
	})
}

// takeOverride takes an override and, before it, its account.
func (tx *writeTx) takeOverride(id models.ID) (*models.Account, *models.Override, error) {
	var o models.Override
	if err := tx.db.Select("account_id").Where("id = ?", id).Take(&o).Error; err != nil {
		return nil, nil, err
	}
	var a models.Account
	if err := tx.take(&a, o.AccountID); err != nil {
		return nil, nil, err
	}
	o = models.Override{}
	return &a, &o, tx.take(&o, id)
}

// endOverride ends an override that is in force, and records how, and for which reason where a person gave one.
func (tx *writeTx) endOverride(o *models.Override, how, reason string) error {
	if err := o.End(tx.now); err != nil {
		return err
	}
	if err := tx.update(o, &o.Version, "state", "ended_at"); err != nil {
		return err
	}
	before, after := map[string]any{"score": o.Score, "until": o.EndsAt}, map[string]any{"ended": how, "state": o.State}
	return tx.audit(models.ActionOverrideEnded, overrideTarget(o), before, after, reason)
}

// runOverrideEnd ends an override whose time is over.
func (tx *writeTx) runOverrideEnd(job models.Job) error {
	_, o, err := tx.takeOverride(job.ObjectID)
	if err != nil {
		return err
	}
	if o.State != models.OverrideActive || tx.now.Before(o.EndsAt) {
		return errIdle
	}
	return tx.endOverride(o, "expired", "")
}

// runOverrideLapse ends a proposal that nobody answered in time.
func (tx *writeTx) runOverrideLapse(job models.Job) error {
	_, o, err := tx.takeOverride(job.ObjectID)
	if err != nil {
		return err
	}
	if err := o.Lapse(tx.now); errors.Is(err, models.ErrState) {
		return errIdle
	} else if err != nil {
		return err
	}
	if err := tx.update(o, &o.Version, "state", "ended_at"); err != nil {
		return err
	}
	return tx.audit(models.ActionOverrideLapsed, overrideTarget(o), models.OverrideProposed, o.State, "")
}

// Override returns one override with its account.
func (s *Store) Override(ctx context.Context, id models.ID) (*models.OverrideDetail, error) {
	var d models.OverrideDetail
	err := s.read(ctx, func(db *gorm.DB) error {
		d = models.OverrideDetail{}
		if err := db.Where("id = ?", id).Take(&d.Override).Error; err != nil {
			return err
		}
		accounts, names, err := s.accountsByID(db, []models.ID{d.AccountID})
		d.Account, d.Name = accounts[d.AccountID], names[d.AccountID]
		if err != nil || d.FileID == 0 {
			return err
		}
		var file models.File
		if err := db.Where("id = ?", d.FileID).Take(&file).Error; err != nil {
			return err
		}
		d.File, err = s.fileRow(db, &file)
		return err
	})
	return &d, err
}

// addOverrides adds the scores by hand that wait, in the words of the index overrides_waiting, so that it is used.
func addOverrides(db *gorm.DB, waiting []models.Approval, since time.Time, limit int) ([]models.Approval, error) {
	var list []models.Override
	err := db.Where("state = 'proposed' AND made_at >= ?", since).Order("id").Limit(limit).Find(&list).Error
	for i := range list {
		waiting = append(waiting, models.Approval{Override: &list[i]})
	}
	return waiting, err
}
