package models_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"candor/models"
)

func day(s string) time.Time {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		panic(err)
	}
	return t
}

// months makes statements of consecutive months with the given days past due; −1 is paid in
// full, −2 a month without use.
func months(from int, late ...int) []models.Statement {
	var list []models.Statement
	at := time.Date(from/100, time.Month(from%100), 1, 0, 0, 0, 0, time.UTC)
	for i, days := range late {
		m := at.AddDate(0, i, 0)
		s := models.Statement{Month: m.Year()*100 + int(m.Month()), Standing: min(days, 0), DaysPastDue: max(days, 0)}
		if days > 0 {
			s.Standing = (days + 29) / 30
		}
		list = append(list, s)
	}
	return list
}

func TestOutcomesFollowTheStrongestEvidence(t *testing.T) {
	decided := []models.Assessed{{ID: 1, At: day("2026-01-15")}, {ID: 2, At: day("2026-03-15")}}
	flag := models.Evidenced{Source: "flag:1", Began: day("2026-03-20"), At: day("2026-03-25")}
	appeal := models.Evidenced{Source: "appeal:1", Began: day("2026-03-26"), At: day("2026-05-01")}
	again := models.Evidenced{Source: "flag:2", Began: day("2026-05-10"), At: day("2026-05-12")}
	paid := months(202602, -1, 0, -1, -1, -1, -1)
	none := models.Observation{}
	for name, test := range map[string]struct {
		in   models.Happened
		want models.Observation
		ok   bool
	}{
		"nothing happened": {models.Happened{Decisions: decided}, none, false},
		"reached ninety days": {models.Happened{Decisions: decided, Statements: months(202602, 30, 60, 90)},
			models.Observation{DecisionID: 1, Bad: true, Source: "statement:202604", At: day("2026-05-01")}, true},
		"default over an overturned appeal": {models.Happened{Decisions: decided, Statements: months(202602, 30, 60, 90), Overturned: []models.Evidenced{appeal}},
			models.Observation{DecisionID: 1, Bad: true, Source: "statement:202604", At: day("2026-05-01")}, true},
		"in default in the month of the first decision": {models.Happened{Decisions: decided[:1], Statements: months(202601, 95, 120)}, none, false},
		"reached it anew": {models.Happened{Decisions: decided, Statements: months(202512, 95, 0, 0, 0, 95)},
			models.Observation{DecisionID: 1, Bad: true, Source: "statement:202604", At: day("2026-05-01")}, true},
		"confirmed": {models.Happened{Decisions: decided, Confirmed: []models.Evidenced{flag}, Statements: paid},
			models.Observation{DecisionID: 1, Bad: true, Source: "flag:1", At: day("2026-03-25")}, true},
		"overturned after the confirmation": {models.Happened{Decisions: decided, Confirmed: []models.Evidenced{flag}, Overturned: []models.Evidenced{appeal}},
			models.Observation{DecisionID: 1, Source: "appeal:1", At: day("2026-05-01")}, true},
		"confirmed after an overturn": {models.Happened{Decisions: decided, Confirmed: []models.Evidenced{flag, again}, Overturned: []models.Evidenced{appeal}},
			models.Observation{DecisionID: 1, Bad: true, Source: "flag:2", At: day("2026-05-12")}, true},
		"six paid months": {models.Happened{Decisions: decided, Statements: paid, Cleared: []models.Evidenced{again}},
			models.Observation{DecisionID: 1, Source: "statement:202607", At: day("2026-08-01")}, true},
		"a month without use does not count": {models.Happened{Decisions: decided, Statements: months(202602, -1, -2, 0, -1, -1, -1)}, none, false},
		"and does not end the run": {models.Happened{Decisions: decided, Statements: months(202602, -1, -2, 0, -1, -1, -1, 0)},
			models.Observation{DecisionID: 1, Source: "statement:202608", At: day("2026-09-01")}, true},
		"late in between":   {models.Happened{Decisions: decided[:1], Statements: months(202602, -1, 10, -1, -1, -1, -1)}, none, false},
		"a month is absent": {models.Happened{Decisions: decided[:1], Statements: append(months(202602, -1, -1), months(202605, -1, -1, -1, -1)...)}, none, false},
		"cleared": {models.Happened{Decisions: decided, Cleared: []models.Evidenced{again}, Passed: []models.Evidenced{flag}},
			models.Observation{DecisionID: 1, Source: "flag:2", At: day("2026-05-12")}, true},
		"passed": {models.Happened{Decisions: decided, Passed: []models.Evidenced{flag}},
			models.Observation{DecisionID: 1, Source: "flag:1", At: day("2026-03-25")}, true},
		"no decision before": {models.Happened{Decisions: decided[1:], Confirmed: []models.Evidenced{{Source: "flag:3", Began: day("2026-02-01"), At: day("2026-04-01")}}},
			none, false},
		"the decision lies too far back": {models.Happened{Decisions: decided[:1], Confirmed: []models.Evidenced{{Source: "flag:3", Began: day("2026-09-01"), At: day("2026-09-02")}}},
			none, false},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := test.in.Outcome()
			if ok != test.ok || (ok && got != test.want) {
				t.Errorf("outcome %+v, %t, want %+v, %t", got, ok, test.want, test.ok)
			}
		})
	}
}

// TestADecisionNeverKnowsItsOutcome: whatever happened, the decision that goes with an
// outcome lies before all that the outcome rests on.
func TestADecisionNeverKnowsItsOutcome(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		moment := func(label string) time.Time {
			return day("2025-06-01").Add(time.Duration(rapid.IntRange(0, 600*24).Draw(t, label)) * time.Hour)
		}
		evidence := func(kind string) (list []models.Evidenced) {
			for range rapid.IntRange(0, 2).Draw(t, kind) {
				began := moment(kind)
				list = append(list, models.Evidenced{Source: kind, Began: began, At: began.Add(time.Duration(rapid.IntRange(0, 1000).Draw(t, "wait")) * time.Hour)})
			}
			return list
		}
		o := models.Happened{
			Confirmed: evidence("confirmed"), Overturned: evidence("overturned"), Cleared: evidence("cleared"), Passed: evidence("passed"),
			Statements: months(202506, rapid.SliceOfN(rapid.SampledFrom([]int{-2, -1, -1, -1, 0, 0, 30, 60, 90}), 0, 20).Draw(t, "late")...),
		}
		at := day("2025-06-01")
		times := map[models.ID]time.Time{}
		for i := range rapid.IntRange(0, 8).Draw(t, "decisions") {
			at = at.Add(time.Duration(rapid.IntRange(1, 2000).Draw(t, "gap")) * time.Hour)
			o.Decisions = append(o.Decisions, models.Assessed{ID: models.ID(i + 1), At: at})
			times[models.ID(i+1)] = at
		}
		out, ok := o.Outcome()
		if !ok {
			return
		}
		decided, known := times[out.DecisionID]
		if !known || !decided.Before(out.At.Add(time.Microsecond)) {
			t.Fatalf("decision %d at %s for an outcome known at %s", out.DecisionID, decided, out.At)
		}
		if month, fromStatement := strings.CutPrefix(out.Source, "statement:"); fromStatement {
			if own := decided.Format("200601"); own >= month {
				t.Errorf("a decision of %s goes with the statement of %s", own, month)
			}
			return
		}
		for _, e := range [][]models.Evidenced{o.Confirmed, o.Overturned, o.Cleared, o.Passed} {
			for _, one := range e {
				if one.Source == out.Source && one.At.Equal(out.At) && !decided.After(one.Began) {
					return
				}
			}
		}
		t.Errorf("decision at %s goes with no evidence of %s", decided, out.Source)
	})
}
