package models

import (
	"encoding/json"
	"time"
)

// CaseUndo is what takes the last act on a case back: one of the acts on cases, and for a move the queue it goes back to.
type CaseUndo struct {
	Verb string // "claim", "release" or "move", as routes name them
	To   CaseQueue
}

// UndoOf returns what takes an act back that is the newest on record about the case, or nil: only whoever did it takes it back, and
// only while the case still is as that act left it. Decisions, escalations and takeovers have somebody else at their end and are
// taken back by nobody.
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
