package plain

import "math"

// Erfc is the complementary error function 1 - erf x, within 1e-12 of it relatively where it is above 1e-300: 1 less the series of
// erf up to 2 and a continued fraction beyond (Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, 7.1.6 and 7.1.14).
// NaN of NaN, 0 and 2 at the ends.
func Erfc(x float64) float64 {
	const turn, terms = 2, 60 // 60 terms leave 1e-18 of either
	switch a := math.Abs(x); {
	case a > 27:
		return 1 - math.Copysign(1, x) // no last bit to differ in
	case a > turn:
		rest := a
		for k := float64(terms); k > 0; k-- {
			rest = a + k/2/rest
		}
		tail := Exp(-float64(x*x)) / rest / math.Sqrt(math.Pi)
		if x < 0 {
			return 2 - tail
		}
		return tail
	default:
		sum, term := x, x
		for n := 1.0; n < terms; n++ {
			term = float64(term*2*x*x) / (2*n + 1)
			sum += term
		}
		return 1 - float64(2/math.Sqrt(math.Pi)*Exp(-float64(x*x))*sum)
	}
}

// Folded is the mean distance from 0 of a normal variable of the given mean and standard deviation, which is the mean of a folded
// normal distribution (Leone, Nelson and Nottingham, The folded normal distribution, Technometrics 3, 1961, equation 8).
func Folded(mean, deviation float64) float64 {
	if deviation == 0 {
		return math.Abs(mean)
	}
	z := mean / deviation
	spread := float64(math.Sqrt(2/math.Pi) * Exp(-float64(z*z/2)) * deviation)
	return spread + float64(mean*(1-Erfc(z/math.Sqrt2)))
}
