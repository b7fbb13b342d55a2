package learn

import (
	"math"
	"slices"
	"sort"

	"candor/engine/factor"
	"candor/engine/score"
)

// booster is an additive model while it grows.
type booster struct {
	labels  []bool
	start   float64   // log odds of bad of the book
	margins []float64 // log odds of bad of each row, as the terms stand
	terms   []term
}

// term is one factor: where each row falls and what that adds. Bin 0 is missing, bin i > 0 the values up to cuts[i-1].
type term struct {
	index     int // into the specs
	direction factor.Direction
	cuts      []float64
	bins      []uint8 // of each row
	tallies   []tally // rows of each bin
	shape     []float64
	slope     []float64 // scratch: first and second derivative of the log loss, by bin
	curve     []float64
}

// newBooster bins every factor that says something at all. Categorical factors are taken by the order of their codes, which
// suits flags; those with special codes would need bins of their own.
func newBooster(d Data) (*booster, []Dropped) {
	bads := float64(countBads(d.Labels))
	b := &booster{labels: d.Labels, start: math.Log(bads / (float64(len(d.Labels)) - bads)), margins: make([]float64, len(d.Labels))}
	for i := range b.margins {
		b.margins[i] = b.start
	}
	dropped := []Dropped{}
	for j, values := range d.columns() {
		known := make([]float64, 0, len(values))
		for _, x := range values {
			if !math.IsNaN(x) {
				known = append(known, x)
			}
		}
		slices.Sort(known)
		cuts := cutsOf(known)
		switch {
		case len(known) == 0:
			dropped = append(dropped, Dropped{Key: d.Specs[j].Key, Why: DroppedMissing})
		case len(cuts) == 0 && len(known) == len(values):
			dropped = append(dropped, Dropped{Key: d.Specs[j].Key, Why: DroppedConstant})
		default:
			b.terms = append(b.terms, newTerm(j, d, values, cuts))
		}
	}
	return b, dropped
}

// cutsOf cuts sorted values into additiveGroups of about equal count and at the tails, never between equal values.
func cutsOf(known []float64) []float64 {
	var cuts []float64
	add := func(at int) { // after the value at this place
		if at < 0 || at >= len(known) {
			return
		}
		next := sort.Search(len(known), func(i int) bool { return known[i] > known[at] })
		if next < len(known) {
			cuts = append(cuts, between(known[at], known[next]))
		}
	}
	for g := 1; g < additiveGroups; g++ {
		add(g*len(known)/additiveGroups - 1)
	}
	for _, q := range tails {
		add(int(q * float64(len(known))))
	}
	slices.Sort(cuts)
	return slices.Compact(cuts)
}

func newTerm(j int, d Data, values, cuts []float64) term {
	n := len(cuts) + 2
	t := term{
		index: j, direction: d.Specs[j].Direction, cuts: cuts, bins: make([]uint8, len(values)), tallies: make([]tally, n),
		shape: make([]float64, n), slope: make([]float64, n), curve: make([]float64, n),
	}
	for i, x := range values {
		if !math.IsNaN(x) {
			at, _ := slices.BinarySearch(cuts, x)
			t.bins[i] = uint8(1 + at) // at most 60
		}
		bad := outcome(d.Labels[i])
		t.tallies[t.bins[i]] = t.tallies[t.bins[i]].add(tally{good: 1 - bad, bad: bad})
	}
	return t
}

// step adds one step to the shape of a term.
func (b *booster) step(t *term) {
	clear(t.slope)
	clear(t.curve)
	for i, bin := range t.bins {
		p := 1 / (1 + math.Exp(-b.margins[i]))
		t.slope[bin] += outcome(b.labels[i]) - p
		t.curve[bin] += p * (1 - p)
	}
	var add [1 << 8]float64
	if t.tallies[0].count() >= leafRows {
		add[0] = leaf(t.slope[0], t.curve[0])
	}
	if cut, left, right := t.split(); cut > 0 {
		for i := 1; i < len(t.shape); i++ {
			add[i] = left
			if i > cut {
				add[i] = right
			}
		}
	}
	for i := range t.shape {
		t.shape[i] += add[i]
	}
	for i, bin := range t.bins {
		b.margins[i] += add[bin]
	}
}

// leaf is a damped Newton step: the learning rate times slope over curvature, with the ridge.
func leaf(slope, curve float64) float64 { return learningRate * slope / (curve + leafRidge) }

// split finds the cut that lowers the log loss most, bins 1..cut to its left, and what both sides gain; cut is 0 when none may
// be made.
func (t *term) split() (cut int, left, right float64) {
	slope, curve, rows := 0.0, 0.0, 0.0
	for i := 1; i < len(t.shape); i++ {
		slope, curve, rows = slope+t.slope[i], curve+t.curve[i], rows+t.tallies[i].count()
	}
	gain := func(s, c float64) float64 { return s * s / (c + leafRidge) }
	best, s, c, n := gain(slope, curve), 0.0, 0.0, 0.0
	for i := 1; i < len(t.shape)-1; i++ {
		s, c, n = s+t.slope[i], c+t.curve[i], n+t.tallies[i].count()
		if n < leafRows || rows-n < leafRows {
			continue
		}
		l, r := leaf(s, c), leaf(slope-s, curve-c)
		if g := gain(s, c) + gain(slope-s, curve-c); g > best && allowed(t.direction, r-l) {
			best, cut, left, right = g, i, l, r
		}
	}
	return cut, left, right
}

// centre moves the shape so that its mean over the training rows is 0 and returns what it was.
func (t *term) centre() float64 {
	sum, rows := 0.0, 0.0
	for i, n := range t.tallies {
		sum += n.count() * t.shape[i]
		rows += n.count()
	}
	for i := range t.shape {
		t.shape[i] -= sum / rows
	}
	return sum / rows
}

// points rounds the shape, joins neighbours that give the same, and returns the mean distance of the points from their mean.
func (t *term) points(perUnit float64, book tally) ([]score.Bin, float64) {
	weight, rows := 0.0, 0.0
	for i, n := range t.tallies {
		weight += n.count() * math.Abs(t.shape[i]) * perUnit
		rows += n.count()
	}
	missing := score.Bin{Kind: score.BinMissing, Points: int(math.Round(-perUnit * t.shape[0]))}
	if t.tallies[0].count() < leafRows {
		missing.Points = 0 // never learned: the average
	}
	var bins []score.Bin
	var sums []tally
	for i := 1; i < len(t.shape); i++ {
		points := int(math.Round(-perUnit * t.shape[i]))
		bin := score.Bin{Kind: score.BinRange, Points: points}
		if n := len(bins); n > 0 && bins[n-1].Points == points {
			sums[n-1] = sums[n-1].add(t.tallies[i])
			bins[n-1].UpTo = t.upTo(i)
			continue
		} else if n > 0 {
			bin.Over = bins[n-1].UpTo
		}
		bin.UpTo = t.upTo(i)
		bins, sums = append(bins, bin), append(sums, t.tallies[i])
	}
	bins, sums = append(bins, missing), append(sums, t.tallies[0])
	for i := range bins {
		bins[i].Count, bins[i].Bad, bins[i].WoE = int(sums[i].count()), int(sums[i].bad), sums[i].woe(book)
	}
	return bins, weight / rows
}

// upTo is the upper bound of a bin, nil for the last.
func (t *term) upTo(i int) *float64 {
	if i > len(t.cuts) {
		return nil
	}
	return &t.cuts[i-1]
}
