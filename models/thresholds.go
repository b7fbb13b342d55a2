package models

import (
	"candor/engine/decide"
	"candor/engine/score"
)

// Range is the values that a slider over the measure spans: from the lowest up to the value that 99 of 100 accounts do not exceed.
// ok is false for a measure that no account has.
func (s *Sketch) Range() (lo, hi float64, ok bool) {
	if len(s.Steps) == 0 {
		return 0, 0, false
	}
	known, _ := s.Known()
	seen := 0
	for _, b := range s.Steps {
		seen += b.N
		hi = b.Hi
		if 100*seen >= 99*known {
			break
		}
	}
	return s.Steps[0].Lo, hi, true
}

// Bins shares the accounts out over n bins of equal width from lo to hi, for a picture; the last one holds what lies beyond.
// A step that is wider than a bin is spread evenly.
func (s *Sketch) Bins(lo, hi float64, n int) []float64 {
	out := make([]float64, n)
	if !(hi > lo) {
		return out
	}
	at := func(v float64) int { return min(max(int(float64(n)*(v-lo)/(hi-lo)), 0), n-1) }
	for _, b := range s.Steps {
		first, last := at(b.Lo), at(b.Hi)
		for i := first; i <= last; i++ {
			out[i] += float64(b.N) / float64(last-first+1)
		}
	}
	return out
}

// Swap is who gains and who loses between the policy in force and another, over the scores of a run.
type Swap struct {
	Called, WouldBe Cut // by rules on the score: now, and as proposed
	Fresh, Spared   Cut // called only as proposed, and only now
	// By the ceiling of the band that the score is in.
	Higher, Lower, Same Cut
}

// Swap compares two policies score by score. It looks at scores alone, as they were at the run.
func (r *RunSummary) Swap(live, draft *decide.Policy) Swap {
	var s Swap
	sketch := r.SketchOfScores()
	for _, b := range sketch.Steps {
		add := func(to *Cut) {
			to.Accounts += b.N
			to.UsedFen += b.Fen
			if b.Hi > b.Lo {
				to.Off += b.N
			}
		}
		at := int(b.Lo)
		was, is := live.Calls(at), draft.Calls(at)
		if was {
			add(&s.Called)
		}
		if is {
			add(&s.WouldBe)
		}
		switch {
		case is && !was:
			add(&s.Fresh)
		case was && !is:
			add(&s.Spared)
		}
		switch before, after := ceiling(live, at), ceiling(draft, at); {
		case after > before:
			add(&s.Higher)
		case after < before:
			add(&s.Lower)
		default:
			add(&s.Same)
		}
	}
	return s
}

// Cases is by how many the accounts change that rules on the score call a person for: the most by which cases can, because another
// rule may hold for the same account.
func (s Swap) Cases() int { return s.Fresh.Accounts - s.Spared.Accounts }

// ceiling is the most in total that the band of a score allows, in fen.
func ceiling(p *decide.Policy, at int) int64 {
	band, ok := score.BandOf(p.Bands, at)
	if !ok {
		return 0
	}
	for _, row := range p.Limits {
		if row.Band == band.Name {
			return row.CapFen
		}
	}
	return 0
}

// TradePoint is what a pass line would give: the share of the book at or above a score, and the outcomes known of accounts there.
type TradePoint struct {
	From       int
	Share      float64 // of the book, 0 to 1
	Known, Bad int
}

// Rate is the observed bad rate above the line, 0 to 1; ok is false for too few outcomes to say.
func (p TradePoint) Rate() (rate float64, ok bool) {
	if p.Known < outcomesFewest {
		return 0, false
	}
	return float64(p.Bad) / float64(p.Known), true
}

// outcomesFewest is how many outcomes a rate rests on at least.
const outcomesFewest = 30

// TradeOff returns the pass lines from 350 to 950. It is empty for runs from before outcomes were counted and for empty books.
func (r *RunSummary) TradeOff() []TradePoint {
	points := decide.ScoreMax - decide.ScoreMin + 1
	if len(r.Points) != points || len(r.Known) != points || len(r.Bad) != points {
		return nil
	}
	total := 0
	for _, n := range r.Points {
		total += n
	}
	if total == 0 {
		return nil
	}
	out := make([]TradePoint, points)
	above, known, bad := 0, 0, 0
	for i := points - 1; i >= 0; i-- {
		above, known, bad = above+r.Points[i], known+r.Known[i], bad+r.Bad[i]
		out[i] = TradePoint{From: decide.ScoreMin + i, Share: float64(above) / float64(total), Known: known, Bad: bad}
	}
	return out
}

// PassLine finds the pass line of a policy among the points: the lowest score from which on no rule on the score calls a person.
// ok is false where there is none.
func PassLine(p *decide.Policy, points []TradePoint) (TradePoint, bool) {
	for i := len(points) - 1; i >= 0; i-- {
		if p.Calls(points[i].From) {
			if i == len(points)-1 {
				return TradePoint{}, false
			}
			return points[i+1], true
		}
	}
	if len(points) == 0 {
		return TradePoint{}, false
	}
	return points[0], true
}
