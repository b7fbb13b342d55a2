package score

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestChangesSumToTheDifferenceOfTheScores(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		explain := func() Breakdown {
			card, keys := drawCard(t)
			e, err := Compile(card, keys)
			if err != nil {
				t.Fatal(err)
			}
			return e.Explain(drawVector(t, card), drawAdjusts(t))
		}
		before, after := explain(), explain()
		sum, lines := 0, 0
		for _, c := range Changes(&before, &after) {
			sum += c.Points()
			if c.New && c.Gone || c.New && c.Before != 0 || c.Gone && c.After != 0 {
				t.Fatalf("change %+v", c)
			}
			if !c.Gone {
				lines++
			}
		}
		if sum != after.Score-before.Score {
			t.Fatalf("the differences sum to %d, the scores differ by %d", sum, after.Score-before.Score)
		}
		if lines > len(after.Lines) {
			t.Fatalf("%d changes of %d lines", lines, len(after.Lines))
		}
	})
}

func TestChangesNameWhatOneCardLacks(t *testing.T) {
	was, is := small(), small()
	was.Factors, is.Factors = was.Factors[:2], is.Factors[1:3]
	before := compile(t, was, smallKeys).Explain([]float64{0, 0, 0.2, 0, 1}, nil)
	after := compile(t, is, smallKeys).Explain([]float64{0, 0, 0.9, 5, 1}, []Adjust{{Kind: LineCap, Key: "cap_dpd", Value: 500}})
	want := []Change{
		{Kind: LineBase, Key: KeyBase, Before: 600, After: 600},
		{Kind: LineFactor, Key: "used", Aspect: AspectCredit, Before: 20, After: -50},
		{Kind: LineFactor, Key: "worst", Aspect: AspectCredit, After: -25, New: true},
		{Kind: LineCap, Key: "cap_dpd", After: -25, New: true},
		{Kind: LineFactor, Key: "late", Aspect: AspectCredit, Before: 40, Gone: true},
	}
	if d := cmp.Diff(want, Changes(&before, &after)); d != "" {
		t.Error(d)
	}
}
