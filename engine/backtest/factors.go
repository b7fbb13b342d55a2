package backtest

import (
	"math"

	"candor/engine/factor"
	"candor/engine/score"
	"candor/engine/watch"
)

// cardFactor is one factor of an event card: a feature of engine/watch, or a quotient of two.
type cardFactor struct {
	key       string // of the feature, when over is ""
	top, over string // derived: top / over
	direction factor.Direction
	aspect    score.Aspect
}

// cardFactors is what event cards are made of. They speak of the account (its amounts against its own habit) and of the merchant
// (how much there is, and was lately found bad). Which account, which merchant and what kind of bad is none of them. A larger
// amount is never safer, so that those points only go down. The shares of bad go either way: beside a row of bad purchases that
// goes on, a large share of the month speaks for one that is about to end. On the weeks of May 2018 of the handbook's data, held
// to one way, they cost 0.017 of average precision.
var cardFactors = []cardFactor{
	{key: "amount_fen", direction: factor.Down, aspect: score.AspectCredit},
	{key: "amount_z", direction: factor.Down, aspect: score.AspectCredit},
	{key: "amount_ratio", direction: factor.Down, aspect: score.AspectCredit},
	{key: "count_24h", direction: factor.None, aspect: score.AspectCredit},
	{key: "count_7d", direction: factor.None, aspect: score.AspectCredit},
	{key: "count_30d", direction: factor.None, aspect: score.AspectCredit},
	// The largest amount of the week against the mean: one that stood out a few days ago makes the next suspect.
	{key: "peak_ratio_7d", top: "max_7d_fen", over: "amount_mean_fen", direction: factor.Down, aspect: score.AspectCredit},
	// What the account spends a purchase this week against the month: a level that rises.
	{key: "level_ratio", top: "mean_7d", over: "mean_30d", direction: factor.Down, aspect: score.AspectCredit},
	{key: "merchant_bad_share_1d", direction: factor.None, aspect: score.AspectRelationships},
	{key: "merchant_bad_share_7d", direction: factor.None, aspect: score.AspectRelationships},
	{key: "merchant_bad_share_30d", direction: factor.None, aspect: score.AspectRelationships},
	{key: "merchant_bad_run", direction: factor.None, aspect: score.AspectRelationships},
	{key: "merchant_bad_first_days", direction: factor.None, aspect: score.AspectRelationships},
	{key: "merchant_bad_last_days", direction: factor.None, aspect: score.AspectRelationships},
}

// CardSpecs describes the factors of event cards in the order of CardRow.
func CardSpecs() []factor.Spec {
	specs := make([]factor.Spec, len(cardFactors))
	for i, f := range cardFactors {
		unit := factor.UnitCount
		if f.over != "" {
			unit = factor.UnitShare
		}
		specs[i] = factor.Spec{Key: f.key, Aspect: f.aspect, Unit: unit, Direction: f.direction, Reason: f.key}
	}
	return specs
}

// reader returns a number of a vector by name: a feature, or the mean amount of a window.
func reader(name string) func(*watch.Vector) float64 {
	mean := func(window string) func(*watch.Vector) float64 {
		sum, _ := watch.Lookup("sum_" + window + "_fen")
		n, _ := watch.Lookup("count_" + window)
		return func(v *watch.Vector) float64 { return v[sum] / v[n] }
	}
	switch name {
	case "mean_7d":
		return mean("7d")
	case "mean_30d":
		return mean("30d")
	}
	slot, ok := watch.Lookup(name)
	if !ok {
		panic("no feature " + name) // a mistake in cardFactors; a test reads them all
	}
	return func(v *watch.Vector) float64 { return v[slot] }
}

// readers are the factors, compiled.
var readers = func() (all []func(*watch.Vector) float64) {
	for _, f := range cardFactors {
		if f.over == "" {
			all = append(all, reader(f.key))
			continue
		}
		top, over := reader(f.top), reader(f.over)
		all = append(all, func(v *watch.Vector) float64 {
			if q := top(v) / over(v); !math.IsInf(q, 0) {
				return q
			}
			return math.NaN()
		})
	}
	return all
}()

// CardRow returns the factors of one event.
func CardRow(v *watch.Vector) []float64 {
	row := make([]float64, len(readers))
	for i, read := range readers {
		row[i] = read(v)
	}
	return row
}
