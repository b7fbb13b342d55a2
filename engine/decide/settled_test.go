package decide_test

import (
	"bytes"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"candor/engine/decide"
	"candor/engine/score"
)

// TestASettledResultComesOutAgain: a result is settled exactly where assessing its vector anew, after itself, gives its bytes, and in brief
// the same score, band, outcome and flags.
func TestASettledResultComesOutAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		policy := decide.Default()
		for i := range policy.Flags {
			if policy.Flags[i].Measure != decide.MeasureScoreDrop {
				continue
			}
			policy.Flags[i].On = rapid.Bool().Draw(t, "on")
			policy.Flags[i].Op = rapid.SampledFrom([]decide.Op{decide.OpBelow, decide.OpAtLeast}).Draw(t, "op")
			policy.Flags[i].Threshold = float64(rapid.IntRange(-3, 3).Draw(t, "threshold"))
		}
		a := assessorOf(t, policy)
		in := decide.Input{
			Vector: vector(map[string]float64{
				"standing_last":   rapid.SampledFrom([]float64{-1, 0, 2, math.NaN()}).Draw(t, "standing"),
				"utilisation_now": rapid.Float64Range(0, 2).Draw(t, "use"),
			}),
			Override: rapid.SampledFrom([]int{0, 0, 500}).Draw(t, "override"),
		}
		first := a.Assess(in)
		in.Previous = rapid.SampledFrom([]int{0, first.Score, first.Score - 2, first.Score + 2, first.Score + 90}).Draw(t, "previous")
		was := a.Assess(in)
		settled := a.Settled(in, &was)
		in.Previous = was.Score
		again := a.Assess(in)
		x, err := was.Encode()
		y, err2 := again.Encode()
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		var brief decide.Result
		var p score.Points
		a.Brief(in, &p, &brief)
		if d := cmp.Diff(decide.Result{Score: again.Score, Band: again.Band, Outcome: again.Outcome, Flags: again.Flags}, brief); d != "" || p.Bins[0] != uint8(again.Bins[0]) {
			t.Fatalf("in brief (-whole +brief):\n%s", d)
		}
		if settled != bytes.Equal(x, y) {
			t.Fatalf("settled %t, but %s and then %s", settled, x, y)
		}
	})
}
