package decide

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Business is when people work: the times of cases count nothing else.
type Business struct {
	Weekdays []int    `json:"weekdays"`           // ISO 8601: Monday is 1, Sunday 7
	Opens    string   `json:"opens"`              // HH:MM
	Closes   string   `json:"closes"`             // HH:MM, the first minute outside; 00:00 is the end of the day
	Zone     string   `json:"work_zone"`          // one of Zones
	Holidays []string `json:"holidays,omitempty"` // YYYY-MM-DD on which nobody works
}

// HolidaysMost bounds the list of holidays: some ten years of them.
const HolidaysMost = 200

// leastWork is the fewest minutes of a business day, so that every time comes to an end.
const leastWork = 60

// Span returns the hours of a business day as minutes since midnight; ok is false for hours that cannot be read or are too short.
func (b *Business) Span() (opens, closes int, ok bool) {
	opens, ok1 := clockMinutes(b.Opens)
	closes, ok2 := clockMinutes(b.Closes)
	if closes == 0 {
		closes = dayMinutes
	}
	return opens, closes, ok1 && ok2 && closes-opens >= leastWork
}

// Works reports whether a day is a business day.
func (b *Business) Works(day time.Time) bool {
	weekday := int(day.Weekday())
	if weekday == 0 {
		weekday = 7
	}
	return slices.Contains(b.Weekdays, weekday) && !slices.Contains(b.Holidays, day.Format(time.DateOnly))
}

// check is silent about a document that counts all hours.
func (b *Business) check(add adder) {
	if b == nil {
		return
	}
	if len(b.Weekdays) == 0 {
		add("sla.business.weekdays.1", "required")
	}
	for i, d := range b.Weekdays {
		if d < 1 || d > 7 || slices.Contains(b.Weekdays[:i], d) {
			add("sla.business.weekdays.1", "choice")
		}
	}
	_, ok1 := clockMinutes(b.Opens)
	_, ok2 := clockMinutes(b.Closes)
	if !ok1 {
		add("sla.business.opens", "clock")
	}
	if !ok2 {
		add("sla.business.closes", "clock")
	}
	if _, _, ok := b.Span(); ok1 && ok2 && !ok {
		add("sla.business.closes", "business_hours", "min", strconv.Itoa(leastWork))
	}
	if !slices.Contains(Zones(), b.Zone) {
		add("sla.business.work_zone", "choice")
	}
	if len(b.Holidays) > HolidaysMost {
		add("sla.business.holidays", "business_holidays", "max", strconv.Itoa(HolidaysMost))
	}
	for i, day := range b.Holidays {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			add(fmt.Sprintf("sla.business.holidays.%d", i), "date")
		}
	}
}
