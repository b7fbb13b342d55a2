package plain

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestErfcIsTheLanguages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-8, 25).Draw(t, "x")
		if got, want := Erfc(x), math.Erfc(x); math.Abs(got-want) > 1e-12*want {
			t.Errorf("erfc %v = %v, want %v", x, got, want)
		}
	})
	for _, x := range []float64{0, 2, math.Nextafter(2, 3), -2, 27, 28, -28, math.Inf(1), math.Inf(-1)} {
		if got, want := Erfc(x), math.Erfc(x); math.Abs(got-want) > 1e-12*want+1e-300 {
			t.Errorf("erfc %v = %v, want %v", x, got, want)
		}
	}
	if !math.IsNaN(Erfc(math.NaN())) {
		t.Error("erfc NaN is a number")
	}
}

// The mean of |x| under a normal density, summed over slices of a thousandth of a deviation.
func TestFoldedIsTheMeanDistance(t *testing.T) {
	for _, c := range []struct{ mean, deviation float64 }{{0, 1}, {.3, .2}, {-1.5, 2}, {4, .5}, {-.01, .0135}} {
		want := 0.0
		for z := -9.0; z < 9; z += .001 {
			want += .001 * math.Abs(c.mean+c.deviation*(z+.0005)) * math.Exp(-(z+.0005)*(z+.0005)/2) / math.Sqrt(2*math.Pi)
		}
		if got := Folded(c.mean, c.deviation); math.Abs(got-want) > 1e-6*want {
			t.Errorf("mean distance of %v ± %v is %v, want %v", c.mean, c.deviation, got, want)
		}
	}
	if got := Folded(-.25, 0); got != .25 {
		t.Errorf("without spread %v", got)
	}
}
