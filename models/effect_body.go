package models

import (
	"time"

	"candor/engine/decide"
	"candor/engine/drift"
	"candor/engine/effect"
)

// EffectBody is what was counted of both windows.
type EffectBody struct {
	Before       EffectSide    `json:"before"`
	After        EffectSide    `json:"after"`
	Both         int           `json:"both"`          // accounts that are in both windows: each a witness twice
	Published    []int         `json:"published"`     // versions that went live within the window before
	OtherModel   bool          `json:"other_model"`   // scores of the two windows are not all of one model
	Guards       effect.Guards `json:"guards"`        // that the report was held against
	DocumentHash string        `json:"document_hash"` // of the version's document, hexadecimal
}

// EffectSide is one window.
type EffectSide struct {
	EffectWindow
	Accounts   int                                `json:"accounts"`    // assessed, each once, by the first assessment in the window
	Prior      int                                `json:"prior"`       // of them already known as bad by then: not at risk
	Immature   int                                `json:"immature"`    // of the rest, not followed for long enough yet
	Defaults   effect.Share                       `json:"defaults"`    // known as bad within the following, of the accounts that were followed
	Sources    map[string]int                     `json:"sources"`     // defaults by what made them known first
	Flagged    effect.Share                       `json:"flagged"`     // assessments that raised a flag
	Sanctioned effect.Share                       `json:"sanctioned"`  // accounts against which a sanction began within the window
	Outcomes   map[string]int                     `json:"outcomes"`    // decisions about events, by outcome
	Declines   effect.Share                       `json:"declines"`    // declined events labelled good, of those followed for long enough
	Sanctions  int                                `json:"sanctions"`   // begun within the window
	Appealed   effect.Share                       `json:"appealed"`    // appealed within the following, of those followed for long enough
	Overturned effect.Share                       `json:"overturned"`  // overturned, of the appeals that were decided within the following
	Cases      int                                `json:"cases"`       // decided within the window
	ReviewSecs int64                              `json:"review_secs"` // that reviewers held cases, seconds
	Scores     []int                              `json:"scores"`      // assessments by score, ten points a bucket, the first from 350
	Segments   map[string]map[string]effect.Share `json:"segments"`    // defaults by dimension and value
}

// What made a default known.
const (
	EffectObserved = "observed" // statements and what people decided; see Happened
	EffectLabelled = "label"    // the outcome that the champion is trained on, sent by a source
	EffectEvent    = "event"    // an event that was labelled bad
)

// The dimensions of segments.
const (
	SegmentProduct   = "product"
	SegmentBand      = "band"
	SegmentEducation = "education"
)

// EffectDimensions is the dimensions in the order pages show them.
func EffectDimensions() []string { return []string{SegmentProduct, SegmentBand, SegmentEducation} }

// NewEffectSide starts counting a window.
func NewEffectSide(w EffectWindow) EffectSide {
	return EffectSide{
		EffectWindow: w, Sources: map[string]int{}, Outcomes: map[string]int{},
		Scores: make([]int, (decide.ScoreMax-decide.ScoreMin)/drift.ScoreStep+1), Segments: map[string]map[string]effect.Share{},
	}
}

// EffectKnown is one time at which an account became known as bad.
type EffectKnown struct {
	At     time.Time
	Source string
}

// EffectAccount is one account in a window, as its first assessment there saw it.
type EffectAccount struct {
	At         time.Time // of the assessment
	Score      int
	Flagged    bool
	Sanctioned bool
	Segments   map[string]string // value by dimension
	Bad        []EffectKnown     // in any order
}

// Add counts an account. It was followed long enough when follow has passed since its assessment until now; a default counts only when it was
// known after the assessment and within the following, so that a window that lies longer back is not looked at for longer.
func (s *EffectSide) Add(a EffectAccount, follow time.Duration, now time.Time) {
	s.Accounts++
	s.Scores[min(max(0, (a.Score-decide.ScoreMin)/drift.ScoreStep), len(s.Scores)-1)]++
	tally(&s.Flagged, a.Flagged)
	tally(&s.Sanctioned, a.Sanctioned)
	first, bad := firstKnown(a.Bad)
	until := a.At.Add(follow)
	switch {
	case bad && !first.At.After(a.At):
		s.Prior++
		return
	case until.After(now):
		s.Immature++
		return
	}
	bad = bad && !first.At.After(until)
	tally(&s.Defaults, bad)
	if bad {
		s.Sources[first.Source]++
	}
	for dimension, value := range a.Segments {
		if s.Segments[dimension] == nil {
			s.Segments[dimension] = map[string]effect.Share{}
		}
		share := s.Segments[dimension][value]
		tally(&share, bad)
		s.Segments[dimension][value] = share
	}
}

func tally(s *effect.Share, counted bool) {
	s.Whole++
	if counted {
		s.Part++
	}
}

// firstKnown is the earliest; of two at once the one that is first in the list.
func firstKnown(bad []EffectKnown) (first EffectKnown, ok bool) {
	for _, k := range bad {
		if !ok || k.At.Before(first.At) {
			first, ok = k, true
		}
	}
	return first, ok
}

// EffectAppeal is an appeal as far as it counts here. A zero time did not come.
type EffectAppeal struct {
	Received, Decided time.Time
	Overturned        bool
}

// AddSanction counts a sanction that began in the window with the appeals against it: what came within the following, of sanctions that were
// followed for long enough.
func (s *EffectSide) AddSanction(began time.Time, appeals []EffectAppeal, follow time.Duration, now time.Time) {
	s.Sanctions++
	until := began.Add(follow)
	if until.After(now) {
		return
	}
	appealed := false
	for _, a := range appeals {
		appealed = appealed || !a.Received.After(until)
		if !a.Decided.IsZero() && !a.Decided.After(until) {
			tally(&s.Overturned, a.Overturned)
		}
	}
	tally(&s.Appealed, appealed)
}

// AddDecline counts a declined event with the label that says it was good; the zero time for none.
func (s *EffectSide) AddDecline(at, good time.Time, follow time.Duration, now time.Time) {
	if until := at.Add(follow); !until.After(now) {
		tally(&s.Declines, !good.IsZero() && !good.After(until))
	}
}

// ReviewClock adds up how long reviewers held cases, from the record of claims. A case that is claimed again within its lease was worked on in
// between; a lease that runs out ends at the last claim, because nobody knows how long the person stayed.
type ReviewClock struct {
	Held  time.Duration
	Cases int // decided
	holds map[string]hold
}

type hold struct {
	actor string
	last  time.Time
}

// Add takes the next entry of the record about a case.
func (c *ReviewClock) Add(action, object, actor string, at time.Time) {
	if c.holds == nil {
		c.holds = map[string]hold{}
	}
	was, held := c.holds[object]
	if held && was.actor == actor && at.Sub(was.last) <= CaseLease {
		c.Held += at.Sub(was.last)
	}
	switch action {
	case ActionCaseClaimed:
		c.holds[object] = hold{actor, at}
		return
	case ActionCaseDecided:
		c.Cases++
	}
	delete(c.holds, object)
}

// Defaults compares the default rates.
func (b *EffectBody) Defaults() effect.Comparison {
	return effect.Compare(b.Before.Defaults, b.After.Defaults)
}

// Crossed is the guards that the report crosses.
func (b *EffectBody) Crossed() []effect.Guard {
	return b.Guards.Crossed(b.Defaults(), b.After.Overturned)
}

// GuardsOf is the bounds of a document that a report is held against.
func GuardsOf(p decide.Policy) effect.Guards {
	bounds := p.GuardBounds()
	return effect.Guards{DefaultRiseBP: bounds.DefaultRiseBP, OverturnBP: bounds.OverturnBP}
}

// Alerts is an alert for each guard that the report crosses, without an id.
func (r *EffectReport) Alerts(now time.Time) []GuardAlert {
	var alerts []GuardAlert
	for _, g := range r.Body.Crossed() {
		value, bound, _ := r.Body.GuardValue(g)
		alerts = append(alerts, GuardAlert{
			PolicyVersion: r.PolicyVersion, Guard: g, ReportID: r.ID, ValueBP: value, BoundBP: bound, State: DriftAlertOpen, OpenedAt: now, Version: 1,
		})
	}
	return alerts
}

// GuardValue is what a guard looks at, in basis points, beside its bound; ok is false when there is nothing to look at.
func (b *EffectBody) GuardValue(g effect.Guard) (value, bound int, ok bool) {
	switch g {
	case effect.GuardDefaultRise:
		d := b.Defaults().Difference.Value
		if !d.Known() {
			return 0, b.Guards.DefaultRiseBP, false
		}
		return roundBP(float64(d)), b.Guards.DefaultRiseBP, true
	case effect.GuardOverturn:
		o := b.After.Overturned
		if o.Whole == 0 {
			return 0, b.Guards.OverturnBP, false
		}
		return roundBP(float64(o.Part) / float64(o.Whole)), b.Guards.OverturnBP, true
	}
	return 0, 0, false
}

// Shift is the stability index of the scores between the windows in about ten groups of equal share before, and how much it matters.
func (b *EffectBody) Shift() (index float64, level drift.Level) {
	starts := drift.Groups(b.Before.Scores, 10)
	was, is := drift.Regroup(b.Before.Scores, starts), drift.Regroup(b.After.Scores, starts)
	index = drift.Index(was, is)
	return index, drift.LevelOf(index, len(starts), min(drift.Total(was), drift.Total(is)))
}

// EffectSegment is one value of one dimension.
type EffectSegment struct {
	Dimension, Value string
	effect.Comparison
	Adjusted float64 // P as Holm adjusts it over all segments; not a number when unknown
}
