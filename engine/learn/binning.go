package learn

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"candor/engine/factor"
	"candor/engine/plain"
	"candor/engine/score"
)

// The rules of binning.
const (
	preBins     = 40   // quantile groups that the exact search starts from
	maxBins     = 8    // bins of ordinary values; codes and missing have their own
	minBinShare = 0.05 // of the rows with an ordinary value, in each bin
	smoothing   = 20.0 // accounts of average risk that are added to a bin before its rate is taken
)

// tally counts accounts.
type tally struct{ good, bad float64 }

// add returns the sum of two tallies.
func (t tally) add(o tally) tally { return tally{t.good + o.good, t.bad + o.bad} }

// count returns how many accounts there are.
func (t tally) count() float64 { return t.good + t.bad }

// rate returns the share that is bad.
func (t tally) rate() float64 { return t.bad / t.count() }

// woe returns the weight of evidence against the whole book, ln(share of good / share of bad), after adding a few accounts of
// average risk: a bin of three accounts says almost nothing and one of thousands is hardly moved. It is 0 for an empty bin.
// Source: Good, Probability and the Weighing of Evidence, 1950; the smoothing is a Beta prior worth `smoothing` accounts.
func (t tally) woe(book tally) float64 {
	good := t.good + float64(smoothing*book.good)/book.count()
	bad := t.bad + float64(smoothing*book.bad)/book.count()
	return plain.Log(float64(good/bad*book.bad) / book.good)
}

// value returns the tally's part of the information value, (share of good - share of bad)·WoE (Kullback and Leibler's divergence,
// symmetric; Siddiqi, 2006, chapter 6). It is never below 0.
func (t tally) value(book tally) float64 {
	return float64((t.good/book.good - t.bad/book.bad) * t.woe(book))
}

// group is a stretch of ordered values, or one code of a categorical factor, before the search joins it with its neighbours.
type group struct {
	tally
	upTo  float64   // range: bound that separates it from the next group
	codes []float64 // categorical: the codes in it
}

// binned is one factor after binning.
type binned struct {
	bins  []score.Bin
	value float64 // information value over all bins
}

// sample is one factor's values and the labels beside them.
type sample struct {
	values []float64
	labels []bool
	book   tally // of all labels
}

// bin finds the bins of one factor. Ordinary values are cut by the exact search; each special code of the spec, whether or not
// it occurs, and missing have a bin of their own, in which too few accounts to judge by are pulled to the average (see woe), as
// far as to 0 points for none at all.
func (s sample) bin(spec factor.Spec) binned {
	special := make([]tally, len(spec.Codes))
	var missing tally
	var ordinary []ranked
	for i, x := range s.values {
		one := tally{good: 1 - outcome(s.labels[i]), bad: outcome(s.labels[i])}
		switch at := slices.Index(spec.Codes, x); {
		case math.IsNaN(x), spec.Categorical && at < 0:
			missing = missing.add(one)
		case at >= 0:
			special[at] = special[at].add(one)
		default:
			ordinary = append(ordinary, ranked{x, s.labels[i]})
		}
	}
	var out binned
	if spec.Categorical {
		out.addJoined(s.search(orderByRate(spec.Codes, special, s.book), factor.Up), s.book)
	} else {
		out.addJoined(s.search(quantiles(ordinary), spec.Direction), s.book)
		for i, t := range special {
			out.add(score.Bin{Kind: score.BinCodes, Codes: spec.Codes[i : i+1 : i+1]}, t, s.book)
		}
	}
	out.add(score.Bin{Kind: score.BinMissing}, missing, s.book)
	return out
}

// add appends one bin with its counts.
func (b *binned) add(bin score.Bin, t, book tally) {
	bin.Count, bin.Bad, bin.WoE = int(t.count()), int(t.bad), t.woe(book)
	b.bins = append(b.bins, bin)
	b.value += t.value(book)
}

// addJoined appends the bins that the search made of groups: ranges that follow each other, or sets of codes.
func (b *binned) addJoined(groups []group, book tally) {
	var over *float64
	for i, g := range groups {
		if g.codes != nil {
			slices.Sort(g.codes)
			b.add(score.Bin{Kind: score.BinCodes, Codes: g.codes}, g.tally, book)
			continue
		}
		bin := score.Bin{Kind: score.BinRange, Over: over}
		if i+1 < len(groups) {
			upTo := g.upTo
			bin.UpTo, over = &upTo, &upTo
		}
		b.add(bin, g.tally, book)
	}
}

// quantiles cuts ordinary values into at most preBins groups of about equal count, never between equal values. Without any
// value it is one empty group, so that every value has a bin.
func quantiles(list []ranked) []group {
	if len(list) == 0 {
		return []group{{}}
	}
	slices.SortFunc(list, func(a, b ranked) int { return cmp.Compare(a.risk, b.risk) })
	var groups []group
	var g group
	quantile := 0 // of the last cut
	for i, r := range list {
		g.tally = g.add(tally{good: 1 - outcome(r.bad), bad: outcome(r.bad)})
		if i+1 == len(list) {
			break
		}
		reached := (i + 1) * preBins / len(list)
		if next := list[i+1].risk; next != r.risk && reached > quantile {
			g.upTo = between(r.risk, next)
			groups, g, quantile = append(groups, g), group{}, reached
		}
	}
	return append(groups, g)
}

// between returns the shortest decimal number b with a ≤ b < c, so that bounds read well and cut the data as a would.
func between(a, c float64) float64 {
	for digits := range 17 {
		text := strconv.FormatFloat(a, 'e', digits, 64)
		b, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return a // unreachable for a finite a; a itself is always a correct bound
		}
		if b >= a && b < c {
			return b
		}
	}
	return a
}

// orderByRate makes a group of each code that occurs, the worst first, and puts the codes that do not occur with the one
// closest to average.
func orderByRate(codes []float64, tallies []tally, book tally) []group {
	var groups []group
	var absent []float64
	for i, t := range tallies {
		if t.count() == 0 {
			absent = append(absent, codes[i])
			continue
		}
		groups = append(groups, group{tally: t, codes: []float64{codes[i]}})
	}
	slices.SortStableFunc(groups, func(a, b group) int { return cmp.Compare(a.woe(book), b.woe(book)) })
	if len(groups) == 0 {
		return []group{{codes: absent}}
	}
	closest := 0
	for i, g := range groups {
		if math.Abs(g.woe(book)) < math.Abs(groups[closest].woe(book)) {
			closest = i
		}
	}
	groups[closest].codes = append(groups[closest].codes, absent...)
	return groups
}
