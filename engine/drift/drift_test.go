package drift_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"candor/engine/drift"
	"candor/engine/learn"
	"candor/engine/score"
	"pgregory.net/rapid"
)

func TestWeeks(t *testing.T) {
	for day, want := range map[string]int{"2026-01-01": 202601, "2025-12-29": 202601, "2021-01-03": 202053, "2026-03-02": 202610, "2026-03-08": 202610, "2026-03-09": 202611} {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if got := drift.Week(at); got != want {
			t.Errorf("%s is in week %d, want %d", day, got, want)
		}
	}
}

// TestMondayBeginsItsWeek: a week's first moment is in it and the moment before is not.
func TestMondayBeginsItsWeek(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(0, 4_000_000_000).Draw(t, "at"), 0)
		week := drift.Week(at)
		monday := drift.Monday(week)
		if drift.Week(monday) != week || drift.Week(monday.Add(-time.Second)) == week || at.Before(monday) || at.Sub(monday) >= 7*24*time.Hour {
			t.Fatalf("%v is in week %d, which begins %v", at, week, monday)
		}
	})
}

func TestLevels(t *testing.T) {
	for _, c := range []struct {
		index   float64
		bins, n int
		want    drift.Level
	}{
		{0, 5, 200, drift.Steady}, {0.0999, 5, 200, drift.Steady}, {0.1, 5, 200, drift.Watch}, {0.2499, 5, 5000, drift.Watch}, {0.25, 5, 200, drift.Alarm},
		{3, 5, 199, drift.TooFew}, {math.NaN(), 5, 1000, drift.TooFew},
		{3, 11, 200, drift.Alarm}, {3, 12, 219, drift.TooFew}, {3, 64, 1259, drift.TooFew}, {3, 64, 1260, drift.Alarm},
	} {
		if got := drift.LevelOf(c.index, c.bins, c.n); got != c.want {
			t.Errorf("%v of %d bins over %d is %s, want %s", c.index, c.bins, c.n, got, c.want)
		}
	}
}

func TestBucketsCoverTheScale(t *testing.T) {
	card := score.Scorecard{Min: 350, Max: 950, Factors: []score.Factor{{Key: "a", Bins: []score.Bin{{Count: 3}, {Count: 5}}}}}
	for sum, want := range map[int]int{-100: 0, 350: 0, 359: 0, 360: 1, 949: 59, 950: 60, 2000: 60} {
		if got := drift.Bucket(&card, sum); got != want || got >= drift.Buckets(&card) {
			t.Errorf("%d is in bucket %d of %d, want %d", sum, got, drift.Buckets(&card), want)
		}
	}
	if got := drift.Reference(&card, "a"); !slices.Equal(got, []int{3, 5}) || drift.Reference(&card, "b") != nil {
		t.Errorf("reference = %v", got)
	}
}

// TestGroupsKeepEverybody: whatever the distribution, groups are rising, hold their share, and lose nobody.
func TestGroupsKeepEverybody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.IntRange(0, 50), 1, 61).Draw(t, "counts")
		n := rapid.IntRange(1, 20).Draw(t, "n")
		starts := drift.Groups(counts, n)
		grouped := drift.Regroup(counts, starts)
		if starts[0] != 0 || !slices.IsSorted(starts) || len(slices.Compact(slices.Clone(starts))) != len(starts) || len(starts) > n {
			t.Fatalf("starts = %v", starts)
		}
		total := drift.Total(counts)
		if drift.Total(grouped) != total {
			t.Fatalf("%v became %v", counts, grouped)
		}
		for _, g := range grouped {
			if g*n < total {
				t.Fatalf("a group of %d of %d, want a %d-th", g, total, n)
			}
		}
	})
}

// TestPartsSumToTheIndex: what the page shows of each bin is what the index is made of, and no part is below zero.
func TestPartsSumToTheIndex(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "bins")
		counts := func(name string) []int { return rapid.SliceOfN(rapid.IntRange(0, 1000), n, n).Draw(t, name) }
		expected, actual := counts("expected"), counts("actual")
		index, parts := drift.Index(expected, actual), learn.PSIParts(expected, actual)
		if parts == nil {
			if !math.IsNaN(index) {
				t.Fatalf("index %v without parts", index)
			}
			return
		}
		sum := 0.0
		for _, p := range parts {
			if p < 0 {
				t.Fatalf("a part of %v", p)
			}
			sum += p
		}
		if math.Abs(sum-index) > 1e-12 {
			t.Fatalf("parts sum to %v, the index is %v", sum, index)
		}
	})
}
