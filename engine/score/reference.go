package score

import "math"

// Reference is what the points of a factor are compared with to say that some were lost.
type Reference string

// The references of reasons.
const (
	ReferenceBest Reference = "best" // the most that the factor can give; also what an empty reference means
	ReferenceMean Reference = "mean" // what the factor gave the accounts of the card's training on average
)

// References lists every reference, the one that an empty value means first.
func References() []Reference { return []Reference{ReferenceBest, ReferenceMean} }

// Valid reports whether r is a reference, or empty.
func (r Reference) Valid() bool { return r == "" || r == ReferenceBest || r == ReferenceMean }

// orBest is r with the meaning of an empty reference filled in.
func (r Reference) orBest() Reference {
	if r == "" {
		return ReferenceBest
	}
	return r
}

// MeanPoints returns the points that the factor gave the training rows on average, Σ count·points / Σ count over its bins,
// rounded half away from zero. Source: Regulation B, official interpretation of 12 CFR 1002.9(b)(2), paragraph 5, which names as
// one method the factors in which an applicant fell furthest below the average of all applicants. ok is false for a card
// without counts, as one written by hand may be.
func (f Factor) MeanPoints() (points int, ok bool) {
	sum, rows := 0.0, 0.0
	for _, b := range f.Bins {
		sum += float64(float64(b.Count) * float64(b.Points))
		rows += float64(b.Count)
	}
	if rows == 0 {
		return 0, false
	}
	return int(math.Round(sum / rows)), true
}

// against returns the points that losses of the factor are counted from. A factor whose card keeps no counts has no mean and
// is counted from its best bin.
func (f Factor) against(from Reference) int {
	if from == ReferenceMean {
		if mean, ok := f.MeanPoints(); ok {
			return mean
		}
	}
	_, best := f.Span()
	return best
}
