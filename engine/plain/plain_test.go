package plain

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// The functions that are written out to be the same everywhere agree with those of the language.
func TestFunctionsAreTheOnesTheyAreNamedAfter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-40, 40).Draw(t, "x")
		if got, want := Exp(x), math.Exp(x); math.Abs(got-want) > 1e-13*want {
			t.Errorf("e^%v = %v, want %v", x, got, want)
		}
		if got, want := Softplus(x), max(x, 0)+math.Log1p(math.Exp(-math.Abs(x))); math.Abs(got-want) > 1e-13 {
			t.Errorf("softplus %v = %v, want %v", x, got, want)
		}
		y := math.Exp(rapid.Float64Range(-20, 20).Draw(t, "ln y"))
		if got, want := Log(y), math.Log(y); math.Abs(got-want) > 1e-12 {
			t.Errorf("ln %v = %v, want %v", y, got, want)
		}
	})
}

func TestEndsOfExp(t *testing.T) {
	for _, x := range []float64{math.Inf(1), math.Inf(-1), 1e6, -1e6, 709.5, -740, 0} {
		if got, want := Exp(x), math.Exp(x); got != want && math.Abs(got-want) > 1e-13*want+5e-324 {
			t.Errorf("e^%v = %v, want %v", x, got, want)
		}
	}
	if !math.IsNaN(Exp(math.NaN())) {
		t.Error("e^NaN is a number")
	}
}
