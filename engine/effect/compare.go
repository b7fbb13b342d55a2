package effect

import (
	"math"

	"candor/engine/plain"
	"candor/engine/validate"
)

// z95 is the two-sided 95 % quantile of the standard normal distribution, z80 the one-sided 80 % quantile.
const (
	z95 = 1.959963984540054
	z80 = 0.8416212335729143
)

// ExactBelow is the expected count of a cell below which the exact test is made instead of the z test: the z test rests on counts that are
// about normal (Cochran, Some Methods for Strengthening the Common χ² Tests, Biometrics 10, 1954, p. 420).
const ExactBelow = 5

// Fewest is how many a window must have for its share to be judged at all.
const Fewest = 30

// Share is how many of a whole have what is counted, each of the whole once: 0 ≤ Part ≤ Whole ≤ 10^8 or so; the arithmetic is exact enough
// for wholes up to 2^50.
type Share struct {
	Part  int `json:"part"`
	Whole int `json:"whole"`
}

// Rate is the share as a number from 0 to 1 with Wilson's 95 % interval, unknown for a whole of 0.
func (s Share) Rate() validate.Estimate { return validate.Wilson(s.Part, s.Whole) }

func (s Share) valid() bool { return s.Part >= 0 && s.Part <= s.Whole }

// Comparison is two shares and their difference.
type Comparison struct {
	Before     Share
	After      Share
	Difference validate.Estimate // after − before, from -1 to 1, with its 95 % interval; unknown when a whole is 0
	P          validate.Number   // two-sided, above 0 up to 1; unknown with the difference
	Exact      bool              // P is of Fisher's exact test, else of the pooled z test
}

// Compare compares two shares. A share whose part is below 0 or above its whole, or a whole of 0, leaves all unknown.
//
// The interval is Newcombe's hybrid score interval, method 10 (Newcombe, Interval estimation for the difference between independent
// proportions, Statistics in Medicine 17, 1998, p. 876): with Wilson's bounds l and u of each share and d = p₂ − p₁,
//
//	from d − √((p₂−l₂)² + (u₁−p₁)²)  to  d + √((u₂−p₂)² + (p₁−l₁)²)
//
// The z test is the pooled one without continuity correction (Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, 3rd ed.,
// 2003, section 3.2): z = d / √(p(1−p)(1/n₁+1/n₂)) with p = (x₁+x₂)/(n₁+n₂), P = 2(1−Φ(|z|)).
func Compare(before, after Share) Comparison {
	c := Comparison{Before: before, After: after, Difference: validate.Unknown(), P: validate.Number(math.NaN())}
	if !before.valid() || !after.valid() || before.Whole == 0 || after.Whole == 0 {
		return c
	}
	c.Difference = newcombe(before.Rate(), after.Rate())
	n1, n2 := float64(before.Whole), float64(after.Whole)
	bad := float64(before.Part) + float64(after.Part)
	good := n1 + n2 - bad
	if math.Min(n1, n2)*math.Min(bad, good)/(n1+n2) < ExactBelow {
		c.Exact, c.P = true, positive(fisher(before, after))
		return c
	}
	p := bad / (n1 + n2)
	z := float64(c.Difference.Value) / math.Sqrt(p*(1-p)*(1/n1+1/n2))
	c.P = positive(plain.Erfc(math.Abs(z) / math.Sqrt2))
	return c
}

// newcombe is the interval of the difference of two estimated shares.
func newcombe(before, after validate.Estimate) validate.Estimate {
	d := after.Value - before.Value
	down := plain.Hypot(float64(after.Value-after.Low), float64(before.High-before.Value))
	up := plain.Hypot(float64(after.High-after.Value), float64(before.Value-before.Low))
	return validate.Estimate{Value: d, Low: max(-1, d-validate.Number(down)), High: min(1, d+validate.Number(up))}
}

// positive is a probability of what did happen: too small for a float is not the same as impossible.
func positive(p float64) validate.Number {
	return validate.Number(min(1, max(p, math.SmallestNonzeroFloat64)))
}

// Few reports whether a window has too few to be judged.
func (c Comparison) Few() bool { return c.Before.Whole < Fewest || c.After.Whole < Fewest }

// Clear reports whether the interval leaves zero out.
func (c Comparison) Clear() bool { return c.Difference.Low > 0 || c.Difference.High < 0 }

// Detectable is the smallest rise of the first window's share, from 0 to 1, that a comparison of these sizes finds with 80 % power at the
// 5 % level; unknown when not even a rise to 1 is, or when there is nothing to compare.
//
// It is the d that solves d = z₀.₉₇₅√(p̄(1−p̄)(1/n₁+1/n₂)) + z₀.₈√(p₁(1−p₁)/n₁ + p₂(1−p₂)/n₂) with p₂ = p₁+d and p̄ the mean of both weighted
// by size (Fleiss, Levin and Paik, 2003, section 4.2, for unequal sizes, without continuity correction), found by halving.
func (c Comparison) Detectable() validate.Number {
	if !c.Difference.Value.Known() {
		return validate.Number(math.NaN())
	}
	p1, n1, n2 := float64(c.Before.Rate().Value), float64(c.Before.Whole), float64(c.After.Whole)
	enough := func(d float64) bool {
		p2 := p1 + d
		mean := (float64(n1*p1) + float64(n2*p2)) / (n1 + n2)
		none := math.Sqrt(mean * (1 - mean) * (1/n1 + 1/n2))
		some := math.Sqrt(float64(p1*(1-p1)/n1) + float64(p2*(1-p2)/n2))
		return d >= float64(z95*none)+float64(z80*some)
	}
	low, high := 0.0, 1-p1
	if high <= 0 || !enough(high) {
		return validate.Number(math.NaN())
	}
	for range 60 {
		if mid := float64((low + high) / 2); enough(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	return validate.Number(high)
}
