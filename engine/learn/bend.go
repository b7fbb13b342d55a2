package learn

import (
	"math"

	"candor/engine/plain"
	"candor/engine/score"
)

// bend fits the calibration that makes the rows left out most likely, given their log odds after recalibrate: a logistic
// regression on ln s and -ln(1-s) (see score.Calibration), by Newton's method. nil when it would not rise.
func (e *ensemble) bend(intercept, by float64) *score.Calibration {
	w := [3]float64{1, 1, 0}
	for range 30 {
		var g [3]float64
		var h [3][3]float64
		for i, m := range e.margins {
			if !e.tested[i] {
				continue
			}
			odds := intercept + float64(float64(by*float64(m))/one)
			x := [3]float64{-plain.Softplus(-odds), plain.Softplus(odds), 1}
			p := 1 / (1 + plain.Exp(-(float64(w[0]*x[0]) + float64(w[1]*x[1]) + w[2])))
			d, c := outcome(e.labels[i])-p, float64(p*(1-p))
			for a := range x {
				g[a] += float64(d * x[a])
				for b := range x {
					h[a][b] += float64(float64(c*x[a]) * x[b])
				}
			}
		}
		step, ok := solve3(h, g)
		if !ok {
			return nil
		}
		moved := 0.0
		for a := range w {
			w[a] += step[a]
			moved += math.Abs(step[a])
		}
		if moved < 1e-9 {
			break
		}
	}
	if !(w[0] > 0.1 && w[0] < 10 && w[1] > 0.1 && w[1] < 10 && math.Abs(w[2]) < 10) {
		return nil
	}
	return &score.Calibration{A: shorter(w[0]), B: shorter(w[1]), C: shorter(w[2])}
}

// shorter keeps four decimals: more would only look exact.
func shorter(x float64) float64 { return math.Round(float64(x*1e4)) / 1e4 }

// solve3 solves three equations by elimination with pivots.
func solve3(h [3][3]float64, g [3]float64) (x [3]float64, ok bool) {
	for i := range 3 {
		best := i
		for r := i + 1; r < 3; r++ {
			if math.Abs(h[r][i]) > math.Abs(h[best][i]) {
				best = r
			}
		}
		h[i], h[best] = h[best], h[i]
		g[i], g[best] = g[best], g[i]
		if math.Abs(h[i][i]) < 1e-9 {
			return x, false
		}
		for r := i + 1; r < 3; r++ {
			f := h[r][i] / h[i][i]
			for c := i; c < 3; c++ {
				h[r][c] -= float64(f * h[i][c])
			}
			g[r] -= float64(f * g[i])
		}
	}
	for i := 2; i >= 0; i-- {
		sum := g[i]
		for c := i + 1; c < 3; c++ {
			sum -= float64(h[i][c] * x[c])
		}
		x[i] = sum / h[i][i]
	}
	return x, true
}
