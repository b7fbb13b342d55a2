package score

import (
	"math"

	"candor/engine/plain"
)

// Calibration bends the probabilities of a scale to what was seen: ln(p/(1-p)) = A·ln s - B·ln(1-s) + C, with s the probability
// that the scale alone gives. A and B are above 0, so that more points never mean more risk; 1, 1 and 0 change nothing.
//
// An additive model says too much where many factors agree; its points still order the accounts, and this says how often those of
// a score went bad. Source: Kull, Silva Filho and Flach, Beta calibration, AISTATS 2017, equation 3.
type Calibration struct {
	A float64 `json:"a"`
	B float64 `json:"b"`
	C float64 `json:"c"`
}

// apply bends a probability given by its log odds.
func (c Calibration) apply(odds float64) float64 {
	return 1 / (1 + plain.Exp(float64(c.A*plain.Softplus(-odds))-float64(c.B*plain.Softplus(odds))-c.C))
}

// valid reports whether the curve rises and is finite.
func (c Calibration) valid() bool {
	const most = 100
	return c.A > 0 && c.A < most && c.B > 0 && c.B < most && math.Abs(c.C) < most
}
