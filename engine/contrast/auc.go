package contrast

import "candor/engine/validate"

// LeastMatured is the fewest bad accounts, and good ones, that two models are compared on:
// with fewer the interval of the difference is wider than any difference worth having.
const LeastMatured = 30

// AUCs is how well two scores tell the same bad accounts from the same good ones, and the
// 95 % interval of the difference.
type AUCs struct {
	Rows, Bads           int
	Champion, Challenger float64 // within 0..1
	Difference           float64 // challenger less champion
	Low, High            float64 // of the difference
}

// Enough reports whether both classes have LeastMatured accounts.
func (a AUCs) Enough() bool { return a.Bads >= LeastMatured && a.Rows-a.Bads >= LeastMatured }

// CompareAUC measures two scores of the same accounts, where a higher score is safer. The
// three lists are equally long. With one class absent only the counts are set; the interval
// is validate.Paired's, and all there may be where a class has one account.
func CompareAUC(champion, challenger []int, bad []bool) AUCs {
	out := AUCs{Rows: len(bad)}
	for _, b := range bad {
		if b {
			out.Bads++
		}
	}
	if out.Bads == 0 || out.Bads == out.Rows {
		return out
	}
	var d validate.Difference
	out.Champion, out.Challenger, d = validate.Paired(risks(champion), risks(challenger), bad)
	out.Difference = out.Challenger - out.Champion
	out.Low, out.High = -1, 1
	if min(out.Bads, out.Rows-out.Bads) > 1 {
		out.Low, out.High = float64(d.Low), float64(d.High)
	}
	return out
}

// risks turns scores around: risk rises as the score falls.
func risks(scores []int) []float64 {
	out := make([]float64, len(scores))
	for i, s := range scores {
		out[i] = -float64(s)
	}
	return out
}
