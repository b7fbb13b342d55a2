package validate

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"candor/engine/factor"
	"candor/engine/learn"
	"candor/engine/score"
)

func near(t *testing.T, name string, got Number, want float64) {
	t.Helper()
	if math.Abs(float64(got)-want) > 5e-4 || got.Known() == math.IsNaN(want) {
		t.Errorf("%s = %v, want %v", name, got, want)
	}
}

// The values are those of textbooks and of R's binom and epitools packages.
func TestIntervalsOfSharesAndRatios(t *testing.T) {
	e := Wilson(10, 100)
	near(t, "low", e.Low, 0.0552)
	near(t, "high", e.High, 0.1744)
	if none := Wilson(0, 20); none.Low != 0 || none.Value != 0 {
		t.Errorf("none of twenty: %+v", none)
	}
	if all := Wilson(20, 20); all.High != 1 || all.Value != 1 {
		t.Errorf("twenty of twenty: %+v", all)
	}
	if Wilson(0, 0).Value.Known() {
		t.Error("a share of nobody is known")
	}
	r := ratio(30, 100, 50, 100)
	near(t, "ratio", r.Value, 0.6)
	near(t, "low", r.Low, 0.4197)
	near(t, "high", r.High, 0.8577)
	if r := ratio(0, 10, 5, 10); r.Value != 0 || r.Low.Known() {
		t.Errorf("nobody approved: %+v", r)
	}
	if ratio(5, 10, 0, 10).Value.Known() {
		t.Error("a ratio to nobody is known")
	}
}

func TestGroupsKeepEqualValuesTogetherAndNoOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 12), func(i int) float64 { return float64(i) }), 1, 60).Draw(t, "values")
		groups := grouped(values, 10)
		seen, before := 0, math.Inf(-1)
		for _, rows := range groups {
			low, high := math.Inf(1), math.Inf(-1)
			for _, row := range rows {
				low, high = min(low, values[row]), max(high, values[row])
			}
			if !(low > before) {
				t.Fatalf("a group begins at %v although the one before ends at %v", low, before)
			}
			before, seen = high, seen+len(rows)
		}
		if seen != len(values) || len(groups) > 10 {
			t.Fatalf("%d of %d values in %d groups", seen, len(values), len(groups))
		}
	})
	values := make([]float64, 103)
	for i := range values {
		values[i] = float64(i)
	}
	for i, g := range grouped(values, 10) {
		if len(g) < 10 || len(g) > 11 {
			t.Errorf("group %d holds %d of 103", i, len(g))
		}
	}
}

func TestBrierPartsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 80).Draw(t, "accounts")
		pd, bad := make([]float64, n), make([]bool, n)
		for i := range n {
			pd[i], bad[i] = rapid.Float64Range(0, 1).Draw(t, "pd"), rapid.Bool().Draw(t, "bad")
		}
		c := calibrate(pd, bad)
		sum := c.Parts.Reliability - c.Parts.Resolution + c.Parts.Uncertainty + c.Parts.Within
		if math.Abs(float64(sum)-learn.Brier(pd, bad)) > 1e-9 {
			t.Fatalf("%+v sum to %v, the score is %v", c.Parts, sum, c.Brier)
		}
	})
}

// honest draws outcomes of the given probabilities.
func honest(n int, seed uint64) (pd []float64, bad []bool) {
	r := rand.New(rand.NewPCG(seed, 2))
	for range n {
		p := 1 / (1 + math.Exp(2.2-1.1*r.NormFloat64()))
		pd, bad = append(pd, p), append(bad, r.Float64() < p)
	}
	return pd, bad
}

func TestSlopeTellsHonestFromSure(t *testing.T) {
	pd, bad := honest(20_000, 1)
	c := calibrate(pd, bad)
	if s := c.Slope; s.Low > 1 || s.High < 1 || s.High-s.Low > 0.2 {
		t.Errorf("honest slope %+v", s)
	}
	if i := c.Intercept; i.Low > 0 || i.High < 0 {
		t.Errorf("honest intercept %+v", i)
	}
	sure, high := make([]float64, len(pd)), make([]float64, len(pd))
	for i, p := range pd {
		sure[i], high[i] = 1/(1+math.Exp(-2*logOdds(p))), 1/(1+math.Exp(-1-logOdds(p)))
	}
	if s := slope(sure, bad); math.Abs(float64(s.Value)-0.5) > 0.05 {
		t.Errorf("twice as sure as it should be: slope %+v", s)
	}
	if i := intercept(high, bad); math.Abs(float64(i.Value)+1) > 0.1 {
		t.Errorf("odds too high by e: intercept %+v", i)
	}
	missed := 0
	for _, g := range calibrate(high, bad).Groups {
		if !g.Holds() {
			missed++
		}
	}
	if missed < 8 {
		t.Errorf("only %d groups show that the odds are too high", missed)
	}
}

func TestSlopesThatDoNotExist(t *testing.T) {
	for name, c := range map[string]struct {
		pd  []float64
		bad []bool
	}{
		"one class":         {[]float64{0.1, 0.2, 0.3}, []bool{false, false, false}},
		"equal predictions": {[]float64{0.2, 0.2, 0.2}, []bool{true, false, false}},
		"separated":         {[]float64{0.1, 0.2, 0.8, 0.9}, []bool{false, false, true, true}},
		"nobody":            {nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if s := slope(c.pd, c.bad); s.Value.Known() {
				t.Errorf("slope %+v", s)
			}
			if _, err := json.Marshal(calibrate(c.pd, c.bad)); err != nil {
				t.Error(err)
			}
		})
	}
	if s := intercept([]float64{0.5, 0.5}, []bool{true, true}); s.Value.Known() {
		t.Errorf("intercept of one class %+v", s)
	}
}

func TestLiftCapturesAllBads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 100).Draw(t, "accounts")
		scores, bad := make([]int, n), make([]bool, n)
		for i := range n {
			scores[i], bad[i] = rapid.IntRange(400, 430).Draw(t, "score"), rapid.Bool().Draw(t, "bad")
		}
		bad[0] = true
		table := lift(scores, bad)
		count, before, lifted := 0, Number(0), 0.0
		for _, l := range table {
			if l.Capture < before {
				t.Fatalf("capture falls from %v to %v", before, l.Capture)
			}
			count, before = count+l.Count, l.Capture
			lifted += float64(l.Lift) * float64(l.Count) / float64(n)
		}
		if count != n || before != 1 || math.Abs(lifted-1) > 1e-9 {
			t.Fatalf("%d of %d accounts, capture %v, mean lift %v", count, n, before, lifted)
		}
	})
}

func TestCurveEndsWhereItMustAndHoldsTheWidestGap(t *testing.T) {
	scores, bad := []int{400, 500, 500, 600, 700, 800}, []bool{true, true, false, true, false, false}
	tl := tallyScores(scores, bad)
	ks, at := tl.ks()
	roc := tl.roc(at)
	first, last := roc[0], roc[len(roc)-1]
	if first.Good != 0 || first.Bad != 0 || last.Good != 1 || last.Bad != 1 {
		t.Errorf("curve from %+v to %+v", first, last)
	}
	near(t, "KS", ks, 2.0/3)
	if at != 600 || !slices.ContainsFunc(roc, func(p Point) bool { return p.Score == 600 && math.Abs(float64(p.Bad-p.Good-ks)) < 1e-12 }) {
		t.Errorf("the widest gap, at %d, is not on the curve %+v", at, roc)
	}
	if ks, at := tallyScores(nil, nil).ks(); ks.Known() || at != 0 || tallyScores([]int{5}, []bool{true}).roc(5) != nil {
		t.Error("a curve of one class")
	}
}

func TestShapesAgainstTheirDirection(t *testing.T) {
	one, two := 1.0, 2.0
	bins := func(points ...int) []ShapeBin {
		return []ShapeBin{
			{Kind: score.BinRange, UpTo: &one, Points: points[0]}, {Kind: score.BinRange, Over: &one, UpTo: &two, Points: points[1]},
			{Kind: score.BinRange, Over: &two, Points: points[2]}, {Kind: score.BinCodes, Points: 99}, {Kind: score.BinMissing, Points: -99},
		}
	}
	for name, c := range map[string]struct {
		direction factor.Direction
		bins      []ShapeBin
		order     string
		breaks    int
	}{
		"rises as asked":   {factor.Up, bins(1, 1, 5), OrderKept, 0},
		"falls once":       {factor.Up, bins(1, 0, 5), OrderBroken, 1},
		"falls as asked":   {factor.Down, bins(5, 4, 4), OrderKept, 0},
		"rises throughout": {factor.Down, bins(1, 2, 3), OrderBroken, 2},
		"asks for nothing": {factor.None, bins(1, 9, 3), OrderFree, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := Shape{Direction: c.direction, Bins: c.bins}
			s.follow()
			if s.Order != c.order || len(s.Breaks) != c.breaks {
				t.Errorf("order %q, broken at %v", s.Order, s.Breaks)
			}
		})
	}
}

func TestSpreadOverModels(t *testing.T) {
	bags := make([]int, 21)
	for i := range bags {
		bags[i] = 20 - i
	}
	s := spread(bags)
	if s.Low != 1 || s.High != 19 {
		t.Errorf("spread %+v", s)
	}
	near(t, "SD", s.SD, 6.2048)
	if spread([]int{3}) != nil || spread(nil) != nil {
		t.Error("one model has a spread")
	}
}

func FuzzNumber(f *testing.F) {
	for _, seed := range []float64{0, 1, -0.5, 1e-300, math.NaN(), math.Inf(1), 0.1 + 0.2} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, x float64) {
		b, err := json.Marshal(Number(x))
		if err != nil {
			t.Fatal(err)
		}
		var back Number
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatalf("%s: %v", b, err)
		}
		if Number(x).Known() != back.Known() || (back.Known() && math.Abs(float64(back)-x) > 1e-7*math.Abs(x)) {
			t.Fatalf("%v became %v", x, back)
		}
	})
}

func TestNumberRefusesWhatIsNone(t *testing.T) {
	for _, text := range []string{`"a"`, `true`, `{}`, `""`} {
		var n Number
		if err := json.Unmarshal([]byte(text), &n); err == nil {
			t.Errorf("%s was read as %v", text, n)
		}
	}
}
