package data

import (
	"net/netip"
	"slices"

	"candor/engine/decide"
)

// overlaps tells whether a network shares addresses with others. Two networks overlap only
// when one holds the other, so a network looks for those around it, and, among first
// addresses in order, for those inside it.
type overlaps struct {
	around decide.Networks[netip.Prefix]
	starts []netip.Prefix
	sorted bool
}

func newOverlaps(list []netip.Prefix) *overlaps {
	o := &overlaps{}
	for _, p := range list {
		o.add(p)
	}
	return o
}

func (o *overlaps) add(p netip.Prefix) {
	o.around.Add(p, p)
	o.starts, o.sorted = append(o.starts, p), false
}

// others reports whether any network but p itself, counted once, overlaps p.
func (o *overlaps) others(p netip.Prefix) bool {
	if len(o.around.All(p.Addr())) > 1 {
		return true // itself, and one that holds its first address
	}
	byStart := func(a, b netip.Prefix) int { return a.Addr().Compare(b.Addr()) }
	if !o.sorted {
		slices.SortFunc(o.starts, byStart)
		o.sorted = true
	}
	i, _ := slices.BinarySearchFunc(o.starts, p, byStart)
	inside := 0
	for ; i < len(o.starts) && inside < 2 && p.Contains(o.starts[i].Addr()); i++ {
		inside++
	}
	return inside > 1
}
