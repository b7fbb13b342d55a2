package effect

import (
	"cmp"
	"math"
	"slices"

	"candor/engine/validate"
)

// tie is how much larger than the observed a probability may be by rounding and still count as equal to it.
const tie = 1e-7

// fisher is the two-sided p-value of Fisher's exact test: given both wholes and the sum of both parts, the probability of all tables that
// are not more likely than the observed one (Fisher, Statistical Methods for Research Workers, 1925, section 21.02; two-sided by small
// probabilities as in Fleiss, Levin and Paik, 2003, section 3.4.1).
func fisher(before, after Share) float64 {
	weights, first := tables(before.Whole, after.Whole, before.Part+after.Part)
	seen := weights[before.Part-first]
	var small, all sum
	for _, w := range weights {
		all.add(w)
		if w <= seen*(1+tie) {
			small.add(w)
		}
	}
	return small.value() / all.value()
}

// tables is the weights of every 2×2 table with these margins, by how many of the first whole are counted, from first on. A weight is a
// hypergeometric probability up to a common factor: the likeliest table has 1 and the others follow by their ratios, so that nothing
// overflows whatever the size. Compare asks for them only where a margin is small beside the whole: two of 10^8 give 32,000 at most.
func tables(n1, n2, counted int) (weights []float64, first int) {
	first = max(0, counted-n2)
	last := min(n1, counted)
	weights = make([]float64, last-first+1)
	likeliest := int((float64(n1) + 1) * (float64(counted) + 1) / (float64(n1) + float64(n2) + 2))
	likeliest = min(max(likeliest, first), last)
	// ratio is P(x+1)/P(x).
	ratio := func(x int) float64 {
		return float64(n1-x) / float64(x+1) * (float64(counted-x) / float64(n2-counted+x+1))
	}
	weights[likeliest-first] = 1
	for x := likeliest; x < last; x++ {
		weights[x+1-first] = weights[x-first] * ratio(x)
	}
	for x := likeliest; x > first; x-- {
		weights[x-1-first] = weights[x-first] / ratio(x-1)
	}
	return weights, first
}

// sum adds many numbers of very different size without losing the small ones (Kahan, Communications of the ACM 8, 1965, in Neumaier's form).
type sum struct{ total, lost float64 }

func (s *sum) add(v float64) {
	t := s.total + v
	if math.Abs(s.total) >= math.Abs(v) {
		s.lost += s.total - t + v
	} else {
		s.lost += v - t + s.total
	}
	s.total = t
}

func (s *sum) value() float64 { return s.total + s.lost }

// Holm adjusts p-values of comparisons that were made together, so that the chance of even one false finding stays at the level that the
// adjusted values are held against (Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6,
// 1979). They come back in the order they were given; an unknown one stays unknown and does not count as a comparison.
func Holm(p []validate.Number) []validate.Number {
	order := make([]int, 0, len(p))
	for i := range p {
		if p[i].Known() {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	adjusted := slices.Clone(p)
	least := validate.Number(0)
	for rank, i := range order {
		least = max(least, min(1, p[i]*validate.Number(len(order)-rank)))
		adjusted[i] = least
	}
	return adjusted
}
