package models

import (
	"time"

	"candor/engine/decide"
)

// ContactRule is the rule that holds a message up.
type ContactRule string

// The rules, none for a message that may leave.
const (
	ContactFree    ContactRule = ""
	ContactQuiet   ContactRule = "quiet"
	ContactDayCap  ContactRule = "day_cap"
	ContactWeekCap ContactRule = "week_cap"
)

// Mandatory reports whether a message must reach the customer: measures against them, lower limits and everything about their
// appeal. Caps on contacts do not hold those up; quiet hours do.
func Mandatory(template string) bool {
	switch template {
	case TemplateLimitRaised, TemplateLimitRestored, TemplateSanctionEnded, TemplateContact:
		return false
	}
	return true
}

// Contacts is how often a customer was contacted already: today by the clock of the rules' zone, and in the last 7 days; and whether
// they asked for messages in the quiet hours, too.
type Contacts struct {
	Day, Week int
	Night     bool
}

// ContactWait says which rule holds a message now, and when to look again: after the quiet hours, or at the start of the next day
// that is not quiet. Quiet hours do not hold for a customer who asked for it, where the rules say that this lifts them. A zone that
// is not known is taken for UTC.
func ContactWait(c decide.Contact, mandatory bool, past Contacts, now time.Time) (ContactRule, time.Time) {
	zone := contactZone(c)
	wait, from := ContactFree, now
	switch {
	case mandatory:
	case past.Week >= c.WeekMost:
		wait, from = ContactWeekCap, nextDay(now, zone)
	case past.Day >= c.DayMost:
		wait, from = ContactDayCap, nextDay(now, zone)
	}
	if c.Consent && past.Night {
		return wait, from
	}
	until, quiet := quietEnd(c, from, zone)
	if wait == ContactFree && quiet {
		wait = ContactQuiet
	}
	return wait, until
}

// ContactDay is when the customer's day began, for counting contacts.
func ContactDay(c decide.Contact, now time.Time) time.Time {
	return startOfDay(now, contactZone(c))
}

func contactZone(c decide.Contact) *time.Location {
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

func startOfDay(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, zone).UTC()
}

func nextDay(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	return time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, zone).UTC()
}

// quietEnd is the first minute from a time on that is not quiet, and whether the time itself is. It looks a day ahead, minute by
// minute, so that a change of the clock in the night is right by itself; rules that leave no minute are looked at again in a day.
func quietEnd(c decide.Contact, from time.Time, zone *time.Location) (time.Time, bool) {
	quiet := func(t time.Time) bool { t = t.In(zone); return c.Quiet(t.Hour()*60 + t.Minute()) }
	if !quiet(from) {
		return from, false
	}
	at := from.Truncate(time.Minute)
	for range 25 * 60 {
		if at = at.Add(time.Minute); !quiet(at) {
			return at, true
		}
	}
	return from.Add(24 * time.Hour), true
}
