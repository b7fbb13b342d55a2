package watch

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestWaysAreThoseOfStates gives a state events and measures the way to the next one: from the events themselves it is the same, to the
// bit, in whatever order they lie, and the event that it starts at is as far away.
func TestWaysAreThoseOfStates(t *testing.T) {
	km, kmh := slot(t, "travel_km"), slot(t, "travel_kmh")
	rapid.Check(t, func(t *rapid.T) {
		all := traceOf(t, 30)
		next := all[len(all)-1]
		past := all[:len(all)-1]
		var s State
		for i := range past {
			s.Add(&past[i])
		}
		var v Vector
		s.Features(&next, &Facts{}, &v)
		w, ok := WayTo(&next, rapid.Permutation(past).Draw(t, "order"))
		if ok == math.IsNaN(v[km]) {
			t.Fatalf("known %t, the state says %v", ok, v[km])
		}
		if !ok {
			return
		}
		if w.Km != v[km] || w.Km/w.Hours != v[kmh] {
			t.Fatalf("%v km, %v km/h; the state says %v, %v", w.Km, w.Km/w.Hours, v[km], v[kmh])
		}
		w, _ = WayTo(&next, past)
		from := &past[w.From]
		if d := DistanceKm(float64(from.Lat), float64(from.Lon), float64(next.Lat), float64(next.Lon)); d != w.Km {
			t.Fatalf("it starts %v km away, not %v", d, w.Km)
		}
	})
}

func slot(t *testing.T, name string) int {
	t.Helper()
	i, ok := Lookup(name)
	if !ok {
		t.Fatalf("no feature %q", name)
	}
	return i
}
