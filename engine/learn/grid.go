package learn

import (
	"math"
	"slices"
	"sort"

	"candor/engine/factor"
)

// grid is one factor cut into the bins that its shape is a number for. Bin 0 is missing, then one bin for each special code of the
// factor, or each category; then, from first on, the ordinary values in order.
type grid struct {
	index     int // into the specs
	direction factor.Direction
	codes     []float64
	cuts      []float64 // upper ends of all ordinary bins but the last
	first     int       // bin of the lowest ordinary values; after the last when there are none
	size      int       // bins
	bins      []uint8   // of each row
	rows      []int     // in each bin
	bads      []int     // of them
}

// newGrid cuts the values of one factor, of the rows that a model is made of.
func newGrid(index int, spec factor.Spec, values []float64, labels []bool, groups int, tails []float64) *grid {
	g := &grid{index: index, direction: spec.Direction, codes: spec.Codes}
	known := make([]float64, 0, len(values))
	for _, x := range values {
		if !math.IsNaN(x) && !slices.Contains(spec.Codes, x) {
			known = append(known, x)
		}
	}
	slices.Sort(known)
	g.first = 1 + len(g.codes)
	g.size = g.first
	if !spec.Categorical {
		g.cuts = cutsOf(known, groups, tails)
		g.size += len(g.cuts) + 1
	}
	g.bins, g.rows, g.bads = make([]uint8, len(values)), make([]int, g.size), make([]int, g.size)
	for i, x := range values {
		b := g.bin(x)
		g.bins[i] = uint8(b) // at most score.MaxBins
		g.rows[b]++
		if labels[i] {
			g.bads[b]++
		}
	}
	return g
}

// bin is where a value falls. A category that is not among the codes is missing.
func (g *grid) bin(x float64) int {
	if math.IsNaN(x) {
		return 0
	}
	if at := slices.Index(g.codes, x); at >= 0 {
		return 1 + at
	}
	if g.first == g.size {
		return 0
	}
	at, _ := slices.BinarySearch(g.cuts, x)
	return g.first + at
}

// free reports whether no side of the factor is said to be safer.
func (g *grid) free() bool { return g.direction != factor.Up && g.direction != factor.Down }

// varies reports whether the factor has two bins with accounts.
func (g *grid) varies() bool {
	used := 0
	for _, n := range g.rows {
		if n > 0 {
			used++
		}
	}
	return used > 1
}

// cutsOf cuts sorted values into groups of about equal count and at the tails, never between equal values.
func cutsOf(known []float64, groups int, tails []float64) []float64 {
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
	for g := 1; g < groups; g++ {
		add(g*len(known)/groups - 1)
	}
	for _, q := range tails {
		add(int(q * float64(len(known))))
	}
	slices.Sort(cuts)
	return slices.Compact(cuts)
}
