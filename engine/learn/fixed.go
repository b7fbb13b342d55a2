package learn

import "math"

// Log odds, gradients and losses of the boosting are whole numbers of 2^-20. Sums of whole numbers do not depend on their order,
// so that a model is the same to the bit on any machine, whether or not it fuses a product and a sum, and on any number of cores.
const (
	one      = 1 << 20 // 1.0
	tableBit = 10      // log odds are looked up to 2^-10
	mostOdds = 16      // log odds beyond ±16 count as that
	tableLen = 2*mostOdds<<tableBit + 1
)

// fixed is a number in units of 2^-20.
type fixed = int32

// slope is what one account says at some log odds, for an outcome of 0: its probability and the curvature p·(1-p).
type slope struct{ p, curve fixed }

// logistic tables by log odds of bad, from -mostOdds up.
var (
	slopes [tableLen]slope
	losses [tableLen]fixed // of an account that is good: ln(1 + e^m)
)

func init() {
	for i := range slopes {
		m := float64(float64(i)/(1<<tableBit)) - mostOdds
		p := 1 / (1 + plainExp(-m))
		slopes[i] = slope{p: toFixed(p), curve: toFixed(float64(p * (1 - p)))}
		losses[i] = toFixed(plainSoftplus(m))
	}
}

// toFixed rounds half away from zero. It is for |x| < 2048.
func toFixed(x float64) fixed { return fixed(math.Round(float64(x * one))) }

// place is where log odds stand in the tables.
func place(m fixed) int {
	at := (int(m)+1<<(19-tableBit))>>(20-tableBit) + mostOdds<<tableBit
	return min(max(at, 0), tableLen-1)
}

// lossOf is the negative log likelihood of an outcome at some log odds.
func lossOf(m fixed, bad bool) int64 {
	if bad {
		return int64(losses[place(-m)])
	}
	return int64(losses[place(m)])
}

// plainExp is e^x from sums and products alone, in an order that no compiler may change: math.Exp has another last bit on some
// machines. x = k·ln 2 + r, and the series of e^r ends where its terms do. Within 2^-50 for |x| < 700.
func plainExp(x float64) float64 {
	k := math.Round(float64(x / math.Ln2))
	const high, low = 0x1.62e42fefa3800p-01, 0x1.ef35793c76730p-45 // of ln 2: k·high is exact
	r := float64(x-float64(k*high)) - float64(k*low)
	sum, term := 1.0, 1.0
	for n := 1.0; n < 25; n++ {
		term = float64(float64(term*r) / n)
		sum += term
	}
	return math.Ldexp(sum, int(k))
}

// plainSoftplus is ln(1 + e^x) the same way: |x| large it is max(x, 0) + e^-|x| and its series, else by Newton's steps on
// e^y = 1 + e^x.
func plainSoftplus(x float64) float64 {
	tail := plainExp(-math.Abs(x))
	y := float64(tail / (1 + float64(tail/2))) // ln(1+t) ≈ t/(1+t/2)
	for range 4 {
		e := plainExp(-y)
		y += float64(float64((1+tail)*e) - 1)
	}
	return max(x, 0) + y
}
