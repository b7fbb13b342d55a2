package handlers

import (
	"math"

	"candor/engine/effect"
	"candor/engine/validate"
	"candor/models"
)

// leastP is the least p-value that is written out; below it the exact figure means nothing.
const leastP = 0.0001

// effectCount is one count of both windows.
type effectCount struct {
	key           string
	before, after int
}

// effectCounts is the accounts of both windows, from all that were assessed to those that defaulted.
func effectCounts(b *models.EffectBody) []effectCount {
	return []effectCount{
		{"accounts", b.Before.Accounts, b.After.Accounts}, {"prior", b.Before.Prior, b.After.Prior}, {"immature", b.Before.Immature, b.After.Immature},
		{"at_risk", b.Before.Defaults.Whole, b.After.Defaults.Whole}, {"defaults", b.Before.Defaults.Part, b.After.Defaults.Part},
		{"source.observed", b.Before.Sources[models.EffectObserved], b.After.Sources[models.EffectObserved]},
		{"source.label", b.Before.Sources[models.EffectLabelled], b.After.Sources[models.EffectLabelled]},
		{"source.event", b.Before.Sources[models.EffectEvent], b.After.Sources[models.EffectEvent]},
	}
}

// effectCompared is one comparison with its name.
type effectCompared struct {
	key string
	effect.Comparison
	adjusted float64 // not a number where it stands alone
}

// effectMeasures is the shares beside defaults, each compared on its own.
func effectMeasures(b *models.EffectBody) []effectCompared {
	var list []effectCompared
	for _, m := range []struct {
		key           string
		before, after effect.Share
	}{
		{"flagged", b.Before.Flagged, b.After.Flagged}, {"sanctioned", b.Before.Sanctioned, b.After.Sanctioned}, {"appealed", b.Before.Appealed, b.After.Appealed},
		{"overturned", b.Before.Overturned, b.After.Overturned}, {"declines", b.Before.Declines, b.After.Declines},
	} {
		list = append(list, effectCompared{m.key, effect.Compare(m.before, m.after), math.NaN()})
	}
	return list
}

// outcomeLadder is the outcomes of decisions about events, mildest first.
func outcomeLadder() []models.Outcome {
	return []models.Outcome{models.OutcomeAllow, models.OutcomeMonitor, models.OutcomeStepUp, models.OutcomeHold, models.OutcomeDecline}
}

// effectMix is each outcome's share of the decisions about events, judged together; empty when there were none.
func effectMix(b *models.EffectBody) []effectCompared {
	before, after := decisions(b.Before.Outcomes), decisions(b.After.Outcomes)
	if before+after == 0 {
		return nil
	}
	var list []effectCompared
	var p []validate.Number
	for _, o := range outcomeLadder() {
		c := effect.Compare(effect.Share{Part: b.Before.Outcomes[string(o)], Whole: before}, effect.Share{Part: b.After.Outcomes[string(o)], Whole: after})
		list = append(list, effectCompared{key: string(o), Comparison: c})
		if c.Few() {
			c.P = validate.Number(math.NaN())
		}
		p = append(p, c.P)
	}
	for i, a := range effect.Holm(p) {
		list[i].adjusted = float64(a)
	}
	return list
}

func decisions(outcomes map[string]int) int {
	n := 0
	for _, o := range outcomeLadder() {
		n += outcomes[string(o)]
	}
	return n
}

// workedExample is the published case that every reader can check: 5.00 % to 3.75 %.
func workedExample() effect.Comparison {
	return effect.Compare(effect.Share{Part: 5_000, Whole: 100_000}, effect.Share{Part: 4_500, Whole: 120_000})
}
