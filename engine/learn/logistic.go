package learn

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// ridge is the L2 penalty on the weights, in accounts: the objective is Σ log loss + ridge/2·Σ weight². The intercept is free, so
// that the mean predicted probability stays the book's bad rate.
const ridge = 5.0

// design is the input of the regression: for each factor its row of weights of evidence, one per account.
type design struct {
	columns [][]float64
	labels  []bool
}

// logit is a fitted regression: ln(odds of good) = intercept + Σ weights·WoE.
type logit struct {
	intercept float64
	weights   []float64
}

// fit finds the maximum of the penalised likelihood by Newton's method from a starting point, which may be nil. The problem is
// strictly convex in the weights, so the result does not depend on the start beyond rounding.
func (d design) fit(start []float64) (logit, error) {
	k := len(d.columns) + 1
	if start == nil {
		start = make([]float64, k)
	}
	margins := make([]float64, len(d.labels))
	problem := optimize.Problem{
		Func: func(x []float64) float64 { return d.loss(x, margins) },
		Grad: func(gradient, x []float64) { d.gradient(gradient, x, margins) },
		Hess: func(hessian *mat.SymDense, x []float64) { d.hessian(hessian, x, margins) },
	}
	settings := &optimize.Settings{GradientThreshold: 1e-7, MajorIterations: 100}
	result, err := optimize.Minimize(problem, start, settings, &optimize.Newton{})
	if err != nil {
		return logit{}, fmt.Errorf("logistic regression: %w", err)
	}
	return logit{intercept: result.X[0], weights: result.X[1:]}, nil
}

// margin fills in the log odds of good of every account.
func (d design) margin(x, out []float64) {
	for i := range out {
		out[i] = x[0]
	}
	for j, column := range d.columns {
		w := x[j+1]
		for i, v := range column {
			out[i] += float64(w * v)
		}
	}
}

// loss is the penalised mean log loss.
func (d design) loss(x, margins []float64) float64 {
	d.margin(x, margins)
	sum := 0.0
	for i, m := range margins {
		if d.labels[i] {
			m = -m
		}
		// ln(1+e^-m) without overflow for a very wrong margin.
		if m >= 0 {
			sum += math.Log1p(math.Exp(-m))
		} else {
			sum += math.Log1p(math.Exp(m)) - m
		}
	}
	for _, w := range x[1:] {
		sum += float64(ridge / 2 * w * w)
	}
	return sum / float64(len(margins))
}

// gradient is the derivative of loss.
func (d design) gradient(out, x, margins []float64) {
	d.margin(x, margins)
	for i, m := range margins {
		// Predicted probability of good less outcome.
		margins[i] = 1/(1+math.Exp(-m)) - 1 + outcome(d.labels[i])
	}
	n := float64(len(margins))
	out[0] = 0
	for _, r := range margins {
		out[0] += r / n
	}
	for j, column := range d.columns {
		sum := float64(ridge * x[j+1])
		for i, v := range column {
			sum += float64(v * margins[i])
		}
		out[j+1] = sum / n
	}
}

// hessian is the second derivative of loss.
func (d design) hessian(out *mat.SymDense, x, margins []float64) {
	d.margin(x, margins)
	sum := 0.0
	for i, m := range margins {
		p := 1 / (1 + math.Exp(-m))
		margins[i] = float64(p * (1 - p))
		sum += margins[i]
	}
	n := float64(len(margins))
	out.SetSym(0, 0, sum/n)
	weighted := make([]float64, len(margins))
	for j, column := range d.columns {
		sum = 0
		for i, v := range column {
			weighted[i] = float64(v * margins[i])
			sum += weighted[i]
		}
		out.SetSym(0, j+1, sum/n)
		for l, other := range d.columns[:j+1] {
			sum = 0
			for i, v := range other {
				sum += float64(v * weighted[i])
			}
			if l == j {
				sum += ridge
			}
			out.SetSym(l+1, j+1, sum/n)
		}
	}
}
