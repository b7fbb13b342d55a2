package score

import "math"

// Interval is a range of scores, both ends included.
type Interval struct {
	Low  int `json:"low"`
	High int `json:"high"`
}

// RangeLevel is the share of bagged models that Range is meant to hold.
const RangeLevel = 0.9

// within90 is how many standard deviations either side of a normal mean hold nine tenths of it.
const within90 = 1.645

// Range returns where nine in ten of the bagged models would put a vector: the card sum within the scale, plus and minus 1.645
// standard deviations of what the models give, rounded outward and held within the scale. Each model is a fit to a bootstrap
// sample of the training rows and the card is their mean, so the deviation says how far the points would move had other accounts
// of the same kind been the ones to train on; it does not cover a population that changes, nor facts that are wrong. It speaks of
// the card alone: caps, floors and overrides are policy and have no spread. Source: Efron and Tibshirani, An Introduction to the
// Bootstrap (1993), equation 6.6 for the standard error from n replications (divisor n−1) and section 12.5 for the interval.
//
// ok is false for a card that is not the mean of at least two models. Like Explain it is for one account: it reads the document
// and not the compiled table.
func (e *Evaluator) Range(vec []float64) (_ Interval, ok bool) {
	n := len(e.card.BaseBags)
	if n < 2 {
		return Interval{}, false
	}
	var p Points
	e.Evaluate(vec, &p)
	var totals [MaxBags]int
	copy(totals[:], e.card.BaseBags)
	for i := range e.card.Factors {
		for k, points := range e.card.Factors[i].Bins[p.Bins[i]].Bags {
			totals[k] += points
		}
	}
	within := func(score float64) int { return int(min(max(score, float64(e.card.Min)), float64(e.card.Max))) }
	half := float64(within90 * deviation(totals[:n]))
	middle := float64(within(float64(p.Sum)))
	return Interval{Low: within(math.Floor(middle - half)), High: within(math.Ceil(middle + half))}, true
}

// deviation returns the standard deviation of at least two whole numbers, with divisor n−1. Distances are
// taken from n times the mean, which is whole, so that equal numbers have none at all.
func deviation(list []int) float64 {
	n, sum := len(list), 0
	for _, x := range list {
		sum += x
	}
	squares := 0.0
	for _, x := range list {
		d := float64(n*x - sum) // n times the distance from the mean, at most MaxBags·130·MaxPoints and so exact
		squares += float64(d * d)
	}
	return math.Sqrt(squares/float64(n-1)) / float64(n)
}
