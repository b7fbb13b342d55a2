package models

import (
	"slices"
	"time"
)

// CaseQueue is a queue with a purpose of its own. The empty one is the first line, where every
// case begins.
type CaseQueue string

// The queues.
const (
	QueueFirst CaseQueue = ""
	QueueFraud CaseQueue = "fraud"
	QueueLead  CaseQueue = "lead"
)

// CaseQueues is every queue, the first line first.
func CaseQueues() []CaseQueue { return []CaseQueue{QueueFirst, QueueFraud, QueueLead} }

// Key names the queue where an empty word would be none, in addresses and texts.
func (q CaseQueue) Key() string {
	if q == QueueFirst {
		return "first"
	}
	return string(q)
}

// QueueOf is the queue with a key.
func QueueOf(key string) (CaseQueue, bool) {
	for _, q := range CaseQueues() {
		if q.Key() == key {
			return q, true
		}
	}
	return "", false
}

// Links are the queues that a case can be escalated to from this one.
func (q CaseQueue) Links() []CaseQueue {
	switch q {
	case QueueFirst:
		return []CaseQueue{QueueFraud, QueueLead}
	case QueueFraud:
		return []CaseQueue{QueueLead}
	}
	return nil
}

// Needs is the permission that its cases are worked with.
func (q CaseQueue) Needs() Permission {
	if q == QueueLead {
		return PermCaseAssign
	}
	return PermCaseWork
}

// EscalateCase asks another queue to look at a case.
type EscalateCase struct {
	CaseID  ID
	Version int64
	To      CaseQueue
	Reason  string
}

// Escalate gives the case to a linked queue and keeps who asked: that person cannot decide it any
// more. Only what nobody else holds can be escalated, and a reason is needed.
func (c *Case) Escalate(to CaseQueue, user ID, name, reason string, now time.Time) error {
	if c.State != CaseOpen {
		return ErrState
	}
	if holder := c.HeldBy(now); holder != 0 && holder != user {
		return &Refused{Code: "claimed"}
	}
	var bad Invalid
	if !slices.Contains(c.Queue.Links(), to) {
		bad.Add("to", "choice")
	}
	checkReason(&bad, "reason", reason)
	if err := bad.OrNil(); err != nil {
		return err
	}
	c.EscalatedBy, c.EscalatedName, c.EscalatedAt, c.EscalateReason = user, name, &now, reason
	c.enter(to)
	return nil
}

// Move puts the case into another queue, or back into the first line. Who escalated it stays on
// it, and still cannot decide it.
func (c *Case) Move(to CaseQueue, user ID, now time.Time) error {
	if c.State != CaseOpen {
		return ErrState
	}
	if holder := c.HeldBy(now); holder != 0 && holder != user {
		return &Refused{Code: "claimed"}
	}
	if to == c.Queue || !slices.Contains(CaseQueues(), to) {
		var bad Invalid
		bad.Add("to", "choice")
		return bad.OrNil()
	}
	c.enter(to)
	return nil
}

// enter puts the case into a queue, free for whoever works there.
func (c *Case) enter(to CaseQueue) {
	c.Queue, c.AssigneeID, c.AssigneeName, c.LeaseUntil = to, 0, "", nil
	c.Wake()
}
