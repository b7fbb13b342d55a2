package score

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestGapsSayWhatIsMissingAndWhatItCouldHaveGiven(t *testing.T) {
	e := compile(t, small(), smallKeys)
	nan := math.NaN()
	b := e.Explain([]float64{0, nan, 0.9, 5, nan}, nil)
	want := []Gap{
		{Key: "late", Aspect: AspectCredit, Points: -5, Low: -120, High: 40},
		{Key: "school", Aspect: AspectBackground, Points: -2, Low: -8, High: 12},
	}
	if diff := cmp.Diff(want, e.Gaps(&b)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestGapsSumToTheMissingPoints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		card, keys := drawCard(t)
		e, err := Compile(card, keys)
		if err != nil {
			t.Fatal(err)
		}
		b := e.Explain(drawVector(t, card), drawAdjusts(t))
		sum := 0
		for _, g := range e.Gaps(&b) {
			sum += g.Points
			if g.Low > g.High {
				t.Fatalf("%+v", g)
			}
		}
		if sum != b.MissingPoints {
			t.Fatalf("gaps sum to %d, missing points are %d", sum, b.MissingPoints)
		}
	})
}
