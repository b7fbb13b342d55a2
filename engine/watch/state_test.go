package watch

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// crowded reports whether more events fall into one span of lateness than the buffer holds.
func crowded(all []Event) bool {
	for i := range all {
		if i >= Buffered && all[i].At-all[i-Buffered].At <= lateness {
			return true
		}
	}
	return false
}

func TestOrderOfArrivalDoesNotShow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := traceOf(t, 80)
		if crowded(all) {
			t.Skip("more events at once than the buffer holds")
		}
		type arrival struct {
			e  Event
			at int64
		}
		var late []arrival
		for _, e := range all {
			for range rapid.IntRange(1, 2).Draw(t, "copies") {
				late = append(late, arrival{e, e.At + rapid.Int64Range(0, lateness).Draw(t, "delay")})
			}
		}
		slices.SortStableFunc(late, func(a, b arrival) int { return int(max(min(a.at-b.at, 1), -1)) })
		var inOrder, asArrived, viaBytes State
		for i := range all {
			inOrder.Add(&all[i])
		}
		added := map[int64]bool{}
		for _, a := range late {
			ok := asArrived.Add(&a.e)
			if !ok && !added[a.e.ID] {
				t.Fatalf("event %d is refused within the lateness", a.e.ID)
			}
			added[a.e.ID] = true
			viaBytes.Add(&a.e)
			if err := viaBytes.Decode(viaBytes.Append(nil)); err != nil {
				t.Fatal(err)
			}
		}
		want := inOrder.Append(nil)
		if !bytes.Equal(asArrived.Append(nil), want) {
			t.Fatal("bytes differ from those of events in order")
		}
		if !bytes.Equal(viaBytes.Append(nil), want) {
			t.Fatal("bytes differ when the state is stored after each event")
		}
	})
}

// extreme draws an event that takes as much room as one can.
func extreme(r *rand.Rand, id, at int64) Event {
	e := Event{
		ID: id, At: at, Kind: Kind(1 + r.IntN(3)), AmountFen: MaxAmountFen - r.Int64N(1<<20),
		Merchant: r.Uint64(), Payee: r.Uint64(), Device: r.Uint64(), IP: r.Uint64(), Network: r.Uint64(), City: r.Uint64(),
		HasPlace: true, Lat: -90 * r.Float32(), Lon: -180 * r.Float32(),
	}
	switch r.IntN(12) {
	case 0:
		e.Kind = Repayment + Kind(r.IntN(8))
	case 1:
		e.Kind = LoginFailed
	}
	if r.IntN(2) == 0 {
		e.ID = math.MinInt64 + id
	} else {
		e.ID = math.MaxInt64 - id
	}
	return e
}

func TestSizeOnHostileTraces(t *testing.T) {
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(seed, 7))
		var s, again State
		var v Vector
		f := UnknownFacts()
		at, longest := int64(second), 0
		// Years apart, then days, hours, minutes and seconds, so that every table holds old values and every bucket is in use.
		for _, step := range []int64{4 * 365 * 86400, 20 * 86400, 3000, 500, 50, 4, 1} {
			events := 3000
			if step > 86400 {
				events = 20
			}
			for i := range events {
				at += r.Int64N(step*second) + 1
				e := extreme(r, int64(i)+1, at-r.Int64N(3)*100*second)
				e.At = max(e.At, 1)
				s.Features(&e, &f, &v)
				s.Add(&e)
				b := s.Append(nil)
				if longest = max(longest, len(b)); len(b) > MaxBytes {
					t.Fatalf("seed %d: %d bytes", seed, len(b))
				}
				if i%50 == 0 {
					if err := again.Decode(b); err != nil || !bytes.Equal(again.Append(nil), b) {
						t.Fatalf("seed %d: round trip: %v", seed, err)
					}
				}
				keeps(t, &s)
			}
		}
		t.Logf("seed %d: longest %d bytes, values %v, recent %d", seed, longest, s.past.known.n, s.past.recent.n)
	}
}

// keeps checks what a full state never loses, every event having had a value of each kind, and that fit saw what it had to.
func keeps(t *testing.T, s *State) {
	if s.past.bound < s.past.measure() {
		t.Fatalf("bound %d of %d bytes", s.past.bound, s.past.measure())
	}
	for table, n := range s.past.known.n {
		if s.past.base.n > 200 && n < leastValues {
			t.Fatalf("table %d keeps %d values", table, n)
		}
	}
}

func TestAddRefuses(t *testing.T) {
	base := Event{ID: 100, Kind: Purchase, At: 1_700_000_000 * second, AmountFen: 1}
	with := func(f func(*Event)) Event { e := base; f(&e); return e }
	tests := map[string]struct {
		e    Event
		want bool
	}{
		"repetition":        {base, true},
		"as late as may be": {with(func(e *Event) { e.ID, e.At = 1, e.At-lateness }), true},
		"too late":          {with(func(e *Event) { e.ID, e.At = 1, e.At-lateness-1 }), false},
		"no kind":           {with(func(e *Event) { e.ID, e.Kind = 1, 0 }), false},
		"unknown kind":      {with(func(e *Event) { e.ID, e.Kind = 1, IdentityFailed+1 }), false},
		"no time":           {with(func(e *Event) { e.ID, e.At = 1, 0 }), false},
		"after time":        {with(func(e *Event) { e.ID, e.At = 1, MaxAt+1 }), false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var s State
			s.Add(&base)
			before := s.Append(nil)
			if got := s.Add(&tt.e); got != tt.want {
				t.Fatalf("Add = %v, want %v", got, tt.want)
			}
			if changed := !bytes.Equal(before, s.Append(nil)); changed != (name == "as late as may be") {
				t.Errorf("changed = %v", changed)
			}
		})
	}
}

func TestCrowdFoldsEarlyAndLosesNothing(t *testing.T) {
	var s State
	var v Vector
	f := UnknownFacts()
	at := int64(1_700_000_000) * second
	for i := range int64(100) { // all in the same microsecond
		if e := (Event{ID: i, Kind: Draw, At: at, AmountFen: 7}); !s.Add(&e) {
			t.Fatalf("event %d is refused", i)
		}
	}
	s.Features(&Event{ID: 100, Kind: Draw, At: at, AmountFen: 7}, &f, &v)
	if v[count+w5m] != 101 || v[sum+w5m] != 707 {
		t.Errorf("count %v, sum %v", v[count+w5m], v[sum+w5m])
	}
	if s.Add(&Event{ID: 3, Kind: Draw, At: at, AmountFen: 7}) {
		t.Error("an event before a folded one is taken")
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(nil))
	for _, events := range []int{1, 3, 40, 300} {
		var s State
		for i, e := range trace(uint64(events), events) {
			s.Add(&e)
			if i%17 == 0 || i == events-1 {
				f.Add(s.Append(nil))
			}
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var s, again State
		if s.Decode(b) != nil {
			if len(s.Append(nil)) != 2 {
				t.Fatal("something is left after an error")
			}
			return
		}
		first := s.Append(nil)
		if err := again.Decode(first); err != nil || !bytes.Equal(again.Append(nil), first) {
			t.Fatalf("round trip: %v", err)
		}
		var v Vector
		facts := UnknownFacts()
		r := rand.New(rand.NewPCG(1, 2))
		at := int64(1)
		if s.n > 0 {
			at = s.buffer[s.n-1].at
		}
		for i := range int64(40) {
			e := extreme(r, i, min(at+i*i*i*second, MaxAt))
			s.Features(&e, &facts, &v)
			s.Add(&e)
			if n := len(s.Append(nil)); n > MaxBytes {
				t.Fatalf("%d bytes", n)
			}
		}
	})
}
