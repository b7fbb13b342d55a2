package validate

import (
	"math"

	"candor/engine/learn"
	"candor/engine/plain"
)

// Calibration is how honest the predicted probabilities of bad are.
type Calibration struct {
	Brier     Number            `json:"brier"`
	Parts     BrierParts        `json:"brier_parts"`
	LogLoss   Number            `json:"log_loss"`      // nats
	ECE       Number            `json:"ece"`           // over Groups, weighted by count
	Corrected Number            `json:"ece_corrected"` // ECE without what chance adds to it; see learn.ECECorrected. Old reports have 0
	Slope     Estimate          `json:"slope"`         // of the log odds of bad over the predicted ones; 1 is honest, below 1 too sure
	Intercept Estimate          `json:"intercept"`     // log odds that are missing on average, with the slope held at 1; 0 is honest
	Groups    []CalibratedGroup `json:"groups"`        // tenths by predicted probability, the safest first
}

// BrierParts adds up to the Brier score: Reliability - Resolution + Uncertainty + Within. Reliability is what dishonest
// probabilities cost, 0 being best; resolution what telling groups apart earns; uncertainty what the book's own bad rate leaves open;
// and within what differs inside the groups that the first two are taken from, near 0 (Murphy, A new vector partition of the
// probability score, 1973; Stephenson, Coelho and Jolliffe, Two extra components in the Brier score decomposition, 2008).
type BrierParts struct {
	Reliability Number `json:"reliability"`
	Resolution  Number `json:"resolution"`
	Uncertainty Number `json:"uncertainty"`
	Within      Number `json:"within"`
}

// CalibratedGroup is a tenth of the accounts by predicted probability.
type CalibratedGroup struct {
	Count     int      `json:"count"`
	Bad       int      `json:"bad"`
	From      Number   `json:"from"`      // lowest predicted probability of bad
	To        Number   `json:"to"`        // highest
	Predicted Number   `json:"predicted"` // mean
	Observed  Estimate `json:"observed"`  // share that was bad, with Wilson's interval
}

// Holds reports whether the mean prediction lies in the interval of what happened.
func (g CalibratedGroup) Holds() bool {
	return g.Predicted >= g.Observed.Low && g.Predicted <= g.Observed.High
}

// calibrate measures probabilities against outcomes.
func calibrate(pd []float64, bad []bool) Calibration {
	if len(pd) == 0 {
		return Calibration{nan, BrierParts{nan, nan, nan, nan}, nan, nan, nan, Unknown(), Unknown(), nil}
	}
	c := Calibration{Brier: Number(learn.Brier(pd, bad)), LogLoss: Number(learn.LogLoss(pd, bad))}
	groups := grouped(pd, deciles)
	c.Parts = decompose(pd, bad, groups)
	ece := 0.0
	for _, rows := range groups {
		g := CalibratedGroup{Count: len(rows), Bad: countBads(picked(bad, rows)), From: Number(pd[rows[0]]), To: Number(pd[rows[len(rows)-1]])}
		g.Predicted = Number(mean(picked(pd, rows)))
		g.Observed = Wilson(g.Bad, g.Count)
		ece += float64(float64(g.Count) * math.Abs(float64(g.Predicted-g.Observed.Value)))
		c.Groups = append(c.Groups, g)
	}
	c.ECE = Number(ece / float64(len(pd)))
	c.Corrected = c.CorrectedECE()
	c.Slope = slope(pd, bad)
	c.Intercept = intercept(pd, bad)
	return c
}

// CorrectedECE is Corrected by the groups, which reports from before it was measured have as well. NaN without groups.
func (c Calibration) CorrectedECE() Number {
	if len(c.Groups) == 0 {
		return nan
	}
	table := make([]learn.CalibrationBin, len(c.Groups))
	for i, g := range c.Groups {
		table[i] = learn.CalibrationBin{Count: g.Count, Predicted: float64(g.Predicted), Observed: float64(g.Observed.Value)}
	}
	return Number(learn.ECECorrected(table))
}

// mean returns the average, NaN of nothing.
func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// decompose splits the Brier score over groups.
func decompose(pd []float64, bad []bool, groups [][]int) BrierParts {
	n := float64(len(pd))
	rate := float64(countBads(bad)) / n
	var reliability, resolution, within float64
	for _, rows := range groups {
		k := float64(len(rows))
		predicted, observed := mean(picked(pd, rows)), float64(countBads(picked(bad, rows)))/k
		reliability += float64(k / n * (predicted - observed) * (predicted - observed))
		resolution += float64(k / n * (observed - rate) * (observed - rate))
		for _, i := range rows {
			f, y := pd[i]-predicted, outcome(bad[i])-observed
			within += (float64(f*f) - float64(2*f*y)) / n
		}
	}
	return BrierParts{Number(reliability), Number(resolution), Number(rate * (1 - rate)), Number(within)}
}

// outcome is 1 for bad.
func outcome(bad bool) float64 {
	if bad {
		return 1
	}
	return 0
}

// logOdds returns ln(p/(1-p)) of a probability, held within 1e-12 of 0 and 1.
func logOdds(p float64) float64 {
	const edge = 1e-12
	p = min(max(p, edge), 1-edge)
	return plain.Ln(p / (1 - p))
}

// The fits below are one and two numbers; Newton's method takes few steps.
const (
	mostSteps = 50
	closeTo   = 1e-10
	farAway   = 1e3 // beyond it the classes are separated and there is no best value
)

// slope fits outcome = logistic(a + b·log odds predicted) and returns b (Cox, Two further applications of a model for binary
// regression, 1958). Unknown when there is no best value: one class, equal predictions, or classes that are separated.
func slope(pd []float64, bad []bool) Estimate {
	a, b := 0.0, 1.0
	for range mostSteps {
		var ga, gb, haa, hab, hbb float64
		for i, p := range pd {
			x := logOdds(p)
			q := 1 / (1 + plain.Exp(-a-float64(b*x)))
			r, w := outcome(bad[i])-q, float64(q*(1-q))
			ga, gb = ga+r, gb+float64(r*x)
			haa, hab, hbb = haa+w, hab+float64(w*x), hbb+float64(w*x*x)
		}
		det := float64(haa*hbb) - float64(hab*hab)
		// Relative to its parts, since a sum over equal x leaves only rounding.
		if !(det > 1e-9*haa*hbb) {
			return Unknown()
		}
		da, db := (float64(hbb*ga)-float64(hab*gb))/det, (float64(haa*gb)-float64(hab*ga))/det
		a, b = a+da, b+db
		if math.Abs(a)+math.Abs(b) > farAway {
			return Unknown()
		}
		if math.Abs(da)+math.Abs(db) < closeTo {
			return around(b, math.Sqrt(haa/det), math.Inf(-1), math.Inf(1))
		}
	}
	return Unknown()
}

// intercept fits outcome = logistic(a + log odds predicted) and returns a, calibration in the large. Unknown for one class.
func intercept(pd []float64, bad []bool) Estimate {
	a := 0.0
	for range mostSteps {
		var g, h float64
		for i, p := range pd {
			q := 1 / (1 + plain.Exp(-a-logOdds(p)))
			g, h = g+outcome(bad[i])-q, h+float64(q*(1-q))
		}
		if !(h > 0) {
			return Unknown()
		}
		step := g / h
		a += step
		if math.Abs(a) > farAway {
			return Unknown()
		}
		if math.Abs(step) < closeTo {
			return around(a, 1/math.Sqrt(h), math.Inf(-1), math.Inf(1))
		}
	}
	return Unknown()
}
