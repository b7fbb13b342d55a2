package handlers

import (
	"maps"
	"slices"
)

// sortedKeys returns a map's keys in order, for output that is the same every time.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
