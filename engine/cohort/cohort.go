package cohort

import "slices"

// Fewest is how many others a cohort must have before any figure of it is shown: those of a smaller one would point at persons.
const Fewest = 20

// Standing is where a value stands among others.
type Standing struct {
	N                 int     // the others
	Low, Median, High float64 // their quartiles: between Low and High lies the middle half
	Fewer, Same, More int     // how many others have less, the same, more: together N
}

// Stand sets a value among others, whose order does not matter. Among none it is the zero Standing.
func Stand(value int, others []int) Standing {
	if len(others) == 0 {
		return Standing{}
	}
	sorted := slices.Sorted(slices.Values(others))
	s := Standing{N: len(sorted), Low: quartile(sorted, 1), Median: quartile(sorted, 2), High: quartile(sorted, 3)}
	s.Fewer, _ = slices.BinarySearch(sorted, value)
	above, _ := slices.BinarySearch(sorted, value+1)
	s.Same, s.More = above-s.Fewer, s.N-above
	return s
}

// quartile is the value below which k quarters of sorted values lie, by definition 7 of Hyndman and Fan: for n values the one at place
// (n − 1)k/4, counted from 0. The remainder of that division is how many quarters of the way to the next place it is.
func quartile(sorted []int, k int) float64 {
	at, quarters := (len(sorted)-1)*k/4, (len(sorted)-1)*k%4
	if quarters == 0 {
		return float64(sorted[at])
	}
	return float64(sorted[at]*(4-quarters)+sorted[at+1]*quarters) / 4
}

// Above is the percentage of the others that have less, rounded down; 0 among none.
func (s Standing) Above() int { return percent(s.Fewer, s.N) }

// Below is the percentage of the others that have more, rounded down; 0 among none.
func (s Standing) Below() int { return percent(s.More, s.N) }

func percent(part, whole int) int {
	if whole == 0 {
		return 0
	}
	return part * 100 / whole
}

// Bar is how many values lie from From up to, and without, To.
type Bar struct{ From, To, N int }

// Bars counts values in steps, which begin at multiples of step, from the lowest to the highest, and as far as a value that is not counted
// itself. Steps without a value in between are there too. There are none for a step below 1.
func Bars(values []int, step, reach int) []Bar {
	if step < 1 {
		return nil
	}
	low, high := reach, reach
	for _, v := range values {
		low, high = min(low, v), max(high, v)
	}
	first := floor(low, step)
	bars := make([]Bar, floor(high, step)-first+1)
	for i := range bars {
		bars[i].From, bars[i].To = (first+i)*step, (first+i+1)*step
	}
	for _, v := range values {
		bars[floor(v, step)-first].N++
	}
	return bars
}

// floor divides and rounds down, also below 0.
func floor(v, step int) int {
	if v < 0 {
		return -((step - 1 - v) / step)
	}
	return v / step
}
