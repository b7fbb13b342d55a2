package models

import (
	"slices"
	"time"
)

// WasDesk is where a case stood: put off or not, in which queue, and who sent it there.
type WasDesk struct {
	Place          CasePlace  `json:"place,omitempty"`
	SnoozedUntil   *time.Time `json:"snoozed_until,omitempty"`
	SnoozedName    string     `json:"snoozed_name,omitempty"`
	SnoozeReason   string     `json:"snooze_reason,omitempty"`
	Queue          CaseQueue  `json:"queue,omitempty"`
	EscalatedBy    ID         `json:"escalated_by,omitempty"`
	EscalatedName  string     `json:"escalated_name,omitempty"`
	EscalatedAt    *time.Time `json:"escalated_at,omitempty"`
	EscalateReason string     `json:"escalate_reason,omitempty"`
}

// deskOf is where a case stands.
func deskOf(c *Case) *WasDesk {
	return &WasDesk{
		Place: c.Place, SnoozedUntil: c.SnoozedUntil, SnoozedName: c.SnoozedName, SnoozeReason: c.SnoozeReason, Queue: c.Queue,
		EscalatedBy: c.EscalatedBy, EscalatedName: c.EscalatedName, EscalatedAt: c.EscalatedAt, EscalateReason: c.EscalateReason,
	}
}

// back puts a case where it stood. One whose time to come back passed meanwhile is back.
func (w *WasDesk) back(c *Case, now time.Time) {
	c.Place, c.SnoozedUntil, c.SnoozedName, c.SnoozeReason, c.Queue = w.Place, w.SnoozedUntil, w.SnoozedName, w.SnoozeReason, w.Queue
	c.EscalatedBy, c.EscalatedName, c.EscalatedAt, c.EscalateReason = w.EscalatedBy, w.EscalatedName, w.EscalatedAt, w.EscalateReason
	if c.Place == PlaceSnoozed && c.SnoozedUntil != nil && !c.SnoozedUntil.After(now) {
		c.Place = PlaceReturned
	}
}

// JudgeCase says why a case cannot be part of the batch, "" when it can.
func (b *Batch) JudgeCase(c *Case, now time.Time) string {
	holder := c.HeldBy(now)
	switch {
	case c.State != CaseOpen:
		return CodeClosed
	case b.Kind.Tags(): // it is about the account, whoever holds the case
		return ""
	case b.Kind == BatchAssign && holder == b.AssignTo:
		return CodeHeld
	case b.Kind == BatchAssign && holder == b.MadeBy: // one's own may be handed over
		return ""
	case b.Kind == BatchRelease && holder == 0:
		return CodeNotHeld
	case holder != 0 && holder != b.MadeBy:
		return CodeClaimed
	case (b.Kind == BatchSnooze || b.Kind == BatchMove) && c.Waits(): // undoing it could not give back the clock that stands
		return CodeWaits
	case b.Kind == BatchSnooze && !b.SnoozeUntil.After(now):
		return CodeOver
	case b.Kind == BatchEscalate && !slices.Contains(c.Queue.Links(), b.ToQueue):
		return CodeNoLink
	case b.Kind == BatchMove && c.Queue == b.ToQueue:
		return CodeInQueue
	}
	return ""
}

// WorkCase does the batch's act to a case that JudgeCase let through, and keeps on the item
// what it was.
func (b *Batch) WorkCase(c *Case, it *BatchItem, now time.Time) error {
	it.Was = ItemWas{Assignee: c.AssigneeID, Name: c.AssigneeName, LeaseUntil: c.LeaseUntil}
	switch b.Kind {
	case BatchAssign:
		return c.Assign(b.AssignTo, b.AssignName, now)
	case BatchRelease:
		return c.Release(b.MadeBy, now)
	case BatchSnooze:
		it.Was.Desk = deskOf(c)
		return c.Snooze(b.MadeBy, b.MadeName, *b.SnoozeUntil, b.Reason, now)
	case BatchEscalate:
		it.Was.Desk = deskOf(c)
		return c.Escalate(b.ToQueue, b.MadeBy, b.MadeName, b.Reason, now)
	case BatchMove:
		it.Was.Desk = deskOf(c)
		return c.Move(b.ToQueue, b.MadeBy, now)
	}
	outcome := CaseCleared
	if b.Kind == BatchConfirm {
		outcome = CaseConfirmed
	}
	if err := c.Claim(b.MadeBy, b.MadeName, now); err != nil {
		return err
	}
	return c.Decide(b.MadeBy, b.MadeName, DecideCase{Outcome: outcome, Reason: b.Reason, Principal: it.Principal}, now)
}

// UndoCase gives a case back what it was before the batch. What somebody changed since is
// left as it is, with the reason.
func (b *Batch) UndoCase(c *Case, it *BatchItem, now time.Time) (code string) {
	switch b.Kind {
	case BatchAssign:
		until := it.At.Add(CaseLease)
		if c.State != CaseOpen || c.AssigneeID != b.AssignTo || c.LeaseUntil == nil || !c.LeaseUntil.Equal(until) {
			return CodeChanged
		}
	case BatchRelease:
		if c.State != CaseOpen || c.AssigneeID != 0 || c.LeaseUntil != nil {
			return CodeChanged
		}
	case BatchSnooze, BatchEscalate, BatchMove:
		if c.State != CaseOpen || c.Version != it.Left {
			return CodeChanged
		}
		it.Was.Desk.back(c, now)
	default:
		if c.State != CaseClosed || c.Version != it.Left {
			return CodeChanged
		}
		c.State, c.Outcome, c.Reason, c.Principal, c.ClosedAt, c.ClosedBy, c.ClosedName = CaseOpen, "", "", nil, nil, 0, ""
	}
	c.AssigneeID, c.AssigneeName, c.LeaseUntil = it.Was.Assignee, it.Was.Name, it.Was.LeaseUntil
	return ""
}
