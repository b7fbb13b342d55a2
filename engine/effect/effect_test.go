package effect_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"candor/engine/effect"
	"candor/engine/validate"
)

func share(part, whole int) effect.Share { return effect.Share{Part: part, Whole: whole} }

func near(t *testing.T, what string, got validate.Number, want, by float64) {
	t.Helper()
	if math.IsNaN(float64(got)) || math.Abs(float64(got)-want) > by {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

// TestTheWorkedExample: 5,000 defaults of 100,000 before, 4,500 of 120,000 after. The figures were computed with 40 decimal digits from the
// published formulas:
//
//	p₁ = 0.05, Wilson (0.0486663894, 0.0513681825); p₂ = 0.0375, Wilson (0.0364398070, 0.0385898033)
//	d = −0.0125; d − √((p₂−l₂)² + (u₁−p₁)²) = −0.0142308762; d + √((u₂−p₂)² + (p₁−l₁)²) = −0.0107777373
//	p = 9,500/220,000; z = −0.0125/√(p(1−p)(1/100,000 + 1/120,000)) = −14.3623043; P = erfc(|z|/√2) = 8.9211·10⁻⁴⁷
func TestTheWorkedExample(t *testing.T) {
	c := effect.Compare(share(5_000, 100_000), share(4_500, 120_000))
	near(t, "before", c.Before.Rate().Value, 0.05, 1e-15)
	near(t, "after", c.After.Rate().Value, 0.0375, 1e-15)
	near(t, "difference", c.Difference.Value, -0.0125, 1e-15)
	near(t, "low", c.Difference.Low, -0.014230876237981021, 1e-14)
	near(t, "high", c.Difference.High, -0.010777737325102708, 1e-14)
	if p := float64(c.P); math.Abs(p/8.921091303448486e-47-1) > 1e-9 || c.Exact || c.Few() || !c.Clear() {
		t.Errorf("P = %v, exact %v, few %v, clear %v", c.P, c.Exact, c.Few(), c.Clear())
	}
	near(t, "detectable", c.Detectable(), 0.0026480948, 1e-9)
}

// TestPublishedIntervals: Newcombe 1998, table II, method 10, to the four digits that are printed there, with more digits computed as above.
func TestPublishedIntervals(t *testing.T) {
	for _, c := range []struct {
		before, after effect.Share
		low, high     float64
	}{
		{share(48, 80), share(56, 70), 0.0524314724, 0.3338726541},
		{share(3, 10), share(9, 10), 0.1705227239, 0.8090179735},
		{share(0, 29), share(5, 56), -0.0381371479, 0.1925600139},
		{share(2, 14), share(6, 7), 0.2638174058, 0.8701409373},
	} {
		got := effect.Compare(c.before, c.after).Difference
		near(t, "low", got.Low, c.low, 1e-9)
		near(t, "high", got.High, c.high, 1e-9)
	}
}

// TestTheExactTest: the p-values are sums of binomial coefficients taken as exact fractions. Of Fisher's tea, 3 of 4 against 1 of 4, the
// tables with 0, 1, 2, 3 and 4 hits have 1, 16, 36, 16 and 1 of 70 ways: those not likelier than the observed are 34/70.
func TestTheExactTest(t *testing.T) {
	for _, c := range []struct {
		before, after effect.Share
		exact         bool
		want          float64
	}{
		{share(3, 4), share(1, 4), true, 34.0 / 70},
		{share(1, 9), share(8, 11), true, 0.009764229578471064},
		{share(3, 10), share(9, 10), true, 0.019766611097880447},
		{share(2, 8), share(7, 7), true, 0.006993006993006993},
		{share(0, 29), share(5, 56), true, 0.16062144320947108},
		{share(1, 10_000), share(9, 10_000), false, 0.011389}, // expected 5 each: z = 8/√(10·0.9995) = 2.5305
		{share(1, 10_000), share(8, 10_000), true, 2 * (1 + 9) / 512.0},
		{share(0, 50), share(0, 50), true, 1},
		{share(50, 50), share(50, 50), true, 1},
		{share(48, 80), share(56, 70), false, 0.00804508136819659},
	} {
		got := effect.Compare(c.before, c.after)
		by := 1e-9
		if c.before.Whole == 10_000 {
			by = 2e-4 // of the binomial that the hypergeometric is close to
		}
		if got.Exact != c.exact {
			t.Errorf("%v %v: exact = %v", c.before, c.after, got.Exact)
		}
		near(t, "P", got.P, c.want, by)
	}
}

// TestHugeBooks: nothing overflows at 10^8, and what is too unlikely for a float is not impossible.
func TestHugeBooks(t *testing.T) {
	c := effect.Compare(share(5_000_000, 100_000_000), share(4_500_000, 120_000_000))
	near(t, "difference", c.Difference.Value, -0.0125, 1e-12)
	if c.P <= 0 || c.P > 1e-300 || !(c.Difference.Low < -0.0125 && c.Difference.High > -0.0126 && c.Difference.High < 0) {
		t.Errorf("%+v", c)
	}
	rare := effect.Compare(share(0, 100_000_000), share(8, 100_000_000))
	near(t, "rare", rare.P, 2.0/256, 1e-6)
	wide := effect.Compare(share(10_000, 30_000), share(0, 100_000_000))
	if wide.Exact && wide.P <= 0 {
		t.Errorf("%+v", wide)
	}
	edge := effect.Compare(share(0, 22_000), share(22_000, 100_000_000))
	if !edge.Exact || edge.P <= 0 || edge.P > 1 {
		t.Errorf("%+v", edge)
	}
}

func TestWhatCannotBeCompared(t *testing.T) {
	for _, c := range [][2]effect.Share{{share(0, 0), share(1, 2)}, {share(1, 2), share(0, 0)}, {share(3, 2), share(1, 2)}, {share(-1, 2), share(1, 2)}} {
		got := effect.Compare(c[0], c[1])
		if got.P.Known() || got.Difference.Value.Known() || got.Detectable().Known() || !got.Few() || got.Clear() {
			t.Errorf("%v: %+v", c, got)
		}
	}
}

func drawn(t *rapid.T, name string, most int) effect.Share {
	whole := rapid.IntRange(1, most).Draw(t, name+" whole")
	return share(rapid.IntRange(0, whole).Draw(t, name+" part"), whole)
}

// TestComparisonsHold: rates stay within 0..1, the interval holds the difference, and looking from the other side turns all round and keeps
// the p-value.
func TestComparisonsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.SampledFrom([]int{5, 60, 2_000, 100_000_000}).Draw(t, "most")
		a, b := drawn(t, "before", most), drawn(t, "after", most)
		c, back := effect.Compare(a, b), effect.Compare(b, a)
		for _, e := range []validate.Estimate{a.Rate(), b.Rate()} {
			if !(e.Low >= 0 && e.Low <= e.Value && e.Value <= e.High && e.High <= 1) {
				t.Fatalf("rate %+v", e)
			}
		}
		d := c.Difference
		if !(d.Low >= -1 && d.Low <= d.Value && d.Value <= d.High && d.High <= 1) || !(c.P > 0 && c.P <= 1) {
			t.Fatalf("%+v", c)
		}
		if d.Value != -back.Difference.Value || d.Low != -back.Difference.High || d.High != -back.Difference.Low || c.Exact != back.Exact {
			t.Fatalf("turned round: %+v and %+v", c, back)
		}
		if math.Abs(float64(c.P-back.P)) > 1e-9 {
			t.Fatalf("P %v and %v", c.P, back.P)
		}
	})
}

// TestLargeSharesAgree: where counts are large the exact test, made by hand here over all tables, says what the z test says.
func TestLargeSharesAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n1, n2 := rapid.IntRange(4_000, 20_000).Draw(t, "n1"), rapid.IntRange(4_000, 20_000).Draw(t, "n2")
		rate := rapid.Float64Range(0.05, 0.95).Draw(t, "rate")
		shift := rapid.Float64Range(-2, 2).Draw(t, "shift") * math.Sqrt(rate*(1-rate)/float64(n2))
		a, b := share(int(rate*float64(n1)), n1), share(min(n2, max(0, int((rate+shift)*float64(n2)))), n2)
		c := effect.Compare(a, b)
		if exact := effect.Fisher(a, b); c.Exact || math.Abs(exact-float64(c.P)) > 0.05 {
			t.Fatalf("z %v, exact %v of %v %v", c.P, exact, a, b)
		}
	})
}

// TestTablesSumToOne: weights of all tables with given margins are the hypergeometric distribution: its mean is n₁K/N.
func TestTablesSumToOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawn(t, "before", 3_000), drawn(t, "after", 3_000)
		p, first := effect.Tables(a.Whole, b.Whole, a.Part+b.Part)
		sum, mean := 0.0, 0.0
		for i, v := range p {
			if v < 0 || math.IsNaN(v) {
				t.Fatalf("weight %v", v)
			}
			sum += v
			mean += v * float64(first+i)
		}
		total, with := 0.0, 0.0
		for _, v := range p {
			total += v / sum
		}
		with = mean / sum
		want := float64(a.Whole) * float64(a.Part+b.Part) / float64(a.Whole+b.Whole)
		if math.Abs(total-1) > 1e-12 || math.Abs(with-want) > 1e-6*(1+want) {
			t.Fatalf("sum %v, mean %v, want %v", total, with, want)
		}
	})
}

// TestDetectableIsWhatPowerSays: with the rise that comes out, the power by the normal approximation is 80 %; the two figures below were
// solved for in another language.
func TestDetectableIsWhatPowerSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n1, n2 := rapid.IntRange(30, 1_000_000).Draw(t, "n1"), rapid.IntRange(30, 1_000_000).Draw(t, "n2")
		a := share(rapid.IntRange(0, n1/2).Draw(t, "part"), n1)
		d := float64(effect.Compare(a, share(0, n2)).Detectable())
		p1 := float64(a.Part) / float64(n1)
		if math.IsNaN(d) {
			return
		}
		p2 := p1 + d
		mean := (float64(n1)*p1 + float64(n2)*p2) / float64(n1+n2)
		under := math.Sqrt(mean * (1 - mean) * (1/float64(n1) + 1/float64(n2)))
		real := math.Sqrt(p1*(1-p1)/float64(n1) + p2*(1-p2)/float64(n2))
		power := 0.5 * math.Erfc((1.959963984540054*under-d)/real/math.Sqrt2)
		if d <= 0 || p2 > 1 || math.Abs(power-0.8) > 1e-6 {
			t.Fatalf("rise %v of %v gives a power of %v", d, a, power)
		}
	})
	near(t, "5 of 100", effect.Compare(share(5, 100), share(5, 100)).Detectable(), 0.1242828516, 1e-9)
	near(t, "none of 100", effect.Compare(share(0, 100), share(0, 100)).Detectable(), 0.0746719179, 1e-9)
	if effect.Compare(share(3, 3), share(3, 3)).Detectable().Known() {
		t.Error("a share of 1 cannot rise")
	}
}

func TestHolm(t *testing.T) {
	nan := validate.Number(math.NaN())
	got := effect.Holm([]validate.Number{0.04, 0.01, nan, 0.03, 0.9})
	// sorted 0.01·4, 0.03·3, 0.04·2 (held at 0.09), 0.9·1
	for i, want := range []float64{0.09, 0.04, math.NaN(), 0.09, 0.9} {
		if math.IsNaN(want) != math.IsNaN(float64(got[i])) || (!math.IsNaN(want) && math.Abs(float64(got[i])-want) > 1e-15) {
			t.Errorf("%d: %v, want %v", i, got[i], want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOfN(rapid.Float64Range(0, 1), 0, 12).Draw(t, "p")
		in := make([]validate.Number, len(p))
		for i := range p {
			in[i] = validate.Number(p[i])
		}
		for i, a := range effect.Holm(in) {
			if a < in[i] || a > 1 || float64(a) > p[i]*float64(len(p))+1e-15 {
				t.Fatalf("%v became %v of %d", in[i], a, len(p))
			}
		}
	})
}

func TestGuards(t *testing.T) {
	g := effect.Guards{DefaultRiseBP: 50, OverturnBP: 2_000}
	rise := func(a, n, b, m int) effect.Comparison { return effect.Compare(share(a, n), share(b, m)) }
	for _, c := range []struct {
		name      string
		defaults  effect.Comparison
		overturns effect.Share
		want      []effect.Guard
	}{
		{"nothing", effect.Comparison{Difference: validate.Unknown()}, share(0, 0), nil},
		{"better", rise(500, 10_000, 300, 10_000), share(2, 10), nil},
		{"worse and clear", rise(300, 10_000, 500, 10_000), share(0, 0), []effect.Guard{effect.GuardDefaultRise}},
		{"worse, the interval holds zero", rise(3, 100, 5, 100), share(0, 0), nil},
		{"clear, less than the guard", rise(30_000, 1_000_000, 33_000, 1_000_000), share(0, 0), nil},
		{"too few", rise(0, 20, 15, 20), share(0, 0), nil},
		{"overturned often", rise(3, 100, 3, 100), share(3, 10), []effect.Guard{effect.GuardOverturn}},
		{"overturned just as often as may be", rise(3, 100, 3, 100), share(20, 100), nil},
		{"too few appeals", rise(3, 100, 3, 100), share(9, 9), nil},
		{"both", rise(300, 10_000, 500, 10_000), share(30, 100), effect.AllGuards()},
	} {
		if got := g.Crossed(c.defaults, c.overturns); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
