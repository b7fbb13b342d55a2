package data

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// bulkSource marks audit entries about the items of a batch, whose public id stands where
// others name a request.
const bulkSource = "bulk"

// batchPart is how many items one unit of work writes while a dry run is stored.
const batchPart = 1000

func batchTarget(b *models.Batch) target { return target{kind: "bulk", id: b.PublicID()} }

func batchFacts(b *models.Batch) map[string]any {
	facts := map[string]any{
		"kind": b.Kind, "state": b.State, "total": b.Total, "eligible": b.Eligible, "excluded": b.Excluded, "done": b.Done,
		"failed": b.Failed, "undone": b.Undone, "kept": b.Kept, "before_fen": b.BeforeFen, "after_fen": b.AfterFen,
		"hash": b.Hash, "bound": b.Bound,
	}
	if b.View != "" {
		facts["view"] = b.View
	}
	if b.File != "" {
		facts["file"], facts["refused"] = b.File, len(b.Refused)
	}
	if b.AssignTo != 0 {
		facts["assignee"] = b.AssignName
	}
	if b.SnoozeUntil != nil {
		facts["until"] = *b.SnoozeUntil
	}
	if b.Kind.Queues() {
		facts["queue"] = b.ToQueue.Key()
	}
	if b.Tag != "" {
		facts["tag"] = b.Tag
	}
	return facts
}

// MakeBatch makes a dry run: it finds the items, says of each whether and why not, adds up
// what would change, and changes nothing. A filter is evaluated here, once. It is refused
// with models.ErrForbidden to who may not do the same to one item, and with *models.Invalid
// for a form, a file or a selection that no batch can be made of.
func (s *Store) MakeBatch(ctx context.Context, actor models.Actor, cmd models.MakeBatch) (*models.Batch, error) {
	if err := cmd.Validate(); err != nil {
		return nil, err
	}
	b := &models.Batch{
		Kind: cmd.Kind, State: models.BatchReading, View: cmd.View, AssignTo: cmd.AssignTo, ToQueue: cmd.ToQueue, Tag: cmd.Tag, Reason: cmd.Reason,
		Principal: models.Principal(cmd.ReasonCode, cmd.Further), Alone: cmd.Alone, Refused: []models.BatchRefusal{}, MadeBy: actor.UserID, MadeName: actor.Name, MadeRole: actor.Role, MadeAt: s.Now(), Version: 1,
	}
	if len(b.Principal) > 0 {
		b.ReasonCode = b.Principal[0]
	}
	if cmd.Kind == models.BatchSnooze {
		var bad models.Invalid
		until := stamp(cmd.Until)
		models.CheckSnooze(&bad, until, b.MadeAt)
		if err := bad.OrNil(); err != nil {
			return nil, err
		}
		b.SnoozeUntil = &until
	}
	var items []models.BatchItem
	err := s.read(ctx, func(db *gorm.DB) (err error) {
		if err := s.mayBatch(ctx, db, actor, b); err != nil {
			return err
		}
		items, err = s.batchItems(db, b, cmd)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("dry run: %w", err)
	}
	if err := checkSize(b, items); err != nil {
		return nil, err
	}
	b.Count(items)
	if err := s.storeBatch(ctx, actor, b, items); err != nil {
		return nil, fmt.Errorf("store the dry run: %w", err)
	}
	return b, nil
}

// mayBatch refuses who may not make a batch of the kind, and names whom cases go to.
func (s *Store) mayBatch(ctx context.Context, db *gorm.DB, actor models.Actor, b *models.Batch) error {
	may, err := (&writeTx{ctx: ctx, db: db, store: s, actor: actor, now: s.Now()}).may()
	if err != nil {
		return err
	}
	if !slices.Contains(may, b.Kind.Need()) || !slices.Contains(may, models.PermBulkWork) {
		return &models.Refused{Code: "batch_may_not"}
	}
	if b.Kind != models.BatchAssign {
		return nil
	}
	var users []models.User
	if err := db.Where("id = ? AND disabled = ?", b.AssignTo, false).Limit(1).Find(&users).Error; err != nil {
		return err
	}
	if len(users) == 0 {
		var bad models.Invalid
		bad.Add("user", "choice")
		return bad.OrNil()
	}
	b.AssignName = users[0].Name
	return nil
}

// checkSize refuses a selection that is empty or larger than one batch may be.
func checkSize(b *models.Batch, items []models.BatchItem) error {
	var bad models.Invalid
	switch {
	case len(items) == 0 && len(b.Refused) == 0:
		bad.Add("", "batch_none")
	case len(items) > models.BatchItemsMax:
		bad.Add("", "batch_many", "most", fmt.Sprint(models.BatchItemsMax))
	case b.Kind == models.BatchConfirm && len(items) > models.BatchAdverseMax:
		bad.Add("", "batch_adverse", "most", fmt.Sprint(models.BatchAdverseMax))
	}
	return bad.OrNil()
}

// batchItems finds and judges the items of a dry run.
func (s *Store) batchItems(db *gorm.DB, b *models.Batch, cmd models.MakeBatch) ([]models.BatchItem, error) {
	switch {
	case b.Kind.OnCases():
		return s.caseItems(db, b, cmd)
	case b.Kind == models.BatchLift:
		return s.liftItems(db, b, cmd)
	}
	return s.limitItems(db, b, cmd)
}

// storeBatch writes a batch and its items, a part a unit of work so that others can write
// in between, and then closes the dry run. Until then nobody can confirm it.
func (s *Store) storeBatch(ctx context.Context, actor models.Actor, b *models.Batch, items []models.BatchItem) (err error) {
	if b.ID, err = s.ids.make(); err != nil {
		return err
	}
	for i := range items {
		items[i].BatchID, items[i].N = b.ID, i+1
	}
	hash := b.Sum(items)
	for from := 0; from == 0 || from < len(items); from += batchPart {
		part := items[from:min(from+batchPart, len(items))]
		last := from+batchPart >= len(items)
		err := s.write(ctx, actor, func(tx *writeTx) error {
			if from == 0 {
				if err := tx.insert(b); err != nil {
					return err
				}
				unique := models.JobBatchLapse + ":" + b.PublicID()
				if err := tx.enqueue(models.JobBatchLapse, unique, b.ID, tx.now.Add(models.ApprovalTTL+time.Second)); err != nil {
					return err
				}
			}
			if err := tx.insertItems(part); err != nil {
				return err
			}
			if !last {
				return tx.quietly(b, func() error {
					return tx.audit(models.ActionBulkDrafted, batchTarget(b), nil, map[string]any{"items": from + len(part)}, b.Reason)
				})
			}
			drafted := *b
			drafted.Shown(hash)
			if err := tx.update(&drafted, &drafted.Version, "state", "hash"); err != nil {
				return err
			}
			if err := tx.audit(models.ActionBulkDrafted, batchTarget(b), nil, batchFacts(&drafted), b.Reason); err != nil {
				return err
			}
			*b = drafted
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// insertItems writes items past GORM's reflection: there may be many.
func (tx *writeTx) insertItems(items []models.BatchItem) error {
	rows := tx.rows(newDigest(), "batch_items", "batch_id", "n", "object_id", "account_id", "line", "state", "code", "seen", "left_version",
		"from_fen", "to_fen", "reason_code", "principal", "bound", "was", "change_id")
	for i := range items {
		it := &items[i]
		principal, err := json.Marshal(it.Reasons())
		if err != nil {
			return err
		}
		err = rows.add(int64(it.BatchID), it.N, int64(it.ObjectID), int64(it.AccountID), it.Line, string(it.State), it.Code, it.Seen, it.Left,
			it.FromFen, it.ToFen, it.ReasonCode, string(principal), it.Bound, "{}", int64(it.ChangeID))
		if err != nil {
			return err
		}
	}
	return rows.close()
}

// quietly records what belongs to a batch's items and not to the batch.
func (tx *writeTx) quietly(b *models.Batch, record func() error) error {
	was := tx.actor
	tx.actor.Source, tx.actor.RequestID = bulkSource, b.PublicID()
	defer func() { tx.actor = was }()
	return record()
}
