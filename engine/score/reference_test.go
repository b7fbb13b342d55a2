package score

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// counted is small with training counts, so that its factors have means: late −10, used −15, worst −15, school 0.
func counted() Scorecard {
	card := small()
	counts := [][]int{{40, 20, 10, 0, 30}, {50, 50, 0}, {25, 75, 0}, {40, 60, 0}}
	for i, list := range counts {
		for j, n := range list {
			card.Factors[i].Bins[j].Count = n
		}
	}
	card.Factors[0].Bins[0].Points = 8 // (40·8 − 20·30 − 10·120 + 30·16) / 100 = −10
	card.Factors[0].Bins[4].Points = 16
	return card
}

func TestMeanPoints(t *testing.T) {
	tests := []struct {
		name   string
		bins   []Bin
		want   int
		wantOK bool
	}{
		{"weighted by the rows", []Bin{{Points: 10, Count: 30}, {Points: -20, Count: 10}}, 3, true}, // 2.5
		{"halves below zero go down", []Bin{{Points: -10, Count: 30}, {Points: 20, Count: 10}}, -3, true},
		{"an empty bin does not count", []Bin{{Points: 7, Count: 5}, {Points: 900}}, 7, true},
		{"no rows, no mean", []Bin{{Points: 7}, {Points: 9}}, 0, false},
		{"no bins, no mean", nil, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, ok := (Factor{Bins: tt.bins}).MeanPoints(); got != tt.want || ok != tt.wantOK {
				t.Errorf("%d, %v; want %d, %v", got, ok, tt.want, tt.wantOK)
			}
		})
	}
}

func TestReasonsAgainstTheMeanAreNetWithinTheirCode(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		name string
		vec  []float64
		want []Reason
	}{
		{"a loser and a gainer of one code", []float64{nan, 3, 0, 0, 1}, []Reason{{Code: "late_often", Lost: 80, Factors: []string{"late"}}}},
		{"two losers of one code", []float64{nan, 3, 0, 5, 1}, []Reason{{Code: "late_often", Lost: 120, Factors: []string{"late", "worst"}}}},
		{"a gainer that outweighs the loser leaves no reason", []float64{nan, 1, 0, 0, 1}, []Reason{}},
		{"a gain under another code hides nothing", []float64{nan, 0, 0.9, 0, 1}, []Reason{{Code: "high_utilisation", Lost: 35, Factors: []string{"used"}}}},
		{"nothing below the mean is no reason", []float64{nan, 0, 0, 0, 1}, []Reason{}},
		{"missing data can lose", []float64{nan, 0, 0, 0, nan}, []Reason{{Code: "limited_background", Lost: 2, Factors: []string{"school"}}}},
	}
	e, err := CompileAgainst(counted(), smallKeys, ReferenceMean)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, e.Explain(tt.vec, nil).Reasons); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAnEmptyReferenceIsTheBestBin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		card, keys := drawCard(t)
		vec := drawVector(t, card)
		var all []Breakdown
		for _, from := range []Reference{"", ReferenceBest, ReferenceMean} {
			e, err := CompileAgainst(card, keys, from)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, e.Explain(vec, nil))
		}
		if diff := cmp.Diff(all[1], all[0]); diff != "" {
			t.Fatalf("(-best +empty):\n%s", diff)
		}
		all[2].Reasons = all[1].Reasons
		if diff := cmp.Diff(all[1], all[2]); diff != "" {
			t.Fatalf("the reference moved more than reasons (-best +mean):\n%s", diff)
		}
	})
}

func TestAReferenceThatIsNotKnownIsRefused(t *testing.T) {
	if _, err := CompileAgainst(small(), smallKeys, "median"); err == nil {
		t.Error("compiled")
	}
}

func TestReasonsCostNoAllocation(t *testing.T) {
	e, accounts := benchCard(t)
	var p Points
	i := 0
	if n := testing.AllocsPerRun(100, func() { e.Evaluate(accounts[i&8191], &p); i++ }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
