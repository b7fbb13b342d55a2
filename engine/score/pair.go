package score

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Pair says of which two keys a factor is, and how either is cut. The factor's bins are the cells: the first bin of the first axis
// with every bin of the second, then the second with every, and so on. Bins of an axis hold values alone, no points.
type Pair struct {
	Keys [2]string `json:"keys"`
	Axes [2][]Bin  `json:"axes"`
}

// PairKey is the key of a factor that is a pair.
func PairKey(first, second string) string { return first + "*" + second }

// Cell returns the index of the bin that two values fall in.
func (f *Factor) Cell(first, second float64) int {
	return f.axis(0).BinOf(first)*len(f.Pair.Axes[1]) + f.axis(1).BinOf(second)
}

// AxisBins returns which bin of either axis a cell is.
func (f *Factor) AxisBins(cell int) (first, second Bin) {
	n := len(f.Pair.Axes[1])
	return f.Pair.Axes[0][cell/n], f.Pair.Axes[1][cell%n]
}

// WithoutKey returns the bin that a bin becomes when the value of a key is not known. ok is false for a factor that is not of that
// key, alone or in a pair.
func (f *Factor) WithoutKey(key string, bin int) (to int, ok bool) {
	if f.Pair == nil {
		return f.BinOf(math.NaN()), f.Key == key
	}
	width := len(f.Pair.Axes[1])
	switch key {
	case f.Pair.Keys[0]:
		return f.axis(0).BinOf(math.NaN())*width + bin%width, true
	case f.Pair.Keys[1]:
		return bin/width*width + f.axis(1).BinOf(math.NaN()), true
	}
	return bin, false
}

// Keys lists the keys that the card reads, each once, in the order of its factors.
func (c Scorecard) Keys() []string {
	var keys []string
	for _, f := range c.Factors {
		of := []string{f.Key}
		if f.Pair != nil {
			of = f.Pair.Keys[:]
		}
		for _, key := range of {
			if !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// axis is one side of a pair as a factor of its own.
func (f *Factor) axis(i int) *Factor {
	return &Factor{Key: f.Pair.Keys[i], Aspect: f.Aspect, Reason: f.Reason, Bins: f.Pair.Axes[i]}
}

// Missing reports whether a bin stands for a value, or for a pair one of two values, that is not known.
func (f *Factor) Missing(bin int) bool {
	if f.Pair == nil {
		return f.Bins[bin].Kind == BinMissing
	}
	first, second := f.AxisBins(bin)
	return first.Kind == BinMissing || second.Kind == BinMissing
}

// validatePair checks a factor that is a pair.
func (f Factor) validatePair() error {
	p := f.Pair
	if p.Keys[0] == "" || p.Keys[0] == p.Keys[1] || f.Key != PairKey(p.Keys[0], p.Keys[1]) {
		return fmt.Errorf("is no pair of %q and %q", p.Keys[0], p.Keys[1])
	}
	for i := range p.Axes {
		if err := f.axis(i).validate(); err != nil {
			return fmt.Errorf("axis %d: %w", i, err)
		}
		for _, b := range p.Axes[i] {
			if b.Points != 0 || len(b.Bags) > 0 {
				return fmt.Errorf("axis %d has points", i)
			}
		}
	}
	if len(f.Bins) != len(p.Axes[0])*len(p.Axes[1]) {
		return fmt.Errorf("%d cells of %d by %d bins", len(f.Bins), len(p.Axes[0]), len(p.Axes[1]))
	}
	for i, b := range f.Bins {
		if b.Kind != BinCell || b.Over != nil || b.UpTo != nil || len(b.Codes) > 0 {
			return fmt.Errorf("bin %d is no cell", i)
		}
		if !pointsFit(b.Points) || !finite(b.WoE) || b.Count < 0 || b.Bad < 0 || b.Bad > b.Count {
			return errors.New("points, counts or weight of evidence of a cell are impossible")
		}
	}
	return nil
}

// crossing is a pair, compiled: where the cell of two values is.
type crossing struct {
	axes  [2]column // their slots hold the bin of the axis
	width int       // bins of the second axis
	cells []slot
}

// addPair compiles a pair. It has a column too, for what does not depend on values.
func (e *Evaluator) addPair(f *Factor, positions [2]int) {
	c := crossing{width: len(f.Pair.Axes[1])}
	against := f.against(e.from)
	for i := range c.axes {
		c.axes[i] = e.layOut(f.axis(i), positions[i], 0)
	}
	for bin, b := range f.Bins {
		s := slot{points: int32(b.Points), lost: int32(against - b.Points), bin: uint8(bin)}
		if f.Missing(bin) {
			s.missing = s.points
		}
		c.cells = append(c.cells, s)
	}
	e.pairs = append(e.pairs, c)
	e.columns = append(e.columns, column{position: positions[0], reason: e.reasonAt(f.Reason), against: against})
}

// evaluatePairs adds what the pairs give. It is apart so that a card without any does not pay for it.
//
//go:noinline
func (e *Evaluator) evaluatePairs(vec []float64, out *Points, lost *[MaxFactors]int32) (sum, missing int32) {
	for i := range e.pairs {
		p := &e.pairs[i]
		cell := int(e.slotOf(&p.axes[0], vec).bin)*p.width + int(e.slotOf(&p.axes[1], vec).bin)
		s := &p.cells[cell]
		at := e.singles + i
		sum += s.points
		missing += s.missing
		out.Bins[at] = s.bin
		lost[e.columns[at].reason] += s.lost
	}
	return sum, missing
}

// slotOf is the slot that a column's value falls in.
func (e *Evaluator) slotOf(c *column, vec []float64) *slot {
	x, n := vec[c.position], c.slots
	for _, b := range e.blocks[c.first:c.last] {
		for _, edge := range b {
			n += bit(x > edge)
		}
	}
	return &e.slots[n]
}

// valueOf is what a vector holds at a place, 0 where it is not known.
func valueOf(vec []float64, at int) float64 {
	// A category the card has never seen is scored as missing, and its value is still worth showing.
	if at < len(vec) && !math.IsNaN(vec[at]) && !math.IsInf(vec[at], 0) {
		return vec[at]
	}
	return 0
}
