package data

import (
	"crypto/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// TestTheQueueIsNarrowedByHardship: a flag counts from when it is put on until its time is over, whether or not the job ran that ends it, and
// pages, counts and facets agree on which cases are of accounts with one.
func TestTheQueueIsNarrowedByHardship(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		var cases []models.ID
		for i := range 6 {
			c := f.open(i, models.Severity(1+i%4), 400+i, time.Hour)
			cases = append(cases, c.ID)
			if i > 3 {
				continue
			}
			end := s.Now().Add(time.Duration(24*(i+1)) * time.Hour)
			h, err := s.SetHardship(ctx, anna, models.SetHardship{AccountID: c.AccountID, Kind: models.HardshipOther, EndsAt: &end, Note: "the house burnt down"})
			if err != nil {
				t.Fatal(err)
			}
			if i == 3 {
				if err := s.EndHardship(ctx, anna, models.EndHardship{AccountID: c.AccountID, ID: h.ID, Version: h.Version, Reason: "found work again"}); err != nil {
					t.Fatal(err)
				}
			}
		}
		clock.advance(25 * time.Hour) // the first is over, and no job ran
		for name, tt := range map[string]struct {
			filter models.CaseFilter
			want   []models.ID
		}{
			"yes":                 {models.CaseFilter{Hardship: models.HardshipYes}, cases[1:3]},
			"no":                  {models.CaseFilter{Hardship: models.HardshipNo}, []models.ID{cases[0], cases[3], cases[4], cases[5]}},
			"with another":        {models.CaseFilter{Hardship: models.HardshipYes, Severity: 2}, cases[1:2]},
			"what is no question": {models.CaseFilter{Hardship: "soon"}, nil},
		} {
			for _, sort := range models.CaseSorts() {
				tt.filter.Sort, tt.filter.Limit, tt.filter.Now = sort, 2, s.Now()
				got := walk(t, s, tt.filter, nil)
				slices.Sort(got)
				if !slices.Equal(got, tt.want) {
					t.Errorf("%s by %s: %v, want %v", name, sort, got, tt.want)
				}
			}
			views := []models.ViewCount{{Key: name, Filter: readable(tt.filter)}}
			if err := s.CountViews(ctx, views); err != nil || views[0].N != len(tt.want) {
				t.Errorf("%s counts %d (%v)", name, views[0].N, err)
			}
		}
		facets := must[*models.QueueFacets](t)(s.QueueFacets(ctx, models.CaseFilter{Now: s.Now()}))
		if facets.Hardship[models.HardshipYes] != 2 || facets.Hardship[models.HardshipNo] != 4 {
			t.Errorf("facets %v", facets.Hardship)
		}
	})
}

// TestCasesInHardshipAreFoundByTheFlags: the few of them are told apart in the index of the order, and the others by the index of the flags.
func TestCasesInHardshipAreFoundByTheFlags(t *testing.T) {
	s := openTest(t, Options{Dir: t.TempDir(), Now: newClock().now, Rand: rand.Reader}) // the words of a plan are SQLite's
	for _, sort := range models.CaseSorts() {
		for _, is := range []string{models.HardshipYes, models.HardshipNo} {
			got := planOfView(t, s, models.CaseFilter{Hardship: is, Sort: sort, Now: s.Now()})
			if !strings.Contains(got, "cases USING INDEX "+indexOf(sort)) || !strings.Contains(got, "hardships_open") || strings.Contains(got, "TEMP B-TREE") {
				t.Errorf("%s by %s:\n%s", is, sort, got)
			}
		}
	}
}
