package models

import "time"

// LimitSuperseded is how an applied change reads whose place a newer one took. It is stored as applied, with its successor: undoing
// that one brings it back into force.
const LimitSuperseded LimitState = "superseded"

// Stands is the state as people read it.
func (l *LimitChange) Stands() LimitState {
	if l.State == LimitApplied && l.SupersededBy != 0 {
		return LimitSuperseded
	}
	return l.State
}

// dueMonths is for how many months after the last due day on record the next is still taken to fall on that day of the month.
const dueMonths = 2

// NextDue is when the account next has a bill to pay: the first due day on record that is ahead, or else the newest one carried on by
// whole months. Nil where no statement has a due day, or none of the last two months: then nobody knows the next.
func NextDue(statements []Statement, now time.Time) *time.Time {
	var ahead, last *time.Time
	for i := range statements {
		at := statements[i].DueAt
		switch {
		case at == nil:
		case at.After(now):
			if ahead == nil || at.Before(*ahead) {
				ahead = at
			}
		case last == nil || at.After(*last):
			last = at
		}
	}
	if ahead != nil || last == nil {
		return ahead
	}
	for n := 1; n <= dueMonths; n++ {
		if at := monthsOn(*last, n); at.After(now) {
			return &at
		}
	}
	return nil
}

// monthsOn is the same day of a later month, its last day where it has no such day.
func monthsOn(t time.Time, n int) time.Time {
	first := t.AddDate(0, 0, 1-t.Day())
	last := first.AddDate(0, n+1, -1).Day()
	return first.AddDate(0, n, min(t.Day(), last)-1)
}

// DueOf is when a proposal that waits for the account's next due day takes effect.
func (c *ProposeLimit) DueOf(statements []Statement, now time.Time) (time.Time, error) {
	var bad Invalid
	at := NextDue(statements, now)
	switch {
	case !c.EffectiveAt.IsZero():
		bad.Add("effective_at", "due_or_date")
	case at == nil:
		bad.Add("start", "no_due")
	default:
		return *at, nil
	}
	return time.Time{}, bad.OrNil()
}
