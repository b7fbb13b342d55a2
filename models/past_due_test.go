package models

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestWhatIsPastDue(t *testing.T) {
	late := func(month int, bill, paid int64) Statement {
		return Statement{Month: month, BillFen: bill, PaidFen: paid, Standing: 1, DaysPastDue: 30}
	}
	for name, c := range map[string]struct {
		days       int
		statements []Statement
		since      int64
		want       PastDue
	}{
		"nothing is late":                 {0, []Statement{late(202610, 500, 0), late(202609, 400, 0)}, 0, PastDue{Known: true}},
		"nothing was paid":                {30, []Statement{late(202610, 500, 0), late(202609, 400, 0)}, 0, PastDue{true, 400, 202609, 400, 0}},
		"a part was paid in the month":    {30, []Statement{late(202610, 500, 150), late(202609, 400, 0)}, 0, PastDue{true, 250, 202609, 400, 150}},
		"and a part after it":             {30, []Statement{late(202610, 500, 150), late(202609, 400, 0)}, 100, PastDue{true, 150, 202609, 400, 250}},
		"all of it after it":              {30, []Statement{late(202610, 500, 150), late(202609, 400, 0)}, 900, PastDue{true, 0, 202609, 400, 1050}},
		"over the turn of a year":         {30, []Statement{late(202701, 500, 0), late(202612, 70, 0)}, 0, PastDue{true, 70, 202612, 70, 0}},
		"no statement":                    {30, nil, 0, PastDue{}},
		"no bill before":                  {30, []Statement{late(202610, 500, 0)}, 0, PastDue{}},
		"a month is missing":              {30, []Statement{late(202610, 500, 0), late(202608, 400, 0)}, 0, PastDue{}},
		"paid though it is late":          {30, []Statement{late(202610, 500, 400), late(202609, 400, 0)}, 0, PastDue{}},
		"a credit balance":                {30, []Statement{late(202610, 500, 0), late(202609, -5, 0)}, 0, PastDue{}},
		"the statement says none is late": {30, []Statement{{Month: 202610, BillFen: 5}, late(202609, 400, 0)}, 0, PastDue{}},
	} {
		if got := PastDueOf(&Account{DaysPastDue: c.days}, c.statements, c.since); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// TestPastDueIsABillLessWhatWasPaid holds for any statements: what is known lies between nothing
// and the bill, and a payment takes off no more than itself.
func TestPastDueIsABillLessWhatWasPaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fen := func(name string, least int64) int64 { return rapid.Int64Range(least, MaxFen).Draw(t, name) }
		list := []Statement{
			{Month: 202610, BillFen: fen("bill", -MaxFen), PaidFen: fen("paid", 0), DaysPastDue: rapid.IntRange(0, 90).Draw(t, "days")},
			{Month: 202609, BillFen: fen("before", -MaxFen)},
		}
		a, since, more := Account{DaysPastDue: 30}, fen("since", 0), fen("more", 0)
		one, two := PastDueOf(&a, list, since), PastDueOf(&a, list, since+more)
		if one.Known != two.Known {
			t.Fatal("a payment makes it known or unknown")
		}
		if one.Fen < 0 || one.Fen > max(0, list[1].BillFen) || two.Fen > one.Fen || one.Fen-two.Fen > more {
			t.Fatalf("%+v, then %+v", one, two)
		}
	})
}

func TestRepaymentsCountFromTheEndOfTheStatementsMonth(t *testing.T) {
	s := Statement{Month: 202612}
	if got, want := s.Since(), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("%v, want %v", got, want)
	}
}
