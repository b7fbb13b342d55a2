package data

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"candor/engine/decide"
	"candor/models"
)

// TestSketchFiguresAreWithinTheirBound counts any book beside its sketch: figures are off by no more than they say, exact at the
// thresholds that were given, and of books with few values everywhere.
func TestSketchFiguresAreWithinTheirBound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := rapid.OneOf(rapid.Float64Range(-5, 5), rapid.Just(math.NaN()), rapid.Map(rapid.IntRange(0, 4), func(i int) float64 { return float64(i) }))
		values := rapid.SliceOfN(draw, 1, 1500).Draw(t, "values")
		kept := rapid.SliceOfN(rapid.Float64Range(-4, 4), 0, 3).Draw(t, "thresholds")
		first := slices.DeleteFunc(slices.Clone(values[:min(len(values), rapid.IntRange(1, 400).Draw(t, "first"))]), math.IsNaN)
		slices.Sort(first)
		s := newSketcher(first, kept)
		missing := 0
		for _, v := range values {
			s.add(v, 100)
			if math.IsNaN(v) {
				missing++
			}
		}
		got := s.sketch()
		known, fen := got.Known()
		if known+missing != len(values) || got.Missing != missing || fen != int64(100*known) || got.MissingFen != int64(100*missing) {
			t.Fatalf("%d known and %d missing of %d, %d fen", known, got.Missing, len(values), fen)
		}
		if len(got.Steps) > sketchSteps+2*len(kept)+1 {
			t.Fatalf("%d steps", len(got.Steps))
		}
		at := rapid.Float64Range(-6, 6).Draw(t, "at")
		for i, threshold := range append(slices.Clone(kept), at) {
			truth := 0
			for _, v := range values {
				if v < threshold {
					truth++
				}
			}
			below, above := got.Cut(decide.OpBelow, threshold), got.Cut(decide.OpAtLeast, threshold)
			if d := below.Accounts - truth; d > below.Off || -d > below.Off {
				t.Fatalf("%d below %v, the sketch says %d ± %d", truth, threshold, below.Accounts, below.Off)
			}
			if i < len(kept) && below.Off != 0 {
				t.Fatalf("at the threshold %v the sketch is off by %d", threshold, below.Off)
			}
			if below.Accounts+above.Accounts != known || below.UsedFen+above.UsedFen != fen {
				t.Fatalf("%+v and %+v are not the book", below, above)
			}
		}
	})
}

func TestSketchOfFewValuesIsExact(t *testing.T) {
	s := newSketcher([]float64{0, 0, 1, 2, 3, 3}, nil)
	for _, v := range []float64{0, 1, 2, 3, 3, 7} { // 7 was not in the first batch
		s.add(v, 1)
	}
	got := s.sketch()
	for threshold, want := range map[float64]int{-1: 0, .5: 1, 1: 1, 2.5: 3, 3: 3} {
		if cut := got.Cut(decide.OpBelow, threshold); cut.Accounts != want || cut.Off != 0 {
			t.Errorf("below %v: %+v, want %d exactly", threshold, cut, want)
		}
	}
	if cut := got.Cut(decide.OpAtLeast, 5); cut.Off != 3 {
		t.Errorf("within the step of 3, 3 and 7: %+v", cut)
	}
}

// TestARunKeepsEveryScoreAndASketchOfEveryMeasure rescores twice: every account is at its point, the newest run alone has sketches,
// and labels are counted at the scores of their accounts, of which one is closed meanwhile.
func TestARunKeepsEveryScoreAndASketchOfEveryMeasure(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		ids := trained(t, s, 30)
		first, err := s.Rescore(ctx, anna, nil)
		ok(t, err)
		a, err := s.Account(ctx, ids[3]) // late, and so at another score than the others
		ok(t, err)
		newFixture(t, s).must(func(tx *writeTx) error {
			for i, id := range ids[:5] {
				if err := tx.insert(&models.Label{AccountID: id, Name: "test", Bad: i == 3, Source: "file", At: tx.now}); err != nil {
					return err
				}
			}
			closed := tx.db.Model(&models.Account{}).Where("id = ?", ids[1]).Updates(map[string]any{"status": models.StatusClosed, "version": 2})
			return errors.Join(closed.Error,
				tx.insert(&models.Observation{AccountID: ids[3], DecisionID: a.DecisionID, Bad: true, Source: "statement:202603", At: tx.now}))
		})
		second, err := s.Rescore(ctx, anna, nil)
		ok(t, err)
		run, err := s.LatestRun(ctx)
		ok(t, err)
		points, tens, known, bad := 0, 0, 0, 0
		for i, n := range run.Summary.Points {
			points += n
			known, bad = known+run.Summary.Known[i], bad+run.Summary.Bad[i]
		}
		for _, n := range run.Summary.Scores {
			tens += n
		}
		if run.ID != second.Run || points != run.Accounts || tens != points || len(run.Summary.PointsFen) != 601 {
			t.Errorf("%d at points, %d in tens, of %d accounts", points, tens, run.Accounts)
		}
		if at := *a.Score - decide.ScoreMin; known != 5 || bad != 1 || run.Summary.Known[at] != 1 || run.Summary.Bad[at] != 1 {
			t.Errorf("%d outcomes, %d of them bad, want one of 5, at the score it was decided by", known, bad)
		}
		found, err := s.Sketches(ctx, second.Run, []string{"standing_last", decide.MeasureScoreDrop, "mood"})
		ok(t, err)
		sketch := found["standing_last"]
		if n, _ := sketch.Known(); len(found) != 2 || n+sketch.Missing != run.Accounts {
			t.Errorf("sketches %+v of %d accounts", found, run.Accounts)
		}
		if old, err := s.Sketches(ctx, first.Run, []string{"standing_last"}); err != nil || len(old) != 0 {
			t.Errorf("the run before has %v, %v", old, err)
		}
	})
}

// TestACutOfScoresIsThePolicysImpact puts the same cut-off to both.
func TestACutOfScoresIsThePolicysImpact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := models.RunSummary{
			Points:    rapid.SliceOfN(rapid.IntRange(0, 50), 601, 601).Draw(t, "accounts"),
			PointsFen: rapid.SliceOfN(rapid.Int64Range(0, 1e9), 601, 601).Draw(t, "fen"),
		}
		r.Scores, r.UsedFen = make([]int, 61), make([]int64, 61)
		for i := range r.Points {
			r.PointsFen[i] *= int64(min(r.Points[i], 1)) // nobody uses nothing
			r.Scores[i/10] += r.Points[i]
			r.UsedFen[i/10] += r.PointsFen[i]
		}
		doc := decide.Default()
		doc.Bands[1].From = rapid.IntRange(351, 599).Draw(t, "cut")
		sketch := r.SketchOfScores()
		cut := sketch.Cut(decide.OpBelow, float64(doc.Bands[1].From))
		m := r.Impact(doc, doc)
		if !m.Exact || cut.Off != 0 || m.New[0].Accounts != cut.Accounts || m.New[0].UsedFen != cut.UsedFen {
			t.Fatalf("the impact says %+v, the cut %+v", m.New[0], cut)
		}
	})
}
