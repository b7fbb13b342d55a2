package validate

import (
	"math"
	"slices"

	"candor/engine/factor"
	"candor/engine/learn"
	"candor/engine/score"
)

// Shape is what one factor of the final card gives, on the rows that it is validated on.
type Shape struct {
	Key       string           `json:"key"`
	Direction factor.Direction `json:"direction"`      // which way is safer
	Order     string           `json:"order"`          // one of the Order constants
	Breaks    []int            `json:"breaks"`         // places in Bins of those whose points run against the direction
	Bins      []ShapeBin       `json:"bins"`           // in the card's order
	Pair      *score.Pair      `json:"pair,omitempty"` // of a pair of factors: what its cells are
}

// How the points of a factor follow its direction.
const (
	OrderKept   = "kept"   // they never run against it
	OrderBroken = "broken" // they do at Shape.Breaks
	OrderFree   = "free"   // no direction is asked of the factor
)

// ShapeBin is one bin with how many accounts its points rest on.
type ShapeBin struct {
	Kind    score.BinKind `json:"kind"`
	Over    *float64      `json:"over,omitempty"`
	UpTo    *float64      `json:"up_to,omitempty"`
	Codes   []float64     `json:"codes,omitempty"`
	Points  int           `json:"points"`
	Count   int           `json:"count"`
	Bad     int           `json:"bad"`
	BadRate Estimate      `json:"bad_rate"`
	Bags    *Spread       `json:"bags,omitempty"` // nil for a card that is not the mean of several
}

// Spread is how far the models that a card is the mean of differ about a bin, in points.
type Spread struct {
	Low  Number `json:"low"`  // twentieth part of the models at or below
	High Number `json:"high"` // twentieth part at or above
	SD   Number `json:"sd"`   // standard deviation (over n-1)
}

// shapes describes every factor of the final card.
func shapes(d learn.Data, final *scored) []Shape {
	list := make([]Shape, len(final.card.Factors))
	for i, f := range final.card.Factors {
		s := Shape{Key: f.Key, Direction: factor.None, Breaks: []int{}, Pair: f.Pair}
		if at := slices.IndexFunc(d.Specs, func(spec factor.Spec) bool { return spec.Key == f.Key }); at >= 0 {
			s.Direction = d.Specs[at].Direction
		}
		for _, b := range f.Bins {
			s.Bins = append(s.Bins, ShapeBin{Kind: b.Kind, Over: b.Over, UpTo: b.UpTo, Codes: b.Codes, Points: b.Points, Bags: spread(b.Bags)})
		}
		for row, b := range final.bins[i] {
			s.Bins[b].Count++
			if d.Labels[row] {
				s.Bins[b].Bad++
			}
		}
		for b := range s.Bins {
			s.Bins[b].BadRate = Wilson(s.Bins[b].Bad, s.Bins[b].Count)
		}
		s.follow()
		list[i] = s
	}
	return list
}

// follow compares the points of neighbouring ranges with the direction. Codes and missing stand outside the order of values.
func (s *Shape) follow() {
	if s.Direction != factor.Up && s.Direction != factor.Down {
		s.Order = OrderFree
		return
	}
	before := -1
	for i, b := range s.Bins {
		if b.Kind != score.BinRange {
			continue
		}
		if before >= 0 {
			rise := b.Points - s.Bins[before].Points
			if s.Direction == factor.Down {
				rise = -rise
			}
			if rise < 0 {
				s.Breaks = append(s.Breaks, i)
			}
		}
		before = i
	}
	s.Order = OrderKept
	if len(s.Breaks) > 0 {
		s.Order = OrderBroken
	}
}

// spread measures how the models differ about a bin; nil for fewer than two.
func spread(bags []int) *Spread {
	if len(bags) < 2 {
		return nil
	}
	sorted := make([]float64, len(bags))
	for i, b := range bags {
		sorted[i] = float64(b)
	}
	slices.Sort(sorted)
	center, sum := mean(sorted), 0.0
	for _, b := range sorted {
		sum += float64((b - center) * (b - center))
	}
	return &Spread{
		Low: Number(quantile(sorted, 0.05)), High: Number(quantile(sorted, 0.95)), SD: Number(math.Sqrt(sum / float64(len(sorted)-1))),
	}
}

// quantile interpolates between the values around the place (n-1)·q of a sorted list (Hyndman and Fan, Sample quantiles in
// statistical packages, The American Statistician 50, 1996, type 7).
func quantile(sorted []float64, q float64) float64 {
	at := float64(q * float64(len(sorted)-1))
	below := int(at)
	if below+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[below] + float64((at-float64(below))*(sorted[below+1]-sorted[below]))
}

// Missing is what happens when one factor is not known for anybody: how much the card leans on it, and what an outage of where it
// comes from would do. It is measured with the final card on the rows it was trained on, so only differences mean anything.
type Missing struct {
	Key     string `json:"key"`
	Seen    int    `json:"seen"`    // accounts for which it is missing already
	AUC     Number `json:"auc"`     // without it
	Drop    Number `json:"drop"`    // AUC with it less AUC without
	Mean    Number `json:"mean"`    // mean change of an account's score, in points
	Largest int    `json:"largest"` // the change of largest size, in points
}

// missing sets each factor missing in turn, in the pairs that it is part of too. Only points of those change, so the sums are moved
// and not evaluated again.
func missing(d learn.Data, final *scored) []Missing {
	var list []Missing
	whole := tallyScores(final.scores, d.Labels).auc()
	moved := make([]int, len(d.Rows))
	for _, key := range final.card.Keys() {
		m, total := Missing{Key: key}, 0
		copy(moved, final.sums)
		for i := range final.card.Factors {
			f := &final.card.Factors[i]
			for row, b := range final.bins[i] {
				to, held := f.WithoutKey(key, int(b))
				if !held {
					break // not a factor of this key
				}
				if f.Pair == nil && to == int(b) {
					m.Seen++
				}
				moved[row] += f.Bins[to].Points - f.Bins[b].Points
			}
		}
		for row := range moved {
			moved[row] = final.held(moved[row])
			change := moved[row] - final.scores[row]
			total += change
			if larger(change, m.Largest) {
				m.Largest = change
			}
		}
		m.AUC = tallyScores(moved, d.Labels).auc()
		m.Drop = whole - m.AUC
		m.Mean = share(total, len(moved))
		list = append(list, m)
	}
	return list
}

// larger reports whether a is of larger size than b, or of the same and a loss.
func larger(a, b int) bool {
	if abs(a) != abs(b) {
		return abs(a) > abs(b)
	}
	return a < b
}

// abs returns the size of n.
func abs(n int) int { return max(n, -n) }
