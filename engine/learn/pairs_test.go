package learn

import (
	"math"
	"math/rand/v2"
	"testing"

	"candor/engine/factor"
	"candor/engine/score"
)

// together makes accounts that go bad where exactly one of the first two factors is high: neither says a thing alone. The third is
// additive, the fourth noise.
func together(rows int, strength float64) Data {
	r := rand.New(rand.NewPCG(21, 22))
	d := Data{Label: "bad"}
	for _, key := range []string{"a", "b", "c", "noise"} {
		d.Specs = append(d.Specs, factor.Spec{Key: key, Aspect: score.AspectCredit, Direction: factor.None, Reason: "r_" + key})
	}
	for range rows {
		row := []float64{r.NormFloat64(), r.NormFloat64(), r.NormFloat64(), r.NormFloat64()}
		odds := -1 + row[2]/2
		if row[0] > 0 != (row[1] > 0) {
			odds += strength
		}
		if r.IntN(20) == 0 {
			row[0] = math.NaN()
		}
		d.Rows, d.Labels = append(d.Rows, row), append(d.Labels, r.Float64() < 1/(1+math.Exp(-odds)))
	}
	return d
}

func TestAPairIsFoundWhereTwoSayTogetherWhatNeitherSaysAlone(t *testing.T) {
	d := together(8000, 1.5)
	alone, err := Train(d, Options{Method: MethodBoosted, Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	paired, err := Train(d, Options{Method: MethodBoosted, Seed: 7, Pairs: 3})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("AUC alone %.4f, paired %.4f", alone.Report.AUC, paired.Report.AUC)
	if paired.Report.AUC < alone.Report.AUC+0.05 {
		t.Errorf("AUC %.4f became %.4f", alone.Report.AUC, paired.Report.AUC)
	}
	var pairs []score.Factor
	for _, f := range paired.Card.Factors {
		if f.Pair != nil {
			pairs = append(pairs, f)
		}
	}
	if len(pairs) != 1 || pairs[0].Key != "a*b" || pairs[0].Reason != "r_a" {
		t.Fatalf("%d pairs: %+v", len(pairs), pairs)
	}
	// Neither side of the pair says anything alone: what it gives over the rows of any bin of an axis comes to nothing.
	f := pairs[0]
	width := len(f.Pair.Axes[1])
	for a := range f.Pair.Axes[0] {
		sum, rows := 0.0, 0.0
		for b := range width {
			cell := f.Bins[a*width+b]
			sum += float64(cell.Points * cell.Count)
			rows += float64(cell.Count)
		}
		if rows > 0 && math.Abs(sum/rows) > 1 {
			t.Errorf("row %d of the pair gives %.2f points on average", a, sum/rows)
		}
	}
}

func TestNoPairIsFoundWhereThereIsNone(t *testing.T) {
	trained, err := Train(together(8000, 0), Options{Method: MethodBoosted, Seed: 7, Pairs: 10})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range trained.Card.Factors {
		if f.Pair != nil {
			t.Errorf("found %s", f.Key)
		}
	}
	if _, err := Train(together(800, 0), Options{Method: MethodBoosted, Pairs: 11}); err == nil {
		t.Error("eleven pairs were not too many")
	}
}

// A pair does not bend the single shape of a factor with a safe side.
func TestAPairLeavesDirectionsAlone(t *testing.T) {
	d := together(8000, 1.5)
	d.Specs[0].Direction, d.Specs[2].Direction = factor.Up, factor.Down
	trained, err := Train(d, Options{Method: MethodBoosted, Seed: 7, Pairs: 3})
	if err != nil {
		t.Fatal(err)
	}
	pairs := 0
	for _, f := range trained.Card.Factors {
		if f.Pair != nil {
			pairs++
		}
		var points []int
		for _, b := range f.Bins {
			if b.Kind == score.BinRange {
				points = append(points, b.Points)
			}
		}
		for i := 1; i < len(points); i++ {
			if f.Key == "a" && points[i] < points[i-1] || f.Key == "c" && points[i] > points[i-1] {
				t.Errorf("%s: points %v", f.Key, points)
			}
		}
	}
	if pairs == 0 {
		t.Error("no pair was found")
	}
}
