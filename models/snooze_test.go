package models_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"candor/models"
)

func shanghai(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestSnoozeChoicesEndAtNine(t *testing.T) {
	zone := shanghai(t)
	for name, c := range map[string]struct {
		now    string
		choice models.SnoozeUntil
		want   string
	}{
		"tomorrow":                     {"2026-11-26 17:30", models.SnoozeTomorrow, "2026-11-27 09:00"},
		"tomorrow, early in the day":   {"2026-11-26 00:05", models.SnoozeTomorrow, "2026-11-27 09:00"},
		"tomorrow, over a year's end":  {"2026-12-31 10:00", models.SnoozeTomorrow, "2027-01-01 09:00"},
		"monday from a thursday":       {"2026-11-26 17:30", models.SnoozeMonday, "2026-11-30 09:00"},
		"monday from a sunday":         {"2026-11-29 08:00", models.SnoozeMonday, "2026-11-30 09:00"},
		"monday from a monday morning": {"2026-11-30 08:00", models.SnoozeMonday, "2026-12-07 09:00"},
		"week":                         {"2026-11-26 17:30", models.SnoozeWeek, "2026-12-03 09:00"},
		"month":                        {"2026-11-26 17:30", models.SnoozeMonth, "2026-12-26 09:00"},
		"month without that day":       {"2027-01-31 17:30", models.SnoozeMonth, "2027-02-28 09:00"},
		"month of a leap year":         {"2028-01-31 17:30", models.SnoozeMonth, "2028-02-29 09:00"},
		"month over a year's end":      {"2026-12-31 17:30", models.SnoozeMonth, "2027-01-31 09:00"},
	} {
		now, err := time.ParseInLocation("2006-01-02 15:04", c.now, zone)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := c.choice.At(now.UTC(), zone)
		if text := got.In(zone).Format("2006-01-02 15:04"); !ok || text != c.want {
			t.Errorf("%s: %s, %v, want %s", name, text, ok, c.want)
		}
	}
	for _, none := range []models.SnoozeUntil{models.SnoozeDate, "", "never"} {
		if _, ok := none.At(time.Now(), zone); ok {
			t.Errorf("%q has a time", none)
		}
	}
}

// TestAChoiceOfSnoozeIsAlwaysAhead: whenever it is made, a choice ends later, at nine, and no further than a case may be put off.
func TestAChoiceOfSnoozeIsAlwaysAhead(t *testing.T) {
	zone := shanghai(t)
	rapid.Check(t, func(rt *rapid.T) {
		now := time.Unix(rapid.Int64Range(1_700_000_000, 4_000_000_000).Draw(rt, "now"), 0)
		for _, choice := range models.SnoozeChoices() {
			until, ok := choice.At(now, zone)
			if !ok {
				continue
			}
			local := until.In(zone)
			if !until.After(now) || until.Sub(now) > models.SnoozeMost || local.Hour() != 9 || local.Minute() != 0 {
				rt.Fatalf("%s from %s is %s", choice, now.In(zone), local)
			}
			if choice == models.SnoozeMonday && local.Weekday() != time.Monday {
				rt.Fatalf("%s is no Monday", local)
			}
		}
	})
}

// TestHoldingACaseKeepsItsPromises runs any acts of three people on one case: at no time do two hold it, what is put off is in
// nobody's hands, nobody decides what they escalated, and a refused act changes nothing.
func TestHoldingACaseKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		now := time.Date(2026, 11, 26, 1, 0, 0, 0, time.UTC)
		c := models.Case{ID: 1, State: models.CaseOpen, FlagCount: 1}
		for range rapid.IntRange(1, 25).Draw(rt, "acts") {
			now = now.Add(time.Duration(rapid.IntRange(0, 20).Draw(rt, "minutes")) * time.Minute)
			user := models.ID(rapid.IntRange(1, 3).Draw(rt, "user"))
			held, before := c.HeldBy(now), c
			act := rapid.SampledFrom([]string{"claim", "take", "release", "snooze", "escalate", "move", "wake", "flag", "decide"}).Draw(rt, "act")
			var err error
			switch act {
			case "claim":
				err = c.Claim(user, "P", now)
			case "take":
				_, err = c.Take(user, "P", now)
			case "release":
				err = c.Release(user, now)
			case "snooze":
				err = c.Snooze(user, "P", now.Add(time.Duration(rapid.IntRange(-1, 200).Draw(rt, "days"))*24*time.Hour), "", now)
			case "escalate":
				err = c.Escalate(rapid.SampledFrom(models.CaseQueues()).Draw(rt, "to"), user, "P", "look at it", now)
			case "move":
				err = c.Move(rapid.SampledFrom(models.CaseQueues()).Draw(rt, "to"), user, now)
			case "wake":
				c.Wake()
			case "flag":
				c.Extend(&models.Flag{Severity: models.SeverityHigh}, 500)
			case "decide":
				err = c.Decide(user, "P", models.DecideCase{Outcome: models.CaseCleared, Reason: "all good"}, now)
			}
			if err != nil && !reflect.DeepEqual(c, before) {
				rt.Fatalf("refused %s changed the case: %v", act, err)
			}
			if err == nil && act != "take" && act != "wake" && act != "flag" && held != 0 && held != user {
				rt.Fatalf("%s by %d while %d held it", act, user, held)
			}
			if c.Place == models.PlaceSnoozed && (c.HeldBy(now) != 0 || c.State != models.CaseOpen || c.SnoozedUntil == nil) {
				rt.Fatalf("put off, yet %+v", c)
			}
			if c.State == models.CaseClosed && c.ClosedBy == c.EscalatedBy {
				rt.Fatal("decided by who escalated it")
			}
			if c.State == models.CaseClosed {
				return
			}
		}
	})
}

func TestEscalationFollowsTheLinks(t *testing.T) {
	now := time.Now()
	for _, from := range models.CaseQueues() {
		for _, to := range models.CaseQueues() {
			c := models.Case{State: models.CaseOpen, Queue: from}
			linked := false
			for _, l := range from.Links() {
				linked = linked || l == to
			}
			err := c.Escalate(to, 7, "Anna", "shared device", now)
			if (err == nil) != linked || (linked && (c.Queue != to || c.EscalatedBy != 7)) {
				t.Errorf("%s to %s: %v", from.Key(), to.Key(), err)
			}
		}
		if got, ok := models.QueueOf(from.Key()); !ok || got != from {
			t.Errorf("queue %q is not found by its key", from)
		}
	}
	var invalid *models.Invalid
	c := models.Case{State: models.CaseOpen}
	if err := c.Escalate(models.QueueLead, 7, "Anna", " ", now); !errors.As(err, &invalid) || invalid.Fields["reason"].Code != "required" {
		t.Errorf("without a reason: %v", err)
	}
	if err := c.Move("none", 7, now); !errors.As(err, &invalid) {
		t.Errorf("to no queue: %v", err)
	}
	if _, ok := models.QueueOf(""); ok {
		t.Error("no key names a queue")
	}
}

func TestChangesSinceTheHolderLooked(t *testing.T) {
	c := models.Case{State: models.CaseOpen, FlagCount: 2}
	if got := c.Changes(500, models.StatusFrozen); got != nil {
		t.Errorf("never held: %v", got)
	}
	now := time.Now()
	if err := c.Claim(7, "Anna", now); err != nil {
		t.Fatal(err)
	}
	c.Saw(500, models.StatusActive)
	if got := c.Changes(500, models.StatusActive); got != nil {
		t.Errorf("as it was: %v", got)
	}
	c.Extend(&models.Flag{Severity: models.SeverityLow}, 480)
	if got := c.Changes(480, models.StatusFrozen); len(got) != 3 {
		t.Errorf("all three: %v", got)
	}
}
