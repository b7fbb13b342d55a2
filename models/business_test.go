package models_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"candor/engine/decide"
	"candor/models"
)

func office() *decide.Business {
	return &decide.Business{Weekdays: []int{1, 2, 3, 4, 5}, Opens: "09:00", Closes: "18:00", Zone: "Asia/Shanghai", Holidays: []string{"2026-11-24"}}
}

func TestDueTimesCountBusinessHours(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, zone) }
	for name, c := range map[string]struct {
		from  time.Time
		hours int
		want  time.Time
	}{
		"within a day":          {at(20, 10, 0), 4, at(20, 14, 0)},
		"to the very end":       {at(20, 9, 0), 9, at(20, 18, 0)},
		"over a weekend":        {at(20, 16, 0), 4, at(23, 11, 0)},
		"over a holiday":        {at(23, 17, 30), 1, at(25, 9, 30)},
		"from before it opens":  {at(20, 3, 0), 1, at(20, 10, 0)},
		"from the night":        {at(20, 22, 0), 1, at(23, 10, 0)},
		"from within a weekend": {at(21, 12, 0), 1, at(23, 10, 0)},
	} {
		if got := models.BusinessDue(office(), c.from, time.Duration(c.hours)*time.Hour); !got.Equal(c.want) {
			t.Errorf("%s: due %s, want %s", name, got.In(zone), c.want)
		}
	}
	sla := decide.SLA{CaseHours: [4]int{120, 72, 24, 4}}
	if got := models.CaseDue(sla, models.SeverityCritical, at(20, 16, 0)); !got.Equal(at(20, 20, 0)) {
		t.Errorf("without business hours every hour counts: due %s", got)
	}
	sla.Business = office()
	if got := models.CaseDue(sla, models.SeverityCritical, at(20, 16, 0)); !got.Equal(at(23, 11, 0)) {
		t.Errorf("with business hours: due %s", got)
	}
}

// TestBusinessHoursAddUp: a later start is never due earlier, work in two parts is due as in one, whole weeks push a due time by as much where
// no clock is changed and nobody has a holiday, and nothing is due outside business hours.
func TestBusinessHoursAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		opens := rapid.IntRange(0, 22).Draw(t, "opens")
		closes := rapid.IntRange(opens+1, 24).Draw(t, "closes") % 24
		clock := func(hour int) string { return time.Date(2026, 1, 1, hour, 0, 0, 0, time.UTC).Format("15:04") }
		b := &decide.Business{
			Weekdays: rapid.SliceOfNDistinct(rapid.IntRange(1, 7), 1, 7, rapid.ID[int]).Draw(t, "weekdays"), Opens: clock(opens), Closes: clock(closes), Zone: "Asia/Shanghai",
		}
		minute := rapid.IntRange(0, 60*24*400)
		start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(minute.Draw(t, "start")) * time.Minute)
		later := start.Add(time.Duration(minute.Draw(t, "later")) * time.Minute)
		part := func(name string) time.Duration {
			return time.Duration(rapid.IntRange(1, 60*100).Draw(t, name)) * time.Minute
		}
		one, two := part("one"), part("two")
		due := models.BusinessDue(b, start, one)
		if models.BusinessDue(b, later, one).Before(due) {
			t.Fatalf("a start at %s is due before one at %s", later, start)
		}
		if parts, whole := models.BusinessDue(b, due, two), models.BusinessDue(b, start, one+two); !parts.Equal(whole) {
			t.Fatalf("in parts %s, as a whole %s", parts, whole)
		}
		if between := models.BusinessBetween(b, start, due); between != one {
			t.Fatalf("%s of work lie between %s and its due time, not %s", between, start, one)
		}
		weeks := rapid.IntRange(1, 60).Draw(t, "weeks") * 7
		if moved := models.BusinessDue(b, start.AddDate(0, 0, weeks), one); !moved.Equal(due.AddDate(0, 0, weeks)) {
			t.Fatalf("%d days later: due %s, not that much after %s", weeks, moved, due)
		}
		if due.Before(start.Add(one)) {
			t.Fatalf("due %s, before %s of work can be over", due, one)
		}
		zone, err := time.LoadLocation(b.Zone)
		if err != nil {
			t.Fatal(err)
		}
		last := due.Add(-time.Minute).In(zone) // the last minute of work
		if !b.Works(last) || last.Hour() < opens || closes != 0 && last.Hour() >= closes {
			t.Fatalf("due at the end of %s, which is no business hour", last)
		}
	})
}
