package models

import (
	"time"

	"candor/engine/score"
)

// DisputeState is the stage of a disputed value.
type DisputeState string

// The states of a dispute.
const (
	DisputeOpen      DisputeState = "open"
	DisputeCorrected DisputeState = "corrected" // the value was wrong; the source has the right one now
	DisputeStands    DisputeState = "stands"    // the value was checked and is right
	DisputeWithdrawn DisputeState = "withdrawn"
)

// DisputeTerm is how long a check may take: the 20 days that article 25 of China's regulation on the credit
// reporting industry (2013) gives from the receipt of an objection.
const DisputeTerm = 20 * 24 * time.Hour

// Dispute says that a value which a score rests on is wrong: the customer's word or a colleague's against the source's.
// Until a second person has checked it, whoever reads the score sees that it is disputed; the score itself stays.
type Dispute struct {
	ID           ID           `gorm:"primaryKey" class:"C1"`
	AccountID    ID           `class:"C1"`
	DecisionID   ID           `class:"C1"` // the score that showed the value
	Factor       string       `class:"C1"`
	Claim        string       `class:"C1"` // what is wrong, and how that is known
	State        DisputeState `class:"C1"`
	MadeBy       ID           `class:"C1"`
	MadeName     string       `class:"C1"`
	MadeAt       time.Time    `class:"C1"`
	AnsweredBy   ID           `class:"C1"`
	AnsweredName string       `class:"C1"`
	AnsweredAt   *time.Time   `class:"C1"` // when it ended, withdrawn ones too
	Finding      string       `class:"C1"` // what the check found
	Version      int64        `class:"C1"`
}

// PublicID is the dispute's id as pages write it.
func (d *Dispute) PublicID() string { return d.ID.Public(PrefixDispute) }

// DueAt is when the check must be done.
func (d *Dispute) DueAt() time.Time { return d.MadeAt.Add(DisputeTerm) }

// OpenDispute disputes the value of one factor of a decision.
type OpenDispute struct {
	AccountID, DecisionID ID
	Factor, Claim         string
}

// Validate checks the claim and that the breakdown has such a factor.
func (c OpenDispute) Validate(b *score.Breakdown) error {
	var bad Invalid
	known := false
	for i := range b.Lines {
		known = known || b.Lines[i].Kind == score.LineFactor && b.Lines[i].Key == c.Factor
	}
	if !known {
		bad.Add("factor", "unknown", "value", c.Factor)
	}
	checkReason(&bad, "reason", c.Claim)
	return bad.OrNil()
}

// Answer lets a second person say what the check found: corrected or stands.
func (d *Dispute) Answer(by ID, name string, found DisputeState, finding string, now time.Time) error {
	if err := secondPerson(d.State == DisputeOpen, d.MadeBy, by); err != nil {
		return err
	}
	var bad Invalid
	if found != DisputeCorrected && found != DisputeStands {
		bad.Add("found", "required")
	}
	checkReason(&bad, "reason", finding)
	if err := bad.OrNil(); err != nil {
		return err
	}
	d.State, d.AnsweredBy, d.AnsweredName, d.AnsweredAt, d.Finding = found, by, name, &now, finding
	return nil
}

// Withdraw takes a dispute back; only its maker can.
func (d *Dispute) Withdraw(by ID, now time.Time) error {
	if d.State != DisputeOpen {
		return ErrState
	}
	if by != d.MadeBy {
		return &Refused{Code: "not_yours"}
	}
	d.State, d.AnsweredAt = DisputeWithdrawn, &now
	return nil
}

// DisputeDetail is what the page of a dispute shows.
type DisputeDetail struct {
	Dispute
	Account Account
	Name    string // masked
}
