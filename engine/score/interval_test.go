package score

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawBags makes a card the mean of n models whose points scatter around its own.
func drawBags(t *rapid.T, card *Scorecard, n int) {
	scatter := rapid.IntRange(-20, 20)
	around := func(points int) []int {
		bags := make([]int, n)
		for i := range bags {
			bags[i] = points + scatter.Draw(t, "bag")
		}
		return bags
	}
	card.BaseBags = around(card.Base)
	for i := range card.Factors {
		for j := range card.Factors[i].Bins {
			card.Factors[i].Bins[j].Bags = around(card.Factors[i].Bins[j].Points)
		}
	}
}

func TestTheRangeHoldsTheScoreAndStaysWithinTheScale(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		card, keys := drawCard(t)
		drawBags(t, &card, rapid.IntRange(2, 9).Draw(t, "bags"))
		e, err := Compile(card, keys)
		if err != nil {
			t.Fatal(err)
		}
		vec := drawVector(t, card)
		got, ok := e.Range(vec)
		score := e.Score(vec, nil)
		if !ok || got.Low > score || got.High < score || got.Low < card.Min || got.High > card.Max {
			t.Fatalf("range %+v, %v around %d on %d to %d", got, ok, score, card.Min, card.Max)
		}
	})
}

func TestTheRangeIsTheSpreadOfTheModelsTotals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		card, keys := drawCard(t)
		card.Min, card.Max = -100_000, 100_000
		n := rapid.IntRange(2, 9).Draw(t, "bags")
		drawBags(t, &card, n)
		e, err := Compile(card, keys)
		if err != nil {
			t.Fatal(err)
		}
		vec := drawVector(t, card)
		var totals []float64
		for k := range n { // each model as a card of its own
			one := card
			one.Base, one.BaseBags, one.Factors = card.BaseBags[k], nil, slices.Clone(card.Factors)
			for i, f := range one.Factors {
				one.Factors[i].Bins = slices.Clone(f.Bins)
				for j := range f.Bins {
					one.Factors[i].Bins[j].Points, one.Factors[i].Bins[j].Bags = f.Bins[j].Bags[k], nil
				}
			}
			model, err := Compile(one, keys)
			if err != nil {
				t.Fatal(err)
			}
			totals = append(totals, float64(model.Score(vec, nil)))
		}
		mean, squares := 0.0, 0.0
		for _, x := range totals {
			mean += x / float64(n)
		}
		for _, x := range totals {
			squares += (x - mean) * (x - mean)
		}
		half := 1.645 * math.Sqrt(squares/float64(n-1))
		got, _ := e.Range(vec)
		score := float64(e.Score(vec, nil))
		// Outward, so never narrower than the spread, and by less than a point at either end.
		low, high := score-half-float64(got.Low), float64(got.High)-score-half
		if low < -1e-6 || high < -1e-6 || low > 1+1e-6 || high > 1+1e-6 {
			t.Fatalf("range %+v, want %v ± %v outward", got, score, half)
		}
	})
}

func TestModelsThatAgreeLeaveNoSpread(t *testing.T) {
	card := small()
	card.BaseBags = []int{600, 600, 600}
	for i := range card.Factors {
		for j := range card.Factors[i].Bins {
			p := card.Factors[i].Bins[j].Points
			card.Factors[i].Bins[j].Bags = []int{p, p, p}
		}
	}
	e := compile(t, card, smallKeys)
	if got, ok := e.Range([]float64{0, 3, 0.9, 5, 3}); !ok || got != (Interval{397, 397}) {
		t.Errorf("%+v, %v", got, ok)
	}
}

func TestACardOfOneModelHasNoRange(t *testing.T) {
	for _, bags := range [][]int{nil, {600}} {
		card := small()
		card.BaseBags = bags
		for i := range card.Factors {
			for j := range card.Factors[i].Bins {
				card.Factors[i].Bins[j].Bags = bags
			}
		}
		if got, ok := compile(t, card, smallKeys).Range(nil); ok || got != (Interval{}) {
			t.Errorf("%d models: %+v, %v", len(bags), got, ok)
		}
	}
}
