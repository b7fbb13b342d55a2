package models

import (
	"testing"
	"time"
)

func TestTheNextDueDayIsTheAccountsOwn(t *testing.T) {
	day := func(s string) *time.Time {
		at, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return &at
	}
	now := *day("2026-03-02")
	for name, tt := range map[string]struct {
		due  []*time.Time
		want *time.Time
	}{
		"none at all":                          {nil, nil},
		"statements without a due day":         {[]*time.Time{nil, nil}, nil},
		"the first that is ahead":              {[]*time.Time{day("2026-04-09"), day("2026-03-09"), day("2026-02-09")}, day("2026-03-09")},
		"today is not ahead":                   {[]*time.Time{day("2026-03-02")}, day("2026-04-02")},
		"the day of the last one, next month":  {[]*time.Time{day("2026-01-09"), day("2026-02-09")}, day("2026-03-09")},
		"the second month after":               {[]*time.Time{day("2026-01-09")}, day("2026-03-09")},
		"too long ago":                         {[]*time.Time{day("2025-12-09")}, nil},
		"a day that the next month has not":    {[]*time.Time{day("2026-01-31")}, day("2026-03-31")},
		"the last day of a short month":        {[]*time.Time{day("2026-02-28")}, day("2026-03-28")},
		"one of them without, the newest with": {[]*time.Time{nil, day("2026-02-20")}, day("2026-03-20")},
	} {
		var list []Statement
		for _, at := range tt.due {
			list = append(list, Statement{DueAt: at})
		}
		if got := NextDue(list, now); (got == nil) != (tt.want == nil) || got != nil && !got.Equal(*tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
	if got := monthsOn(*day("2026-01-31"), 1); !got.Equal(*day("2026-02-28")) {
		t.Errorf("a month after 31 January is %s", got)
	}
}
