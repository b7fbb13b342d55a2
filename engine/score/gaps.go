package score

// Gap is a factor of which an assessment did not know the value.
type Gap struct {
	Key    string `json:"key"`
	Aspect Aspect `json:"aspect"`
	Points int    `json:"points"` // what not knowing gives
	Low    int    `json:"low"`    // the fewest that a known value would have given
	High   int    `json:"high"`   // the most
}

// Gaps lists the lines of a breakdown that rest on missing data, in the card's order. Their points sum to MissingPoints.
func (e *Evaluator) Gaps(b *Breakdown) []Gap {
	var gaps []Gap
	i := 0 // factor lines stand in the card's order
	for _, l := range b.Lines {
		if l.Kind != LineFactor {
			continue
		}
		if l.Missing {
			low, high := e.card.Factors[i].knownSpan()
			gaps = append(gaps, Gap{Key: l.Key, Aspect: l.Aspect, Points: l.Points, Low: low, High: high})
		}
		i++
	}
	return gaps
}

// knownSpan is Span over the bins of known values, of which a valid factor has one at least.
func (f Factor) knownSpan() (lowest, highest int) {
	known := Factor{Bins: make([]Bin, 0, len(f.Bins))}
	for i, b := range f.Bins {
		if !f.Missing(i) {
			known.Bins = append(known.Bins, b)
		}
	}
	return known.Span()
}
