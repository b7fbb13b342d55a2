package data

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// A part of a batch is one unit of work: its items, what is left, the job that did it and the
// job that goes on. A killed program loses the part it was at and nothing before it, and no
// item is done twice. A part ends after batchTime or batchItems, whichever comes first, so
// that others do not wait for the one writer.
const (
	batchTime  = 20 * time.Millisecond
	batchItems = 50
	batchTries = 3 // failures of a part after which the item that fails is passed over
)

// enqueueBatch queues the next part of a batch's work.
func (tx *writeTx) enqueueBatch(b *models.Batch) error {
	return tx.enqueue(models.JobBatch, batchKey(b), b.ID, tx.now)
}

// batchKey names the job of a batch's next part; a job with another name comes too late.
func batchKey(b *models.Batch) string {
	return fmt.Sprintf("%s:%s:%d", models.JobBatch, b.PublicID(), b.Step)
}

// runBatch does one part of a batch, or of undoing it.
func (tx *writeTx) runBatch(job models.Job) error {
	var b models.Batch
	if err := tx.take(&b, job.ObjectID); err != nil {
		return err
	}
	if !b.Open() || b.State == models.BatchReading || job.UniqueKey != batchKey(&b) {
		return errIdle
	}
	was, from, work := b.State, models.ItemEligible, doItem
	if b.State == models.BatchUndoing {
		from, work = models.ItemDone, undoItem
	}
	b.Begin(tx.now)
	var items []models.BatchItem
	err := tx.db.Where("batch_id = ? AND state = ?", b.ID, from).Order("n").Limit(batchItems).Find(&items).Error
	if err != nil {
		return err
	}
	worker := tx.actor
	tx.actor = batchActor(&b)
	began := time.Now()
	for i := range items {
		if i > 0 && time.Since(began) > batchTime {
			break
		}
		if err := tx.batchItem(&b, &items[i], job.Attempts >= batchTries, work); err != nil {
			return fmt.Errorf("item %d: %w", items[i].N, err)
		}
	}
	tx.actor = worker
	tx.actor.RequestID = b.PublicID()
	b.Step++
	ended := b.Finish(tx.now)
	// The version stays while it runs: that it goes on is no reason to refuse the form that stops it.
	if was != b.State {
		b.Version++
	}
	err = tx.db.Model(&b).Select("state", "step", "eligible", "excluded", "done", "failed", "undone", "kept", "begun_at", "ended_at", "version").Updates(&b).Error
	if err != nil {
		return err
	}
	if ended {
		return tx.audit(models.ActionBulkEnded, batchTarget(&b), was, batchFacts(&b), b.Reason)
	}
	return tx.enqueueBatch(&b)
}

// batchActor is who answers for the items of a batch: who confirmed it, or who undoes it.
func batchActor(b *models.Batch) models.Actor {
	id, name, role := b.MadeBy, b.MadeName, b.MadeRole
	if b.State == models.BatchUndoing {
		id, name, role = b.UndoneBy, b.UndoneName, b.UndoneRole
	}
	return models.Actor{
		Kind: models.ActorUser, ID: id.Public(models.PrefixUser), UserID: id, Name: name, Role: role,
		Source: bulkSource, RequestID: b.PublicID(),
	}
}

// batchItem works off one item. What a rule forbids is noted on it with its code; a fault
// fails the part, to be tried again, and after some tries is noted too.
func (tx *writeTx) batchItem(b *models.Batch, it *models.BatchItem, resigned bool, work func(*writeTx, *models.Batch, *models.BatchItem) (string, error)) error {
	was := it.State
	before := *it
	var code string
	err := tx.apart(func(tx *writeTx) (err error) {
		code, err = work(tx, b, it)
		return err
	})
	if err != nil {
		*it = before
		if code = codeOf(err); code == "" && (!resigned || serialization(err)) {
			return err
		}
	}
	undoing := b.State == models.BatchUndoing
	switch {
	case err != nil && code == "":
		it.Code, it.State = models.CodeFault, models.ItemFailed
		if undoing {
			it.State = models.ItemKept
		}
	case code != "" && undoing:
		it.Code, it.State = code, models.ItemKept
	case code != "":
		it.Exclude(code)
	}
	if it.State == models.ItemExcluded || it.State == models.ItemFailed || it.State == models.ItemKept {
		about := itemTarget(b, it)
		err := tx.audit(models.ActionBulkLeftOut, about, map[string]any{"state": was}, map[string]any{"state": it.State, "code": it.Code}, b.Reason)
		if err != nil {
			return err
		}
	}
	b.Move(was, it.State)
	return tx.db.Model(it).Select("state", "code", "left_version", "was", "change_id", "at").Updates(it).Error
}

// apart runs a step whose failure takes nothing of the unit along.
func (tx *writeTx) apart(step func(*writeTx) error) error {
	inner := *tx
	inner.entries, inner.marks = nil, nil
	err := tx.db.Transaction(func(db *gorm.DB) error {
		inner.db = db
		if err := step(&inner); err != nil {
			return err
		}
		return inner.tellMarks()
	})
	if err == nil {
		tx.entries, tx.sealing = append(tx.entries, inner.entries...), inner.sealing
	}
	return err
}

// codeOf is why a rule refused an item, "" for a fault.
func codeOf(err error) string {
	var refused *models.Refused
	var bad *models.Invalid
	switch {
	case errors.As(err, &refused):
		return refused.Code
	case errors.As(err, &bad):
		for _, p := range bad.Fields {
			return p.Code
		}
	case errors.Is(err, models.ErrConflict), errors.Is(err, models.ErrState):
		return models.CodeChanged
	case errors.Is(err, gorm.ErrRecordNotFound), errors.Is(err, models.ErrNotFound):
		return models.CodeGone
	}
	return ""
}

func itemTarget(b *models.Batch, it *models.BatchItem) target {
	on := target{kind: "case", id: it.ObjectID.Public(models.PrefixCase), accountID: it.AccountID}
	switch b.Kind {
	case models.BatchLimit:
		on.kind, on.id = "line", it.ObjectID.Public(models.PrefixLine)
	case models.BatchLift:
		on.kind, on.id = "sanction", it.ObjectID.Public(models.PrefixSanction)
	}
	return on
}

// doItem does the batch's act to one item, or says by a code why it is left out.
func doItem(tx *writeTx, b *models.Batch, it *models.BatchItem) (string, error) {
	switch b.Kind {
	case models.BatchLimit:
		return tx.doLimit(b, it)
	case models.BatchLift:
		return tx.doLift(b, it)
	}
	return tx.doCase(b, it)
}

// undoItem gives one item back what it was, or says by a code why it stays.
func undoItem(tx *writeTx, b *models.Batch, it *models.BatchItem) (string, error) {
	switch b.Kind {
	case models.BatchLimit:
		return tx.undoLimit(b, it)
	case models.BatchLift:
		return tx.undoLift(b, it)
	}
	return tx.undoCase(b, it)
}

// DiscardBatch drops a dry run, or what waits for a second person.
func (s *Store) DiscardBatch(ctx context.Context, actor models.Actor, id models.ID, version int64) (*models.Batch, error) {
	return s.changeBatch(ctx, actor, id, version, func(tx *writeTx, b *models.Batch) error {
		was := b.State
		if err := b.Discard(actor.UserID, tx.now); err != nil {
			return err
		}
		return tx.endBatch(b, was, "")
	})
}

// CancelBatch stops a batch: what was done stays done, and can be undone; the rest is not done.
func (s *Store) CancelBatch(ctx context.Context, actor models.Actor, id models.ID, version int64) (*models.Batch, error) {
	return s.changeBatch(ctx, actor, id, version, func(tx *writeTx, b *models.Batch) error {
		may, err := tx.may()
		if err != nil {
			return err
		}
		was := b.State
		if err := b.Cancel(actor.UserID, may, tx.now); err != nil {
			return err
		}
		if err := tx.update(b, &b.Version, "state", "ended_at"); err != nil {
			return err
		}
		return tx.audit(models.ActionBulkCancelled, batchTarget(b), was, batchFacts(b), "")
	})
}

// UndoBatch begins to give back what a batch did. Each item that nobody changed since becomes
// what it was; the others stay and say why. Messages that are still held are recalled.
func (s *Store) UndoBatch(ctx context.Context, actor models.Actor, id models.ID, version int64) (*models.Batch, error) {
	return s.changeBatch(ctx, actor, id, version, func(tx *writeTx, b *models.Batch) error {
		may, err := tx.may()
		if err != nil {
			return err
		}
		was := b.State
		if err := b.Undo(actor, may, tx.now); err != nil {
			return err
		}
		b.Step++ // the job of the part that was not done any more may be there still
		if err := tx.update(b, &b.Version, "state", "step", "undone_by", "undone_name", "undone_role", "undone_at"); err != nil {
			return err
		}
		if err := tx.enqueueBatch(b); err != nil {
			return err
		}
		return tx.audit(models.ActionBulkUndoAsked, batchTarget(b), was, batchFacts(b), b.Reason)
	})
}
