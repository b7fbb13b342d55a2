package learn

import (
	"math"
	"slices"

	"candor/engine/plain"
	"candor/engine/score"
)

// boosted are the settings of the boosting of accounts. They are the same for every data set: a small rate and stumps, so that no
// step is large and shapes stay smooth; enough bags that their mean is steady; an end that the rows left out call for.
var boosted = settings{
	bags: 16, rounds: 2000, every: 10, patience: 6, rate: 0.05, ridge: 20, codeRidge: 10, leaves: 2, leafRows: 10, groups: 32,
}

// faint is how many points a factor must move a score by, on average, to stay in a card of accounts: a line on the page that says
// less says nothing.
const faint = 2.0

// sure is by what factor a shape must move a score further than its bags disagree about it, both as means over the accounts: under
// that it is an accident of who was in the sample.
const sure = 1.0

// loud reports whether a factor says enough to stay.
func loud(bins []score.Bin) bool {
	says, differs, n := 0.0, 0.0, 0.0
	for _, b := range bins {
		mean, square := 0.0, 0.0
		for _, p := range b.Bags {
			mean += float64(p) / float64(len(b.Bags))
		}
		for _, p := range b.Bags {
			square += float64((float64(p) - mean) * (float64(p) - mean))
		}
		rows := float64(b.Count)
		says += float64(rows * math.Abs(float64(b.Points)))
		differs += float64(rows * math.Sqrt(square/float64(len(b.Bags))))
		n += rows
	}
	return says >= faint*n && says >= float64(sure*differs)
}

// boost makes a model from the accounts listed in rows, then once more without the factors that said next to nothing.
func (t *trainer) boost(rows []int, s settings, seed int64) (model, error) {
	labels := pick(t.labels, rows)
	var grids []*grid
	for _, j := range t.usable {
		if g := newGrid(j, t.specs[j], pick(t.columns[j], rows), labels, s.groups, s.tails); g.varies() {
			grids = append(grids, g)
		}
	}
	e, err := growOn(grids, labels, s, seed)
	if err != nil {
		return model{}, err
	}
	var together []*grid // what says something in a pair stays, whatever it says alone
	if s.pairs > 0 {
		for _, c := range e.pairs(s.pairs, seed) {
			together = append(together, grids[c.axes[0].at], grids[c.axes[1].at])
		}
	}
	first, err := e.compile(t)
	if err != nil && len(together) == 0 {
		return model{}, err
	}
	kept := t.keep(grids, together, &first)
	if len(together) == 0 && len(kept) == len(first.factors) || len(kept) == 0 {
		return first, nil
	}
	if e, err = growOn(kept, labels, s, seed); err != nil {
		return model{}, err
	}
	if len(together) > 0 {
		if found := e.pairs(s.pairs, seed); len(found) > 0 {
			if err := e.growPairs(found); err != nil {
				return model{}, err
			}
		}
	}
	second, err := e.compile(t)
	second.dropped = append(first.dropped, second.dropped...)
	return second, err
}

// keep returns the factors that say something, alone or in a pair, and notes the faint ones as dropped from the first model.
func (t *trainer) keep(grids, together []*grid, first *model) []*grid {
	kept := grids[:0:0]
	for _, g := range grids {
		at := slices.IndexFunc(first.factors, func(c chosen) bool { return c.index == g.index })
		switch {
		case slices.Contains(together, g):
			kept = append(kept, g)
		case at < 0: // left out for another reason
		case loud(first.factors[at].binned.bins):
			kept = append(kept, g)
		default:
			first.drop(t.specs[g.index].Key, DroppedFaint, first.factors[at].binned.value)
		}
	}
	return kept
}

// growOn boosts on the given factors.
func growOn(grids []*grid, labels []bool, s settings, seed int64) (*ensemble, error) {
	e := &ensemble{settings: s, labels: labels, grids: grids}
	draw := generator{state: uint64(seed)}
	for range s.bags {
		e.bags = append(e.bags, newBag(&e.settings, grids, labels, &draw))
	}
	if err := e.grow(); err != nil {
		return nil, err
	}
	if e.rounds == 0 {
		return nil, errNothingLeft
	}
	return e, nil
}

// recalibrate returns the intercept and the slope that make the log odds of the rows left out most likely (Platt, Probabilistic
// outputs for support vector machines, 1999, without his prior; Newton's method). A mean of cautious steps is too cautious itself:
// the slope is usually a little above 1.
func (e *ensemble) recalibrate() (intercept, by float64) {
	by = 1
	for range 20 {
		var g0, g1, h00, h01, h11 float64
		for i, m := range e.margins {
			if !e.tested[i] {
				continue
			}
			x := float64(m) / one
			p := 1 / (1 + plain.Exp(-float64(intercept+float64(by*x))))
			d, c := outcome(e.labels[i])-p, float64(p*(1-p))
			g0, g1 = g0+d, g1+float64(d*x)
			h00, h01, h11 = h00+c, h01+float64(c*x), h11+float64(float64(c*x)*x)
		}
		det := float64(h00*h11) - float64(h01*h01)
		if !(det > 1e-9) {
			return 0, 1 // every row has the same log odds
		}
		a := float64(float64(h11*g0)-float64(h01*g1)) / det
		b := float64(float64(h00*g1)-float64(h01*g0)) / det
		intercept, by = intercept+a, by+b
		if math.Abs(a)+math.Abs(b) < 1e-9 {
			break
		}
	}
	if by < 0.5 || by > 2 {
		return 0, 1 // so few rows that they contradict the training
	}
	return intercept, by
}

// compile turns the mean of the bags into whole points, and each bag into its own beside them.
func (e *ensemble) compile(t *trainer) (model, error) {
	intercept, by := e.recalibrate()
	scale := t.scale.Scale
	scale.Calibration = e.bend(intercept, by)
	per := -float64(by*scale.Factor()) / one // points of one unit of 2^-20
	bads := countBads(e.labels)
	book := tally{good: float64(len(e.labels) - bads), bad: float64(bads)}
	bases := make([]float64, len(e.bags)) // log odds of each bag where every factor is average
	for i, b := range e.bags {
		bases[i] = float64(b.start)
	}
	m := model{rounds: e.rounds, card: score.Scorecard{
		Schema: score.Schema, ID: "unnamed", Method: MethodBoosted, Scale: scale, Min: t.scale.min, Max: t.scale.max,
	}}
	left := map[int]*slack{}
	for j, g := range e.grids {
		shapes := make([][]float64, len(e.bags))
		for i := range e.bags {
			var mean float64
			shapes[i], mean = g.centred(e.best[i][j])
			bases[i] += mean
		}
		if pair := j - (len(e.grids) - len(e.crossings)); pair >= 0 {
			m.takePair(t, e, e.crossings[pair], shapes, per, book, left)
			continue
		}
		m.take(t, g, g.readable(shapes, per, book), book)
	}
	if len(m.factors) == 0 {
		return model{}, errNothingLeft
	}
	toPoints := func(odds float64) int {
		return scale.Score - int(math.Round(float64(scale.Factor()*(plain.Log(scale.Odds)+intercept))-float64(per*odds)))
	}
	mean := 0.0
	for _, b := range bases {
		mean += b / float64(len(bases))
		m.card.BaseBags = append(m.card.BaseBags, toPoints(b))
	}
	m.card.Base = toPoints(mean)
	return m, nil
}

// take adds a factor with its bins, unless they hardly differ.
func (m *model) take(t *trainer, g *grid, bins []score.Bin, book tally) {
	spec := t.specs[g.index]
	f := score.Factor{Key: spec.Key, Aspect: spec.Aspect, Reason: spec.Reason, Bins: bins}
	if lowest, highest := f.Span(); highest-lowest < minSpan {
		m.drop(spec.Key, DroppedIdle, 0)
		return
	}
	m.card.Factors = append(m.card.Factors, f)
	m.factors = append(m.factors, chosen{g.index, binned{bins, valueOf(bins, book)}, (score.Factor{Bins: bins}).MeanDistance()})
}

// centred returns a shape whose mean over the rows is 0, and what the mean was.
func (g *grid) centred(shape []fixed) ([]float64, float64) {
	sum, rows := int64(0), int64(0)
	for i, n := range g.rows {
		sum += int64(n) * int64(shape[i])
		rows += int64(n)
	}
	mean := float64(sum) / float64(rows)
	out := make([]float64, len(shape))
	for i, x := range shape {
		out[i] = float64(x) - mean
	}
	return out, mean
}

// valueOf is the information value of bins.
func valueOf(bins []score.Bin, book tally) float64 {
	sum := 0.0
	for _, b := range bins {
		sum += tally{good: float64(b.Count - b.Bad), bad: float64(b.Bad)}.value(book)
	}
	return sum
}
