package data

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// changeBatch runs one step on a batch as it was read.
func (s *Store) changeBatch(ctx context.Context, actor models.Actor, id models.ID, version int64, step func(*writeTx, *models.Batch) error) (*models.Batch, error) {
	var b models.Batch
	err := s.write(ctx, actor, func(tx *writeTx) error {
		b = models.Batch{}
		if err := tx.take(&b, id); err != nil {
			return err
		}
		if err := expect(b.Version, version); err != nil {
			return err
		}
		return step(tx, &b)
	})
	if err != nil {
		return nil, fmt.Errorf("batch %s: %w", id.Public(models.PrefixBulk), err)
	}
	return &b, nil
}

// ConfirmBatch starts what the dry run with this hash showed, or puts it to a second person.
// The hash is of the rows as they are stored, so that what is done is what was shown; an
// item that changed since is left out when its turn comes, and says so.
func (s *Store) ConfirmBatch(ctx context.Context, actor models.Actor, cmd models.ConfirmBatch) (*models.Batch, error) {
	sum, err := s.batchSum(ctx, cmd.ID)
	if err != nil {
		return nil, err
	}
	return s.changeBatch(ctx, actor, cmd.ID, cmd.Version, func(tx *writeTx, b *models.Batch) error {
		if sum != b.Hash && b.State == models.BatchDraft {
			return &models.Refused{Code: "batch_changed"}
		}
		may, err := tx.may()
		if err != nil {
			return err
		}
		if !slices.Contains(may, b.Kind.Need()) {
			return &models.Refused{Code: "batch_may_not"}
		}
		if err := b.Confirm(actor.UserID, cmd.Hash, cmd.Sure, tx.now); err != nil {
			return err
		}
		b.MadeRole = actor.Role
		if err := tx.update(b, &b.Version, "state", "asked_at", "made_role"); err != nil {
			return err
		}
		if b.State == models.BatchWaiting {
			unique := models.JobBatchLapse + ":" + b.PublicID() + ":asked"
			if err := tx.enqueue(models.JobBatchLapse, unique, b.ID, tx.now.Add(models.ApprovalTTL+time.Second)); err != nil {
				return err
			}
			return tx.audit(models.ActionBulkProposed, batchTarget(b), nil, batchFacts(b), b.Reason)
		}
		if err := tx.enqueueBatch(b); err != nil {
			return err
		}
		return tx.audit(models.ActionBulkConfirmed, batchTarget(b), nil, batchFacts(b), b.Reason)
	})
}

// batchSum is the hash of a batch as its rows are stored.
func (s *Store) batchSum(ctx context.Context, id models.ID) (string, error) {
	var sum string
	err := s.read(ctx, func(db *gorm.DB) error {
		var b models.Batch
		if err := db.Where("id = ?", id).Take(&b).Error; err != nil {
			return err
		}
		if b.State != models.BatchDraft && b.State != models.BatchWaiting {
			return nil
		}
		items, err := find[models.BatchItem](db, "object_id, state, seen, from_fen, to_fen", "WHERE batch_id = ? AND state = 'eligible' ORDER BY n", int64(id))
		sum = b.Sum(items)
		return err
	})
	return sum, err
}

// ApproveBatch lets a second person start exactly what was proposed. Whoever answers for
// limits or sanctions must be able to approve a single one too.
func (s *Store) ApproveBatch(ctx context.Context, actor models.Actor, id models.ID, version int64, hash string) (*models.Batch, error) {
	sum, err := s.batchSum(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.changeBatch(ctx, actor, id, version, func(tx *writeTx, b *models.Batch) error {
		if err := b.Approve(actor.UserID, actor.Name, hash, tx.now); err != nil {
			return err
		}
		if sum != b.Hash {
			return &models.Refused{Code: "batch_changed"}
		}
		may, err := tx.may()
		if err != nil {
			return err
		}
		if !slices.Contains(may, models.PermBulkApprove) || (b.Kind.Answers() != "" && !slices.Contains(may, b.Kind.Answers())) {
			return &models.Refused{Code: "batch_may_not"}
		}
		if err := tx.update(b, &b.Version, "state", "decided_by", "decided_name", "decided_at"); err != nil {
			return err
		}
		if err := tx.enqueueBatch(b); err != nil {
			return err
		}
		return tx.audit(models.ActionBulkApproved, batchTarget(b), models.BatchWaiting, batchFacts(b), b.Reason)
	})
}

// RejectBatch lets a second person refuse, for a reason.
func (s *Store) RejectBatch(ctx context.Context, actor models.Actor, id models.ID, version int64, reason string) (*models.Batch, error) {
	return s.changeBatch(ctx, actor, id, version, func(tx *writeTx, b *models.Batch) error {
		if err := b.Reject(actor.UserID, actor.Name, reason, tx.now); err != nil {
			return err
		}
		if err := tx.update(b, &b.Version, "state", "decided_by", "decided_name", "decided_at", "decide_reason", "ended_at"); err != nil {
			return err
		}
		return tx.audit(models.ActionBulkRejected, batchTarget(b), models.BatchWaiting, batchFacts(b), reason)
	})
}

// runBatchLapse ends a dry run that nobody confirmed, or a proposal that nobody answered.
func (tx *writeTx) runBatchLapse(job models.Job) error {
	var b models.Batch
	if err := tx.take(&b, job.ObjectID); err != nil {
		return err
	}
	was := b.State
	if err := b.Lapse(tx.now); errors.Is(err, models.ErrState) {
		return errIdle
	} else if err != nil {
		return err
	}
	return tx.endBatch(&b, was, "")
}

// endBatch stores that nothing more will be done.
func (tx *writeTx) endBatch(b *models.Batch, was models.BatchState, reason string) error {
	if err := tx.update(b, &b.Version, "state", "ended_at"); err != nil {
		return err
	}
	return tx.audit(models.ActionBulkEnded, batchTarget(b), was, batchFacts(b), reason)
}
