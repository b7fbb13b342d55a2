package handlers

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"candor/engine/factor"
	"candor/engine/score"
	"candor/views"
)

// factorValue is a factor's value in its unit: money, a share, months, a name.
func (l labels) factorValue(key string, v float64) string {
	spec, _, known := factor.Lookup(key)
	if !known {
		return strconv.FormatFloat(v, 'g', 4, 64)
	}
	// Values that are not on the scale have names: never late, nothing to pay.
	if slices.Contains(spec.Codes, v) {
		if text := "factor." + key + "." + code(v); l.p.Texts.Has(text) {
			return l.p.Texts.T(text)
		}
	}
	switch spec.Unit {
	case factor.UnitFen:
		return views.Money(int64(math.Round(v)))
	case factor.UnitShare:
		return share(v)
	case factor.UnitMonths:
		return l.months(v)
	case factor.UnitFlag:
		if v == 1 {
			return l.p.T("common.yes")
		}
		return l.p.T("common.no")
	case factor.UnitCode:
		return l.word("education.", code(v))
	case factor.UnitPercent:
		return share(v / 100)
	case factor.UnitStanding:
		return l.standing(int(v))
	}
	return trimmed(v)
}

// code writes a special value as text keys do: −1 is m1.
func code(v float64) string {
	if v < 0 {
		return "m" + strconv.Itoa(int(-v))
	}
	return strconv.Itoa(int(v))
}

// standing is how a month was paid: a code up to zero, months past due above.
func (l labels) standing(n int) string {
	if n > 0 {
		return l.p.N("standing.late", n)
	}
	return l.word("standing.", code(float64(n)))
}

// months is a number of months, with a fraction where recency has one.
func (l labels) months(v float64) string {
	if v == math.Trunc(v) {
		return l.p.N("factor.months", int(v))
	}
	return l.p.T("factor.months_part", "value", trimmed(v))
}

// trimmed is a number with at most two decimals.
func trimmed(v float64) string {
	s := strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
	return strings.Replace(s, "-", "−", 1)
}

// whole reports whether a factor counts in whole numbers, so that its bins can be named by
// the first and last number they hold.
func whole(key string) bool {
	spec, _, known := factor.Lookup(key)
	if !known || key == "late_recency" {
		return false
	}
	return spec.Unit == factor.UnitMonths || spec.Unit == factor.UnitCount || spec.Unit == factor.UnitStanding || spec.Unit == factor.UnitFlag
}

// bin is which values a bin holds, in the factor's unit.
func (l labels) bin(f *score.Factor, i int) string {
	b := f.Bins[i]
	switch b.Kind {
	case score.BinCell:
		return l.cell(f, i)
	case score.BinMissing:
		return l.p.T("score.bin_missing")
	case score.BinCodes:
		names := make([]string, len(b.Codes))
		for i, c := range b.Codes {
			names[i] = l.factorValue(f.Key, c)
		}
		return strings.Join(names, l.p.T("common.list_separator"))
	}
	if whole(f.Key) {
		return l.wholeBin(f.Key, b)
	}
	value := func(v *float64) string { return l.factorValue(f.Key, *v) }
	switch {
	case b.Over != nil && b.UpTo != nil:
		return l.p.T("score.bin_between", "over", value(b.Over), "up", value(b.UpTo))
	case b.Over != nil:
		return l.p.T("score.bin_over", "over", value(b.Over))
	case b.UpTo != nil:
		return l.p.T("score.bin_up_to", "up", value(b.UpTo))
	}
	return l.p.T("score.bin_any")
}

// cell names a bin of a pair by the bins of its two factors.
func (l labels) cell(f *score.Factor, i int) string {
	first, second := f.AxisBins(i)
	side := func(key string, b score.Bin) string { return l.bin(&score.Factor{Key: key, Bins: []score.Bin{b}}, 0) }
	return l.p.T("score.bin_pair", "first", side(f.Pair.Keys[0], first), "second", side(f.Pair.Keys[1], second))
}

// wholeBin names a bin of whole numbers by its first and last one.
func (l labels) wholeBin(key string, b score.Bin) string {
	var low, high string
	if b.Over != nil {
		low = l.factorValue(key, math.Floor(*b.Over)+1)
	}
	if b.UpTo != nil {
		high = l.factorValue(key, math.Floor(*b.UpTo))
	}
	standing := strings.Contains(key, "standing")
	switch {
	case low != "" && low == high:
		return low
	case low != "" && high != "":
		return l.p.T("score.bin_span", "low", low, "high", high)
	case low != "":
		return l.p.T("score.bin_from", "low", low)
	case high != "" && standing:
		return l.p.T("score.bin_or_better", "high", high)
	case high != "" && *b.UpTo < 1:
		return high
	case high != "":
		return l.p.T("score.bin_at_most", "high", high)
	}
	return l.p.T("score.bin_any")
}

// percentile is the share of a book, in whole percent, whose value is below v, given the
// book's values at 0, 1 … 100 %. Ties count half, so that a value everybody has is 50.
func percentile(quantiles []float64, v float64) (percent int, ok bool) {
	n := len(quantiles)
	if n < 2 || math.IsNaN(v) {
		return 0, false
	}
	below, _ := slices.BinarySearch(quantiles, v)
	upTo := below
	for upTo < n && quantiles[upTo] == v {
		upTo++
	}
	return min(100, max(0, (below+upTo)*100/(2*n))), true
}
