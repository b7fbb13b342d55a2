package models

import (
	"slices"
	"time"

	"candor/engine/decide"
)

// AppealClock is when an appeal warns, escalates and is late, and that it did. The times move
// while the customer is waited for; what happened once does not happen again.
type AppealClock struct {
	WarnAt      *time.Time `class:"C1"` // the reviewer is warned; nil: an appeal from before there were warnings
	EscalateAt  *time.Time `class:"C1"` // leads are called
	WarnedAt    *time.Time `class:"C1"`
	EscalatedAt *time.Time `class:"C1"`
	BreachedAt  *time.Time `class:"C1"` // it was still undecided when it was due
	WaitedSecs  int64      `class:"C1"` // how long the customer was waited for, seconds
}

// StartClock sets the three days of an appeal that comes in now.
func (a *Appeal) StartClock(p *decide.Policy, now time.Time) {
	desk := p.DeskRules()
	in := func(days int) time.Time { return now.AddDate(0, 0, days) }
	warn, escalate := in(desk.WarnDays), in(desk.EscalateDays)
	a.DueAt, a.WarnAt, a.EscalateAt = in(p.Appeals.DueDays), &warn, &escalate
}

// FillClock gives an undecided appeal from before there were warnings its two days: as long before its due day, which moved by what
// was waited, as the policy has them. False for an appeal that has them, or needs none any more.
func (a *Appeal) FillClock(p *decide.Policy) bool {
	if a.WarnAt != nil || !a.Undecided() {
		return false
	}
	desk := p.DeskRules()
	before := func(days int) *time.Time {
		at := a.DueAt.AddDate(0, 0, min(0, days-p.Appeals.DueDays))
		return &at
	}
	a.WarnAt, a.EscalateAt = before(desk.WarnDays), before(desk.EscalateDays)
	return true
}

// RequestEvidence asks the customer for something; the clock stops.
func (a *Appeal) RequestEvidence(now time.Time) error {
	switch a.Stage {
	case AppealReceived, AppealAcknowledged, AppealInReview:
		a.Stage, a.PausedAt = AppealEvidence, &now
		return nil
	case AppealEvidence:
		if a.PausedAt == nil {
			a.PausedAt = &now
		}
		return nil
	}
	return ErrState
}

// Resume starts the clock again once everything that was asked for is here, or is not waited
// for any more: from now on it is the lender who keeps the customer waiting. All three days move
// by the time that was waited.
func (a *Appeal) Resume(now time.Time) {
	if a.PausedAt == nil {
		return
	}
	waited := max(0, now.Sub(*a.PausedAt))
	a.DueAt = a.DueAt.Add(waited)
	for _, at := range []**time.Time{&a.WarnAt, &a.EscalateAt} {
		if *at != nil {
			moved := (*at).Add(waited)
			*at = &moved
		}
	}
	a.WaitedSecs += int64(waited / time.Second)
	a.PausedAt = nil
}

// Proceed goes on with what is here when the customer's time for evidence is over: to whoever
// reviews it, or to be taken up.
func (a *Appeal) Proceed(now time.Time) error {
	if a.Stage != AppealEvidence {
		return ErrState
	}
	a.Resume(now)
	a.Stage = AppealAcknowledged
	if a.AssigneeID != 0 {
		a.Stage = AppealInReview
	}
	return nil
}

// running reports whether a time of the clock has come for an undecided appeal.
func (a *Appeal) running(at *time.Time, now time.Time) bool {
	return at != nil && a.Undecided() && a.PausedAt == nil && !now.Before(*at)
}

// Warn notes once that the reviewer is to be warned.
func (a *Appeal) Warn(now time.Time) error { return a.ring(a.WarnAt, &a.WarnedAt, now) }

// Escalate notes once that leads are called.
func (a *Appeal) Escalate(now time.Time) error { return a.ring(a.EscalateAt, &a.EscalatedAt, now) }

// Breach notes once that the customer has waited longer than promised.
func (a *Appeal) Breach(now time.Time) error { return a.ring(&a.DueAt, &a.BreachedAt, now) }

func (a *Appeal) ring(at *time.Time, rang **time.Time, now time.Time) error {
	if *rang != nil || !a.running(at, now) {
		return ErrState
	}
	*rang = &now
	return nil
}

// Overdue reports whether the customer has waited longer than promised.
func (a *Appeal) Overdue(now time.Time) bool { return a.running(&a.DueAt, now) }

// Escalated reports whether leads are called to an appeal that is still undecided.
func (a *Appeal) Escalated() bool { return a.EscalatedAt != nil && a.Undecided() }

// Undecided reports whether the outcome is still open.
func (a *Appeal) Undecided() bool { return slices.Contains(UndecidedStages(), a.Stage) }

// Worked is how long the lender took to decide, without the time that the customer was waited
// for; 0 for an undecided appeal.
func (a *Appeal) Worked() time.Duration {
	if a.DecidedAt == nil {
		return 0
	}
	return max(0, a.DecidedAt.Sub(a.ReceivedAt)-time.Duration(a.WaitedSecs)*time.Second)
}

// InTime reports whether it was decided by the day that was promised.
func (a *Appeal) InTime() bool { return a.DecidedAt != nil && !a.DecidedAt.After(a.DueAt) }
