package models

import (
	"slices"
	"time"
)

// EvidenceState is where one thing that a customer was asked for stands.
type EvidenceState string

// Where it can stand.
const (
	EvidenceAsked    EvidenceState = "asked"
	EvidenceReceived EvidenceState = "received"
	EvidenceWaived   EvidenceState = "waived"  // staff do without it
	EvidenceNoMore   EvidenceState = "no_more" // the customer said that nothing more comes
	EvidenceLapsed   EvidenceState = "lapsed"  // it had not come by its day
)

// EvidenceHow is by what way a thing came that staff took in, or what ended the waiting for it besides a reason of its own.
type EvidenceHow string

// Ways in which a thing comes, and acts that end the waiting for all of them at once; none for what came by a link.
const (
	HowNone      EvidenceHow = ""
	HowPost      EvidenceHow = "post"
	HowCounter   EvidenceHow = "counter"
	HowOther     EvidenceHow = "other"
	HowDecided   EvidenceHow = "decided"
	HowCalledOff EvidenceHow = "called_off"
)

// EvidenceWays lists by what ways staff take things in.
func EvidenceWays() []EvidenceHow { return []EvidenceHow{HowPost, HowCounter, HowOther} }

// State is where the thing stands.
func (e *Evidence) State() EvidenceState {
	switch {
	case e.ReceivedAt != nil:
		return EvidenceReceived
	case e.WaivedAt != nil && e.ByCustomer():
		return EvidenceNoMore
	case e.WaivedAt != nil:
		return EvidenceWaived
	case e.LapsedAt != nil:
		return EvidenceLapsed
	}
	return EvidenceAsked
}

// EndWait notes who ended the waiting for a thing that has not come.
func (e *Evidence) EndWait(by Actor, how EvidenceHow, now time.Time) error {
	if !e.Waiting() {
		return ErrState
	}
	e.given(by, now)
	e.ReceivedAt, e.WaivedAt, e.How = nil, &now, how
	return nil
}

// SettleAsked is what staff note of one thing that the customer of a case was asked for: that it is here, and by what way it came, or that
// they do without it, and why.
type SettleAsked struct {
	CaseID     ID
	EvidenceID ID
	As         EvidenceState
	How        EvidenceHow
	Reason     string
}

// Settle notes that a thing is here or is done without. What has lapsed can still come.
func (e *Evidence) Settle(by Actor, cmd SettleAsked, now time.Time) error {
	var bad Invalid
	switch {
	case cmd.As == EvidenceWaived:
		checkReason(&bad, "reason", cmd.Reason)
	case cmd.As != EvidenceReceived:
		bad.Add("as", "choice")
	case !slices.Contains(EvidenceWays(), cmd.How):
		bad.Add("how", "choice")
	}
	if err := bad.OrNil(); err != nil {
		return err
	}
	if cmd.As == EvidenceWaived {
		return e.EndWait(by, HowNone, now)
	}
	if err := e.Answer(by, now); err != nil {
		return err
	}
	e.How = cmd.How
	return nil
}

// CallOffAsk takes back what the customer of a case was asked for and has not handed in.
type CallOffAsk struct {
	CaseID  ID
	Version int64
	Reason  string
}

// Validate refuses to call a request off without a reason.
func (c *CallOffAsk) Validate() error {
	var bad Invalid
	checkReason(&bad, "reason", c.Reason)
	return bad.OrNil()
}
