package models

import (
	"time"

	"candor/engine/decide"
	"candor/engine/limits"
)

// ItemState is what became of one item of a batch.
type ItemState string

// The states of an item.
const (
	ItemEligible ItemState = "eligible"
	ItemExcluded ItemState = "excluded" // the rules leave it out, or it changed since the dry run
	ItemDone     ItemState = "done"
	ItemFailed   ItemState = "failed" // it could not be done, for a fault and not for a rule
	ItemUndone   ItemState = "undone"
	ItemKept     ItemState = "kept" // done, and could not be undone
)

// ItemStates is every state, in the order pages list them.
func ItemStates() []ItemState {
	return []ItemState{ItemEligible, ItemExcluded, ItemDone, ItemFailed, ItemUndone, ItemKept}
}

// Why an item is left out, or was not undone.
const (
	CodeChanged     = "changed"      // somebody changed it in between
	CodeClaimed     = "claimed"      // another person holds the case
	CodeClosed      = "closed"       // the case is decided
	CodeHeld        = "held"         // the person holds it already
	CodeNotHeld     = "not_held"     // nobody holds it
	CodeGone        = "gone"         // it is no longer there
	CodeOverBound   = "over_bound"   // a second person would have to agree
	CodeAccount     = "account_shut" // the account is closed
	CodeSanctioned  = "sanctioned"   // a sanction is in force or waits
	CodeWaiting     = "waiting"      // a proposal waits for the same thing
	CodeUnchanged   = "unchanged"    // it is so already
	CodeBelowUsed   = "below_used"   // more is used than the limit would be
	CodeRange       = "range"        // no amount a limit can have
	CodeAppeal      = "appeal"       // an appeal against it is open
	CodeLift        = "lift_needs_approver"
	CodeNotActive   = "not_active"
	CodeOpenAgain   = "open_again"   // the account has a new case
	CodeOver        = "over"         // its time is over
	CodeSameKind    = "same_kind"    // another one of the kind is in force
	CodeOwnDecision = "own_decision" // the maker of the batch imposed it
	CodeFault       = "fault"
	CodeNoLink      = "no_link"   // the case's queue does not lead to that one
	CodeInQueue     = "in_queue"  // the case is in that queue already
	CodeWaits       = "waits"     // the case waits for the customer
	CodeTagged      = "tagged"    // the account has the tag already
	CodeUntagged    = "untagged"  // it does not have it
	CodeNoReason    = "no_reason" // the engine has nothing against it that a customer can be told
	CodeTagsFull    = "tags_full" // it has as many as it may
)

// BatchItem is one thing that a batch is about. Seen is the version of the case, the line or
// the sanction that the dry run read, Left the one that the batch left behind.
type BatchItem struct {
	BatchID    ID         `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	N          int        `gorm:"primaryKey;autoIncrement:false" class:"C1"` // its place, from 1
	ObjectID   ID         `class:"C1"`                                       // case, line or sanction
	AccountID  ID         `class:"C1"`
	Line       int        `class:"C1"` // of the file
	State      ItemState  `class:"C1"`
	Code       string     `class:"C1"`
	Seen       int64      `class:"C1"`
	Left       int64      `gorm:"column:left_version" class:"C1"`
	FromFen    int64      `class:"C2f"`
	ToFen      int64      `class:"C2f"`
	ReasonCode string     `class:"C1"`
	Principal  []string   `gorm:"serializer:json" class:"C1"` // see Reasons
	Bound      string     `class:"C1"`                        // why one person may not decide it
	Was        ItemWas    `gorm:"serializer:json" class:"C2f"`
	ChangeID   ID         `class:"C1"` // the limit change that it became
	At         *time.Time `class:"C1"` // when it was done
}

// ItemWas is what an item was before the batch, to be given back.
type ItemWas struct {
	Assignee   ID         `json:"assignee,omitempty"`
	Name       string     `json:"name,omitempty"`
	LeaseUntil *time.Time `json:"lease_until,omitempty"`
	Flags      []ID       `json:"flags,omitempty"` // that the case's end decided
	Desk       *WasDesk   `json:"desk,omitempty"`  // of a case that was put off, escalated or moved
}

// Exclude leaves the item out, for a coded reason.
func (i *BatchItem) Exclude(code string) { i.State, i.Code = ItemExcluded, code }

// Bring notes that the item was done.
func (i *BatchItem) Bring(left int64, now time.Time) { i.State, i.Left, i.At = ItemDone, left, &now }

// LineFacts is what a limit change of a batch is judged by, beside the policy.
type LineFacts struct {
	Account    Account
	Lines      []CreditLine // of the account
	Waiting    bool         // a proposal for the line waits
	Sanctioned bool         // a sanction is in force or waits
}

// JudgeLine says why a line cannot be part of the batch, "" when it can, and which bound of
// the policy keeps one person from deciding it.
func (b *Batch) JudgeLine(f *LineFacts, it *BatchItem, p *decide.Policy) (code, bound string) {
	var line *CreditLine
	for i := range f.Lines {
		if f.Lines[i].ID == it.ObjectID {
			line = &f.Lines[i]
		}
	}
	switch {
	case line == nil:
		return CodeGone, ""
	case f.Account.Status == StatusClosed:
		return CodeAccount, ""
	case f.Sanctioned:
		return CodeSanctioned, ""
	case f.Waiting:
		return CodeWaiting, ""
	case it.ToFen < 0 || it.ToFen > MaxFen:
		return CodeRange, ""
	case it.ToFen == line.LimitFen:
		return CodeUnchanged, ""
	case it.ToFen < line.UsedFen:
		return CodeBelowUsed, ""
	}
	bound = string(limits.Check(p.Limits, p.Approval, LimitRequest(&f.Account, f.Lines, line, it.ToFen)))
	if bound != "" && b.Alone {
		return CodeOverBound, bound
	}
	return "", bound
}

// BindLimits says whether a second person must agree to a batch of limits: when one is
// beyond a bound, when all rises together are more than one person may raise a single limit by,
// or when more than BatchAdverseMax are cut.
func (b *Batch) BindLimits(items []BatchItem, p *decide.Policy) {
	var rise int64
	cuts := 0
	b.Bound = ""
	for i := range items {
		it := &items[i]
		if it.State != ItemEligible {
			continue
		}
		if it.Bound != "" && b.Bound == "" {
			b.Bound = it.Bound
		}
		rise += max(0, it.ToFen-it.FromFen)
		if it.ToFen < it.FromFen {
			cuts++
		}
	}
	switch {
	case b.Bound != "":
	case rise > p.Approval.RaiseFen:
		b.Bound = BoundBatchRaise
	case cuts > BatchAdverseMax:
		b.Bound = BoundBatchCuts
	}
}

// BindLifts says whether a second person must agree to the end of so many sanctions.
func (b *Batch) BindLifts(items []BatchItem) {
	n := 0
	for i := range items {
		if items[i].State == ItemEligible {
			n++
		}
	}
	if b.Bound = ""; n > BatchAdverseMax {
		b.Bound = BoundBatchLifts
	}
}

// Answers is the permission beside PermBulkApprove that agreeing to the batch takes, which
// agreeing to a single one would take too; "" for none.
func (k BatchKind) Answers() Permission {
	switch k {
	case BatchLimit:
		return PermLimitApprove
	case BatchLift:
		return PermSanctionApprove
	}
	return ""
}

// Count adds the items up.
func (b *Batch) Count(items []BatchItem) {
	b.Total, b.Eligible, b.Excluded, b.BeforeFen, b.AfterFen = len(items), 0, 0, 0, 0
	for i := range items {
		switch it := &items[i]; it.State {
		case ItemEligible:
			b.Eligible++
			b.BeforeFen += it.FromFen
			b.AfterFen += it.ToFen
		case ItemExcluded:
			b.Excluded++
		}
	}
}

// Move keeps the counts when an item goes from one state to another.
func (b *Batch) Move(from, to ItemState) {
	add := func(s ItemState, n int) {
		switch s {
		case ItemEligible:
			b.Eligible += n
		case ItemExcluded:
			b.Excluded += n
		case ItemDone:
			b.Done += n
		case ItemFailed:
			b.Failed += n
		case ItemUndone:
			b.Undone += n
		case ItemKept:
			b.Kept += n
		}
	}
	add(from, -1)
	add(to, 1)
}

// JudgeLift says why a sanction cannot be part of the batch, "" when it can. Nobody lifts
// measures of their own by the dozen, and one that an appeal is about is left to the appeal.
func (b *Batch) JudgeLift(s *Sanction, may []Permission, appealed bool) string {
	switch {
	case s.State != SanctionActive:
		return CodeNotActive
	case appealed:
		return CodeAppeal
	case s.Involved(b.MadeBy):
		return CodeOwnDecision
	case s.MayLift(may) != nil:
		return CodeLift
	}
	return ""
}
