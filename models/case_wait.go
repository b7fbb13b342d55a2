package models

import (
	"strings"
	"time"

	"candor/engine/decide"
)

// CaseBack is why a case came back from waiting for the customer.
type CaseBack string

// Why a case came back; none for one that did not wait, still waits, or was taken up before anything came.
const (
	BackNone   CaseBack = ""
	BackCame   CaseBack = "came"       // all that was asked for is here or done without
	BackNoMore CaseBack = "no_more"    // the customer said that nothing more comes
	BackLapsed CaseBack = "lapsed"     // not all had come by the day that was set
	BackOff    CaseBack = "called_off" // staff took back what was asked for
)

// CaseWait is whether a case waits for the customer. Meanwhile it is put off and its clock stands.
type CaseWait struct {
	WaitingSince *time.Time `class:"C1"` // nil while the clock runs
	WaitedSecs   int64      `class:"C1"` // how long the customer was waited for before, seconds
	CameBack     CaseBack   `class:"C1"`
}

// Waits reports whether the case waits for the customer.
func (c *Case) Waits() bool {
	return c.State == CaseOpen && c.Place == PlaceSnoozed && c.WaitingSince != nil
}

// Wait puts the case off until the customer has handed in what is asked for, at the latest until a time. Only what nobody else holds can wait; a case
// that waits already waits until the later time.
func (c *Case) Wait(user ID, name string, until, now time.Time) error {
	if c.State != CaseOpen {
		return ErrState
	}
	if holder := c.HeldBy(now); holder != 0 && holder != user {
		return &Refused{Code: "claimed"}
	}
	if c.Waits() && c.SnoozedUntil.After(until) {
		until = *c.SnoozedUntil
	}
	if c.WaitingSince == nil {
		c.WaitingSince = &now
	}
	c.Place, c.SnoozedUntil, c.SnoozedName, c.SnoozeReason, c.CameBack = PlaceSnoozed, &until, name, "", BackNone
	c.AssigneeID, c.AssigneeName, c.LeaseUntil = 0, "", nil
	return nil
}

// Resume starts the clock again: from now on it is the lender who keeps the customer waiting. What was left of the time until the case is
// due is left still, in business hours; one that was late already is as late as it was.
func (c *Case) Resume(b *decide.Business, now time.Time) {
	if c.WaitingSince == nil {
		return
	}
	since := *c.WaitingSince
	waited := max(0, now.Sub(since))
	if left := BusinessBetween(b, since, c.DueAt); left > 0 {
		c.DueAt = BusinessDue(b, now, left)
	} else {
		c.DueAt = c.DueAt.Add(waited)
	}
	c.WaitedSecs += int64(waited / time.Second)
	c.WaitingSince = nil
}

// Return brings a case back that was put off, and says why; false when it is back already.
func (c *Case) Return(why CaseBack) bool {
	if !c.Wake() {
		return false
	}
	c.CameBack = why
	return true
}

// AskCustomer asks the customer of a case for documents and has the case wait for them. Days are how long; 0 takes those of the policy.
type AskCustomer struct {
	CaseID  ID
	Version int64
	Kinds   []string
	Days    int
	Text    string // what the letter says besides, "" for nothing
}

// AskMessage is the message that asks a customer for documents, until a time.
func AskMessage(a *Account, kinds []string, text string, until time.Time) *Message {
	return &Message{
		AccountID: a.ID, Lang: a.Lang, Template: TemplateCaseEvidence,
		Values: map[string]string{"evidence": strings.Join(kinds, ","), "until": until.Format(time.RFC3339), "text": text},
	}
}
