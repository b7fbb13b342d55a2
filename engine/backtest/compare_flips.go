package backtest

import (
	"cmp"
	"slices"

	"candor/engine/decide"
	"candor/engine/rules"
)

// ExamplesMost is how many events a cell of flips names: the first by id.
const ExamplesMost = 10

// cellKey is from which outcome to which, by rank, and what the events turned out to be.
type cellKey struct{ from, to, label int }

// labelOf is 0 for bad, 1 for good, 2 for unknown.
func labelOf(m *moment) int {
	switch {
	case !m.Labelled:
		return 2
	case m.Bad:
		return 0
	}
	return 1
}

// flip counts an event that ends differently, and keeps it where it is among the first of its cell.
func (t *compareTally) flip(m *moment) {
	key := cellKey{m.result.Outcome.Rank(), m.other.Outcome.Rank(), labelOf(m)}
	f := &t.flips[count(key.to < key.from)][key.label]
	f.Events++
	f.AmountFen += m.AmountFen
	f.Crossing += count(stopped(m.result.Outcome) != stopped(m.other.Outcome))
	c := t.cells[key]
	if c == nil {
		c = &FlipCell{From: string(m.result.Outcome), To: string(m.other.Outcome), Label: labelNames[key.label]}
		t.cells[key] = c
	}
	c.Events++
	c.AmountFen += m.AmountFen
	if len(c.Examples) == ExamplesMost && c.Examples[ExamplesMost-1].id < m.ID {
		return
	}
	at, _ := slices.BinarySearchFunc(c.Examples, m.ID, func(e Example, id int64) int { return cmp.Compare(e.id, id) })
	c.Examples = slices.Insert(c.Examples, at, exampleOf(m))
	c.Examples = c.Examples[:min(len(c.Examples), ExamplesMost)]
}

func exampleOf(m *moment) Example {
	e := Example{
		At: m.At, Kind: m.Input.Kind, Product: m.Input.Product, AmountFen: m.AmountFen,
		Risk: [2]int{m.result.Risk, m.other.Risk}, id: m.ID, account: m.Account,
	}
	e.Gone, e.Fresh = firedWithout(&m.result, &m.other), firedWithout(&m.other, &m.result)
	return e
}

// firedWithout is the rules that fired in one result and not in another.
func firedWithout(in, not *decide.EventResult) (keys []string) {
	for _, f := range in.Fired {
		if !slices.ContainsFunc(not.Fired, func(o decide.Fired) bool { return o.Rule == f.Rule }) {
			keys = append(keys, f.Rule)
		}
	}
	return keys
}

// listFlips lists harsher before milder, bad before good before unknown, and cells by outcome.
func (t *compareTally) listFlips() {
	for milder := range t.flips {
		for label, f := range t.flips[milder] {
			if f.Events > 0 {
				f.Harsher, f.Label = milder == 0, labelNames[label]
				t.report.Flips = append(t.report.Flips, f)
			}
		}
	}
	for from := range rules.Outcomes {
		for to := range rules.Outcomes {
			for label := range labelNames {
				if c := t.cells[cellKey{from, to, label}]; c != nil {
					t.name(c.Examples)
					t.report.Cells = append(t.report.Cells, *c)
				}
			}
		}
	}
}

// name writes the public ids of what a cell keeps.
func (t *compareTally) name(list []Example) {
	if t.options.Name == nil {
		return
	}
	for i := range list {
		list[i].Event, list[i].Account = t.options.Name(list[i].id, list[i].account)
	}
}
