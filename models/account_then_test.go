package models

import (
	"testing"
	"time"
)

func TestHowAnAccountStoodThen(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 10, n, 0, 0, 0, 0, time.UTC) }
	ref := func(n int64) *int64 { return &n }
	frozen, late := StatusFrozen, 30
	a := Account{ID: FirstID(day(2)), CreatedAt: day(1), Status: StatusActive, LimitFen: 900, UsedFen: 90, DaysPastDue: 0}
	put := AccountBefore{At: day(20), LimitFen: ref(500), UsedFen: ref(50), DaysPastDue: &late}
	lifted := AccountBefore{At: day(10), Status: &frozen, LimitFen: ref(0)}
	freed := day(15)
	type want struct {
		status      AccountStatus
		limit, used int64 // -1: not known
		late        int
	}
	for name, c := range map[string]struct {
		at    int
		later []AccountBefore
		freed *time.Time
		want  want
	}{
		"nothing happened since":          {12, nil, nil, want{StatusActive, 900, 90, 0}},
		"each from the first record":      {5, []AccountBefore{put, lifted}, nil, want{StatusFrozen, 0, 50, 30}},
		"in any order":                    {5, []AccountBefore{lifted, put}, nil, want{StatusFrozen, 0, 50, 30}},
		"an amount was freed before":      {12, []AccountBefore{put}, &freed, want{StatusActive, 500, -1, 30}},
		"an amount was freed since":       {12, nil, &freed, want{StatusActive, 900, -1, 0}},
		"a record lies before what freed": {5, []AccountBefore{{At: day(14), UsedFen: ref(70)}, put}, &freed, want{StatusActive, 500, 70, 30}},
	} {
		got := a.Then(day(c.at), c.later, c.freed)
		used := int64(-1)
		if got.UsedFen != nil {
			used = *got.UsedFen
		}
		if is := (want{*got.Status, *got.LimitFen, used, *got.DaysPastDue}); is != c.want || !got.Recorded {
			t.Errorf("%s: %+v, want %+v", name, is, c.want)
		}
	}
	if got := a.Then(day(2).Add(-time.Millisecond), []AccountBefore{put}, nil); got != (AccountThen{}) {
		t.Errorf("before it was on record: %+v", got)
	}
}

func TestAStatementIsThereWhenItsMonthIsOver(t *testing.T) {
	list := []Statement{{Month: 202610}, {Month: 202608}, {Month: 202609}}
	for day, want := range map[string]int{"2026-08-31": 0, "2026-09-01": 202608, "2026-10-31": 202609, "2027-02-01": 202610} {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		got := 0
		if s := StatementAt(list, at); s != nil {
			got = s.Month
		}
		if got != want {
			t.Errorf("%s: %d, want %d", day, got, want)
		}
	}
}
