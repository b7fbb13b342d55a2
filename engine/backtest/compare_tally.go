package backtest

import (
	"maps"
	"math"
	"slices"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/engine/validate"
)

// The two policies of a comparison.
const (
	current = iota
	proposed
	sides
)

// compareTally adds up decisions by both policies in the order of the events.
type compareTally struct {
	options  CompareOptions
	report   *Comparison
	accounts map[int64]bool
	skipped  map[string]int
	bads     [5][sides]int64 // by outcome
	caught   [2][sides]levelCount
	cost     [sides]CostReport
	swap     [4]SwapCell
	flips    [2][3]Flip
	cells    map[cellKey]*FlipCell
	groups   [3]map[string]*Group
	rules    map[string]*rulePair
	work     [sides]workCount
	then     int // events that were stopped in their time
}

type levelCount struct{ events, bad int }

// rulePair is a rule's hits, and those on labelled events, under each policy.
type rulePair struct{ hits, labelled, bad [sides]int64 }

// The labels of an event, in the order of reports.
var labelNames = [...]string{"bad", "good", "unknown"}

func newCompareTally(o CompareOptions) *compareTally {
	t := &compareTally{
		options: o, report: &Comparison{}, accounts: map[int64]bool{}, skipped: map[string]int{},
		cells: map[cellKey]*FlipCell{}, rules: map[string]*rulePair{},
	}
	for i := range t.groups {
		t.groups[i] = map[string]*Group{}
	}
	for i := range t.work {
		t.work[i].cases = map[accountDay]bool{}
	}
	return t
}

// take counts one event.
func (t *compareTally) take(m *moment) {
	if m.skip != "" {
		t.skipped[m.skip]++
		return
	}
	r := t.report
	r.Events++
	if m.Was != "" {
		r.Stored++
		t.then += count(stopped(m.Was))
	} else {
		r.Rebuilt++
	}
	t.accounts[m.Account] = true
	r.Labelled += count(m.Labelled)
	bad := m.Labelled && m.Bad
	r.Bad += count(bad)
	results := [sides]*decide.EventResult{&m.result, &m.other}
	ranks := [sides]int{m.result.Outcome.Rank(), m.other.Outcome.Rank()}
	r.Matrix[ranks[current]][ranks[proposed]]++
	for side, result := range results {
		if bad {
			t.bads[ranks[side]][side]++
		}
		t.side(side, m, result)
	}
	t.swapped(m)
	t.grouped(m)
	if ranks[current] != ranks[proposed] {
		r.Differing++
		t.flip(m)
	}
}

// side counts what one policy alone does.
func (t *compareTally) side(side int, m *moment, r *decide.EventResult) {
	t.work[side].add(m, r, t.options.Clock)
	for _, f := range r.Fired {
		p := t.rules[f.Rule]
		if p == nil {
			p = &rulePair{}
			t.rules[f.Rule] = p
		}
		p.hits[side]++
		p.labelled[side] += int64(count(m.Labelled))
		p.bad[side] += int64(count(m.Labelled && m.Bad))
	}
	if !m.Labelled {
		return
	}
	stop := stopped(r.Outcome)
	for i, on := range [2]bool{alerted(r.Outcome), stop} {
		if on {
			t.caught[i][side].events++
			t.caught[i][side].bad += count(m.Bad)
		}
	}
	c := &t.cost[side]
	switch {
	case m.Bad && stop:
		c.PreventedFen += m.AmountFen
	case m.Bad:
		c.LostFen += m.AmountFen
	case stop:
		c.FalseAlarms++
	}
}

// swapped counts the event's quarter of the swap set.
func (t *compareTally) swapped(m *moment) {
	at := 2*count(stopped(m.result.Outcome)) + count(stopped(m.other.Outcome))
	c := &t.swap[at]
	c.Events++
	c.AmountFen += m.AmountFen
	c.Labelled += count(m.Labelled)
	c.Bad += count(m.Labelled && m.Bad)
}

// grouped counts the event in its product, kind and band.
func (t *compareTally) grouped(m *moment) {
	for i, key := range [...]string{m.Input.Product, m.Input.Kind, m.Input.Band} {
		g := t.groups[i][key]
		if g == nil {
			g = &Group{Key: key}
			t.groups[i][key] = g
		}
		g.Events++
		g.Labelled += count(m.Labelled)
		g.Bad += count(m.Labelled && m.Bad)
		by := m.other.Outcome.Rank() - m.result.Outcome.Rank()
		g.Harsher += count(by > 0)
		g.Milder += count(by < 0)
		for side, stop := range [sides]bool{stopped(m.result.Outcome), stopped(m.other.Outcome)} {
			to := func(c *Count, n int64) {
				if side == current {
					c.Current += n
				} else {
					c.Proposed += n
				}
			}
			to(&g.Stopped, int64(count(stop)))
			to(&g.StoppedGood, int64(count(stop && m.Labelled && !m.Bad)))
			if m.Labelled && m.Bad && !stop {
				to(&g.LostFen, m.AmountFen)
			}
		}
	}
}

// finish computes what follows from the counts.
func (t *compareTally) finish() *Comparison {
	r := t.report
	r.Accounts = len(t.accounts)
	for _, reason := range slices.Sorted(maps.Keys(t.skipped)) {
		r.Skipped = append(r.Skipped, Skip{reason, t.skipped[reason]})
	}
	t.outcomes()
	t.catches()
	t.costs()
	for i := range t.swap {
		c := t.swap[i]
		c.Before, c.After, c.BadRate = i < 2, i%2 == 0, validate.Wilson(c.Bad, c.Labelled)
		r.Swap = append(r.Swap, c)
	}
	t.listFlips()
	for i, to := range [...]*[]Group{&r.Products, &r.Kinds, &r.Bands} {
		for _, key := range slices.Sorted(maps.Keys(t.groups[i])) {
			g := t.groups[i][key]
			g.Stopped.settle()
			g.StoppedGood.settle()
			g.LostFen.settle()
			*to = append(*to, *g)
		}
	}
	t.listRules()
	t.workload()
	return r
}

func counted(n [sides]int64) Count { return Count{n[current], n[proposed], n[proposed] - n[current]} }

func (t *compareTally) outcomes() {
	for i, o := range rules.Outcomes {
		line := OutcomeLine{Outcome: string(o), Bad: counted(t.bads[i])}
		for j := range rules.Outcomes {
			line.Events.Current += int64(t.report.Matrix[i][j])
			line.Events.Proposed += int64(t.report.Matrix[j][i])
		}
		line.Events.settle()
		t.report.Outcomes = append(t.report.Outcomes, line)
	}
}

func (t *compareTally) catches() {
	for i, least := range [...]rules.Outcome{rules.Monitor, rules.StepUp} {
		a, b := t.caught[i][current], t.caught[i][proposed]
		t.report.Catches = append(t.report.Catches, Catch{
			Least: string(least), Events: counted([sides]int64{int64(a.events), int64(b.events)}),
			Bad:       counted([sides]int64{int64(a.bad), int64(b.bad)}),
			Precision: rate(validate.Wilson(a.bad, a.events), validate.Wilson(b.bad, b.events)),
			Recall:    rate(validate.Wilson(a.bad, t.report.Bad), validate.Wilson(b.bad, t.report.Bad)),
			F1:        pair(a.f1(t.report.Bad), b.f1(t.report.Bad)),
		})
	}
}

// f1 is 2·hits / (alarms + bad), the harmonic mean of precision and recall; NaN where there is neither.
func (l levelCount) f1(bad int) float64 {
	if l.events+bad == 0 {
		return math.NaN()
	}
	return 2 * float64(l.bad) / float64(l.events+bad)
}

func (t *compareTally) costs() {
	a, b := t.cost[current], t.cost[proposed]
	total := func(c CostReport) int64 { return c.LostFen + int64(c.FalseAlarms)*t.options.AlarmFen }
	t.report.Cost = CostPair{
		LostFen: counted([sides]int64{a.LostFen, b.LostFen}), PreventedFen: counted([sides]int64{a.PreventedFen, b.PreventedFen}),
		FalseAlarms: counted([sides]int64{int64(a.FalseAlarms), int64(b.FalseAlarms)}), AlarmFen: t.options.AlarmFen,
		TotalFen: counted([sides]int64{total(a), total(b)}),
	}
}

func (t *compareTally) listRules() {
	for _, key := range slices.Sorted(maps.Keys(t.rules)) {
		p := t.rules[key]
		t.report.Rules = append(t.report.Rules, RulePair{
			Rule: key, Hits: counted(p.hits), Labelled: counted(p.labelled), Bad: counted(p.bad),
			Precision: rate(validate.Wilson(int(p.bad[current]), int(p.labelled[current])), validate.Wilson(int(p.bad[proposed]), int(p.labelled[proposed]))),
		})
	}
}
