package score

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// compile compiles a card that must be valid.
func compile(tb testing.TB, card Scorecard, keys []string) *Evaluator {
	tb.Helper()
	e, err := Compile(card, keys)
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

func TestEvaluatorAgreesWithTheObviousReading(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		card, keys := drawCard(t)
		from := rapid.SampledFrom(References()).Draw(t, "reference")
		e, err := CompileAgainst(card, keys, from)
		if err != nil {
			t.Fatal(err)
		}
		vec := drawVector(t, card)
		var got Points
		e.Evaluate(vec, &got)
		if diff := cmp.Diff(obvious(card, vec, from), got); diff != "" {
			t.Fatalf("%v (-obvious +evaluator):\n%s", vec, diff)
		}
	})
}

func TestValuesOnABoundBelongToTheRangeBelow(t *testing.T) {
	e := compile(t, small(), smallKeys)
	nan := math.NaN()
	tests := []struct {
		name string
		late float64
		want int
	}{
		{"far below", -1e300, 40}, {"a code inside a range", -1, 10}, {"just beside the code", math.Nextafter(-1, 0), 40},
		{"on a bound", 2, -30}, {"just above a bound", math.Nextafter(2, 3), -120}, {"far above", 1e300, -120}, {"missing", nan, -5},
		{"missing with the sign that a processor gives 0/0", math.Copysign(nan, -1), -5}, {"minus zero is zero", math.Copysign(0, -1), 40},
		{"infinitely low counts as missing", math.Inf(-1), -5}, {"infinitely high counts as very high", math.Inf(1), -120},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := e.Explain([]float64{nan, tt.late, nan, nan, nan}, nil).Lines[1].Points; got != tt.want {
				t.Errorf("%v gives %d points, want %d", tt.late, got, tt.want)
			}
		})
	}
}

func TestAnUnknownCategoryIsScoredAsMissing(t *testing.T) {
	e := compile(t, small(), smallKeys)
	line := e.Explain([]float64{0, 0, 0, 0, 9}, nil).Lines[4]
	if !line.Missing || line.Points != -2 || line.Value != 9 {
		t.Errorf("got %+v", line)
	}
}

func TestAShortVectorIsReadAsMissing(t *testing.T) {
	e := compile(t, small(), smallKeys)
	nan := math.NaN()
	var short, long Points
	e.Evaluate([]float64{0, 3}, &short)
	e.Evaluate([]float64{0, 3, nan, nan, nan}, &long)
	if diff := cmp.Diff(long, short); diff != "" {
		t.Errorf("(-padded +short):\n%s", diff)
	}
	if got := e.Explain(nil, nil); got.CardSum != 593 || got.MissingPoints != -7 {
		t.Errorf("an empty vector gives %d with %d missing points, want 593 and -7", got.CardSum, got.MissingPoints)
	}
}

func TestReasonsMergeFactorsThatShareACode(t *testing.T) {
	e := compile(t, small(), smallKeys)
	got := e.Explain([]float64{0, 3, 0.9, 5, 1}, nil).Reasons
	want := []Reason{
		{Code: "late_often", Lost: 200, Factors: []string{"late", "worst"}},
		{Code: "high_utilisation", Lost: 70, Factors: []string{"used"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestEqualLossesAreNamedInTheCardsOrder(t *testing.T) {
	card := small()
	card.Factors = nil
	var keys []string
	for i := range 6 {
		key := fmt.Sprintf("f%d", i)
		keys = append(keys, key)
		card.Factors = append(card.Factors, Factor{Key: key, Aspect: AspectCredit, Reason: "r" + key, Bins: []Bin{
			{Kind: BinRange, Points: 10}, {Kind: BinMissing, Points: 0},
		}})
	}
	got := compile(t, card, keys).Explain(nil, nil).Reasons
	for i, r := range got {
		if want := fmt.Sprintf("rf%d", i); r.Code != want {
			t.Errorf("reason %d is %s, want %s", i, r.Code, want)
		}
	}
	if len(got) != TopReasons {
		t.Errorf("%d reasons, want %d", len(got), TopReasons)
	}
}

func TestCompileNamesAFactorThatIsNotInTheCatalogue(t *testing.T) {
	if _, err := Compile(small(), smallKeys[:3]); err == nil || err.Error() != `factor "worst": not in the catalogue` {
		t.Errorf("error %v", err)
	}
}

func TestPointsRiseWithAFactorWhoseBinsRise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		card := small()
		lower := rapid.Float64Range(-3, 6).Filter(func(x float64) bool { return x != -1 }).Draw(t, "lower")
		higher := rapid.Float64Range(lower, 6).Filter(func(x float64) bool { return x != -1 }).Draw(t, "higher")
		e, err := Compile(card, smallKeys)
		if err != nil {
			t.Fatal(err)
		}
		if e.Score([]float64{0, lower, 0, 0, 1}, nil) < e.Score([]float64{0, higher, 0, 0, 1}, nil) {
			t.Fatalf("later payment scores higher: %v against %v", lower, higher)
		}
	})
}

// benchCard makes a card of 30 factors with 5 to 10 bins, and many different accounts.
func benchCard(b testing.TB) (*Evaluator, [][]float64) {
	b.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	card := small()
	card.Factors = nil
	var keys []string
	for i := range 30 {
		key := fmt.Sprintf("f%d", i)
		keys = append(keys, key)
		f := Factor{Key: key, Aspect: AspectCredit, Reason: fmt.Sprintf("r%d", i%15), Bins: []Bin{{Kind: BinMissing, Points: -3}}}
		n := 4 + i%5
		var over *float64
		for j := range n {
			bin := Bin{Kind: BinRange, Over: over, Points: r.IntN(60) - 30}
			if j+1 < n {
				bin.UpTo = ptr(float64(j+1) / float64(n))
				over = bin.UpTo
			}
			f.Bins = append(f.Bins, bin)
		}
		if i%10 == 0 {
			f.Bins = append(f.Bins, Bin{Kind: BinCodes, Codes: []float64{-1}, Points: 5}, Bin{Kind: BinCodes, Codes: []float64{-2}})
		}
		card.Factors = append(card.Factors, f)
	}
	accounts := make([][]float64, 8192)
	for i := range accounts {
		accounts[i] = make([]float64, len(keys))
		for j := range accounts[i] {
			accounts[i][j] = r.Float64()
			if r.IntN(10) == 0 {
				accounts[i][j] = math.NaN()
			}
		}
	}
	return compile(b, card, keys), accounts
}

func BenchmarkEvaluate30Factors(b *testing.B) {
	e, accounts := benchCard(b)
	var p Points
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		e.Evaluate(accounts[i&8191], &p)
		i++
	}
}

func BenchmarkExplain30Factors(b *testing.B) {
	e, accounts := benchCard(b)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		e.Explain(accounts[i&8191], nil)
		i++
	}
}
