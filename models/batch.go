package models

import (
	"slices"
	"time"
)

// BatchState is how far a batch has come.
type BatchState string

// The states of a batch. A draft is a dry run: nothing has changed. What was done before a
// batch was stopped can still be undone.
const (
	BatchReading   BatchState = "reading" // its items are being written
	BatchDraft     BatchState = "draft"
	BatchWaiting   BatchState = "waiting" // for a second person
	BatchConfirmed BatchState = "confirmed"
	BatchRunning   BatchState = "running"
	BatchDone      BatchState = "done"
	BatchCancelled BatchState = "cancelled"
	BatchUndoing   BatchState = "undoing"
	BatchUndone    BatchState = "undone"
	BatchPartly    BatchState = "partly_undone"
	BatchDiscarded BatchState = "discarded"
	BatchRejected  BatchState = "rejected"
	BatchLapsed    BatchState = "lapsed"
)

// BatchStates is every state that pages filter by, those that somebody acts on first.
func BatchStates() []BatchState {
	return []BatchState{
		BatchDraft, BatchWaiting, BatchConfirmed, BatchRunning, BatchDone, BatchCancelled, BatchUndoing, BatchUndone, BatchPartly,
		BatchDiscarded, BatchRejected, BatchLapsed,
	}
}

// Bounds of a batch.
const (
	BatchItemsMax   = 10_000
	BatchAdverseMax = 20 // cases that one batch may close against customers, and cuts or lifts that one person decides
	BatchFileMax    = 1 << 20
	BatchUndoFor    = 7 * 24 * time.Hour
)

// Why a batch waits for a second person, beside the policy's bounds on single changes.
const (
	BoundBatchRaise = "batch_raise" // all rises together are more than one person may raise one limit by
	BoundBatchCuts  = "batch_cuts"  // more than BatchAdverseMax limits are cut
	BoundBatchLifts = "batch_lifts" // more than BatchAdverseMax sanctions are lifted
)

// Batch is one act on many things: found and shown by a dry run, done in the background
// after it was confirmed, and undone as a whole. The sums are over the items that the dry
// run found eligible, in fen: exposures of cases, limits of lines, limits in force of
// sanctioned accounts.
type Batch struct {
	ID           ID             `gorm:"primaryKey" class:"C1"`
	Kind         BatchKind      `class:"C1"`
	State        BatchState     `class:"C1"`
	View         string         `class:"C1"` // the filter that chose the items, as its address holds it
	File         string         `class:"C1"` // or the file's name
	AssignTo     ID             `class:"C1"`
	AssignName   string         `class:"C1"`
	SnoozeUntil  *time.Time     `class:"C1"` // when cases that are put off come back
	ToQueue      CaseQueue      `class:"C1"` // that cases are escalated or moved to
	Tag          string         `class:"C1"` // that is put on, or taken off
	ReasonCode   string         `class:"C1"`
	Principal    []string       `gorm:"serializer:json" class:"C1"` // see Reasons
	Reason       string         `class:"C1"`
	Alone        bool           `class:"C1"` // items that need a second person are left out
	Refused      []BatchRefusal `gorm:"serializer:json" class:"C2f"`
	Bound        string         `class:"C1"` // why a second person must agree, "" when not
	Hash         string         `class:"C1"` // of the dry run; see Sum
	Total        int            `class:"C1"`
	Eligible     int            `class:"C1"` // still to be done
	Excluded     int            `class:"C1"`
	Done         int            `class:"C1"` // and not undone
	Failed       int            `class:"C1"`
	Undone       int            `class:"C1"`
	Kept         int            `class:"C1"` // done, and could not be undone
	BeforeFen    int64          `class:"C2f"`
	AfterFen     int64          `class:"C2f"`
	MadeBy       ID             `class:"C1"`
	MadeName     string         `class:"C1"`
	MadeRole     string         `class:"C1"`
	MadeAt       time.Time      `class:"C1"`
	AskedAt      *time.Time     `class:"C1"` // when it was put to a second person
	DecidedBy    ID             `class:"C1"`
	DecidedName  string         `class:"C1"`
	DecidedAt    *time.Time     `class:"C1"`
	DecideReason string         `class:"C1"`
	BegunAt      *time.Time     `class:"C1"`
	EndedAt      *time.Time     `class:"C1"` // when the last item was done, or nothing more will be
	UndoneBy     ID             `class:"C1"`
	UndoneName   string         `class:"C1"`
	UndoneRole   string         `class:"C1"`
	UndoneAt     *time.Time     `class:"C1"`
	Step         int64          `class:"C1"` // parts that were worked off: it names the next job
	Version      int64          `class:"C1"`
}

// PublicID is the batch's id as pages write it.
func (b *Batch) PublicID() string { return b.ID.Public(PrefixBulk) }

// Open reports whether the batch is being worked on, so that its page changes by itself.
func (b *Batch) Open() bool {
	return slices.Contains([]BatchState{BatchReading, BatchConfirmed, BatchRunning, BatchUndoing}, b.State)
}

// Shown closes the dry run: the hash names what is confirmed, exactly.
func (b *Batch) Shown(hash string) { b.State, b.Hash = BatchDraft, hash }

// Confirm starts the batch or, beyond what one person may decide, puts it to a second one.
// Only its maker confirms, within ApprovalTTL, what the dry run with this hash showed.
// Sure is asked for where the items are closed against customers.
func (b *Batch) Confirm(by ID, hash string, sure bool, now time.Time) error {
	switch {
	case b.State != BatchDraft:
		return ErrState
	case by != b.MadeBy:
		return &Refused{Code: "not_yours"}
	case hash != b.Hash:
		return &Refused{Code: "batch_changed"}
	case now.Sub(b.MadeAt) > ApprovalTTL:
		return &Refused{Code: "batch_old"}
	case b.Eligible == 0:
		return &Refused{Code: "batch_empty"}
	case b.Kind == BatchConfirm && !sure:
		var bad Invalid
		bad.Add("sure", "required")
		return bad.OrNil()
	}
	if b.Bound != "" {
		b.State, b.AskedAt = BatchWaiting, &now
		return nil
	}
	b.State = BatchConfirmed
	return nil
}

// judge is what holds for whoever answers a batch that waits.
func (b *Batch) judge(by ID, now time.Time) error {
	if b.AskedAt == nil {
		return ErrState
	}
	return mayAnswer(b.State == BatchWaiting, b.MadeBy, by, *b.AskedAt, now)
}

// Approve lets a second person start exactly what the dry run with this hash showed.
func (b *Batch) Approve(by ID, name, hash string, now time.Time) error {
	if err := b.judge(by, now); err != nil {
		return err
	}
	if hash != b.Hash {
		return &Refused{Code: "batch_changed"}
	}
	b.State, b.DecidedBy, b.DecidedName, b.DecidedAt = BatchConfirmed, by, name, &now
	return nil
}

// Reject lets a second person refuse, for a reason.
func (b *Batch) Reject(by ID, name, reason string, now time.Time) error {
	if err := b.judge(by, now); err != nil {
		return err
	}
	var bad Invalid
	checkReason(&bad, "reason", reason)
	if err := bad.OrNil(); err != nil {
		return err
	}
	b.State, b.DecidedBy, b.DecidedName, b.DecidedAt, b.DecideReason, b.EndedAt = BatchRejected, by, name, &now, reason, &now
	return nil
}

// Discard drops a batch of which nothing was done; only its maker can.
func (b *Batch) Discard(by ID, now time.Time) error {
	if b.State != BatchDraft && b.State != BatchWaiting && b.State != BatchReading {
		return ErrState
	}
	if by != b.MadeBy {
		return &Refused{Code: "not_yours"}
	}
	b.State, b.EndedAt = BatchDiscarded, &now
	return nil
}

// Lapse ends a batch that nobody confirmed or agreed to within ApprovalTTL.
func (b *Batch) Lapse(now time.Time) error {
	since := b.MadeAt
	switch b.State {
	case BatchReading, BatchDraft:
	case BatchWaiting:
		since = *b.AskedAt
	default:
		return ErrState
	}
	if now.Sub(since) <= ApprovalTTL {
		return ErrState
	}
	b.State, b.EndedAt = BatchLapsed, &now
	return nil
}

// Cancel stops a batch between two parts of its work: its maker, or whoever could have
// answered it, may.
func (b *Batch) Cancel(by ID, may []Permission, now time.Time) error {
	if b.State != BatchConfirmed && b.State != BatchRunning {
		return ErrState
	}
	if by != b.MadeBy && !slices.Contains(may, PermBulkApprove) {
		return &Refused{Code: "not_yours"}
	}
	b.State, b.EndedAt = BatchCancelled, &now
	return nil
}

// Undo begins to give back what the batch did, within BatchUndoFor. Its maker may, and
// whoever could have answered it. It restores what was agreed before, so that one person is
// enough.
func (b *Batch) Undo(by Actor, may []Permission, now time.Time) error {
	switch {
	case (b.State != BatchDone && b.State != BatchCancelled) || b.EndedAt == nil || b.Done == 0:
		return ErrState
	case by.UserID != b.MadeBy && !slices.Contains(may, PermBulkApprove):
		return &Refused{Code: "not_yours"}
	case now.Sub(*b.EndedAt) > BatchUndoFor:
		return &Refused{Code: "batch_undo_late"}
	}
	b.State, b.UndoneBy, b.UndoneName, b.UndoneRole, b.UndoneAt = BatchUndoing, by.UserID, by.Name, by.Role, &now
	return nil
}

// Begin marks the first part of the work.
func (b *Batch) Begin(now time.Time) {
	if b.State == BatchConfirmed {
		b.State = BatchRunning
	}
	if b.BegunAt == nil {
		b.BegunAt = &now
	}
}

// Finish ends the work when nothing is left of it, and reports whether it did.
func (b *Batch) Finish(now time.Time) bool {
	switch {
	case b.State == BatchRunning && b.Eligible == 0:
		b.State, b.EndedAt = BatchDone, &now
	case b.State == BatchUndoing && b.Done == 0 && b.Kept == 0:
		b.State = BatchUndone
	case b.State == BatchUndoing && b.Done == 0:
		b.State = BatchPartly
	default:
		return false
	}
	return true
}
