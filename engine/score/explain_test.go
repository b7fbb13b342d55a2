package score

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestLinesSumExactlyToTheScore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		card, keys := drawCard(t)
		e, err := Compile(card, keys)
		if err != nil {
			t.Fatal(err)
		}
		vec, adjusts := drawVector(t, card), drawAdjusts(t)
		b := e.Explain(vec, adjusts)
		sum := 0
		for _, l := range b.Lines {
			sum += l.Points
			if l.Points < l.MinPoints || l.Points > l.MaxPoints {
				t.Fatalf("line %+v lies outside its own span", l)
			}
		}
		if sum != b.Score {
			t.Fatalf("lines sum to %d, score is %d: %+v", sum, b.Score, b.Lines)
		}
		if b.Score < card.Min || b.Score > card.Max {
			t.Fatalf("score %d outside %d..%d", b.Score, card.Min, card.Max)
		}
		if !(b.PD >= 0 && b.PD <= 1) {
			t.Fatalf("probability %v", b.PD)
		}
		if fast := e.Score(vec, adjusts); fast != b.Score {
			t.Fatalf("fast path says %d, breakdown %d", fast, b.Score)
		}
	})
}

func TestReasonsAreFewOrderedAndNeverAFactorAtItsBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		card, keys := drawCard(t)
		e, err := Compile(card, keys)
		if err != nil {
			t.Fatal(err)
		}
		b := e.Explain(drawVector(t, card), nil)
		best := map[string]bool{}
		for _, l := range b.Lines {
			best[l.Key] = l.Points == l.MaxPoints
		}
		if len(b.Reasons) > TopReasons {
			t.Fatalf("%d reasons", len(b.Reasons))
		}
		for i, r := range b.Reasons {
			if r.Lost <= 0 || len(r.Factors) == 0 || (i > 0 && r.Lost > b.Reasons[i-1].Lost) {
				t.Fatalf("reason %d of %+v", i, b.Reasons)
			}
			for _, key := range r.Factors {
				if best[key] {
					t.Fatalf("%s is at its best bin and still a reason", key)
				}
			}
		}
	})
}

func TestAdjustmentsAreLinesOfTheirOwn(t *testing.T) {
	e := compile(t, small(), smallKeys)
	nan := math.NaN()
	good, bad := []float64{nan, 0, 0, 0, 1}, []float64{nan, 3, 0.9, 5, 3} // 687 and 397
	tests := []struct {
		name    string
		vec     []float64
		adjusts []Adjust
		want    int
		lines   []string // keys after the factors
	}{
		{"none", good, nil, 687, nil},
		{"a cap that bites", good, []Adjust{{LineCap, "hardship", 640}}, 640, []string{"hardship"}},
		{"a cap above the score is no line", good, []Adjust{{LineCap, "hardship", 700}}, 687, nil},
		{"two caps, each lower", good, []Adjust{{LineCap, "a", 640}, {LineCap, "b", 600}}, 600, []string{"a", "b"}},
		{"a floor lifts", bad, []Adjust{{LineFloor, "plan kept", 500}}, 500, []string{"plan kept"}},
		{"a floor goes after a cap", good, []Adjust{{LineFloor, "f", 660}, {LineCap, "c", 640}}, 660, []string{"c", "f"}},
		{"an override goes last", good, []Adjust{{LineOverride, "o", 400}, {LineFloor, "f", 700}}, 400, []string{"f", "o"}},
		{"the lower of two overrides holds", good, []Adjust{{LineOverride, "o", 500}, {LineOverride, "p", 450}}, 450, []string{"p"}},
		{"an override stays within the scale", good, []Adjust{{LineOverride, "o", 10}}, 350, []string{"o"}},
		{"an override that changes nothing is shown", good, []Adjust{{LineOverride, "o", 687}}, 687, []string{"o"}},
		{"another kind is left out", good, []Adjust{{LineBase, "x", 400}}, 687, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := e.Explain(tt.vec, tt.adjusts)
			var keys []string
			for _, l := range b.Lines[5:] {
				keys = append(keys, l.Key)
			}
			if b.Score != tt.want {
				t.Errorf("score %d, want %d", b.Score, tt.want)
			}
			if diff := cmp.Diff(tt.lines, keys); diff != "" {
				t.Errorf("lines (-want +got):\n%s", diff)
			}
			if b.PD != small().Scale.PD(b.CardSum) {
				t.Errorf("an adjustment moved the probability to %v", b.PD)
			}
		})
	}
}

func TestTheScaleItselfIsALine(t *testing.T) {
	card := small()
	card.Min, card.Max = 450, 650
	e := compile(t, card, smallKeys)
	low, high := e.Explain([]float64{0, 3, 0.9, 5, 3}, nil), e.Explain([]float64{0, 0, 0, 0, 1}, nil)
	if l := low.Lines[5]; l.Kind != LineFloor || l.Key != KeyScaleMin || l.Points != 450-low.CardSum || low.Score != 450 {
		t.Errorf("low end: %+v, score %d", l, low.Score)
	}
	if l := high.Lines[5]; l.Kind != LineCap || l.Key != KeyScaleMax || l.Points != 650-high.CardSum || high.Score != 650 {
		t.Errorf("high end: %+v, score %d", l, high.Score)
	}
}

func TestAdjustmentsNameTheSameLinesAsExplain(t *testing.T) {
	e := compile(t, small(), smallKeys)
	adjusts := []Adjust{{LineCap, "c", 500}, {LineFloor, "f", 520}}
	b := e.Explain([]float64{0, 0, 0, 0, 1}, adjusts)
	if diff := cmp.Diff(b.Lines[5:], e.Adjustments(b.CardSum, adjusts)); diff != "" {
		t.Errorf("(-explain +adjustments):\n%s", diff)
	}
}

func TestScaleTiesScoresToOdds(t *testing.T) {
	s := Scale{Score: 600, Odds: 3, PDO: 60}
	for score, odds := range map[int]float64{600: 3, 660: 6, 540: 1.5, 720: 12} {
		if got := s.OddsAt(score); math.Abs(got-odds) > 1e-9 {
			t.Errorf("odds at %d = %v, want %v", score, got, odds)
		}
	}
	if got := s.PD(600); math.Abs(got-0.25) > 1e-12 {
		t.Errorf("probability at 600 = %v, want 0.25", got)
	}
}

func TestBandOf(t *testing.T) {
	bands := []Band{{"D", 350}, {"C", 500}, {"B", 600}, {"A", 700}}
	for score, want := range map[int]string{350: "D", 499: "D", 500: "C", 699: "B", 700: "A", 950: "A"} {
		if got, ok := BandOf(bands, score); !ok || got.Name != want {
			t.Errorf("BandOf(%d) = %q, %v; want %q", score, got.Name, ok, want)
		}
	}
	if got, ok := BandOf(bands, 349); ok {
		t.Errorf("a score below every band is in %q", got.Name)
	}
}
