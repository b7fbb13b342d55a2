package models

import (
	"time"

	"candor/engine/rules"
)

// RuleAside sets one rule aside for one account until a day: events of that account do not fire it, those of others do. It counts
// once a second person agreed, as a score by hand does, and goes through the same states.
type RuleAside struct {
	ID           ID            `gorm:"primaryKey" class:"C1"`
	AccountID    ID            `class:"C1"`
	Rule         string        `class:"C1"` // its key, whichever version decides
	Reason       string        `class:"C1"`
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

// PublicID is its id as pages write it.
func (a *RuleAside) PublicID() string { return a.ID.Public(PrefixAside) }

// InForce reports whether it counts at the given time.
func (a *RuleAside) InForce(now time.Time) bool {
	return a.State == OverrideActive && a.EndedAt == nil && now.Before(a.EndsAt)
}

// Open reports whether it counts, or waits for a second person who can still agree.
func (a *RuleAside) Open(now time.Time) bool {
	return a.InForce(now) || a.State == OverrideProposed && inTime(a.MadeAt, now) == nil
}

// AsideMax is how long a rule may be set aside for an account.
const AsideMax = 180 * 24 * time.Hour

// MayAside is a *Refused for a rule that nobody sets aside for a single account.
func MayAside(r *rules.Rule) error {
	switch {
	case r == nil:
		return &Refused{Code: "aside_unknown"}
	case r.Hard():
		return &Refused{Code: "aside_hard"}
	case r.Allows():
		return &Refused{Code: "aside_allows"}
	case !r.On:
		return &Refused{Code: "aside_off"}
	}
	return nil
}

// Rule is the version's rule of a key, nil for none.
func (p *Policy) Rule(key string) *rules.Rule {
	if p.Document.Events == nil {
		return nil
	}
	for i := range p.Document.Events.Rules {
		if r := &p.Document.Events.Rules[i]; r.Key == key {
			return r
		}
	}
	return nil
}

// ProposeAside asks that a rule be set aside for an account.
type ProposeAside struct {
	AccountID    ID
	Rule, Reason string
	EndsAt       *time.Time
}

// Validate checks end and reason; whether the rule may be is MayAside's matter.
func (c ProposeAside) Validate(now time.Time) error {
	var bad Invalid
	if c.Rule == "" {
		bad.Add("rule", "required")
	}
	checkDate(&bad, "ends_at", c.EndsAt, now, AsideMax)
	checkReason(&bad, "reason", c.Reason)
	return bad.OrNil()
}

// Approve lets a second person agree to exactly what was proposed. What would be over already is agreed to by nobody.
func (a *RuleAside) Approve(by ID, name string, now time.Time) error {
	if err := mayAnswer(a.State == OverrideProposed, a.MadeBy, by, a.MadeAt, now); err != nil {
		return err
	}
	if !a.EndsAt.After(now) {
		return &Refused{Code: "override_over"}
	}
	a.State, a.ApprovedBy, a.ApprovedName, a.DecidedAt = OverrideActive, by, name, &now
	return nil
}

// Reject lets a second person refuse, for a reason.
func (a *RuleAside) Reject(by ID, name, reason string, now time.Time) error {
	if err := mayAnswer(a.State == OverrideProposed, a.MadeBy, by, a.MadeAt, now); err != nil {
		return err
	}
	var bad Invalid
	checkReason(&bad, "reason", reason)
	if err := bad.OrNil(); err != nil {
		return err
	}
	a.State, a.ApprovedBy, a.ApprovedName, a.DecidedAt, a.DecideReason, a.EndedAt = OverrideRejected, by, name, &now, reason, &now
	return nil
}

// Withdraw takes a proposal back; only its maker can.
func (a *RuleAside) Withdraw(by ID, now time.Time) error {
	if a.State != OverrideProposed {
		return ErrState
	}
	if by != a.MadeBy {
		return &Refused{Code: "not_yours"}
	}
	a.State, a.EndedAt = OverrideWithdrawn, &now
	return nil
}

// Lapse ends a proposal that nobody agreed to within ApprovalTTL.
func (a *RuleAside) Lapse(now time.Time) error {
	if a.State != OverrideProposed || inTime(a.MadeAt, now) == nil {
		return ErrState
	}
	a.State, a.EndedAt = OverrideLapsed, &now
	return nil
}

// MayEnd wants a reason for an end before the time.
func (a *RuleAside) MayEnd(reason string) error {
	var bad Invalid
	checkReason(&bad, "reason", reason)
	return bad.OrNil()
}

// End ends what counts; one person may.
func (a *RuleAside) End(now time.Time) error {
	if a.State != OverrideActive || a.EndedAt != nil {
		return ErrState
	}
	a.State, a.EndedAt = OverrideEnded, &now
	return nil
}

// RuleAsideDetail is what its page shows, and one row of the rule's.
type RuleAsideDetail struct {
	RuleAside
	Account Account
	Name    string // masked
}
