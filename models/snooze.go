package models

import (
	"strings"
	"time"
	"unicode/utf8"
)

// CasePlace is where a case stands among the cases of its state. Places are read from the
// highest down, before any order.
type CasePlace int

// The places.
const (
	PlaceSnoozed  CasePlace = -1 // put off: not in the queue until a time
	PlaceQueued   CasePlace = 0
	PlaceReturned CasePlace = 1 // was put off and is back: before the others
)

// SnoozeUntil is a choice of when a case that is put off comes back.
type SnoozeUntil string

// The choices. All but a date come back at nine in the morning.
const (
	SnoozeTomorrow SnoozeUntil = "tomorrow"
	SnoozeMonday   SnoozeUntil = "monday" // the next one, a week ahead on a Monday
	SnoozeWeek     SnoozeUntil = "week"
	SnoozeMonth    SnoozeUntil = "month" // the same day of the next month, or its last
	SnoozeDate     SnoozeUntil = "date"
)

// SnoozeChoices is every choice, the nearest first.
func SnoozeChoices() []SnoozeUntil {
	return []SnoozeUntil{SnoozeTomorrow, SnoozeMonday, SnoozeWeek, SnoozeMonth, SnoozeDate}
}

// SnoozeMost is how far ahead a case may be put off.
const SnoozeMost = 180 * 24 * time.Hour

// snoozeHour is when a case comes back on its day.
const snoozeHour = 9

// At is when the choice ends, counted from now in a zone; false for a date, which is typed, and
// for what is no choice.
func (u SnoozeUntil) At(now time.Time, zone *time.Location) (time.Time, bool) {
	t := now.In(zone)
	y, m, d := t.Date()
	switch u {
	case SnoozeTomorrow:
		d++
	case SnoozeMonday:
		d += 7 - (int(t.Weekday())+6)%7 // Monday is day 0 of its week
	case SnoozeWeek:
		d += 7
	case SnoozeMonth:
		last := time.Date(y, m+2, 0, 0, 0, 0, 0, zone).Day()
		m, d = m+1, min(d, last)
	default:
		return time.Time{}, false
	}
	return time.Date(y, m, d, snoozeHour, 0, 0, 0, zone).UTC(), true
}

// SnoozeCase puts a case off. Until is in UTC; the reason may be empty.
type SnoozeCase struct {
	CaseID  ID
	Version int64
	Until   time.Time
	Reason  string
}

// Snooze puts the case off until a time after now, at most SnoozeMost ahead. Only what nobody
// else holds can be put off; a case that is put off already gets another time, but for one that waits for the customer.
func (c *Case) Snooze(user ID, name string, until time.Time, reason string, now time.Time) error {
	if c.State != CaseOpen {
		return ErrState
	}
	if holder := c.HeldBy(now); holder != 0 && holder != user {
		return &Refused{Code: "claimed"}
	}
	if c.Waits() {
		return &Refused{Code: "waits"}
	}
	var bad Invalid
	CheckSnooze(&bad, until, now)
	reason = strings.TrimSpace(reason)
	if utf8.RuneCountInString(reason) > ReasonMax {
		bad.Add("reason", "length", "min", "0", "max", "2000")
	}
	if err := bad.OrNil(); err != nil {
		return err
	}
	c.Place, c.SnoozedUntil, c.SnoozedName, c.SnoozeReason, c.CameBack = PlaceSnoozed, &until, name, reason, BackNone
	c.AssigneeID, c.AssigneeName, c.LeaseUntil = 0, "", nil
	return nil
}

// CheckSnooze refuses, under the field "until", a time that is over or further than SnoozeMost ahead.
func CheckSnooze(bad *Invalid, until, now time.Time) {
	switch {
	case !until.After(now):
		bad.Add("until", "date_future")
	case until.Sub(now) > SnoozeMost:
		bad.Add("until", "date_far")
	}
}

// Wake brings a case that was put off back before the others, and reports whether it did. Why
// and until when it was put off stays to be read.
func (c *Case) Wake() bool {
	if c.State != CaseOpen || c.Place != PlaceSnoozed {
		return false
	}
	c.Place = PlaceReturned
	return true
}
