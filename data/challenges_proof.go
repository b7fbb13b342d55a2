package data

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/models"
)

// AskProof asks the customer of an account for a proof, tells them so, and waits for it until the deadline. *models.Refused says that
// the same is asked for already; an account without a person is models.ErrState.
func (s *Store) AskProof(ctx context.Context, actor models.Actor, cmd models.AskProof) (*models.Challenge, error) {
	var c *models.Challenge
	err := s.write(ctx, actor, func(tx *writeTx) (err error) {
		c, err = tx.askProof(cmd)
		return err
	})
	if duplicate(err) {
		return nil, &models.Refused{Code: "proof_open"}
	}
	if err != nil {
		return nil, fmt.Errorf("ask for a proof: %w", err)
	}
	return c, nil
}

func (tx *writeTx) askProof(cmd models.AskProof) (*models.Challenge, error) {
	policy, err := tx.policyNow()
	if err != nil {
		return nil, err
	}
	until, err := cmd.Until(policy, tx.now)
	if err != nil {
		return nil, err
	}
	var account models.Account
	if err := tx.take(&account, cmd.AccountID); err != nil {
		return nil, err
	}
	if account.ErasedAt != nil {
		return nil, models.ErrState
	}
	id, err := tx.id()
	if err != nil {
		return nil, err
	}
	c := &models.Challenge{
		ID: id, AccountID: account.ID, Kind: cmd.Kind, State: models.ChallengeOpen, MadeAt: tx.now, DueAt: until,
		AskedBy: tx.actor.UserID, AskedName: tx.actor.Name, Reason: cmd.Reason, Version: 1,
	}
	// An event of 0 would refer to none: the column stays empty.
	if err := tx.db.Omit(clause.Associations, "EventID").Create(c).Error; err != nil {
		return nil, err
	}
	if err := tx.enqueue(models.JobChallengeExpire, "challenge.expire:"+c.PublicID(), c.ID, c.DueAt); err != nil {
		return nil, err
	}
	m := models.ProofMessage(&account, c.Kind, c.DueAt)
	if err := tx.message(&account, m.Template, m.Values, c.PublicID()); err != nil {
		return nil, err
	}
	return c, tx.audit(models.ActionChallengeAsked, challengeTarget(c), nil, challengeFacts(c), c.Reason)
}

// tellIgnored tells who asked for a proof that the customer let its deadline pass: nothing else says so, and what follows is for a person to
// decide.
func (tx *writeTx) tellIgnored(c *models.Challenge) error {
	if c.AskedBy == 0 { // of before it was kept
		return nil
	}
	return tx.notify(c.AskedBy, models.NoticeProofIgnored, c.PublicID(), "")
}

// CancelProof calls a proof off. Its letter is recalled where it has not left.
func (s *Store) CancelProof(ctx context.Context, actor models.Actor, cmd models.CancelProof) error {
	if err := cmd.Validate(); err != nil {
		return err
	}
	return s.write(ctx, actor, func(tx *writeTx) error {
		var c models.Challenge
		if _, err := tx.takeChallenge(cmd.ID, &c); err != nil {
			return err
		}
		if err := expect(c.Version, cmd.Version); err != nil {
			return err
		}
		if !c.Proof() {
			return models.ErrState // ends with its event
		}
		if err := c.Cancel(tx.actor.Name, tx.now); err != nil {
			return err
		}
		if err := tx.update(&c, &c.Version, "state", "resolved_at", "resolved_by"); err != nil {
			return err
		}
		if err := tx.recallProof(&c); err != nil {
			return err
		}
		return tx.audit(models.ActionChallengeEnded, challengeTarget(&c), models.ChallengeOpen, challengeFacts(&c), cmd.Reason)
	})
}

func (tx *writeTx) recallProof(c *models.Challenge) error {
	var m models.Message
	err := tx.db.Where("account_id = ? AND object_id = ? AND template = ? AND state = 'held'", c.AccountID, c.PublicID(), models.TemplateProof).
		Take(&m).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = tx.recallHeld(&m)
	return err
}
