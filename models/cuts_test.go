package models_test

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"candor/engine/decide"
	"candor/models"
)

// TestExactCountsPartTheBook counts any values under thresholds on both sides of a value: together they are the accounts that have
// the measure, and an account without it is in neither.
func TestExactCountsPartTheBook(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc := decide.Default()
		at := rapid.Float64Range(-1, 1).Draw(t, "threshold")
		doc.Flags = []decide.FlagRule{
			{Code: "a", Measure: "utilisation_now", Op: decide.OpBelow, Threshold: at}, {Code: "b", Measure: "utilisation_now", Op: decide.OpAtLeast, Threshold: at},
			{Code: "c", Measure: "utilisation_now", Op: decide.OpBelow, Threshold: at},
		}
		c := models.NewCutCount(2, 3, &doc, time.Time{})
		known, below := 0, 0
		for _, v := range rapid.SliceOf(rapid.OneOf(rapid.Just(math.NaN()), rapid.Just(at), rapid.Float64Range(-2, 2))).Draw(t, "values") {
			c.Add(func(measure string) float64 {
				if measure == "utilisation_now" {
					return v
				}
				return math.NaN()
			}, 7)
			if v == v {
				known++
			}
			if v < at {
				below++
			}
		}
		if _, ready := c.Counted("utilisation_now", decide.OpBelow, at); ready {
			t.Fatal("a count that still waits was told")
		}
		c.State = models.CountDone
		a, okA := c.Counted("utilisation_now", decide.OpBelow, at)
		b, okB := c.Counted("utilisation_now", decide.OpAtLeast, at)
		if !okA || !okB || a.Accounts != below || a.Accounts+b.Accounts != known || a.UsedFen+b.UsedFen != int64(7*known) {
			t.Fatalf("%+v and %+v of %d, %d below", a, b, known, below)
		}
		if s, _ := c.Counted(decide.MeasureScore, decide.OpBelow, 600); s.Accounts != 0 {
			t.Fatalf("unknown scores were counted: %+v", s)
		}
	})
}
