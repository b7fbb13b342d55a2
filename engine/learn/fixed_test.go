package learn

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestTablesHoldTheLogisticFunction(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		m := 36*r.Float64() - 18
		s := slopes[place(toFixed(m))]
		p := 1 / (1 + math.Exp(-m))
		if got := float64(s.p) / one; math.Abs(got-p) > 2e-4 {
			t.Fatalf("p at %v is %v, want %v", m, got, p)
		}
		if got := float64(s.curve) / one; math.Abs(got-p*(1-p)) > 2e-4 {
			t.Fatalf("curvature at %v is %v, want %v", m, got, p*(1-p))
		}
		if math.Abs(m) > mostOdds {
			continue
		}
		for _, bad := range []bool{true, false} {
			want := -math.Log(p)
			if !bad {
				want = -math.Log(1 - p)
			}
			if got := float64(lossOf(toFixed(m), bad)) / one; math.Abs(got-want) > 2e-3 {
				t.Fatalf("loss at %v, bad %v, is %v, want %v", m, bad, got, want)
			}
		}
	}
}

// What the bend is fitted to it reproduces: log odds that are twice too sure come back halved, and their mean is the observed one.
func TestCalibrationFindsABend(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	e := ensemble{}
	for range 200_000 {
		odds := 2 * r.NormFloat64()
		e.margins, e.tested = append(e.margins, toFixed(2*odds)), append(e.tested, true)
		e.labels = append(e.labels, r.Float64() < 1/(1+math.Exp(-odds)))
	}
	intercept, by := e.recalibrate()
	if math.Abs(intercept) > 0.05 || math.Abs(by-0.5) > 0.02 {
		t.Errorf("recalibrated by %v and %v, want 0 and 0.5", intercept, by)
	}
	c := e.bend(intercept, by)
	if c == nil || math.Abs(c.A-1) > 0.1 || math.Abs(c.B-1) > 0.1 || math.Abs(c.C) > 0.1 {
		t.Errorf("bend %+v of odds that need none", c)
	}
}
