package models

import (
	"time"

	"candor/engine/decide"
)

// OverrideState is the stage of a score set by hand.
type OverrideState string

// The states of an override. Only an active one counts, until its end.
const (
	OverrideProposed  OverrideState = "proposed"
	OverrideActive    OverrideState = "active"
	OverrideEnded     OverrideState = "ended" // its time was over, another one came in its place, or a person ended it
	OverrideRejected  OverrideState = "rejected"
	OverrideWithdrawn OverrideState = "withdrawn"
	OverrideLapsed    OverrideState = "lapsed"
)

// Override sets an account's score by hand until a date. It counts once a second person agreed.
type Override struct {
	ID           ID            `gorm:"primaryKey" class:"C1"`
	AccountID    ID            `class:"C1"`
	Score        int           `class:"C2f"`
	Reason       string        `class:"C1"`
	FileID       ID            `class:"C1"` // of the account, that it rests on; 0 for none
	State        OverrideState `class:"C1"`
	MadeBy       ID            `class:"C1"`
	MadeName     string        `class:"C1"`
	MadeAt       time.Time     `class:"C1"`
	ApprovedBy   ID            `class:"C1"` // who agreed or refused
	ApprovedName string        `class:"C1"`
	DecidedAt    *time.Time    `class:"C1"`
	DecideReason string        `class:"C1"`
	EndsAt       time.Time     `class:"C1"`
	EndedAt      *time.Time    `class:"C1"`
	Version      int64         `class:"C1"`
}

// PublicID is the override's id as pages write it.
func (o *Override) PublicID() string { return o.ID.Public(PrefixOverride) }

// OverrideMax is how long an override may last.
const OverrideMax = 180 * 24 * time.Hour

// ProposeOverride asks for a score by hand. Version is the account's, as the asker read it.
type ProposeOverride struct {
	AccountID ID
	Score     int
	Reason    string
	FileID    ID // of the account, that it rests on; 0 for none
	EndsAt    *time.Time
	Version   int64
}

// Validate checks score, end and reason.
func (c ProposeOverride) Validate(now time.Time) error {
	var bad Invalid
	if c.Score < decide.ScoreMin || c.Score > decide.ScoreMax {
		bad.Add("score", "range_between", "min", "350", "max", "950")
	}
	checkDate(&bad, "ends_at", c.EndsAt, now, OverrideMax)
	checkReason(&bad, "reason", c.Reason)
	return bad.OrNil()
}

// InForce reports whether the override counts at the given time.
func (o *Override) InForce(now time.Time) bool {
	return o.State == OverrideActive && o.EndedAt == nil && now.Before(o.EndsAt)
}

// Approve lets a second person agree to exactly what was proposed. What would be over already is agreed to by nobody.
func (o *Override) Approve(by ID, name string, now time.Time) error {
	if err := o.judge(by, now); err != nil {
		return err
	}
	if !o.EndsAt.After(now) {
		return &Refused{Code: "override_over"}
	}
	o.State, o.ApprovedBy, o.ApprovedName, o.DecidedAt = OverrideActive, by, name, &now
	return nil
}

// Reject lets a second person refuse, for a reason.
func (o *Override) Reject(by ID, name, reason string, now time.Time) error {
	if err := o.judge(by, now); err != nil {
		return err
	}
	var bad Invalid
	checkReason(&bad, "reason", reason)
	if err := bad.OrNil(); err != nil {
		return err
	}
	o.State, o.ApprovedBy, o.ApprovedName, o.DecidedAt, o.DecideReason, o.EndedAt = OverrideRejected, by, name, &now, reason, &now
	return nil
}

func (o *Override) judge(by ID, now time.Time) error {
	return mayAnswer(o.State == OverrideProposed, o.MadeBy, by, o.MadeAt, now)
}

// Withdraw takes a proposal back; only its maker can.
func (o *Override) Withdraw(by ID, now time.Time) error {
	if o.State != OverrideProposed {
		return ErrState
	}
	if by != o.MadeBy {
		return &Refused{Code: "not_yours"}
	}
	o.State, o.EndedAt = OverrideWithdrawn, &now
	return nil
}

// Lapse ends a proposal that nobody agreed to within ApprovalTTL.
func (o *Override) Lapse(now time.Time) error {
	if o.State != OverrideProposed || now.Sub(o.MadeAt) <= ApprovalTTL {
		return ErrState
	}
	o.State, o.EndedAt = OverrideLapsed, &now
	return nil
}

// MayEnd wants a reason for an end before the time.
func (o *Override) MayEnd(reason string) error {
	var bad Invalid
	checkReason(&bad, "reason", reason)
	return bad.OrNil()
}

// End ends what counts; one person may.
func (o *Override) End(now time.Time) error {
	if o.State != OverrideActive || o.EndedAt != nil {
		return ErrState
	}
	o.State, o.EndedAt = OverrideEnded, &now
	return nil
}

// OverrideDetail is what the page of an override shows.
type OverrideDetail struct {
	Override
	Account Account
	Name    string   // masked
	File    *FileRow // that it rests on, nil for none
}
