package decide

import (
	"fmt"
	"math"
	"slices"

	"candor/engine/factor"
	"candor/engine/score"
)

// Outcome is what an assessment means for the account.
type Outcome string

// The outcomes of an assessment.
const (
	OutcomePass Outcome = "pass"
	OutcomeFlag Outcome = "flag" // a person must look
)

// Input is all an assessment depends on besides card and policy.
type Input struct {
	Vector   factor.Vector
	Previous int // score of the assessment before, 0 when this is the first
	Override int // score set by hand and still in force, 0 for none
}

// Moved is one cap, floor or override that moved the score.
type Moved struct {
	Kind   score.LineKind `json:"kind"`
	Key    string         `json:"key"`
	Points int            `json:"points"`
}

// Flag is a reason to call a person that an assessment found.
type Flag struct {
	Code      string  `json:"code"`
	Value     float64 `json:"value"`
	Threshold float64 `json:"threshold"`
	Severity  int     `json:"severity"`
	Source    string  `json:"source"`
}

// Lost is a reason for lost points, counted against the policy's reference.
type Lost struct {
	Code   string `json:"code"`
	Points int    `json:"points"`
}

// Result is a whole assessment: base + Points + Moved sum to Score exactly.
type Result struct {
	Score   int     `json:"score"`
	Band    string  `json:"band"`
	Outcome Outcome `json:"outcome"`
	Base    int     `json:"base"`
	Bins    []int   `json:"bins"`   // by factor of the card
	Points  []int   `json:"points"` // by factor of the card
	Moved   []Moved `json:"moved"`
	Reasons []Lost  `json:"reasons"`
	Flags   []Flag  `json:"flags"`
}

// Assessor assesses accounts by one card and one policy. It is safe for many goroutines.
type Assessor struct {
	evaluator *score.Evaluator
	policy    Policy
	points    [][]int // by factor, by bin
	caps      []bound
	flags     []bound
}

// bound is a threshold whose measure is resolved to its place in the vector.
type bound struct {
	at        int // place in the vector, or one of the negative measures
	op        Op
	threshold float64
	index     int // in the policy's list
}

const (
	atScore = -1
	atDrop  = -2
)

// NewAssessor compiles a card and a policy. It fails on a card or a measure that the
// factor catalogue does not know, and on a reference of reasons that is none.
func NewAssessor(card score.Scorecard, policy Policy) (*Assessor, error) {
	evaluator, err := score.CompileAgainst(card, factor.Keys(), policy.Reasons.Reference)
	if err != nil {
		return nil, err
	}
	a := &Assessor{evaluator: evaluator, policy: policy}
	for _, f := range card.Factors {
		points := make([]int, len(f.Bins))
		for i, b := range f.Bins {
			points[i] = b.Points
		}
		a.points = append(a.points, points)
	}
	for i, c := range policy.Caps {
		_, at, ok := factor.Lookup(c.Factor)
		if !ok {
			return nil, fmt.Errorf("cap %s: no factor %q", c.Key, c.Factor)
		}
		a.caps = append(a.caps, bound{at, c.Op, c.Threshold, i})
	}
	for i, r := range policy.Flags {
		if !r.On {
			continue
		}
		at := atScore
		switch r.Measure {
		case MeasureScore:
		case MeasureScoreDrop:
			at = atDrop
		default:
			var ok bool
			if _, at, ok = factor.Lookup(r.Measure); !ok {
				return nil, fmt.Errorf("flag %s: no measure %q", r.Code, r.Measure)
			}
		}
		a.flags = append(a.flags, bound{at, r.Op, r.Threshold, i})
	}
	return a, nil
}

// Evaluator returns the compiled card.
func (a *Assessor) Evaluator() *score.Evaluator { return a.evaluator }

// Policy returns the policy the assessor was compiled from.
func (a *Assessor) Policy() Policy { return a.policy }

// Mask takes away from a vector what the policy switches off where the account is, and reports whether it may have.
func (a *Assessor) Mask(v factor.Vector, jurisdiction string) bool {
	return a.policy.Switches.Mask(v, jurisdiction)
}

// Adjusts returns the caps and the override that hold for an input, in policy order.
func (a *Assessor) Adjusts(in Input) []score.Adjust {
	var adjusts []score.Adjust
	for _, c := range a.caps {
		if v := at(in.Vector, c.at); !math.IsNaN(v) && c.op.hit(v, c.threshold) {
			rule := a.policy.Caps[c.index]
			adjusts = append(adjusts, score.Adjust{Kind: score.LineCap, Key: rule.Key, Value: rule.Score})
		}
	}
	if in.Override != 0 {
		adjusts = append(adjusts, score.Adjust{Kind: score.LineOverride, Key: "override", Value: in.Override})
	}
	return adjusts
}

// Explain returns the full readable breakdown of an input.
func (a *Assessor) Explain(in Input) score.Breakdown {
	b := a.evaluator.Explain(in.Vector, a.Adjusts(in))
	b.Reasons = slices.DeleteFunc(b.Reasons, func(r score.Reason) bool { return !a.principal(r.Lost) })
	return b
}

// principal reports whether so many points lost are a reason to name.
func (a *Assessor) principal(lost int) bool { return lost > 0 && lost >= a.policy.Reasons.LeastPoints }

// Assess scores one input and finds band, outcome and flags.
func (a *Assessor) Assess(in Input) Result {
	var p score.Points
	a.evaluator.Evaluate(in.Vector, &p)
	r := Result{Bins: make([]int, len(a.points)), Points: make([]int, len(a.points)), Base: p.Sum}
	for i, points := range a.points {
		r.Bins[i] = int(p.Bins[i])
		r.Points[i] = points[p.Bins[i]]
		r.Base -= r.Points[i]
	}
	for _, l := range a.evaluator.Adjustments(p.Sum, a.Adjusts(in)) {
		r.Moved = append(r.Moved, Moved{Kind: l.Kind, Key: l.Key, Points: l.Points})
	}
	total := p.Sum
	for _, m := range r.Moved {
		total += m.Points
	}
	codes := a.evaluator.ReasonCodes()
	for _, l := range p.Reasons {
		if a.principal(int(l.Points)) {
			r.Reasons = append(r.Reasons, Lost{Code: codes[l.Reason], Points: int(l.Points)})
		}
	}
	a.conclude(in, total, &r)
	return r
}

// Brief is Assess without the lines and reasons of the score: it sets Score, Band, Outcome and Flags of r and nothing else, and p to
// what the card gives. It allocates nothing where no cap, override or flag is met.
func (a *Assessor) Brief(in Input, p *score.Points, r *Result) {
	a.evaluator.Evaluate(in.Vector, p)
	total := p.Sum
	for _, l := range a.evaluator.Adjustments(p.Sum, a.Adjusts(in)) {
		total += l.Points
	}
	a.conclude(in, total, r)
}

// conclude sets what follows from a score.
func (a *Assessor) conclude(in Input, total int, r *Result) {
	r.Score, r.Band, r.Outcome = total, "", OutcomePass
	if band, ok := score.BandOf(a.policy.Bands, total); ok {
		r.Band = band.Name
	}
	r.Flags = a.flagsOf(in, total)
	if len(r.Flags) > 0 {
		r.Outcome = OutcomeFlag
	}
}

// flagsOf returns the flags that an input and its score raise, in policy order.
func (a *Assessor) flagsOf(in Input, total int) []Flag {
	var flags []Flag
	for _, b := range a.flags {
		var v float64
		switch b.at {
		case atScore:
			v = float64(total)
		case atDrop:
			if in.Previous == 0 {
				continue
			}
			v = float64(in.Previous - total)
		default:
			v = at(in.Vector, b.at)
		}
		if math.IsNaN(v) || !b.op.hit(v, b.threshold) {
			continue
		}
		rule := a.policy.Flags[b.index]
		flags = append(flags, Flag{
			Code: rule.Code, Value: v, Threshold: rule.Threshold, Severity: rule.Severity, Source: rule.Source,
		})
	}
	return flags
}

func at(v factor.Vector, i int) float64 {
	if i >= len(v) {
		return math.NaN()
	}
	return v[i]
}
