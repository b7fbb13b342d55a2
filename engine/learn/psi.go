package learn

import (
	"math"
	"slices"

	"candor/engine/plain"
)

// PSI returns the population stability index between two distributions over the same groups, given as counts: Σ (a-e)·ln(a/e)
// with a and e the shares now and then. 0 is no change; above 0.1 is worth a look and above 0.25 a shift (Siddiqi, 2006,
// chapter 8). An empty group counts as half an account, so that the index stays finite. NaN when either has no account at all.
func PSI(expected, actual []int) float64 {
	parts := PSIParts(expected, actual)
	if parts == nil {
		return math.NaN()
	}
	sum := 0.0
	for _, part := range parts {
		sum += part
	}
	return sum
}

// PSIParts is what each group adds to PSI, 0 or above; nil where PSI is NaN.
func PSIParts(expected, actual []int) []float64 {
	if len(expected) != len(actual) || total(expected) == 0 || total(actual) == 0 {
		return nil
	}
	e, a := halfFilled(expected), halfFilled(actual)
	parts := make([]float64, len(e))
	for i := range e {
		parts[i] = float64((a[i] - e[i]) * plain.Log(a[i]/e[i]))
	}
	return parts
}

// total sums counts.
func total(counts []int) int {
	n := 0
	for _, c := range counts {
		n += c
	}
	return n
}

// halfFilled turns counts into shares, with half an account in an empty group.
func halfFilled(counts []int) []float64 {
	shares := make([]float64, len(counts))
	sum := 0.0
	for i, c := range counts {
		shares[i] = max(float64(c), 0.5)
		sum += shares[i]
	}
	for i := range shares {
		shares[i] /= sum
	}
	return shares
}

// ScorePSI is PSI over deciles of the earlier scores. Either list being empty gives NaN.
func ScorePSI(before, now []int) float64 {
	if len(before) == 0 || len(now) == 0 {
		return math.NaN()
	}
	sorted := slices.Clone(before)
	slices.Sort(sorted)
	var edges []int
	for d := 1; d < 10; d++ {
		edges = append(edges, sorted[d*len(sorted)/10])
	}
	edges = slices.Compact(edges)
	return PSI(histogram(before, edges), histogram(now, edges))
}

// histogram counts scores between ascending edges, each edge belonging to the group below it.
func histogram(scores, edges []int) []int {
	counts := make([]int, len(edges)+1)
	for _, s := range scores {
		place, _ := slices.BinarySearch(edges, s)
		counts[place]++
	}
	return counts
}
