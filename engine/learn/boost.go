package learn

import (
	"math"
)

// settings are the choices of a boosting.
type settings struct {
	bags      int
	rounds    int // at most
	every     int // rounds between two looks at the rows left out
	patience  int // looks without gain before it ends
	rate      float64
	ridge     float64 // added to the curvature of a leaf: what it takes to believe in one
	codeRidge float64 // the same for a special code, a category or missing
	leaves    int
	leafRows  int64
	groups    int // quantile groups of a factor
	tails     []float64
	pairs     int // pairs of factors at most
	stop      func() error
}

// stopped is what ends the boosting early, nil for nothing.
func (s *settings) stopped() error {
	if s.stop == nil {
		return nil
	}
	return s.stop()
}

// leaf is a damped Newton step.
func (s *settings) leaf(slope, curve int64, ridge float64) fixed {
	return toFixed(float64(s.rate * float64(float64(slope)/(float64(curve)+float64(ridge*one)))))
}

// worth is what the best step of a leaf gains.
func (s *settings) worth(x sums) float64 {
	return float64(float64(x.slope)*float64(x.slope)) / (float64(x.curve) + float64(s.ridge*one))
}

// ensemble is bags that grow side by side.
type ensemble struct {
	settings  settings
	labels    []bool
	grids     []*grid
	bags      []*bag
	crossings []*crossing // the last grids, which are pairs
	best      [][][]fixed // shapes by bag at the round that told the rows left out best
	rounds    int         // at that
	margins   []fixed     // of rows left out by some bag: mean of those bags at the best round
	tested    []bool
}

// grow boosts until the rows that each bag left out say that it gets worse. It fails when it is stopped.
func (e *ensemble) grow() error {
	least, stale := int64(math.MaxInt64), 0
	if e.rounds > 0 { // going on: it must get better than it was
		_, _, least = e.leftOut()
	}
	for round := 1; round <= e.settings.rounds; round++ {
		if err := e.settings.stopped(); err != nil {
			return err
		}
		for _, b := range e.bags {
			b.round()
		}
		if round%e.settings.every != 0 {
			continue
		}
		margins, tested, loss := e.leftOut()
		if loss < least {
			least, stale = loss, 0
			e.margins, e.tested, e.rounds = margins, tested, round
			e.keep()
			continue
		}
		if stale++; stale >= e.settings.patience {
			break
		}
	}
	return nil
}

func (e *ensemble) keep() {
	e.best = e.best[:0]
	for _, b := range e.bags {
		var shapes [][]fixed
		for _, s := range b.shapes {
			shapes = append(shapes, append([]fixed(nil), s...))
		}
		e.best = append(e.best, shapes)
	}
}

// leftOut is what the mean of the bags that never saw a row says of it.
func (e *ensemble) leftOut() (margins []fixed, tested []bool, loss int64) {
	sum, n := make([]int64, len(e.labels)), make([]int64, len(e.labels))
	for _, b := range e.bags {
		for _, row := range b.out {
			m := b.start
			for j, g := range e.grids {
				m += b.shapes[j][g.bins[row]]
			}
			sum[row] += int64(m)
			n[row]++
		}
	}
	margins, tested = make([]fixed, len(e.labels)), make([]bool, len(e.labels))
	for i := range sum {
		if n[i] == 0 {
			continue
		}
		margins[i], tested[i] = fixed(sum[i]/n[i]), true
		loss += lossOf(margins[i], e.labels[i])
	}
	return margins, tested, loss
}
