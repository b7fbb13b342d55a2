package learn

import (
	"fmt"
	"math"

	"candor/engine/factor"
	"candor/engine/plain"
	"candor/engine/score"
)

// The scale of every trained card: 600 points at three good accounts to one bad, 60 more for each doubling. A book with a
// twentieth bad centres near 760, one with a fifth bad near 625, and odds from 1:6 to 170:1 fit between the ends.
const (
	scaleScore = 600
	scaleOdds  = 3.0
	scalePDO   = 60
	scaleMin   = 350
	scaleMax   = 950
)

// scaling is how points are scaled.
type scaling struct {
	score.Scale
	min, max int
}

// accounts is the scaling of cards of accounts.
var accounts = scaling{score.Scale{Score: scaleScore, Odds: scaleOdds, PDO: scalePDO}, scaleMin, scaleMax}

// minValue is the information value below which a factor says nothing (Siddiqi, 2006, chapter 6, sets 0.02; a little less is
// asked here because the regression has its own say).
const minValue = 0.01

// chosen is a factor that a model uses.
type chosen struct {
	index  int // into the specs
	binned binned
	weight float64 // of the regression; of a boosted model, the mean distance of its points from 0
}

// model is a fitted scorecard and how it came to be.
type model struct {
	card    score.Scorecard // without id and training
	factors []chosen
	dropped []Dropped
	rounds  int // of boosting
}

// trainer holds what every fit of one training shares. It is read only once made.
type trainer struct {
	specs   []factor.Spec
	columns [][]float64
	labels  []bool
	usable  []int // factors that the whole data does not rule out
	options Options
	scale   scaling
}

// fit makes a model from the accounts listed in rows.
func (t *trainer) fit(rows []int) (model, error) {
	labels := pick(t.labels, rows)
	bads := float64(countBads(labels))
	book := tally{good: float64(len(rows)) - bads, bad: bads}
	var m model
	var d design
	d.labels = labels
	for _, j := range t.usable {
		s := sample{values: pick(t.columns[j], rows), labels: labels, book: book}
		b := s.bin(t.specs[j])
		if b.value < minValue {
			m.drop(t.specs[j].Key, DroppedWeak, b.value)
			continue
		}
		m.factors = append(m.factors, chosen{index: j, binned: b})
		d.columns = append(d.columns, b.apply(s.values))
	}
	intercept, err := m.weigh(t.specs, &d)
	if err != nil {
		return model{}, err
	}
	m.card = m.compile(t.specs, intercept)
	return m, nil
}

// pick returns the listed elements.
func pick[T any](all []T, rows []int) []T {
	out := make([]T, len(rows))
	for i, row := range rows {
		out[i] = all[row]
	}
	return out
}

// apply replaces values by the weights of evidence of their bins.
func (b binned) apply(values []float64) []float64 {
	f := score.Factor{Bins: b.bins}
	out := make([]float64, len(values))
	for i, x := range values {
		out[i] = b.bins[f.BinOf(x)].WoE
	}
	return out
}

// drop notes a factor that the model does without.
func (m *model) drop(key, why string, value float64) {
	m.dropped = append(m.dropped, Dropped{Key: key, Why: why, IV: value})
}

// minSpan is how far apart a factor's best and worst bins must be, in points, for the factor to be worth a line on the page.
const minSpan = 5

// weigh fits the weights. While any is not above 0 the lowest is taken out and the rest fitted again: such a factor would give
// points against its own bad rate, which happens when others already say what it says. Then the same is done with factors that
// move no score by minSpan points.
func (m *model) weigh(specs []factor.Spec, d *design) (intercept float64, err error) {
	var start []float64
	for len(m.factors) > 0 {
		l, err := d.fit(start)
		if err != nil {
			return 0, err
		}
		for i, w := range l.weights {
			m.factors[i].weight = w
		}
		worst, why := m.weakest()
		if why == "" {
			return l.intercept, nil
		}
		out := m.factors[worst]
		m.drop(specs[out.index].Key, why, out.binned.value)
		m.factors = without(m.factors, worst)
		d.columns = without(d.columns, worst)
		start = append([]float64{l.intercept}, without(l.weights, worst)...)
	}
	return 0, errNothingLeft
}

// weakest returns the factor to take out next and why; the reason is empty when all may stay.
func (m *model) weakest() (at int, why string) {
	narrow := 0
	for i, c := range m.factors {
		if c.weight < m.factors[at].weight {
			at = i
		}
		if c.span() < m.factors[narrow].span() {
			narrow = i
		}
	}
	switch {
	case m.factors[at].weight <= 0:
		return at, DroppedSign
	case m.factors[narrow].span() < minSpan:
		return narrow, DroppedIdle
	}
	return 0, ""
}

// span returns the distance in points between the factor's best and worst bins, before rounding.
func (c chosen) span() float64 {
	lowest, highest := math.Inf(1), math.Inf(-1)
	for _, b := range c.binned.bins {
		lowest, highest = min(lowest, b.WoE), max(highest, b.WoE)
	}
	return (highest - lowest) * c.weight * scalePDO / math.Ln2
}

// without returns a list less one element.
func without[T any](list []T, at int) []T {
	out := make([]T, 0, len(list)-1)
	out = append(out, list[:at]...)
	return append(out, list[at+1:]...)
}

// compile turns log odds into whole points: points = PDO/ln 2 · weight · WoE, and the base takes the intercept (Siddiqi, 2006,
// chapter 6). Rounding each bin to a point moves a score of thirty factors by under three points in nineteen cases of twenty.
func (m *model) compile(specs []factor.Spec, intercept float64) score.Scorecard {
	scale := score.Scale{Score: scaleScore, Odds: scaleOdds, PDO: scalePDO}
	card := score.Scorecard{
		Schema: score.Schema, ID: "unnamed", Method: MethodWoE, Scale: scale, Min: scaleMin, Max: scaleMax,
		Base: scaleScore + int(math.Round(scale.Factor()*(intercept-plain.Ln(scaleOdds)))),
	}
	for _, c := range m.factors {
		spec := specs[c.index]
		f := score.Factor{Key: spec.Key, Aspect: spec.Aspect, Reason: spec.Reason}
		for _, b := range c.binned.bins {
			b.Points = int(math.Round(scale.Factor() * c.weight * b.WoE))
			f.Bins = append(f.Bins, b)
		}
		card.Factors = append(card.Factors, f)
	}
	return card
}

// scored is one account as a model would decide it.
type scored struct {
	row   int
	score int
	pd    float64
}

// apply scores the listed rows with the model's whole points.
func (m *model) apply(t *trainer, rows []int) ([]scored, error) {
	keys := make([]string, len(t.specs))
	for i, s := range t.specs {
		keys[i] = s.Key
	}
	evaluator, err := score.Compile(m.card, keys)
	if err != nil {
		return nil, fmt.Errorf("compile trained card: %w", err)
	}
	out := make([]scored, len(rows))
	vec := make([]float64, len(t.specs))
	var p score.Points
	for i, row := range rows {
		for j := range vec {
			vec[j] = t.columns[j][row]
		}
		evaluator.Evaluate(vec, &p)
		out[i] = scored{row: row, score: evaluator.Final(p.Sum, nil), pd: m.card.Scale.PD(p.Sum)}
	}
	return out, nil
}
