package handlers

import (
	"testing"

	"candor/models"
	"candor/views"
)

func testLabels(t *testing.T) labels {
	t.Helper()
	s := testSite(t)
	return labels{views.Page{Now: testNow, Zone: s.Zone, Texts: s.Texts.For("en")}}
}

func TestTheScoreHistoryShowsPolicyAndDecisions(t *testing.T) {
	d := someAccount(t)
	at := testNow.AddDate(0, 0, -5)
	d.Sanctions[0].StartsAt = &at
	early := testNow.AddDate(-1, 0, 0)
	d.Limits[0].AppliedAt = &early // before the first score: there is nothing to put it on
	a := testLabels(t).scoreHistory(&d)
	if a == nil || len(a.Spans) != 2 || a.Spans[0].To != a.Spans[1].From || a.Spans[1].To != float64(testNow.Unix()) {
		t.Fatalf("spans = %+v", a)
	}
	if len(a.Points) != 3 || a.Points[1].Value != 590 || !a.Points[1].Event || a.Points[1].Href == "" || a.Points[2].Value != float64(d.Decision.Score) {
		t.Errorf("points = %+v", a.Points)
	}
	d.Decisions = d.Decisions[:1]
	if testLabels(t).scoreHistory(&d) != nil {
		t.Error("one score has a history")
	}
}

func TestTheCalendarTellsMissedFromLateAndDue(t *testing.T) {
	soon, past := testNow.AddDate(0, 0, 3), testNow.AddDate(0, 0, -3)
	c := testLabels(t).years([]models.Statement{
		{Month: 202611, Standing: 0, DueAt: &soon}, {Month: 202610, Standing: 1, DaysPastDue: 12, PaidFen: 5}, {Month: 202609, Standing: 2, DaysPastDue: 40},
		{Month: 202608, Standing: 0, DueAt: &past}, {Month: 202607, Standing: -1}, {Month: 202606, Standing: -2},
	})
	want := []string{"none", "full", "revolving", "missed", "late", "open"}
	for i, m := range c.Months {
		if m.State != want[i] {
			t.Errorf("%s is %s, want %s", m.Label, m.State, want[i])
		}
	}
	if len(c.Legend) != 6 || len(c.Table.Rows) != 6 {
		t.Errorf("%d in the legend, %d in the table", len(c.Legend), len(c.Table.Rows))
	}
}
