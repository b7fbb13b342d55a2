package learn

import (
	"math"

	"candor/engine/plain"
)

// ECECorrected returns the calibration error of a table without what chance adds to it, at least 0. ECE is too high on average,
// because a group's observed share is off its true one by chance and distances do not cancel out (Kumar, Liang and Ma, Verified
// uncertainty calibration, NeurIPS 2019, section 4; Roelofs and others, Mitigating bias in calibration error estimation, AISTATS
// 2022). Of all the tables between one in which every probability is right and this one, it takes that whose own ECE would be the
// measured one on average, and returns the error that is true there; 0 where right probabilities alone would have come to as much
// (Cabrera and Fernholz, Target estimation for bias and mean square error reduction, Annals of Statistics 27, 1999).
//
// Taking off once what chance adds to the measured distances, |d| - (E|d + σZ| - |d|), is simpler and not enough: those
// distances hold chance already, so that three fifths of what chance adds to right probabilities stay. No estimator of a distance
// is free of bias near 0. Of this one is known (TestCorrectedErrorIsNearTheTrueOne): with ten groups of a thousand accounts, right
// probabilities come to 0 in half of all samples and to a third of ECEChance on average, and an error of 0.02 to 0.0185; with 450
// accounts each, to 0.0168. An error of the size of chance or below may be told wrong by as much as chance comes to, and that of a few
// groups among honest ones stays too high.
func ECECorrected(table []CalibrationBin) float64 {
	seen := ECE(table)
	if !(seen > expectedECE(table, 0)) {
		return 0
	}
	const halvings = 30 // to 1e-9 of the measured one
	low, high := 0.0, 1.0
	for range halvings {
		if mid := (low + high) / 2; expectedECE(table, mid) < seen {
			low = mid
		} else {
			high = mid
		}
	}
	return float64(high * seen)
}

// expectedECE returns what ECE comes to on average where the true share of each group lies at a part of the way, 0 to 1, from the
// predicted one to the observed one. The observed share is about normal around the true one.
func expectedECE(table []CalibrationBin, part float64) float64 {
	sum, n := 0.0, 0.0
	for _, b := range table {
		off := float64(part * (b.Observed - b.Predicted))
		rate := min(max(b.Predicted+off, 0), 1)
		sum += float64(float64(b.Count) * plain.Folded(off, math.Sqrt(rate*(1-rate)/float64(b.Count))))
		n += float64(b.Count)
	}
	return sum / n
}
