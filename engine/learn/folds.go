package learn

// generator is SplitMix64 (Steele, Lea and Flood, Fast splittable pseudorandom number generators, OOPSLA 2014, figure 17). It is
// written out so that a seed means the same folds in every version of the language.
type generator struct{ state uint64 }

// next returns the next 64 bits.
func (g *generator) next() uint64 {
	g.state += 0x9e3779b97f4a7c15
	z := g.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below returns a number within 0..n-1. The remainder's bias is under n/2^64, far below what any fold could show.
func (g *generator) below(n int) int { return int(g.next() % uint64(n)) }

// shuffle puts a list in random order (Fisher and Yates, in Durstenfeld's form).
func (g *generator) shuffle(list []int) {
	for i := len(list) - 1; i > 0; i-- {
		j := g.below(i + 1)
		list[i], list[j] = list[j], list[i]
	}
}

// deal returns the fold of each row. Good and bad rows are shuffled apart and dealt in turn, so that every fold has the same
// share of bads to within one row.
func deal(labels []bool, folds int, seed int64) []int {
	g := generator{state: uint64(seed)}
	var good, bad []int
	for i, isBad := range labels {
		if isBad {
			bad = append(bad, i)
		} else {
			good = append(good, i)
		}
	}
	g.shuffle(good)
	g.shuffle(bad)
	fold := make([]int, len(labels))
	for n, i := range append(good, bad...) {
		fold[i] = n % folds
	}
	return fold
}
