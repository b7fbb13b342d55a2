package agree

import (
	"math"

	"candor/engine/validate"
)

// z95 is the two-sided 95 % quantile of the standard normal distribution.
const z95 = 1.959963984540054

// Fewest is how many items an agreement must rest on before it says anything: the standard error is that of large samples.
const Fewest = 30

// Agreement is how far two people agree.
type Agreement struct {
	N        int               // things that both judged
	Same     int               // of those, judged alike: 0 to N
	Observed validate.Estimate // Same / N, from 0 to 1, with Wilson's 95 % interval
	Expected validate.Number   // the share that chance alone would make alike, from 0 to 1
	Kappa    validate.Estimate // from -1 to 1: 1 all alike, 0 as by chance, below 0 less than that; with its 95 % interval
	Error    validate.Number   // standard error of kappa, 0 or more
}

// Few reports whether there are too few things to say anything.
func (a Agreement) Few() bool { return a.N < Fewest }

// Measure compares two people's judgements of the same things: counts[i][j] is how many the first put into category i and the second into
// category j. Without things, with a count below 0 or with rows of another length than the number of rows, everything is unknown; where both
// put all into one and the same category kappa is, for chance alone would make all alike.
//
// With the shares p_ij = counts[i][j] / n and their sums by row p_i. and by column p_.i (Cohen 1960, p. 40):
//
//	p_o = Σ p_ii    p_e = Σ p_i. p_.i    κ = (p_o − p_e) / (1 − p_e)
//
// Its standard error is that of Fleiss, Cohen and Everitt, Large Sample Standard Errors of Kappa and Weighted Kappa, Psychological Bulletin
// 72, 1969, in the form of Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, 3rd ed., 2003, section 18.1:
//
//	√(A + B − C) / ((1 − p_e) √n)
//	A = Σ p_ii (1 − (p_i. + p_.i)(1 − κ))²
//	B = (1 − κ)² Σ_{i≠j} p_ij (p_.i + p_j.)²
//	C = (κ − p_e (1 − κ))²
//
// and the interval is κ ± 1.96 times that, held within -1 and 1.
func Measure(counts [][]int) Agreement {
	a := Agreement{Observed: validate.Unknown(), Expected: validate.Number(math.NaN()), Kappa: validate.Unknown(), Error: validate.Number(math.NaN())}
	n, same, ok := total(counts)
	if !ok || n == 0 {
		return a
	}
	a.N, a.Same, a.Observed = n, same, validate.Wilson(same, n)
	p, rows, columns := shares(counts, n)
	po, pe, single := float64(same)/float64(n), 0.0, false
	for i := range p {
		pe += float64(rows[i] * columns[i])
		single = single || counts[i][i] == n
	}
	a.Expected = validate.Number(pe)
	if single {
		return a
	}
	kappa := (po - pe) / (1 - pe)
	se := math.Sqrt(max(0, variance(p, rows, columns, kappa, pe))) / ((1 - pe) * math.Sqrt(float64(n)))
	if same == n {
		kappa, se = 1, 0 // not a rounding beside them
	}
	a.Error = validate.Number(se)
	a.Kappa = validate.Estimate{
		Value: validate.Number(kappa), Low: validate.Number(max(-1, kappa-float64(z95*se))), High: validate.Number(min(1, kappa+float64(z95*se))),
	}
	return a
}

// variance is A + B − C, which rounding may put a little below 0.
func variance(p [][]float64, rows, columns []float64, kappa, pe float64) float64 {
	v := -square(kappa - float64(pe*(1-kappa)))
	for i := range p {
		for j, share := range p[i] {
			if i == j {
				v += float64(share * square(1-float64((rows[i]+columns[i])*(1-kappa))))
			} else {
				v += float64(share * square((1-kappa)*(columns[i]+rows[j])))
			}
		}
	}
	return v
}

func square(x float64) float64 { return float64(x * x) }

// total is the sum of a table and of its diagonal; not ok is a table that is none.
func total(counts [][]int) (n, same int, ok bool) {
	for i, row := range counts {
		if len(row) != len(counts) {
			return 0, 0, false
		}
		for j, c := range row {
			if c < 0 {
				return 0, 0, false
			}
			n += c
			if i == j {
				same += c
			}
		}
	}
	return n, same, true
}

func shares(counts [][]int, n int) (p [][]float64, rows, columns []float64) {
	p, rows, columns = make([][]float64, len(counts)), make([]float64, len(counts)), make([]float64, len(counts))
	for i, row := range counts {
		p[i] = make([]float64, len(row))
		for j, c := range row {
			p[i][j] = float64(c) / float64(n)
			rows[i] += p[i][j]
			columns[j] += p[i][j]
		}
	}
	return p, rows, columns
}
