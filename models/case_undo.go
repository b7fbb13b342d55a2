package models

import (
	"encoding/json"
	"time"
)

// CaseUndo is what takes the last act on a case back: one of the acts on cases, and for a move the queue it goes back to.
type CaseUndo struct {
	Verb string // "claim", "release", "move" or "unassign", as routes name them
	To   CaseQueue
	// Of "unassign": who holds the case again, and until when; 0 for nobody.
	Holder     ID
	HolderName string
	Until      *time.Time
	Off        *time.Time // until when the case was put off; nil when it was not, or when that is over
}

// GiveBack has the case held, or put off, as it was before the act that is taken back. Flags that came since would have brought a case
// back that was put off, and so keep it here.
func (c *Case) GiveBack(u *CaseUndo) {
	c.AssigneeID, c.AssigneeName, c.LeaseUntil = u.Holder, u.HolderName, u.Until
	if u.Off != nil && c.Place == PlaceReturned && c.FlagCount == c.SeenFlags && c.SnoozedUntil != nil && c.SnoozedUntil.Equal(*u.Off) {
		c.Place = PlaceSnoozed
	}
}

// UndoOf returns what takes an act back that is the newest on record about the case, or nil: only whoever did it takes it back, and
// only while the case still is as that act left it. An escalation has somebody else at its end and is taken back by nobody; a decision is
// put right with a reason, see Case.Reopen.
func (c *Case) UndoOf(newest *AuditEntry, user ID, now time.Time) *CaseUndo {
	if c.State != CaseOpen || newest.ActorKind != ActorUser || newest.ActorID != user.Public(PrefixUser) {
		return nil
	}
	holder := c.HeldBy(now)
	switch {
	case newest.Action == ActionCaseReleased && holder == 0, newest.Action == ActionCaseSnoozed && c.Place == PlaceSnoozed:
		return &CaseUndo{Verb: "claim"}
	case newest.Action == ActionCaseClaimed && holder == user:
		return &CaseUndo{Verb: "release"}
	case holder != 0 && (newest.Action == ActionCaseAssigned || newest.Action == ActionCaseTaken && holder == user):
		return c.undoHold(newest, now)
	case newest.Action == ActionCaseMoved && holder == 0:
		var was, is struct{ Queue string }
		if json.Unmarshal([]byte(newest.Before), &was) != nil || json.Unmarshal([]byte(newest.After), &is) != nil {
			return nil
		}
		if to, ok := QueueOf(was.Queue); ok && is.Queue == c.Queue.Key() && to != c.Queue {
			return &CaseUndo{Verb: "move", To: to}
		}
	}
	return nil
}

// undoHold takes back an act that gave a case from one hand into another, nil for an entry that does not say from whose into whose, as
// those of before both were told by id. A lease that has run out meanwhile is nobody's.
func (c *Case) undoHold(e *AuditEntry, now time.Time) *CaseUndo {
	var was, is struct {
		Assignee, Holder string
		Until, Off       *time.Time
	}
	if json.Unmarshal([]byte(e.Before), &was) != nil || json.Unmarshal([]byte(e.After), &is) != nil || is.Holder != c.AssigneeID.Public(PrefixUser) {
		return nil
	}
	u := &CaseUndo{Verb: "unassign"}
	if was.Off != nil && was.Off.After(now) {
		u.Off = was.Off
	}
	if was.Assignee == "" || was.Until == nil || !was.Until.After(now) {
		return u
	}
	id, err := ParseID(PrefixUser, was.Holder)
	if err != nil {
		return nil
	}
	u.Holder, u.HolderName, u.Until = id, was.Assignee, was.Until
	return u
}
