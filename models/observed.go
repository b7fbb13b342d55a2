package models

import (
	"time"

	"candor/engine/factor"
)

// Observed is when the facts behind an account's factors were last seen. A zero time is not known.
type Observed struct {
	Statements time.Time            // end of the newest statement's month, UTC
	Told       time.Time            // the account's source sent lines and background
	Linked     time.Time            // links were counted
	Checks     map[string]time.Time // identity checks, by kind
}

// MonthEnd returns the end of a month yyyymm in UTC, which is the start of the next.
func MonthEnd(month int) time.Time {
	return time.Date(month/100, time.Month(month%100)+1, 1, 0, 0, 0, 0, time.UTC)
}

// staleAfter is beyond which age facts of a source count as stale: a statement is out a month after the one before and a month
// to pay it; lines and background are sent with it; links are counted with every rescoring; a check is made anew within two years.
func staleAfter(s factor.Source) time.Duration {
	const day = 24 * time.Hour
	switch s {
	case factor.SourceStatements, factor.SourceLines:
		return 62 * day
	case factor.SourceRelations:
		return 31 * day
	case factor.SourceProfile:
		return 366 * day
	}
	return 731 * day
}

// StaleDays is staleAfter in days, for pages that say so.
func StaleDays(s factor.Source) int { return int(staleAfter(s) / (24 * time.Hour)) }

// At returns when the facts behind a factor were last seen; ok is false when that is not known.
func (o *Observed) At(spec factor.Spec) (at time.Time, ok bool) {
	switch spec.Source {
	case factor.SourceStatements:
		at = o.Statements
	case factor.SourceLines, factor.SourceProfile:
		at = o.Told
	case factor.SourceRelations:
		at = o.Linked
	case factor.SourceChecks:
		at = o.Checks[spec.Check]
	}
	return at, !at.IsZero()
}

// Age returns for how many whole days the facts behind a factor have stood, and whether that makes them stale; ok is false when
// it is not known. Facts from a clock that runs ahead are 0 days old.
func (o *Observed) Age(spec factor.Spec, now time.Time) (days int, stale, ok bool) {
	at, ok := o.At(spec)
	if !ok {
		return 0, false, false
	}
	age := max(0, now.Sub(at))
	return int(age / (24 * time.Hour)), age > staleAfter(spec.Source), true
}
