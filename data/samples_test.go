package data

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// decided adds n cases that a person decided now, from account number from on: every third is confirmed.
func (f *fixture) decided(by models.Actor, from, n int) []models.ID {
	f.Helper()
	var ids []models.ID
	for i := range n {
		c := f.open(from+i, models.SeverityHigh, 400, time.Hour)
		held := must[*models.Case](f.T)(f.s.ClaimCase(ctx, by, c.ID))
		outcome := models.CaseCleared
		if i%3 == 2 {
			outcome = models.CaseConfirmed
		}
		must[*models.Case](f.T)(f.s.DecideCase(ctx, by, models.DecideCase{CaseID: c.ID, Version: held.Version, Outcome: outcome, Reason: "what " + by.Name + " saw", Principal: []string{"unusual_spending"}}))
		ids = append(ids, c.ID)
	}
	return ids
}

func period(s *Store, n int, seed int64) models.DrawSample {
	return models.DrawSample{From: s.Now().AddDate(0, 0, -30), Until: s.Now().Add(time.Hour), N: n, Seed: seed}
}

func casesOf(t *testing.T, s *Store, id models.ID) map[models.ID]models.SampleItem {
	t.Helper()
	var items []models.SampleItem
	ok(t, s.read(ctx, func(db *gorm.DB) error { return db.Where("sample_id = ?", id).Find(&items).Error }))
	out := map[models.ID]models.SampleItem{}
	for _, it := range items {
		out[it.CaseID] = it
	}
	return out
}

func TestASampleIsDrawnFromWhatOthersDecided(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		old := f.decided(bob, 1, 2)
		c.advance(60 * 24 * time.Hour)
		f.decided(bob, 10, 8)
		f.decided(rita, 30, 3)
		own := f.decided(lead, 40, 4)
		f.open(50, models.SeverityHigh, 400, time.Hour)
		got := must[*models.Sample](t)(s.DrawSample(ctx, lead, period(s, 5, 7)))
		if got.Eligible != 11 || got.Drawn != 5 || got.Judged != 0 || got.Seed != 7 || got.MadeName != "Lena" {
			t.Fatalf("sample = %+v", got)
		}
		drawn, by := casesOf(t, s, got.ID), map[string]int{}
		for _, it := range drawn {
			by[it.FirstName]++
			if it.First == "" || !strings.HasPrefix(it.FirstWhy, "what ") || it.TopCode != "score_low" {
				t.Errorf("item = %+v", it)
			}
		}
		if by["Bob"] != 4 || by["Rita"] != 1 {
			t.Errorf("drawn by reviewer: %v", by)
		}
		for _, id := range append(old, own...) {
			if _, is := drawn[id]; is {
				t.Errorf("case %d must not be drawn", id)
			}
		}
		again := casesOf(t, s, must[*models.Sample](t)(s.DrawSample(ctx, lead, period(s, 5, 7))).ID)
		for id := range drawn {
			if _, is := again[id]; !is {
				t.Error("the same seed drew other cases")
			}
		}
		if all := must[*models.Sample](t)(s.DrawSample(ctx, lead, period(s, 100, 0))); all.Drawn != 11 || all.Seed < 1 || all.Seed > models.SampleSeedMost || all.Asked != 100 {
			t.Errorf("all of them: %+v", all)
		}
		if e := f.entries(models.ActionSampleDrawn); len(e) != 3 || e[0].ObjectType != "sample" || strings.Contains(e[0].After, "cleared") {
			t.Errorf("entries = %+v", e)
		}
	})
}

func TestBadDrawsAreRefused(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		f.decided(lead, 1, 2)
		_, err := s.DrawSample(ctx, lead, period(s, 5, 1))
		wantInvalid(t, err, "", "sample_none")
		for field, change := range map[string]func(*models.DrawSample){
			"n":     func(d *models.DrawSample) { d.N = 101 },
			"seed":  func(d *models.DrawSample) { d.Seed = -1 },
			"from":  func(d *models.DrawSample) { d.From = s.Now().Add(time.Minute) },
			"until": func(d *models.DrawSample) { d.Until = d.From },
		} {
			d := period(s, 5, 1)
			change(&d)
			if _, err := s.DrawSample(ctx, lead, d); !invalid(err) {
				t.Errorf("%s: %v", field, err)
			}
		}
		if n := count(t, s, &models.Sample{}, "id > 0"); n != 0 {
			t.Errorf("%d samples were kept", n)
		}
	})
}

func TestAnItemIsJudgedOnceAndUnseen(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		f.decided(bob, 1, 3)
		made := must[*models.Sample](t)(s.DrawSample(ctx, lead, period(s, 10, 7)))
		hidden := must[*models.SampleCase](t)(s.SampleCase(ctx, made.ID, 1))
		if said := fmt.Sprintf("%+v", *hidden); strings.Contains(said, "Bob") || strings.Contains(said, "confirmed") || strings.Contains(said, "cleared") || hidden.Next != 2 || len(hidden.Flags) != 1 {
			t.Errorf("an item that is not judged tells %s", said)
		}
		if said := fmt.Sprintf("%+v", *must[*models.SampleDetail](t)(s.SampleDetail(ctx, made.ID))); strings.Contains(said, "Bob") || strings.Contains(said, "cleared") {
			t.Errorf("a sample that is not judged tells %s", said)
		}
		cmd := models.JudgeSample{SampleID: made.ID, N: 1, Version: 1, Outcome: models.CaseConfirmed, Reason: "the same card, twice"}
		_, err := s.JudgeSample(ctx, bob, cmd)
		wantRefused(t, err, "not_yours")
		for name, change := range map[string]func(*models.JudgeSample){
			"outcome": func(j *models.JudgeSample) { j.Outcome = "unsure" }, "reason": func(j *models.JudgeSample) { j.Reason = " " },
		} {
			bad := cmd
			change(&bad)
			if _, err := s.JudgeSample(ctx, lead, bad); !invalid(err) {
				t.Errorf("%s: %v", name, err)
			}
		}
		stale, none := cmd, cmd
		stale.Version, none.N = 9, 4
		if _, err := s.JudgeSample(ctx, lead, stale); !errors.Is(err, models.ErrConflict) {
			t.Errorf("stale: %v", err)
		}
		if _, err := s.JudgeSample(ctx, lead, none); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("no such item: %v", err)
		}
		if got := must[*models.Sample](t)(s.JudgeSample(ctx, lead, cmd)); got.Judged != 1 {
			t.Errorf("sample = %+v", got)
		}
		if _, err := s.JudgeSample(ctx, lead, cmd); !errors.Is(err, models.ErrState) {
			t.Errorf("twice: %v", err)
		}
		seen := must[*models.SampleCase](t)(s.SampleCase(ctx, made.ID, 1))
		if seen.Item.FirstName != "Bob" || seen.Item.Same() || seen.Case.ClosedName != "Bob" || seen.Item.SecondAt == nil {
			t.Errorf("a judged item tells %+v", seen)
		}
		d := must[*models.SampleDetail](t)(s.SampleDetail(ctx, made.ID))
		if a := d.Agreement(); a.N != 1 || a.Same != 0 || d.Next() != 2 || d.Items[1].FirstName != "" {
			t.Errorf("agreement = %+v of %+v", a, d)
		}
		if e := f.entries(models.ActionSampleJudged); len(e) != 1 || e[0].Reason != cmd.Reason {
			t.Errorf("entries = %+v", e)
		}
	})
}

func TestSamplesComeNewestFirstAndTheirExportIsRecorded(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		f.decided(bob, 1, 1)
		first := must[*models.Sample](t)(s.DrawSample(ctx, lead, period(s, 1, 1)))
		second := must[*models.Sample](t)(s.DrawSample(ctx, lead, period(s, 1, 1)))
		list := must[[]models.Sample](t)(s.Samples(ctx, models.SampleFilter{Limit: 1}))
		if len(list) != 1 || list[0].ID != second.ID {
			t.Errorf("newest = %+v", list)
		}
		if list = must[[]models.Sample](t)(s.Samples(ctx, models.SampleFilter{After: second.ID, Limit: 5})); len(list) != 1 || list[0].ID != first.ID {
			t.Errorf("older = %+v", list)
		}
		ok(t, s.RecordSampleExport(ctx, lead, first.ID))
		if e := f.entries(models.ActionSampleExported); len(e) != 1 || e[0].ObjectID != first.PublicID() {
			t.Errorf("entries = %+v", e)
		}
		if err := s.RecordSampleExport(ctx, lead, 99); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("no such sample: %v", err)
		}
		if _, err := s.SampleDetail(ctx, 99); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("no such sample: %v", err)
		}
		if _, err := s.SampleCase(ctx, first.ID, 2); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("no such item: %v", err)
		}
	})
}

// TestWhatWaitsToBeJudgedAgainIsKnown for whoever drew the sample and for nobody else, until it is judged.
func TestWhatWaitsToBeJudgedAgainIsKnown(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		f.decided(bob, 1, 3)
		drawn := must[*models.Sample](t)(s.DrawSample(ctx, lead, period(s, 3, 7)))
		all := must[[]models.SampleItem](t)(s.Unjudged(ctx, lead.UserID))
		if n := len(casesOf(t, s, drawn.ID)); len(all) != n || n == 0 || all[0].CaseID == 0 || all[0].AccountID == 0 || all[0].First != "" {
			t.Errorf("%d wait of %d: %+v", len(all), n, all)
		}
		if others := must[[]models.SampleItem](t)(s.Unjudged(ctx, bob.UserID)); len(others) != 0 {
			t.Errorf("the reviewer has %+v to judge", others)
		}
		for id, it := range casesOf(t, s, drawn.ID) {
			wait := func(by models.Actor) []models.ID {
				return must[[]models.ID](t)(s.UnjudgedCases(ctx, by.UserID, it.AccountID))
			}
			if got := wait(lead); len(got) != 1 || got[0] != id || len(wait(bob)) != 0 {
				t.Errorf("waits: %v for the lead, %v for the reviewer", got, wait(bob))
			}
			must[*models.Sample](t)(s.JudgeSample(ctx, lead, models.JudgeSample{SampleID: drawn.ID, N: it.N, Version: it.Version, Outcome: models.CaseCleared, Reason: "as it looks today"}))
			if got := wait(lead); len(got) != 0 {
				t.Errorf("waits after it was judged: %v", got)
			}
		}
		if left := must[[]models.SampleItem](t)(s.Unjudged(ctx, lead.UserID)); len(left) != 0 {
			t.Errorf("all are judged, and %+v wait", left)
		}
	})
}
