package validate

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
)

// z is the two-sided 95 % quantile of the standard normal distribution.
const z = 1.959963984540054

// Number is a measure that may not exist. JSON knows no NaN: what is not finite is written as null, and null is read as NaN.
// Eight significant digits are written, more than any of these measures is known to.
type Number float64

// nan is the number that does not exist.
var nan = Number(math.NaN())

// Known reports whether the number exists.
func (n Number) Known() bool { return !math.IsNaN(float64(n)) && !math.IsInf(float64(n), 0) }

// MarshalJSON writes the number, or null.
func (n Number) MarshalJSON() ([]byte, error) {
	if !n.Known() {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, float64(n), 'g', 8, 64), nil
}

// UnmarshalJSON reads what MarshalJSON writes, and any other JSON number.
func (n *Number) UnmarshalJSON(b []byte) error {
	if bytes.Equal(b, []byte("null")) {
		*n = nan
		return nil
	}
	v, err := strconv.ParseFloat(string(b), 64)
	if err != nil {
		return fmt.Errorf("number %q: %w", b, err)
	}
	*n = Number(v)
	return nil
}

// Estimate is a measure with the interval that holds it in 95 of 100 samples.
type Estimate struct {
	Value Number `json:"value"`
	Low   Number `json:"low"`
	High  Number `json:"high"`
}

// Unknown is an estimate of what cannot be measured.
func Unknown() Estimate { return Estimate{nan, nan, nan} }

// around returns value ± z·error held within low..high.
func around(value, deviation, low, high float64) Estimate {
	return Estimate{Number(value), Number(max(low, value-float64(z*deviation))), Number(min(high, value+float64(z*deviation)))}
}

// Wilson returns the share of part in whole with its score interval (Wilson, 1927, p. 209), which holds for small counts and for
// shares of 0 and 1 as well. NaN for a whole of 0.
func Wilson[N int | int64](part, whole N) Estimate {
	if whole == 0 {
		return Unknown()
	}
	n, p := float64(whole), float64(part)/float64(whole)
	mid := (p + z*z/(2*n)) / (1 + z*z/n)
	half := float64(z / (1 + z*z/n) * math.Sqrt(float64(p*(1-p)/n)+float64(z*z/(4*n*n))))
	// At the ends the bound is the share itself; rounding must not put it beyond.
	return Estimate{Number(p), Number(max(0, min(p, mid-half))), Number(min(1, max(p, mid+half)))}
}

// share returns part/whole, NaN for a whole of 0.
func share(part, whole int) Number {
	if whole == 0 {
		return nan
	}
	return Number(float64(part) / float64(whole))
}
