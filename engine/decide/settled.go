package decide

// Settled reports whether the same vector and override, assessed again with the result's own score as the one before, give the very
// same result. All that the score before does is to measure a drop, so that this is about the rules on drops alone: a result that a
// drop flagged is not settled, because the next assessment finds none.
func (a *Assessor) Settled(in Input, r *Result) bool {
	for _, b := range a.flags {
		if b.at != atDrop {
			continue
		}
		was := in.Previous != 0 && b.op.hit(float64(in.Previous-r.Score), b.threshold)
		is := r.Score != 0 && b.op.hit(0, b.threshold)
		if was != is || was && in.Previous != r.Score {
			return false
		}
	}
	return true
}
