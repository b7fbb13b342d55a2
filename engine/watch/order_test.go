package watch

import (
	"bytes"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestAnyOrderWithinLatenessIsTheSame gives an account with any past the same events in two orders, some of them twice: as long as
// none comes more than Lateness after a newer one, the states are the same bytes, and so is what each later event is decided by.
func TestAnyOrderWithinLatenessIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		past := traceOf(t, 40)
		last := past[len(past)-1]
		var near []Event
		for i := range rapid.IntRange(1, 6).Draw(t, "near") { // few enough that none is folded before all are in
			at := last.At + rapid.Int64Range(1, int64(Lateness/1e9)).Draw(t, "at")*second
			near = append(near, eventOf(t, last.ID+1+int64(i), at))
		}
		state := func(order []Event) *State {
			var s State
			for i := range past {
				s.Add(&past[i])
			}
			for i := range order {
				if !s.Add(&order[i]) {
					t.Fatalf("event %d is late", order[i].ID)
				}
				if again := rapid.IntRange(0, 2*i+1).Draw(t, "again"); again <= i && !s.Add(&order[again]) {
					t.Fatalf("event %d is late the second time", order[again].ID)
				}
			}
			return &s
		}
		a, b := state(near), state(rapid.Permutation(near).Draw(t, "order"))
		if !bytes.Equal(a.Append(nil), b.Append(nil)) {
			t.Fatal("another order left another state")
		}
		later := traceOf(t, 10)
		shift := last.At + int64(Lateness/1e3) + second - later[0].At
		for i := range later {
			later[i].ID, later[i].At = last.ID+100+int64(i), later[i].At+shift
			var u, v Vector
			a.Features(&later[i], &Facts{}, &u)
			b.Features(&later[i], &Facts{}, &v)
			for j := range u {
				if math.Float64bits(u[j]) != math.Float64bits(v[j]) {
					t.Fatalf("later event %d: %s is %v and %v", i, Features()[j].Name, u[j], v[j])
				}
			}
			if a.Add(&later[i]) != b.Add(&later[i]) {
				t.Fatalf("later event %d is late in one of them", i)
			}
		}
	})
}

// TestMeetIsFeaturesAndAdd gives two states the same events, some late, some twice, some that are none: one meets each, the other
// looks and then adds.
func TestMeetIsFeaturesAndAdd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := traceOf(t, 60)
		facts := UnknownFacts()
		var a, b State
		for i := range events {
			e := events[i]
			switch rapid.IntRange(0, 9).Draw(t, "as") {
			case 0:
				e = events[rapid.IntRange(0, i).Draw(t, "again")]
			case 1:
				e.At -= rapid.Int64Range(0, 2*lateness).Draw(t, "late")
			case 2:
				e.At += rapid.Int64Range(0, 2*lateness).Draw(t, "early")
			case 3:
				e.Kind, e.At = Kind(rapid.IntRange(0, 14).Draw(t, "kind")), rapid.SampledFrom([]int64{e.At, 0, MaxAt, MaxAt + 1}).Draw(t, "time")
			}
			var u, v Vector
			added := a.Meet(&e, &facts, &u)
			b.Features(&e, &facts, &v)
			if also := b.Add(&e); added != also {
				t.Fatalf("event %d is added: %v, and %v", i, added, also)
			}
			for j := range u {
				if math.Float64bits(u[j]) != math.Float64bits(v[j]) {
					t.Fatalf("event %d: %s is %v, and %v", i, Features()[j].Name, u[j], v[j])
				}
			}
			if !bytes.Equal(a.Append(nil), b.Append(nil)) {
				t.Fatalf("event %d leaves another state", i)
			}
		}
	})
}
