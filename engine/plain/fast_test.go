package plain

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// near reports whether got is want to so many units in the last place of want, or of least where want is smaller.
func near(got, want, units, least float64) bool {
	return math.Abs(got-want) <= units*0x1p-52*max(math.Abs(want), least)
}

func TestFastFunctionsAreTheLanguages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		check := func(name string, x, got, want, units, least float64) {
			if !near(got, want, units, least) {
				t.Errorf("%s of %v = %v, want %v", name, x, got, want)
			}
		}
		x := rapid.Float64Range(-1000, 1000).Draw(t, "x")
		check("Exp2", x, Exp2(x), math.Exp2(x), 1, 0)
		check("Sin", x, Sin(x), math.Sin(x), 1, 1)
		check("Cos", x, Cos(x), math.Cos(x), 1, 1)
		check("Hypot", x, Hypot(x, 3), math.Hypot(x, 3), 2, 0)
		positive := rapid.Float64Range(0x1p-1022, math.MaxFloat64).Draw(t, "positive")
		check("Ln", positive, Ln(positive), math.Log(positive), 1, 0)
		one := rapid.Float64Range(-1, 1).Draw(t, "one")
		check("Asin", one, Asin(one), math.Asin(one), 2, 0)
	})
}

func TestEndsOfTheFastFunctions(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		name       string
		x          float64
		mine, its  func(float64) float64
		noneBeyond bool // NaN where the language has a number
	}{
		{"Ln", 0, Ln, math.Log, false}, {"Ln", -1, Ln, math.Log, false}, {"Ln", inf, Ln, math.Log, false}, {"Ln", nan, Ln, math.Log, false},
		{"Ln", 1, Ln, math.Log, false},
		{"Exp2", inf, Exp2, math.Exp2, false}, {"Exp2", -inf, Exp2, math.Exp2, false}, {"Exp2", nan, Exp2, math.Exp2, false},
		{"Exp2", 1024, Exp2, math.Exp2, false}, {"Exp2", 1023.999, Exp2, math.Exp2, false}, {"Exp2", -1074, Exp2, math.Exp2, false},
		{"Exp2", -1080, Exp2, math.Exp2, false}, {"Exp2", 0, Exp2, math.Exp2, false}, {"Exp2", 10, Exp2, math.Exp2, false},
		{"Sin", 0, Sin, math.Sin, false}, {"Sin", inf, Sin, math.Sin, false}, {"Sin", nan, Sin, math.Sin, false},
		{"Sin", 0x1p29, Sin, math.Sin, true}, {"Cos", -0x1p30, Cos, math.Cos, true}, {"Cos", 0, Cos, math.Cos, false}, {"Cos", -inf, Cos, math.Cos, false},
		{"Asin", 1, Asin, math.Asin, false}, {"Asin", -1, Asin, math.Asin, false}, {"Asin", 0, Asin, math.Asin, false},
		{"Asin", 1.5, Asin, math.Asin, false}, {"Asin", -inf, Asin, math.Asin, false}, {"Asin", nan, Asin, math.Asin, false},
	} {
		got, want := c.mine(c.x), c.its(c.x)
		if c.noneBeyond {
			want = nan
		}
		if !(math.IsNaN(got) && math.IsNaN(want)) && got != want && !near(got, want, 1, 0) {
			t.Errorf("%s(%v) = %v, want %v", c.name, c.x, got, want)
		}
	}
	if got := Ln(5e-324); !near(got, -1074*math.Ln2, 1, 0) { // the language's assembler of amd64 errs here
		t.Errorf("Ln of the smallest number %v", got)
	}
	if got := Hypot(0, 0); got != 0 {
		t.Errorf("Hypot of nothing %v", got)
	}
}

// The bits are those of any machine: a step that one of them rounds differently shows here.
func TestBitsOfTheFastFunctions(t *testing.T) {
	for _, c := range []struct {
		name string
		got  float64
		bits uint64
	}{
		{"Ln 129900", Ln(129900), 0x40278c8de979054f},
		{"Ln 0.3", Ln(0.3), 0xbff34378fcbda721},
		{"Ln 7e+10", Ln(7e+10), 0x4038f8c55585d000},
		{"Ln 1234.5678", Ln(1234.5678), 0x401c7951d51791d7},
		{"Exp2 -0.731", Exp2(-0.731), 0x3fe347910cd7ceeb},
		{"Exp2 -29.97", Exp2(-29.97), 0x3e105610cf8bb59d},
		{"Exp2 0.4999", Exp2(0.4999), 0x3ff6a0379dce057c},
		{"Exp2 -0.000325", Exp2(-0.000325), 0x3feffe279f3098ce},
		{"Sin 0.0123", Sin(0.0123), 0x3f8930946d85ec23}, {"Cos 0.0123", Cos(0.0123), 0x3fefff615ce9704f},
		{"Sin 1.1", Sin(1.1), 0x3fec84c54c2d6338}, {"Cos 1.1", Cos(1.1), 0x3fdd07b806c76111},
		{"Sin -2.9", Sin(-2.9), 0xbfce9fb8d64830e2}, {"Cos -2.9", Cos(-2.9), 0xbfef1216dba340c9},
		{"Sin 100.5", Sin(100.5), 0xbf9fb3f833470ff1}, {"Cos 100.5", Cos(100.5), 0x3feffc12adaecec1},
		{"Asin 0.001", Asin(0.001), 0x3f50624e00c1cb16},
		{"Asin 0.55", Asin(0.55), 0x3fe2a2ba538032f0},
		{"Asin 0.69", Asin(0.69), 0x3fe85e1e4a3a04f1},
		{"Asin -0.83", Asin(-0.83), 0xbfef54d9a373facc},
		{"Asin 0.999", Asin(0.999), 0x3ff86ac9ad18f805},
		{"Hypot .3, .7", Hypot(.3, .7), 0x3fe85ed7614b038c},
		{"Erfc -0.4", Erfc(-0.4), 0x3ff6dab1f12c8281},
		{"Erfc 0.9", Erfc(0.9), 0x3fc9fee964dd7478},
		{"Erfc 2.7", Erfc(2.7), 0x3f219b75731c79b0},
		{"Folded .01, .0135", Folded(.01, .0135), 0x3f8bd98983ac3538},
	} {
		if got := math.Float64bits(c.got); got != c.bits {
			t.Errorf("%s is %#x (%v), want %#x", c.name, got, c.got, c.bits)
		}
	}
}
