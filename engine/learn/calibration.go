package learn

import (
	"math"

	"candor/engine/plain"
)

// Brier returns the mean squared difference between predicted probability of bad and outcome, 0 for perfect (Brier,
// Verification of forecasts expressed in terms of probability, Monthly Weather Review 78, 1950, in its one-class form).
func Brier(pd []float64, bad []bool) float64 {
	sum := 0.0
	for i, p := range pd {
		d := p - outcome(bad[i])
		sum += float64(d * d)
	}
	return sum / float64(len(pd))
}

// LogLoss returns the mean negative log likelihood in nats. Probabilities are held within 1e-15 of 0 and 1, so that one certain
// error stays finite.
func LogLoss(pd []float64, bad []bool) float64 {
	const edge = 1e-15
	sum := 0.0
	for i, p := range pd {
		p = min(max(p, edge), 1-edge)
		if bad[i] {
			sum -= plain.Log(p)
		} else {
			sum -= plain.Log(1 - p)
		}
	}
	return sum / float64(len(pd))
}

// outcome is 1 for bad.
func outcome(bad bool) float64 {
	if bad {
		return 1
	}
	return 0
}

// CalibrationBin is one of the groups of equal count that a calibration is read from.
type CalibrationBin struct {
	Count     int     `json:"count"`
	From      float64 `json:"from"`      // lowest predicted probability of bad
	To        float64 `json:"to"`        // highest
	Predicted float64 `json:"predicted"` // mean predicted probability of bad
	Observed  float64 `json:"observed"`  // share that was bad
}

// Calibration sorts accounts by predicted probability of bad and cuts them into groups whose counts differ by at most one.
func Calibration(pd []float64, bad []bool, groups int) []CalibrationBin {
	list := rank(pd, bad)
	table := make([]CalibrationBin, 0, groups)
	for g := range groups {
		part := list[g*len(list)/groups : (g+1)*len(list)/groups]
		if len(part) == 0 {
			continue
		}
		b := CalibrationBin{Count: len(part), From: part[0].risk, To: part[len(part)-1].risk}
		for _, r := range part {
			b.Predicted += r.risk
			b.Observed += outcome(r.bad)
		}
		b.Predicted /= float64(len(part))
		b.Observed /= float64(len(part))
		table = append(table, b)
	}
	return table
}

// ECE returns the expected calibration error of a table: the mean distance between predicted and observed, weighted by count
// (Naeini, Cooper and Hauskrecht, Obtaining well calibrated probabilities using Bayesian binning, AAAI 2015, with bins of equal count).
func ECE(table []CalibrationBin) float64 {
	sum, n := 0.0, 0.0
	for _, b := range table {
		sum += float64(float64(b.Count) * math.Abs(b.Predicted-b.Observed))
		n += float64(b.Count)
	}
	return sum / n
}

// ECEChance returns what ECE comes to on average when every predicted probability is right: groups of few accounts differ from it by
// chance. The observed share of a group is about normal around the predicted one, and the mean distance of that is √(2/π) standard
// deviations. An ECE near it says that there is no more to be seen in so few accounts.
func ECEChance(table []CalibrationBin) float64 {
	sum, n := 0.0, 0.0
	for _, b := range table {
		sum += float64(float64(b.Count) * math.Sqrt(2/math.Pi*b.Predicted*(1-b.Predicted)/float64(b.Count)))
		n += float64(b.Count)
	}
	return sum / n
}
