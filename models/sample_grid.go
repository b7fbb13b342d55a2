package models

import (
	"cmp"
	"slices"
)

// Grid counts the judged items by reviewer and top reason.
func (d *SampleDetail) Grid() SampleGrid {
	often := map[string]int{}
	for i := range d.Items {
		if d.Items[i].Judged() {
			often[d.Items[i].TopCode]++
		}
	}
	var g SampleGrid
	for code := range often {
		g.Codes = append(g.Codes, code)
	}
	slices.SortFunc(g.Codes, func(a, b string) int { return cmp.Or(cmp.Compare(often[b], often[a]), cmp.Compare(a, b)) })
	at := map[ID]int{}
	for i := range d.Items {
		it := &d.Items[i]
		if !it.Judged() {
			continue
		}
		row, known := at[it.FirstBy]
		if !known {
			row, at[it.FirstBy] = len(g.Reviewers), len(g.Reviewers)
			g.Reviewers = append(g.Reviewers, SampleReviewer{ID: it.FirstBy, Name: it.FirstName, ByCode: make([]SampleShare, len(g.Codes))})
		}
		r := &g.Reviewers[row]
		r.All.add(it)
		r.ByCode[slices.Index(g.Codes, it.TopCode)].add(it)
	}
	slices.SortFunc(g.Reviewers, func(a, b SampleReviewer) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return g
}

// SampleJudgeable is how many items a share must rest on to be marked: of fewer, one item more or less is a quarter and more.
const SampleJudgeable = 5

// Marks of a share of agreement.
const (
	SampleTooFew = 0 // fewer than SampleJudgeable items
	SampleAgrees = 1 // at least 80 %
	SampleParts  = 2 // at least 60 %
	SampleFar    = 3
)

// Mark says how much a share of agreement calls for a look, SampleTooFew to SampleFar.
func (s SampleShare) Mark() int {
	switch {
	case s.Whole < SampleJudgeable:
		return SampleTooFew
	case s.Same*5 >= s.Whole*4:
		return SampleAgrees
	case s.Same*5 >= s.Whole*3:
		return SampleParts
	}
	return SampleFar
}
