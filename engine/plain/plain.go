// Package plain holds functions of mathematics made of sums and products alone, in an order that no compiler may change.
// Those of package math are written in the language of some processors, and have another last bit on others.
package plain

import "math"

// Exp is e^x, within 2^-50 of it where |x| < 700; 0, +Inf or NaN as math.Exp says elsewhere. x = k·ln 2 + r, and the series of
// e^r ends where its terms do.
func Exp(x float64) float64 {
	if math.IsNaN(x) || math.Abs(x) > 800 {
		return math.Exp(x) // no last bit to differ in
	}
	k := math.Round(float64(x / math.Ln2))
	const high, low = 0x1.62e42fefa3800p-01, 0x1.ef35793c76730p-45 // of ln 2: k·high is exact
	r := float64(x-float64(k*high)) - float64(k*low)
	sum, term := 1.0, 1.0
	for n, before := 1.0, 0.0; n < 25 && sum != before; n++ { // terms fall: after one that changes nothing none does
		before = sum
		term = float64(float64(term*r) / n)
		sum += term
	}
	return math.Ldexp(sum, int(k))
}

// Log is ln x for finite x > 0, by Newton's steps on Exp.
func Log(x float64) float64 {
	f, e := math.Frexp(x)
	y := float64(float64(e)*math.Ln2) + (f - 1)
	for range 6 {
		p := Exp(y)
		y += float64(2 * float64((x-p)/(x+p)))
	}
	return y
}

// Softplus is ln(1 + e^x): for large |x| it is max(x, 0) + e^-|x| and its series, else by Newton's steps on e^y = 1 + e^x.
func Softplus(x float64) float64 {
	tail := Exp(-math.Abs(x))
	y := float64(tail / (1 + float64(tail/2))) // ln(1+t) ≈ t/(1+t/2)
	for range 4 {
		e := Exp(-y)
		y += float64(float64((1+tail)*e) - 1)
	}
	return max(x, 0) + y
}
