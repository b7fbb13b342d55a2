package validate

import (
	"fmt"

	"candor/engine/learn"
	"candor/engine/score"
)

// scored is a card with what it says about the accounts of a data set.
type scored struct {
	card   score.Scorecard
	scores []int // within the scale
	pd     []float64
	sums   []int     // before the scale's limits
	bins   [][]uint8 // of each factor of the card, the bin of each account
}

// apply scores every row with a card. It fails on a card that is invalid or reads a factor that the data has not.
func apply(card score.Scorecard, d learn.Data) (*scored, error) {
	keys := make([]string, len(d.Specs))
	for i, s := range d.Specs {
		keys[i] = s.Key
	}
	evaluator, err := score.Compile(card, keys)
	if err != nil {
		return nil, fmt.Errorf("compile card %s: %w", card.ID, err)
	}
	n := len(d.Rows)
	s := &scored{card: card, scores: make([]int, n), pd: make([]float64, n), sums: make([]int, n), bins: make([][]uint8, len(card.Factors))}
	for f := range s.bins {
		s.bins[f] = make([]uint8, n)
	}
	var p score.Points
	for i, row := range d.Rows {
		evaluator.Evaluate(row, &p)
		s.sums[i], s.scores[i], s.pd[i] = p.Sum, s.held(p.Sum), card.Scale.PD(p.Sum)
		for f := range s.bins {
			s.bins[f][i] = p.Bins[f]
		}
	}
	return s, nil
}

// held keeps a sum of points within the card's scale.
func (s *scored) held(sum int) int { return min(max(sum, s.card.Min), s.card.Max) }

// risks turns scores, which fall towards bad, into risks, which rise.
func risks(scores []int) []float64 {
	out := make([]float64, len(scores))
	for i, s := range scores {
		out[i] = -float64(s)
	}
	return out
}

// tallies counts good and bad accounts by score. It is how everything that only needs the order of scores is found without a sort.
type tallies struct {
	from int // the lowest score
	good []int
	bad  []int
	all  [2]int // good and bad ones in all
}

// tallyScores counts accounts by score; scores and labels are equally long.
func tallyScores(scores []int, bad []bool) tallies {
	if len(scores) == 0 {
		return tallies{}
	}
	low, high := scores[0], scores[0]
	for _, s := range scores {
		low, high = min(low, s), max(high, s)
	}
	t := tallies{from: low, good: make([]int, high-low+1), bad: make([]int, high-low+1)}
	for i, s := range scores {
		if bad[i] {
			t.bad[s-low]++
			t.all[1]++
		} else {
			t.good[s-low]++
			t.all[0]++
		}
	}
	return t
}

// auc returns the chance that of a random pair of one bad and one good account the bad one has the lower score, a tie counting
// half; NaN when a class is absent. It equals learn.AUC.
func (t tallies) auc() Number {
	if t.all[0] == 0 || t.all[1] == 0 {
		return nan
	}
	pairs, badBelow := 0.0, 0
	for i := range t.good {
		pairs += float64(float64(t.good[i]) * (float64(badBelow) + float64(float64(t.bad[i])/2)))
		badBelow += t.bad[i]
	}
	return Number(pairs / float64(t.all[0]) / float64(t.all[1]))
}

// picked returns the listed elements.
func picked[T any](all []T, rows []int) []T {
	out := make([]T, len(rows))
	for i, row := range rows {
		out[i] = all[row]
	}
	return out
}

// countBads counts the bad labels.
func countBads(labels []bool) int {
	n := 0
	for _, bad := range labels {
		if bad {
			n++
		}
	}
	return n
}

// grouped splits the rows into at most n groups of about equal count in rising order of value. Rows of equal value stay together,
// in the group that the middle of them falls in; a group that none falls in is left out.
func grouped(values []float64, n int) [][]int {
	order := ascending(values)
	all := make([][]int, n)
	for i := 0; i < len(order); {
		j := i
		for ; j < len(order) && values[order[j]] == values[order[i]]; j++ {
		}
		g := min(n-1, n*(i+j)/(2*len(order)))
		all[g] = append(all[g], order[i:j]...)
		i = j
	}
	out := all[:0]
	for _, g := range all {
		if len(g) > 0 {
			out = append(out, g)
		}
	}
	return out
}
