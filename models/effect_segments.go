package models

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"candor/engine/effect"
	"candor/engine/validate"
)

func roundBP(share float64) int { return int(math.Round(share * 10_000)) }

// Segments compares the default rates of each segment, by dimension; within one the larger first. Only segments that have enough accounts in
// both windows count as comparisons made together; Tested is how many those are.
func (b *EffectBody) Segments() (segments []EffectSegment, tested int) {
	for _, dimension := range EffectDimensions() {
		was, is := b.Before.Segments[dimension], b.After.Segments[dimension]
		values := slices.Collect(maps.Keys(was))
		for v := range is {
			if _, known := was[v]; !known {
				values = append(values, v)
			}
		}
		slices.SortFunc(values, func(x, y string) int {
			return cmp.Or(cmp.Compare(was[y].Whole+is[y].Whole, was[x].Whole+is[x].Whole), cmp.Compare(x, y))
		})
		for _, v := range values {
			segments = append(segments, EffectSegment{Dimension: dimension, Value: v, Comparison: effect.Compare(was[v], is[v])})
		}
	}
	p := make([]validate.Number, len(segments))
	for i, s := range segments {
		p[i] = validate.Number(math.NaN())
		if !s.Few() {
			p[i] = s.P
			tested++
		}
	}
	for i, a := range effect.Holm(p) {
		segments[i].Adjusted = float64(a)
	}
	return segments, tested
}
