package backtest

import (
	"math"
	"strings"
	"testing"

	"candor/engine/rules"
)

// counts is what a report says, counted plainly.
type counts struct {
	events, bad, alerts, hits, stops, wrong, unlabelled int
	lost, prevented                                     int64
	rules                                               map[string][2]int
}

func countAgain(all []moment, days Days) counts {
	c := counts{rules: map[string][2]int{}}
	for _, m := range all {
		if !days.Has(china.Day(m.At)) {
			continue
		}
		c.events++
		if !m.Labelled {
			c.unlabelled++
			continue
		}
		alert, stop := m.result.Outcome != rules.Allow, m.result.Outcome.Rank() >= rules.StepUp.Rank()
		c.bad += count(m.Bad)
		c.alerts += count(alert)
		c.hits += count(alert && m.Bad)
		c.stops += count(stop)
		switch {
		case stop && m.Bad:
			c.prevented += m.AmountFen
		case m.Bad:
			c.lost += m.AmountFen
		case stop:
			c.wrong++
		}
		for _, f := range m.result.Fired {
			x := c.rules[f.Rule]
			c.rules[f.Rule] = [2]int{x[0] + 1, x[1] + count(m.Bad)}
		}
	}
	return c
}

// The report is counted again from the decisions one by one.
func TestReportAddsUp(t *testing.T) {
	list := stream(5, 4000)
	o := testOptions(t)
	o.Days = Days{From: china.Day(start + 12*day), To: china.Day(start + 35*day)}
	r, err := Run(from(list), o)
	if err != nil {
		t.Fatal(err)
	}
	want := countAgain(moments(t, list, testOptions(t)), o.Days)
	if r.Events != want.events || r.Bad != want.bad || r.Unlabelled != want.unlabelled || r.Played != len(list) || r.Withdrawn != 0 {
		t.Errorf("%+v, want %+v", r, want)
	}
	if a := r.Alerts[0]; a.Events != want.alerts || a.Bad != want.hits || a.Precision != share(want.hits, want.alerts) || r.Recall != share(want.hits, want.bad) {
		t.Errorf("alerts %+v, want %+v", a, want)
	}
	if r.Alerts[1].Events != want.stops {
		t.Errorf("stopped %+v, want %+v", r.Alerts[1], want)
	}
	if c := r.Cost; c.LostFen != want.lost || c.PreventedFen != want.prevented || c.FalseAlarms != want.wrong || c.TotalFen != want.lost+int64(want.wrong)*2000 {
		t.Errorf("cost %+v, want %+v", c, want)
	}
	for _, x := range r.Rules {
		if hits := want.rules[x.Rule]; x.Hits != hits[0] || x.Bad != hits[1] {
			t.Errorf("rule %+v, want %v", x, hits)
		}
	}
	total := 0
	for _, s := range r.Scenarios {
		total += s.Bad
	}
	if total != want.bad || len(r.Scenarios) != 2 || len(r.Rules) != 2 {
		t.Errorf("%d bad in scenarios %+v", total, r.Scenarios)
	}
}

// An account leaves the report on the first day that begins after its bad event was known, counting from a day on.
func TestKnownAccountsLeaveTheReport(t *testing.T) {
	list := stream(6, 3000)
	o := testOptions(t)
	o.KnownOut, o.KnownFrom = true, china.Day(start+5*day)
	want := 0
	for i := range list {
		e := &list[i]
		for j := range list[:i] {
			b := &list[j]
			if b.Account == e.Account && b.Labelled && b.Bad && china.Day(b.At) >= o.KnownFrom && b.LabelAt < china.Start(china.Day(e.At)) {
				want++
				break
			}
		}
	}
	r, err := Run(from(list), o)
	if err != nil {
		t.Fatal(err)
	}
	if r.Withdrawn != want || want == 0 || r.Events != len(list)-want {
		t.Errorf("%d left out of %d, want %d", r.Withdrawn, len(list), want)
	}
}

func TestMeasureOfNothingIsNull(t *testing.T) {
	if got := asJSON(t, []Measure{0.5, Measure(math.NaN()), Measure(math.Inf(1))}); got != "[0.5,null,null]" {
		t.Errorf("%s", got)
	}
}

// A card learns from its days, is measured on later ones, and never learns what was not known by then.
func TestTrainLearnsOnlyWhatWasKnown(t *testing.T) {
	list := stream(7, 12_000)
	o := testOptions(t)
	o.Days = Days{From: china.Day(start + 34*day)}
	train := TrainOptions{Days: Days{From: china.Day(start + 18*day), To: china.Day(start + 26*day)}, AlertShare: 0.1}
	r, card, err := Train(from(list), o, train)
	if err != nil {
		t.Fatal(err)
	}
	if r.AUC < 0.8 || r.Card.Trained == 0 || len(card.Factors) != len(r.Card.Factors) || r.Recall < 0.5 {
		t.Errorf("%+v of %+v", r, r.Card)
	}
	changed := append([]Event(nil), list...)
	for i := range changed {
		if e := &changed[i]; o.Days.Has(china.Day(e.At)) {
			e.Bad = !e.Bad
		}
		changed[i].Scenario = 9
	}
	_, again, err := Train(from(changed), o, train)
	if err != nil || again.ID != card.ID {
		t.Errorf("other labels in the days of the test gave card %s, want %s, %v", again.ID, card.ID, err)
	}
	o.Workers = 1
	if _, alone, err := Train(from(list), o, train); err != nil || alone.ID != card.ID {
		t.Errorf("one worker gave card %s, want %s, %v", alone.ID, card.ID, err)
	}
	o.Days.From = train.Days.To + 7
	if _, _, err := Train(from(list), o, train); err == nil || !strings.Contains(err.Error(), "not all known") {
		t.Errorf("labels from the future: %v", err)
	}
}

func TestCardFactorsAreAllThere(t *testing.T) {
	specs := CardSpecs()
	seen := map[string]bool{}
	for _, s := range specs {
		if seen[s.Key] || !s.Aspect.Valid() {
			t.Errorf("factor %+v", s)
		}
		seen[s.Key] = true
	}
	m := moments(t, stream(8, 100), testOptions(t))
	if row := CardRow(&m[99].vector); len(row) != len(specs) || row[0] != float64(m[99].AmountFen) {
		t.Errorf("row %v", row)
	}
}
