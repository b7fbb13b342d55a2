package data

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"candor/models"
)

// OpenDispute disputes one value of a decision. While it is open, nobody disputes the same factor of the account again: *models.Refused.
func (s *Store) OpenDispute(ctx context.Context, actor models.Actor, cmd models.OpenDispute) (*models.Dispute, error) {
	read, err := s.ScoreDetail(ctx, cmd.AccountID, cmd.DecisionID)
	if err != nil {
		return nil, fmt.Errorf("dispute: %w", err)
	}
	if err := cmd.Validate(&read.Breakdown); err != nil {
		return nil, err
	}
	var d *models.Dispute
	err = s.write(ctx, actor, func(tx *writeTx) error {
		id, err := tx.id()
		if err != nil {
			return err
		}
		d = &models.Dispute{
			ID: id, AccountID: cmd.AccountID, DecisionID: read.Decision.ID, Factor: cmd.Factor, Claim: cmd.Claim, State: models.DisputeOpen,
			MadeBy: tx.actor.UserID, MadeName: tx.actor.Name, MadeAt: tx.now, Version: 1,
		}
		if err := tx.insert(d); err != nil {
			return err
		}
		return tx.audit(models.ActionDisputeOpened, disputeTarget(d), nil, map[string]any{"factor": d.Factor, "decision": read.Decision.PublicID()}, d.Claim)
	})
	if duplicate(err) {
		return nil, &models.Refused{Code: "dispute_open"}
	}
	if err != nil {
		return nil, fmt.Errorf("dispute: %w", err)
	}
	return d, nil
}

func disputeTarget(d *models.Dispute) target {
	return target{kind: "dispute", id: d.PublicID(), accountID: d.AccountID}
}

// AnswerDispute lets a second person say what the check found. Where the value was corrected the account is scored again on what
// is stored now; while no model decides yet, only the finding is kept.
func (s *Store) AnswerDispute(ctx context.Context, actor models.Actor, id models.ID, version int64, found models.DisputeState, finding string) error {
	d, err := s.changeDispute(ctx, actor, id, version, func(tx *writeTx, d *models.Dispute) error {
		if err := d.Answer(tx.actor.UserID, tx.actor.Name, found, finding, tx.now); err != nil {
			return err
		}
		if err := tx.update(d, &d.Version, "state", "answered_by", "answered_name", "answered_at", "finding"); err != nil {
			return err
		}
		return tx.audit(models.ActionDisputeAnswered, disputeTarget(d), models.DisputeOpen, d.State, finding)
	})
	if err != nil || d.State != models.DisputeCorrected {
		return err
	}
	if _, err := s.RescoreAccount(ctx, actor, d.AccountID); err != nil && !errors.Is(err, ErrNoModel) {
		return fmt.Errorf("dispute: score again: %w", err)
	}
	return nil
}

// WithdrawDispute takes back what the actor disputed.
func (s *Store) WithdrawDispute(ctx context.Context, actor models.Actor, id models.ID, version int64) error {
	_, err := s.changeDispute(ctx, actor, id, version, func(tx *writeTx, d *models.Dispute) error {
		if err := d.Withdraw(tx.actor.UserID, tx.now); err != nil {
			return err
		}
		if err := tx.update(d, &d.Version, "state", "answered_at"); err != nil {
			return err
		}
		return tx.audit(models.ActionDisputeTakenBack, disputeTarget(d), models.DisputeOpen, d.State, "")
	})
	return err
}

// changeDispute runs one step on a dispute as it was read.
func (s *Store) changeDispute(ctx context.Context, actor models.Actor, id models.ID, version int64, step func(*writeTx, *models.Dispute) error) (*models.Dispute, error) {
	var d models.Dispute
	err := s.write(ctx, actor, func(tx *writeTx) error {
		d = models.Dispute{}
		if err := tx.take(&d, id); err != nil {
			return err
		}
		if err := expect(d.Version, version); err != nil {
			return err
		}
		return step(tx, &d)
	})
	return &d, err
}

// Dispute returns one dispute with its account.
func (s *Store) Dispute(ctx context.Context, id models.ID) (*models.DisputeDetail, error) {
	var d models.DisputeDetail
	err := s.read(ctx, func(db *gorm.DB) error {
		d = models.DisputeDetail{}
		if err := db.Where("id = ?", id).Take(&d.Dispute).Error; err != nil {
			return err
		}
		accounts, names, err := s.accountsByID(db, []models.ID{d.AccountID})
		d.Account, d.Name = accounts[d.AccountID], names[d.AccountID]
		return err
	})
	return &d, err
}

// openDisputes are an account's, the oldest first.
func openDisputes(db *gorm.DB, account models.ID) ([]models.Dispute, error) {
	return find[models.Dispute](db, "", "WHERE account_id = ? AND state = 'open' ORDER BY id", int64(account))
}

// addDisputes adds the disputes that wait for a check, whose time is longer than that of a proposal.
func addDisputes(db *gorm.DB, waiting []models.Approval, limit int) ([]models.Approval, error) {
	var list []models.Dispute
	err := db.Where("state = 'open'").Order("id").Limit(limit).Find(&list).Error
	for i := range list {
		waiting = append(waiting, models.Approval{Dispute: &list[i]})
	}
	return waiting, err
}
