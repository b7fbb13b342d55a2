package models

import (
	"strconv"
	"time"

	"candor/engine/agree"
)

// Bounds of quality samples.
const (
	SampleMost     = 100 // cases of one sample
	SampleDays     = 366 // days of its period
	SampleEligible = 20_000
	SampleSeedMost = 1<<31 - 1 // as much as a form takes, so that every seed can be given again
)

// Sample is a draw of decided cases that a lead judges again, to see whether two people decide alike. Its items hold what was decided as it
// was when they were drawn.
type Sample struct {
	ID       ID        `gorm:"primaryKey" class:"C1"`
	FromAt   time.Time `class:"C1"` // the cases were decided from here
	UntilAt  time.Time `class:"C1"` // and before here
	Asked    int       `class:"C1"` // how many were to be drawn, 1 to SampleMost
	Seed     int64     `class:"C1"` // of the draw: the same cases and seed give the same sample
	Eligible int       `class:"C1"` // cases it was drawn from
	Drawn    int       `class:"C1"`
	Judged   int       `class:"C1"` // of those drawn
	MadeBy   ID        `class:"C1"`
	MadeName string    `class:"C1"`
	MadeAt   time.Time `class:"C1"`
	Version  int64     `class:"C1"`
}

// PublicID is the sample's id as pages write it.
func (s *Sample) PublicID() string { return s.ID.Public(PrefixSample) }

// SampleItem is one case of a sample: what was decided first, and what the lead decides without seeing that.
type SampleItem struct {
	SampleID  ID          `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	N         int         `gorm:"primaryKey;autoIncrement:false" class:"C1"` // its place, from 1
	CaseID    ID          `class:"C1"`
	AccountID ID          `class:"C1"`
	TopCode   string      `class:"C1"`
	FirstBy   ID          `class:"C1"`
	FirstName string      `class:"C1"`
	First     CaseOutcome `class:"C1"`
	FirstWhy  string      `class:"C1"`
	FirstAt   time.Time   `class:"C1"`
	Second    CaseOutcome `class:"C1"` // "" until it is judged
	SecondWhy string      `class:"C1"`
	SecondAt  *time.Time  `class:"C1"`
	Version   int64       `class:"C1"`
}

// Judged reports whether the lead has judged it.
func (i *SampleItem) Judged() bool { return i.Second != "" }

// Same reports whether it was judged as it was decided.
func (i *SampleItem) Same() bool { return i.Judged() && i.First == i.Second }

// Blind is the item as its own page may show it: without what was decided first until it is judged.
func (i SampleItem) Blind() SampleItem {
	if !i.Judged() {
		i.FirstBy, i.FirstName, i.First, i.FirstWhy, i.FirstAt = 0, "", "", "", time.Time{}
	}
	return i
}

// DrawSample draws up to N of the cases that others decided from From until before Until. Seed 0 takes one from the sample's own number.
type DrawSample struct {
	From, Until time.Time
	N           int
	Seed        int64
}

// Validate refuses a number of cases outside 1 to SampleMost, a seed outside 0 to SampleSeedMost, and a period that is empty, begins in the future or is longer
// than SampleDays.
func (d *DrawSample) Validate(now time.Time) error {
	var bad Invalid
	if d.N < 1 || d.N > SampleMost {
		bad.Add("n", "sample_n", "most", strconv.Itoa(SampleMost))
	}
	if d.Seed < 0 || d.Seed > SampleSeedMost {
		bad.Add("seed", "number")
	}
	switch {
	case d.From.IsZero():
		bad.Add("from", "required")
	case d.From.After(now):
		bad.Add("from", "sample_future")
	}
	switch {
	case d.Until.IsZero():
		bad.Add("until", "required")
	case !d.Until.After(d.From):
		bad.Add("until", "sample_period")
	case d.Until.Sub(d.From) > SampleDays*24*time.Hour:
		bad.Add("until", "sample_long", "most", strconv.Itoa(SampleDays))
	}
	return bad.OrNil()
}

// JudgeSample is a lead's own judgement of one item. Version is the item's, as it was read.
type JudgeSample struct {
	SampleID ID
	N        int
	Version  int64
	Outcome  CaseOutcome
	Reason   string
}

// Judge records the judgement of whoever drew the sample. An item is judged once: what was decided first is shown afterwards.
func (s *Sample) Judge(i *SampleItem, by ID, cmd JudgeSample, now time.Time) error {
	if by != s.MadeBy {
		return &Refused{Code: "not_yours"}
	}
	if i.Judged() {
		return ErrState
	}
	var bad Invalid
	if cmd.Outcome != CaseCleared && cmd.Outcome != CaseConfirmed {
		bad.Add("outcome", "choice")
	}
	checkReason(&bad, "reason", cmd.Reason)
	if err := bad.OrNil(); err != nil {
		return err
	}
	i.Second, i.SecondWhy, i.SecondAt = cmd.Outcome, cmd.Reason, &now
	s.Judged++
	return nil
}

// SampleFilter is a page of samples, newest first.
type SampleFilter struct {
	After ID // those older than this one
	Limit int
}

// SampleDetail is a sample with all of its items, at most SampleMost, in their order.
type SampleDetail struct {
	Sample Sample
	Items  []SampleItem
}

// Next is the place of the first item that is not judged, 0 when all are.
func (d *SampleDetail) Next() int {
	for i := range d.Items {
		if !d.Items[i].Judged() {
			return d.Items[i].N
		}
	}
	return 0
}

// SampleCase is one item with what a judgement needs: the case as it is and its flags.
type SampleCase struct {
	Sample Sample
	Item   SampleItem
	Case   Case
	Flags  []Flag // newest first, at most SampleFlags
	Next   int    // place of the first other item that is not judged, 0 for none
}

// Blind takes out what was decided first, also of the case and its flags, until the item is judged.
func (d *SampleCase) Blind() {
	d.Item = d.Item.Blind()
	if d.Item.Judged() {
		return
	}
	d.Case.State = ""
	d.Case.Blind()
	for i := range d.Flags {
		d.Flags[i].State = ""
	}
}

// SampleFlags is how many flags of a case the page of an item shows.
const SampleFlags = 50

// sampleOutcomes is the order of the rows and columns of a table of agreement.
var sampleOutcomes = [...]CaseOutcome{CaseCleared, CaseConfirmed}

// Table counts the judged items by what was decided first, rows, and second, columns: cleared, then confirmed.
func (d *SampleDetail) Table() [][]int {
	counts := [][]int{make([]int, len(sampleOutcomes)), make([]int, len(sampleOutcomes))}
	for _, it := range d.Items {
		for r, first := range sampleOutcomes {
			for c, second := range sampleOutcomes {
				if it.First == first && it.Second == second {
					counts[r][c]++
				}
			}
		}
	}
	return counts
}

// Agreement is how far the lead and the reviewers agree over the judged items.
func (d *SampleDetail) Agreement() agree.Agreement { return agree.Measure(d.Table()) }

// SampleShare is how many of some judged items were judged as they were decided: 0 ≤ Same ≤ Whole.
type SampleShare struct{ Same, Whole int }

func (s *SampleShare) add(i *SampleItem) {
	s.Whole++
	if i.Same() {
		s.Same++
	}
}

// SampleGrid is the agreement of each reviewer by the cases' top reason, over the judged items. Reviewers are in the order of their names,
// reasons by how often they come.
type SampleGrid struct {
	Codes     []string
	Reviewers []SampleReviewer
}

// SampleReviewer is one row: all of the reviewer's items, and those of each reason in the order of Codes.
type SampleReviewer struct {
	ID     ID
	Name   string
	All    SampleShare
	ByCode []SampleShare
}
