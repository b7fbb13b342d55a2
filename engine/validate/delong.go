package validate

import (
	"cmp"
	"math"
	"slices"

	"candor/engine/plain"
)

// placements are the structural components of an AUC: of each bad account the share of good ones that it outranks, and of each
// good account the share of bad ones that outrank it, ties counting half.
type placements struct {
	auc  float64
	bad  []float64
	good []float64
}

// place computes placements from risks that rise towards bad. The accounts keep their order, so that the placements of two models
// on the same accounts stand beside each other. It takes O(n log n) through mid-ranks (Sun and Xu, Fast implementation of DeLong's
// algorithm for comparing the areas under correlated ROC curves, IEEE Signal Processing Letters 21, 2014). The AUC is NaN when a
// class is absent.
func place(risk []float64, bad []bool) placements {
	var bads, goods []float64
	for i, r := range risk {
		if bad[i] {
			bads = append(bads, r)
		} else {
			goods = append(goods, r)
		}
	}
	m, n := float64(len(bads)), float64(len(goods))
	all, amongBads, amongGoods := midranks(risk), midranks(bads), midranks(goods)
	p := placements{bad: make([]float64, len(bads)), good: make([]float64, len(goods))}
	sum, atBad, atGood := 0.0, 0, 0
	for i, isBad := range bad {
		if isBad {
			p.bad[atBad] = (all[i] - amongBads[atBad]) / n
			sum += p.bad[atBad]
			atBad++
			continue
		}
		p.good[atGood] = 1 - (all[i]-amongGoods[atGood])/m
		atGood++
	}
	if m == 0 || n == 0 {
		p.auc = math.NaN()
	} else {
		p.auc = sum / m
	}
	return p
}

// midranks returns the rank of each value, from 1, equal values sharing the mean of theirs.
func midranks(values []float64) []float64 {
	order := ascending(values)
	ranks := make([]float64, len(values))
	for i := 0; i < len(order); {
		j := i
		for ; j < len(order) && values[order[j]] == values[order[i]]; j++ {
		}
		for _, at := range order[i:j] {
			ranks[at] = float64(i+j+1) / 2
		}
		i = j
	}
	return ranks
}

// ascending returns the places of the values in rising order.
func ascending(values []float64) []int {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	return order
}

// covariance returns that of the AUCs of two models on the same accounts, the variance for a model with itself (DeLong, DeLong and
// Clarke-Pearson, Comparing the areas under two or more correlated ROC curves, Biometrics 44, 1988, equation 2). NaN when a class
// has fewer than two accounts.
func covariance(a, b placements) float64 {
	return mixed(a.bad, b.bad, a.auc, b.auc) + mixed(a.good, b.good, a.auc, b.auc)
}

// mixed returns the sample covariance of two lists about their known means over their length.
func mixed(a, b []float64, meanA, meanB float64) float64 {
	if len(a) < 2 {
		return math.NaN()
	}
	sum := 0.0
	for i := range a {
		sum += float64((a[i] - meanA) * (b[i] - meanB))
	}
	return sum / float64(len(a)-1) / float64(len(a))
}

// estimate returns the AUC with DeLong's interval, held within 0..1.
func (p placements) estimate() Estimate {
	if math.IsNaN(p.auc) {
		return Unknown()
	}
	return around(p.auc, math.Sqrt(covariance(p, p)), 0, 1)
}

// Difference is how two AUCs on the same accounts differ.
type Difference struct {
	Estimate
	P Number `json:"p"` // chance of a difference at least as wide between models that are equally good, two-sided
}

// Paired compares two risks of the same accounts, rising towards bad: the AUC of either, NaN when a class is absent, and the second
// less the first.
func Paired(first, second []float64, bad []bool) (a, b float64, d Difference) {
	p, q := place(first, bad), place(second, bad)
	return p.auc, q.auc, q.less(p)
}

// less returns a's AUC less b's, both of the same accounts.
func (p placements) less(b placements) Difference {
	d := p.auc - b.auc
	variance := covariance(p, p) + covariance(b, b) - float64(2*covariance(p, b))
	if math.IsNaN(d) || math.IsNaN(variance) {
		return Difference{Unknown(), nan}
	}
	deviation := math.Sqrt(max(0, variance)) // rounding can leave equal models a hair below 0
	out := Difference{Estimate: around(d, deviation, -1, 1), P: nan}
	switch {
	case deviation > 0:
		out.P = Number(plain.Erfc(math.Abs(d) / deviation / math.Sqrt2))
	case d == 0:
		out.P = 1
	}
	return out
}
