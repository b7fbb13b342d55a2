package score

import (
	"cmp"
	"slices"
)

// Score evaluates a vector and applies the scale's limits and a policy's adjustments, as Explain does, without an allocation.
func (e *Evaluator) Score(vec []float64, adjusts []Adjust) int {
	var p Points
	e.Evaluate(vec, &p)
	return e.Final(p.Sum, adjusts)
}

// Final returns the score of a card sum after the scale's limits and a policy's adjustments.
func (e *Evaluator) Final(sum int, adjusts []Adjust) int {
	t := tally{score: sum}
	t.adjust(&e.card, adjusts)
	return t.score
}

// Explain scores one vector and says how: every line, the reasons, and what rests on missing data. Adjustments apply in this
// order: the card's own scale, then the policy's caps, then its floors, and an override last, which sets the score. Each cap
// and floor that moves the score, in the order given, becomes a line; of several overrides the one with the lowest value
// holds, and has a line even when it changes nothing. Values outside the scale count as its nearest end.
func (e *Evaluator) Explain(vec []float64, adjusts []Adjust) Breakdown {
	var p Points
	e.Evaluate(vec, &p)
	base := e.card.Base
	lines := make([]Line, 0, len(e.columns)+len(adjusts)+2)
	lines = append(lines, Line{Kind: LineBase, Key: KeyBase, Bin: -1, Points: base, MinPoints: base, MaxPoints: base})
	for i := range e.columns {
		lines = append(lines, e.line(i, int(p.Bins[i]), vec))
	}
	t := tally{score: p.Sum, keep: true, lines: lines}
	t.adjust(&e.card, adjusts)
	return Breakdown{
		Score: t.score, CardSum: p.Sum, Lines: t.lines, Reasons: e.reasonsOf(&p),
		MissingPoints: p.Missing, PD: e.card.Scale.PD(p.Sum),
	}
}

// line describes what one factor gave.
func (e *Evaluator) line(i, bin int, vec []float64) Line {
	f := &e.card.Factors[i]
	lowest, highest := f.Span()
	l := Line{
		Kind: LineFactor, Key: f.Key, Aspect: f.Aspect, Bin: bin, Points: f.Bins[bin].Points,
		MinPoints: lowest, MaxPoints: highest, Reason: f.Reason, Missing: f.Missing(bin),
		Value: valueOf(vec, e.columns[i].position),
	}
	if f.Pair != nil {
		other := valueOf(vec, e.pairs[i-e.singles].axes[1].position)
		l.Other = &other
	}
	return l
}

// reasonsOf names the reasons of the fast path and the factors behind each.
func (e *Evaluator) reasonsOf(p *Points) []Reason {
	reasons := make([]Reason, 0, TopReasons)
	for _, l := range p.Reasons {
		if l.Points == 0 {
			break
		}
		reasons = append(reasons, Reason{
			Code: e.reasons[l.Reason], Lost: int(l.Points), Factors: e.losers(int(l.Reason), p),
		})
	}
	return reasons
}

// losers returns the keys of the factors that lost points under a reason, most lost first, then in the card's order.
func (e *Evaluator) losers(reason int, p *Points) []string {
	type loser struct {
		key  string
		lost int
	}
	var all []loser
	for i, c := range e.columns {
		f := &e.card.Factors[i]
		if lost := c.against - f.Bins[p.Bins[i]].Points; c.reason == reason && lost > 0 {
			all = append(all, loser{f.Key, lost})
		}
	}
	slices.SortStableFunc(all, func(a, b loser) int { return cmp.Compare(b.lost, a.lost) })
	keys := make([]string, len(all))
	for i, l := range all {
		keys[i] = l.key
	}
	return keys
}

// tally is a score in the making and, when kept, its lines.
type tally struct {
	score int
	keep  bool
	lines []Line
}

// move sets the score to a value by one line.
func (t *tally) move(kind LineKind, key string, asked, to int) {
	points := to - t.score
	t.score = to
	if t.keep {
		t.lines = append(t.lines, Line{
			Kind: kind, Key: key, Value: float64(asked), Bin: -1, Points: points, MinPoints: points, MaxPoints: points,
		})
	}
}

// adjust applies the card's scale and then the policy, in the order that Explain documents.
func (t *tally) adjust(card *Scorecard, adjusts []Adjust) {
	if t.score < card.Min {
		t.move(LineFloor, KeyScaleMin, card.Min, card.Min)
	}
	if t.score > card.Max {
		t.move(LineCap, KeyScaleMax, card.Max, card.Max)
	}
	within := func(value int) int { return min(max(value, card.Min), card.Max) }
	override := -1
	for i, a := range adjusts {
		if a.Kind == LineCap && within(a.Value) < t.score {
			t.move(LineCap, a.Key, a.Value, within(a.Value))
		}
		if a.Kind == LineOverride && (override < 0 || a.Value < adjusts[override].Value) {
			override = i
		}
	}
	for _, a := range adjusts {
		if a.Kind == LineFloor && within(a.Value) > t.score {
			t.move(LineFloor, a.Key, a.Value, within(a.Value))
		}
	}
	if override >= 0 {
		a := adjusts[override]
		t.move(LineOverride, a.Key, a.Value, within(a.Value))
	}
}
