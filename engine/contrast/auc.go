package contrast

import (
	"cmp"
	"math"
	"slices"
)

// LeastMatured is the fewest bad accounts, and good ones, that two models are compared on:
// with fewer the interval of the difference is wider than any difference worth having.
const LeastMatured = 30

// AUCs is how well two scores tell the same bad accounts from the same good ones, and the
// 95 % interval of the difference.
type AUCs struct {
	Rows, Bads           int
	Champion, Challenger float64 // within 0..1
	Difference           float64 // challenger less champion
	Low, High            float64 // of the difference
}

// Enough reports whether both classes have LeastMatured accounts.
func (a AUCs) Enough() bool { return a.Bads >= LeastMatured && a.Rows-a.Bads >= LeastMatured }

// CompareAUC measures two scores of the same accounts, where a higher score is safer. The
// three lists are equally long. With one class absent only the counts are set. The variance
// of the difference takes into account that both judge the same accounts (DeLong, DeLong and
// Clarke-Pearson, Biometrics 44, 1988, p. 837), computed from mid-ranks as Sun and Xu show
// (IEEE Signal Processing Letters 21, 2014, equations 5 to 8).
func CompareAUC(champion, challenger []int, bad []bool) AUCs {
	out := AUCs{Rows: len(bad)}
	for _, b := range bad {
		if b {
			out.Bads++
		}
	}
	goods := out.Rows - out.Bads
	if out.Bads == 0 || goods == 0 {
		return out
	}
	a, ofBad, ofGood := components(champion, bad)
	b, ofBad2, ofGood2 := components(challenger, bad)
	out.Champion, out.Challenger, out.Difference = a, b, b-a
	variance := spread(ofBad, ofBad2)/float64(out.Bads) + spread(ofGood, ofGood2)/float64(goods)
	const z = 1.959964
	half := z * math.Sqrt(variance)
	out.Low, out.High = out.Difference-half, out.Difference+half
	return out
}

// components returns the area under the curve and what each bad and each good account adds
// to it: the share of the other class that it is ranked rightly against.
func components(scores []int, bad []bool) (auc float64, ofBad, ofGood []float64) {
	var bads, goods []int
	for i, s := range scores {
		if bad[i] {
			bads = append(bads, -s) // risk rises as the score falls
		} else {
			goods = append(goods, -s)
		}
	}
	m, n := float64(len(bads)), float64(len(goods))
	all := midranks(slices.Concat(bads, goods))
	own, other := midranks(bads), midranks(goods)
	for i := range bads {
		v := (all[i] - own[i]) / n
		ofBad = append(ofBad, v)
		auc += v / m
	}
	for j := range goods {
		ofGood = append(ofGood, 1-(all[len(bads)+j]-other[j])/m)
	}
	return auc, ofBad, ofGood
}

// midranks gives each value its rank from 1, equal values the mean of their ranks.
func midranks(values []int) []float64 {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	ranks := make([]float64, len(values))
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && values[order[j]] == values[order[i]] {
			j++
		}
		for k := i; k < j; k++ {
			ranks[order[k]] = float64(i+j+1) / 2
		}
		i = j
	}
	return ranks
}

// spread is the sample variance of the difference of two equally long lists, 0 for one value.
func spread(a, b []float64) float64 {
	if len(a) < 2 {
		return 0
	}
	mean := 0.0
	for i := range a {
		mean += (b[i] - a[i]) / float64(len(a))
	}
	sum := 0.0
	for i := range a {
		d := b[i] - a[i] - mean
		sum += d * d
	}
	return sum / float64(len(a)-1)
}
