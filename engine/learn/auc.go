package learn

import (
	"cmp"
	"math"
	"slices"
)

// ranked is one account in order of risk.
type ranked struct {
	risk float64
	bad  bool
}

// rank sorts accounts by rising risk.
func rank(risk []float64, bad []bool) []ranked {
	list := make([]ranked, len(risk))
	for i, r := range risk {
		list[i] = ranked{r, bad[i]}
	}
	slices.SortFunc(list, func(a, b ranked) int { return cmp.Compare(a.risk, b.risk) })
	return list
}

// AUC returns the area under the receiver operating characteristic: the chance that a bad account has the higher risk of a
// random pair of one bad and one good, a tie counting half, within 0..1. Risk rises towards bad, and both slices are equally
// long. NaN when one class is absent. It is the Mann–Whitney statistic over the number of pairs (Hanley and McNeil, The meaning
// and use of the area under a ROC curve, Radiology 143, 1982), computed from mid-ranks as in DeLong, DeLong and Clarke-Pearson,
// Biometrics 44, 1988.
func AUC(risk []float64, bad []bool) float64 {
	list := rank(risk, bad)
	goodBelow, pairs2, bads := 0.0, 0.0, 0.0
	for i := 0; i < len(list); {
		good, worse := 0.0, 0.0
		j := i
		for ; j < len(list) && cmp.Compare(list[j].risk, list[i].risk) == 0; j++ {
			if list[j].bad {
				worse++
			} else {
				good++
			}
		}
		pairs2 += float64(worse * (float64(2*goodBelow) + good))
		goodBelow += good
		bads += worse
		i = j
	}
	if bads == 0 || goodBelow == 0 {
		return math.NaN()
	}
	return pairs2 / (2 * bads * goodBelow)
}

// Gini returns 2·AUC - 1, which is Somers' D of risk and label.
func Gini(auc float64) float64 { return float64(2*auc) - 1 }

// KS returns the Kolmogorov–Smirnov distance between the risks of bad and good accounts, within 0..1: the largest difference
// of their cumulative shares. NaN when one class is absent.
func KS(risk []float64, bad []bool) float64 {
	list := rank(risk, bad)
	bads := float64(countBads(bad))
	goods := float64(len(bad)) - bads
	if bads == 0 || goods == 0 {
		return math.NaN()
	}
	widest, good, worse := 0.0, 0.0, 0.0
	for i, r := range list {
		if r.bad {
			worse++
		} else {
			good++
		}
		// Only where the risk changes: within a tie the order is an accident of sorting.
		if i+1 == len(list) || list[i+1].risk != r.risk {
			widest = max(widest, math.Abs(good/goods-worse/bads))
		}
	}
	return widest
}
