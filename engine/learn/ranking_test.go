package learn_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"candor/engine/learn"
)

func TestAveragePrecisionByHand(t *testing.T) {
	tests := map[string]struct {
		risk []float64
		bad  []bool
		want float64
	}{
		"perfect":     {[]float64{4, 3, 2, 1}, []bool{true, true, false, false}, 1},
		"worst":       {[]float64{4, 3, 2, 1}, []bool{false, false, false, true}, 0.25},
		"documented":  {[]float64{0.1, 0.4, 0.35, 0.8}, []bool{false, false, true, true}, 0.5*1 + 0.5*2.0/3},
		"all tied":    {[]float64{1, 1, 1, 1}, []bool{true, false, false, false}, 0.25},
		"tie at top":  {[]float64{2, 2, 1, 1}, []bool{true, false, true, false}, 0.5*0.5 + 0.5*0.5},
		"nothing bad": {[]float64{1, 2}, []bool{false, false}, math.NaN()},
	}
	for name, tt := range tests {
		if got := learn.AveragePrecision(tt.risk, tt.bad); math.Abs(got-tt.want) > 1e-12 || math.IsNaN(got) != math.IsNaN(tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

// The definition, threshold by threshold.
func TestAveragePrecisionAgainstItsDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		n := 1 + r.IntN(30)
		risk, bad, all := make([]float64, n), make([]bool, n), 0.0
		for i := range risk {
			risk[i], bad[i] = float64(r.IntN(8)), r.IntN(3) == 0
			if bad[i] {
				all++
			}
		}
		if all == 0 {
			continue
		}
		want, before := 0.0, 0.0
		for threshold := 7.0; threshold >= 0; threshold-- {
			hit, taken := 0.0, 0.0
			for i := range risk {
				if risk[i] >= threshold {
					taken++
					if bad[i] {
						hit++
					}
				}
			}
			if taken > 0 {
				want += (hit/all - before) * hit / taken
				before = hit / all
			}
		}
		if got := learn.AveragePrecision(risk, bad); math.Abs(got-want) > 1e-12 {
			t.Fatalf("%v, want %v", got, want)
		}
	}
}

func TestCardPrecisionByHand(t *testing.T) {
	events := []learn.CardEvent{
		{Day: 1, Card: 1, Risk: 9, Bad: false}, {Day: 1, Card: 1, Risk: 1, Bad: true}, // the card is bad, by its highest risk first
		{Day: 1, Card: 2, Risk: 8, Bad: false}, {Day: 1, Card: 3, Risk: 7, Bad: true},
		{Day: 2, Card: 1, Risk: 9, Bad: true}, // found on day 1: not looked at again
		{Day: 2, Card: 3, Risk: 5, Bad: true}, {Day: 2, Card: 4, Risk: 6, Bad: true}, {Day: 2, Card: 5, Risk: 6, Bad: false},
		{Day: 3, Card: 6, Risk: 1, Bad: true},
	}
	// Day 1: cards 1 and 2, one bad. Day 2: cards 4 and 5, one bad. Day 3: card 6 alone, of two places.
	if got := learn.CardPrecision(events, 2); got != 0.5 {
		t.Errorf("precision %v, want 0.5", got)
	}
	slices.Reverse(events)
	if got := learn.CardPrecision(events, 2); got != 0.5 {
		t.Errorf("in another order %v, want 0.5", got)
	}
	if got := learn.CardPrecision(nil, 2); !math.IsNaN(got) {
		t.Errorf("of nothing %v", got)
	}
}
