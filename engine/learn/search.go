package learn

import (
	"math"
	"slices"

	"candor/engine/factor"
)

// search joins neighbouring groups into at most maxBins bins whose bad rate only falls (factor.Up), only rises (factor.Down), or
// whichever of the two has the higher information value (factor.None), each holding at least minBinShare of the accounts. The
// result has the highest information value of all such binnings; it is one bin when no other is allowed.
func (s sample) search(groups []group, safer factor.Direction) []group {
	switch safer {
	case factor.Up:
		best, _ := optimum(groups, s.book, -1)
		return best
	case factor.Down:
		best, _ := optimum(groups, s.book, +1)
		return best
	}
	falling, a := optimum(groups, s.book, -1)
	rising, b := optimum(groups, s.book, +1)
	if b > a {
		return rising
	}
	return falling
}

// table is the dynamic programme of optimum. A state is a number of bins and the last of them, groups from..to-1.
type table struct {
	book  tally
	sums  []tally // sums[i] counts the groups before i
	least float64 // accounts a bin must hold
	sign  float64 // +1: the rate must not fall from bin to bin; -1: it must not rise
	best  [][][]float64
	from  [][][]int // where the bin before the last begins
}

// bin returns the tally of groups from..to-1.
func (t *table) bin(from, to int) tally {
	return tally{t.sums[to].good - t.sums[from].good, t.sums[to].bad - t.sums[from].bad}
}

// optimum returns the best binning in one direction and its information value. The search is exact: the value of a binning is
// the sum over its bins, and whether a bin may follow depends on the bin before it alone, so the best way to end in a given last
// bin is known once the best ways to end in each bin before it are (Bellman). It takes maxBins·preBins³/6 steps.
func optimum(groups []group, book tally, sign float64) ([]group, float64) {
	n := len(groups)
	t := table{book: book, sign: sign, sums: make([]tally, n+1)}
	for i, g := range groups {
		t.sums[i+1] = t.sums[i].add(g.tally)
	}
	t.least = minBinShare * t.sums[n].count()
	t.fill(n)
	bins, last, value := 1, 0, t.bin(0, n).value(book)
	for k := 2; k <= min(maxBins, n); k++ {
		for i := range n {
			// Strictly better by more than rounding: of equal binnings the one with fewer bins is kept.
			if v := t.best[k][i][n]; v > value+1e-12 {
				bins, last, value = k, i, v
			}
		}
	}
	return t.join(groups, bins, last), value
}

// fill computes the table.
func (t *table) fill(n int) {
	t.best = make([][][]float64, maxBins+1)
	t.from = make([][][]int, maxBins+1)
	for k := 1; k <= min(maxBins, n); k++ {
		t.best[k], t.from[k] = make([][]float64, n), make([][]int, n)
		for i := range n {
			t.best[k][i], t.from[k][i] = make([]float64, n+1), make([]int, n+1)
			for j := i + 1; j <= n; j++ {
				t.best[k][i][j] = math.Inf(-1)
				if b := t.bin(i, j); b.count() > 0 && b.count() >= t.least {
					t.best[k][i][j], t.from[k][i][j] = t.end(k, i, b)
				}
			}
		}
	}
}

// end returns the best value of k bins of which the last begins at group i and counts b, and where the one before it begins.
func (t *table) end(k, i int, b tally) (value float64, from int) {
	own := b.value(t.book)
	if k == 1 {
		if i == 0 {
			return own, 0
		}
		return math.Inf(-1), 0
	}
	value = math.Inf(-1)
	for h := range i {
		before := t.best[k-1][h][i]
		if before > value && t.sign*(b.rate()-t.bin(h, i).rate()) > 0 {
			value, from = before, h
		}
	}
	return value + own, from
}

// join follows the table back and joins the groups of each bin.
func (t *table) join(groups []group, bins, last int) []group {
	joined := make([]group, 0, bins)
	to := len(groups)
	for k := bins; k >= 1; k-- {
		part := group{tally: t.bin(last, to), upTo: groups[to-1].upTo}
		for _, g := range groups[last:to] {
			part.codes = append(part.codes, g.codes...)
		}
		joined = append(joined, part)
		if k > 1 {
			to, last = last, t.from[k][last][to]
		}
	}
	slices.Reverse(joined)
	return joined
}
