package learn

import (
	"math"

	"candor/engine/plain"
)

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
		p := 1 / (1 + plain.Exp(-m))
		slopes[i] = slope{p: toFixed(p), curve: toFixed(float64(p * (1 - p)))}
		losses[i] = toFixed(plain.Softplus(m))
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
