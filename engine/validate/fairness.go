package validate

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"candor/engine/learn"
	"candor/engine/plain"
)

// FourFifths is the share of the largest group's approval rate below which a group's rate is taken as a sign of adverse impact
// (Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4(D), 1978; lenders hold themselves to it as well).
const FourFifths = 0.8

// Attribute is what accounts declared about themselves, sliced. No factor reads it.
type Attribute struct {
	Name   string  `json:"name"`
	Groups []Slice `json:"groups"` // the largest first
	Silent int     `json:"silent"` // accounts that declared nothing
	Hidden int     `json:"hidden"` // accounts in groups of fewer than five, which are not named
	Others int     `json:"others"` // accounts in groups beyond the largest twelve
	Lowest Number  `json:"lowest"` // smallest ratio to the largest group, null without two groups large enough
	Widest Number  `json:"widest"` // largest size of a calibration gap
	Base   string  `json:"base"`   // name of the group that ratios are taken to; empty when none is large enough
}

// Slice is one group of an attribute. A group that is too small has a name and a count alone.
type Slice struct {
	Name     string    `json:"name"`
	Count    int       `json:"count"`
	TooSmall bool      `json:"too_small,omitempty"`
	Bad      int       `json:"bad,omitempty"`
	BadRate  *Estimate `json:"bad_rate,omitempty"`
	MeanPD   *Number   `json:"mean_pd,omitempty"`
	Gap      *Estimate `json:"gap,omitempty"` // mean prediction less bad rate, with the rate's interval: above 0 the group is thought riskier than it is
	AUC      *Estimate `json:"auc,omitempty"`
	Approved int       `json:"approved,omitempty"`
	Approval *Estimate `json:"approval,omitempty"` // share with at least the cut
	Ratio    *Estimate `json:"ratio,omitempty"`    // to the approval rate of the largest group; nil for that group itself
}

// Which groups are named.
const (
	mostSlices   = 12
	fewestNamed  = 5 // a smaller group could point at a person
	defaultGroup = 100
)

// fairness slices the accounts by each declared attribute.
func fairness(d learn.Data, out outs, o Options) []Attribute {
	list := []Attribute{}
	for _, name := range slices.Sorted(maps.Keys(d.Groups)) {
		list = append(list, sliced(name, d.Groups[name], d.Labels, out, o))
	}
	return list
}

// sliced measures one attribute.
func sliced(name string, values []string, labels []bool, out outs, o Options) Attribute {
	a := Attribute{Name: name, Groups: []Slice{}, Lowest: nan, Widest: nan}
	rows := map[string][]int{}
	for i, v := range values {
		rows[v] = append(rows[v], i)
	}
	a.Silent = len(rows[""])
	delete(rows, "")
	names := slices.SortedFunc(maps.Keys(rows), func(x, y string) int {
		return cmp.Or(cmp.Compare(len(rows[y]), len(rows[x])), cmp.Compare(x, y))
	})
	for _, v := range names {
		switch in := rows[v]; {
		case len(in) < fewestNamed:
			a.Hidden += len(in)
		case len(a.Groups) == mostSlices:
			a.Others += len(in)
		default:
			a.Groups = append(a.Groups, slice(v, in, labels, out, o))
		}
	}
	a.compare()
	return a
}

// slice measures one group.
func slice(name string, rows []int, labels []bool, out outs, o Options) Slice {
	s := Slice{Name: name, Count: len(rows), TooSmall: len(rows) < o.MinGroup}
	if s.TooSmall {
		return s
	}
	bad, scores, pd := picked(labels, rows), picked(out.scores, rows), picked(out.pd, rows)
	s.Bad = countBads(bad)
	for _, x := range scores {
		if x >= o.CutScore {
			s.Approved++
		}
	}
	rate, approval, auc := Wilson(s.Bad, s.Count), Wilson(s.Approved, s.Count), rankedEstimate(scores, bad)
	predicted := Number(mean(pd))
	gap := Estimate{predicted - rate.Value, predicted - rate.High, predicted - rate.Low}
	s.BadRate, s.Approval, s.AUC, s.MeanPD, s.Gap = &rate, &approval, &auc, &predicted, &gap
	return s
}

// compare takes the ratios to the largest group, which comes first.
func (a *Attribute) compare() {
	if len(a.Groups) == 0 || a.Groups[0].TooSmall {
		return
	}
	largest := a.Groups[0]
	a.Base = largest.Name
	for i := range a.Groups {
		g := &a.Groups[i]
		if g.TooSmall {
			continue
		}
		if size := Number(math.Abs(float64(g.Gap.Value))); !a.Widest.Known() || size > a.Widest {
			a.Widest = size
		}
		if i == 0 {
			continue
		}
		r := ratio(g.Approved, g.Count, largest.Approved, largest.Count)
		g.Ratio = &r
		if r.Value.Known() && (!a.Lowest.Known() || r.Value < a.Lowest) {
			a.Lowest = r.Value
		}
	}
}

// ratio returns (a/n) / (b/m) with its interval on the logarithm (Katz, Baptista, Azen and Pike, Obtaining confidence intervals for
// the risk ratio in cohort studies, 1978). Nobody in a makes the ratio 0 without an interval, nobody in b makes it unknown.
func ratio(a, n, b, m int) Estimate {
	if b == 0 || n == 0 || m == 0 {
		return Unknown()
	}
	r := float64(a) * float64(m) / (float64(n) * float64(b))
	if a == 0 {
		return Estimate{0, nan, nan}
	}
	deviation := math.Sqrt(1/float64(a) - 1/float64(n) + 1/float64(b) - 1/float64(m))
	return Estimate{Number(r), Number(r * plain.Exp(-z*deviation)), Number(r * plain.Exp(z*deviation))}
}
