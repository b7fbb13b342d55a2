package models

import (
	"math"
	"slices"
	"time"

	"candor/engine/decide"
)

// CountState is whether an exact count of a version's thresholds is still to be made.
type CountState string

// The states of a count.
const (
	CountQueued CountState = "queued"
	CountDone   CountState = "done"
)

// CutCount is what the thresholds of a version hold for, counted one account at a time. A version has one: when its thresholds are
// saved elsewhere or it is submitted, a new one takes its place.
type CutCount struct {
	PolicyVersion int          `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	Revision      int64        `class:"C1"` // of the version as it was counted
	State         CountState   `class:"C1"`
	Cuts          []CountedCut `gorm:"serializer:json" class:"C1"` // in the order of the document, each once
	Looked        int          `class:"C1"`                        // at accounts so far, of Accounts
	Accounts      int          `class:"C1"`                        // that were ever assessed and are not closed
	AskedAt       time.Time    `class:"C1"`
	CountedAt     *time.Time   `class:"C1"`
}

// CountedCut is one threshold and the accounts it holds for, by what each was last assessed on.
type CountedCut struct {
	Measure   string    `json:"measure"` // as decide.FlagRule has it
	Op        decide.Op `json:"op"`
	Threshold float64   `json:"threshold"`
	Accounts  int       `json:"accounts"`
	UsedFen   int64     `json:"used_fen"`
}

// NewCutCount asks for a count of a document's thresholds: cut-offs of bands, thresholds of flags, on or off, and of caps.
func NewCutCount(version int, revision int64, doc *decide.Policy, now time.Time) *CutCount {
	c := &CutCount{PolicyVersion: version, Revision: revision, State: CountQueued, AskedAt: now}
	for _, b := range doc.Bands[min(1, len(doc.Bands)):] {
		c.add(decide.MeasureScore, decide.OpBelow, float64(b.From))
	}
	for _, f := range doc.Flags {
		c.add(f.Measure, f.Op, f.Threshold)
	}
	for _, cp := range doc.Caps {
		c.add(cp.Factor, cp.Op, cp.Threshold)
	}
	return c
}

func (c *CutCount) add(measure string, op decide.Op, threshold float64) {
	if c.at(measure, op, threshold) < 0 {
		c.Cuts = append(c.Cuts, CountedCut{Measure: measure, Op: op, Threshold: threshold})
	}
}

func (c *CutCount) at(measure string, op decide.Op, threshold float64) int {
	return slices.IndexFunc(c.Cuts, func(k CountedCut) bool { return k.Measure == measure && k.Op == op && k.Threshold == threshold })
}

// Counted returns what a threshold holds for. ok is false while it is not counted, and for one that was not asked for.
func (c *CutCount) Counted(measure string, op decide.Op, threshold float64) (cut CountedCut, ok bool) {
	if c == nil || c.State != CountDone {
		return CountedCut{}, false
	}
	i := c.at(measure, op, threshold)
	if i < 0 {
		return CountedCut{}, false
	}
	return c.Cuts[i], true
}

// Same reports whether two counts are of the same thresholds.
func (c *CutCount) Same(other *CutCount) bool {
	return slices.EqualFunc(c.Cuts, other.Cuts, func(a, b CountedCut) bool {
		return a.Measure == b.Measure && a.Op == b.Op && a.Threshold == b.Threshold
	})
}

// Add counts one account that uses so many fen under every threshold that holds for it. value gives its measures, NaN for what is
// not known: no threshold holds for that.
func (c *CutCount) Add(value func(measure string) float64, usedFen int64) {
	for i := range c.Cuts {
		k := &c.Cuts[i]
		v := value(k.Measure)
		if math.IsNaN(v) || (v < k.Threshold) != (k.Op == decide.OpBelow) {
			continue
		}
		k.Accounts++
		k.UsedFen += usedFen
	}
}
