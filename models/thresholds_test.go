package models_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"candor/engine/decide"
	"candor/models"
)

// everyScore has one account with 100 fen of use at each score, and an outcome of each: bad below 400.
func everyScore() *models.RunSummary {
	r := &models.RunSummary{Points: make([]int, 601), PointsFen: make([]int64, 601), Known: make([]int, 601), Bad: make([]int, 601)}
	for i := range r.Points {
		r.Points[i], r.PointsFen[i], r.Known[i] = 1, 100, 1
		if i < 50 {
			r.Bad[i] = 1
		}
	}
	return r
}

func TestSwapCountsWhoIsCalledAndWhoseCeilingMoves(t *testing.T) {
	live, draft := decide.Default(), decide.Default()
	draft.Flags[0].Threshold = 490 // score_low was 480
	draft.Flags[1].On = false      // below 430, all of them within the other
	draft.Bands[1].From = 540      // fair was from 550
	draft.Bands[2].From = 605      // good was from 600
	got := everyScore().Swap(&live, &draft)
	want := models.Swap{
		Called: cut(130), WouldBe: cut(140), Fresh: cut(10), Higher: cut(10), Lower: cut(5), Same: cut(586),
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if got.Cases() != 10 {
		t.Errorf("cases %+d", got.Cases())
	}
}

func cut(n int) models.Cut { return models.Cut{Accounts: n, UsedFen: int64(100 * n)} }

// TestSwapOfAnOldRunSaysHowFarItIsOff has only steps of ten points to go by.
func TestSwapOfAnOldRunSaysHowFarItIsOff(t *testing.T) {
	live, draft := decide.Default(), decide.Default()
	draft.Flags[0].Threshold = 485
	if got := book().Swap(&live, &draft); got.Fresh.Accounts != 10 || got.Fresh.Off != 10 {
		t.Errorf("fresh = %+v", got.Fresh)
	}
}

func TestTradeOffAndPassLine(t *testing.T) {
	points := everyScore().TradeOff()
	p := decide.Default()
	line, ok := models.PassLine(&p, points)
	if !ok || line.From != 480 || line.Known != 471 || line.Bad != 0 || line.Share != 471.0/601 {
		t.Errorf("pass line %+v, %v", line, ok)
	}
	if rate, ok := points[0].Rate(); !ok || rate != 50.0/601 {
		t.Errorf("rate of all = %v, %v", rate, ok)
	}
	if _, ok := points[572].Rate(); ok {
		t.Error("29 outcomes make no rate")
	}
	p.Flags = nil
	if line, ok := models.PassLine(&p, points); !ok || line.From != 350 {
		t.Errorf("without rules: %+v, %v", line, ok)
	}
	p.Flags = []decide.FlagRule{{Measure: decide.MeasureScore, Op: decide.OpAtLeast, Threshold: 900, On: true}}
	if _, ok := models.PassLine(&p, points); ok {
		t.Error("the best are called too, and there is a pass line")
	}
	if got := book().TradeOff(); got != nil {
		t.Errorf("an old run has %d points", len(got))
	}
}

// TestBinsHoldTheBook spreads any sketch over a picture.
func TestBinsHoldTheBook(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s models.Sketch
		at := 0.0
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			lo := at + rapid.Float64Range(.1, 5).Draw(t, "gap")
			at = lo + rapid.Float64Range(0, 5).Draw(t, "width")
			s.Steps = append(s.Steps, models.SketchStep{Lo: lo, Hi: at, N: rapid.IntRange(1, 100).Draw(t, "n")})
		}
		known, _ := s.Known()
		lo, hi, ok := s.Range()
		sum := 0.0
		for _, v := range s.Bins(lo, hi+1, 40) {
			sum += v
		}
		if !ok || hi > at || sum < float64(known)-1e-6 || sum > float64(known)+1e-6 {
			t.Fatalf("%v accounts of %d in the picture, range %v to %v", sum, known, lo, hi)
		}
	})
}
