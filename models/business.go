package models

import (
	"time"

	"candor/engine/decide"
)

// CaseDue is when a case with a flag of some severity is due that is raised at a time.
func CaseDue(sla decide.SLA, severity Severity, at time.Time) time.Time {
	hours := sla.CaseHours[min(max(int(severity), 1), len(sla.CaseHours))-1]
	return BusinessDue(sla.Business, at, time.Duration(hours)*time.Hour)
}

// businessYears is how far a due time is looked for: 720 hours, the longest there are, of one hour a week take 14 years. A lender with
// holidays on all of those days has hours that cannot be counted.
const businessYears = 20

// BusinessDue is when some time of work is over that begins at a moment. Only business hours count, every hour where none are named or
// where they cannot be counted. Days are those of the hours' zone, whose clock may be changed in between; a zone that is not known is
// taken for UTC.
func BusinessDue(b *decide.Business, at time.Time, work time.Duration) time.Time {
	if b == nil {
		return at.Add(work)
	}
	opens, closes, ok := b.Span()
	if !ok || work <= 0 {
		return at.Add(work)
	}
	zone, err := time.LoadLocation(b.Zone)
	if err != nil {
		zone = time.UTC
	}
	first, left := at.In(zone), work
	for n := range businessYears * 366 {
		minute := func(m int) time.Time { return time.Date(first.Year(), first.Month(), first.Day()+n, 0, m, 0, 0, zone) }
		if !b.Works(minute(12 * 60)) {
			continue
		}
		from, to := minute(opens), minute(closes)
		if at.After(from) {
			from = at
		}
		if to.Sub(from) >= left {
			return from.Add(left).UTC()
		}
		left -= max(0, to.Sub(from))
	}
	return at.Add(work)
}

// BusinessBetween is how much time of work lies between two moments, none when the second is not after the first. Hours that cannot be
// counted all count, as in BusinessDue.
func BusinessBetween(b *decide.Business, from, to time.Time) time.Duration {
	all := max(0, to.Sub(from))
	if b == nil || all == 0 {
		return all
	}
	opens, closes, ok := b.Span()
	if !ok {
		return all
	}
	zone, err := time.LoadLocation(b.Zone)
	if err != nil {
		zone = time.UTC
	}
	first, work := from.In(zone), time.Duration(0)
	for n := range businessYears * 366 {
		minute := func(m int) time.Time { return time.Date(first.Year(), first.Month(), first.Day()+n, 0, m, 0, 0, zone) }
		opened, closed := minute(opens), minute(closes)
		if opened.After(to) {
			break
		}
		if !b.Works(minute(12 * 60)) {
			continue
		}
		if from.After(opened) {
			opened = from
		}
		if to.Before(closed) {
			closed = to
		}
		work += max(0, closed.Sub(opened))
	}
	return work
}
