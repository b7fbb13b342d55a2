package backtest

import (
	"maps"
	"slices"

	"candor/engine/learn"
	"candor/engine/rules"
)

// tally adds up decisions in the order of the events.
type tally struct {
	options   Options
	report    *Report
	ranked    ranking
	levels    [2]AlertReport
	scenarios map[uint8]*ScenarioCount
	rules     map[string]*RuleReport
}

// ranking is what measures of order need.
type ranking struct {
	risk  []float64
	bad   []bool
	cards []learn.CardEvent
}

func (r *ranking) add(m *moment, today int64, risk float64) {
	r.risk, r.bad = append(r.risk, risk), append(r.bad, m.Bad)
	r.cards = append(r.cards, learn.CardEvent{Day: today, Card: m.Account, Risk: risk, Bad: m.Bad})
}

func (r *ranking) measure(to *Report) {
	to.AUC = Measure(learn.AUC(r.risk, r.bad))
	to.AveragePrecision = Measure(learn.AveragePrecision(r.risk, r.bad))
	to.CardPrecision = Measure(learn.CardPrecision(r.cards, CardsADay))
}

func newTally(o Options) *tally {
	return &tally{
		options: o, report: &Report{Outcomes: map[string]int{}, Cost: &CostReport{AlarmFen: o.AlarmFen}},
		levels:    [2]AlertReport{{Least: string(rules.Monitor)}, {Least: string(rules.StepUp)}},
		scenarios: map[uint8]*ScenarioCount{}, rules: map[string]*RuleReport{},
	}
}

// take counts one decision. What has no label counts as an event with an outcome and in no measure.
func (t *tally) take(m *moment, today int64) {
	r := t.report
	r.Events++
	r.Outcomes[string(m.result.Outcome)]++
	if len(m.result.Failed) > 0 {
		r.Failed++
	}
	if !m.Labelled {
		r.Unlabelled++
		return
	}
	t.ranked.add(m, today, float64(m.result.Risk))
	alert, stop := alerted(m.result.Outcome), stopped(m.result.Outcome)
	for i, on := range [2]bool{alert, stop} {
		if on {
			t.levels[i].Events++
			t.levels[i].Bad += count(m.Bad)
		}
	}
	for _, f := range m.result.Fired {
		hit := t.rules[f.Rule]
		if hit == nil {
			hit = &RuleReport{Rule: f.Rule}
			t.rules[f.Rule] = hit
		}
		hit.Hits++
		hit.Bad += count(m.Bad)
	}
	switch {
	case m.Bad && stop:
		r.Cost.PreventedFen += m.AmountFen
	case m.Bad:
		r.Cost.LostFen += m.AmountFen
	case stop:
		r.Cost.FalseAlarms++
	}
	if m.Bad {
		r.Bad++
		t.scenario(m.Scenario, alert, stop)
	}
}

func (t *tally) scenario(number uint8, alert, stop bool) {
	s := t.scenarios[number]
	if s == nil {
		s = &ScenarioCount{Scenario: int(number)}
		t.scenarios[number] = s
	}
	s.Bad++
	s.Alerted += count(alert)
	s.Stopped += count(stop)
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// finish computes what follows from the counts.
func (t *tally) finish() *Report {
	r := t.report
	t.ranked.measure(r)
	for _, l := range t.levels {
		l.Precision, l.Recall = share(l.Bad, l.Events), share(l.Bad, r.Bad)
		r.Alerts = append(r.Alerts, l)
	}
	r.Recall = r.Alerts[0].Recall
	r.Cost.TotalFen = r.Cost.LostFen + int64(r.Cost.FalseAlarms)*r.Cost.AlarmFen
	t.addScenarios()
	for _, key := range slices.Sorted(maps.Keys(t.rules)) {
		hit := *t.rules[key]
		hit.Precision = share(hit.Bad, hit.Hits)
		r.Rules = append(r.Rules, hit)
	}
	return r
}

// addScenarios lists the kinds of bad; a source that names none has none.
func (t *tally) addScenarios() {
	for _, number := range slices.Sorted(maps.Keys(t.scenarios)) {
		s := *t.scenarios[number]
		s.Recall = share(s.Alerted, s.Bad)
		if number > 0 {
			t.report.Scenarios = append(t.report.Scenarios, s)
		}
	}
}
