package data

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"candor/engine/decide"
	"candor/engine/watch"
	"candor/models"
)

// arrivals is a drawn set of events of one account and the order in which they arrive, some of them more than once.
type arrivals struct {
	offsets []int // seconds after the first may happen, a place in the set each
	order   []int // places in the set
}

// drawArrivals draws up to nine events of half an hour, at the edges of the window and at equal times too.
func drawArrivals(r *rapid.T) arrivals {
	window := int(watch.Lateness / time.Second)
	offset := rapid.OneOf(rapid.IntRange(0, 3*window), rapid.SampledFrom([]int{0, 1, window - 1, window, window + 1, 2 * window, 3 * window}))
	a := arrivals{offsets: rapid.SliceOfN(offset, 1, 9).Draw(r, "offsets")}
	places := make([]int, len(a.offsets))
	for i := range places {
		places[i] = i
	}
	a.order = rapid.Permutation(places).Draw(r, "order")
	for _, again := range rapid.SliceOfN(rapid.IntRange(0, len(places)-1), 0, 3).Draw(r, "again") {
		a.order = slices.Insert(a.order, rapid.IntRange(0, len(a.order)).Draw(r, "at"), again)
	}
	return a
}

// late is which events come after the window has closed on them, when they come first: more than Lateness before the newest that
// was taken in by then.
func (a *arrivals) late() map[int]bool {
	late, seen, newest := map[int]bool{}, map[int]bool{}, -1
	for _, i := range a.order {
		if seen[i] {
			continue
		}
		seen[i] = true
		if newest >= 0 && a.offsets[i] < newest-int(watch.Lateness/time.Second) {
			late[i] = true
			continue
		}
		newest = max(newest, a.offsets[i])
	}
	return late
}

// TestAnyArrivalLeavesWhatTheOrderOfTimeDoes sends a set of events in any order, some of them again, within the window and beyond it.
// The state is that of those within it in the order of time, and so are the features that the next event meets; the others are on
// the list of corrections; none is lost and none is there twice.
func TestAnyArrivalLeavesWhatTheOrderOfTimeDoes(t *testing.T) {
	c := newClock()
	s := openTest(t, Options{Dir: t.TempDir(), Now: c.now, Rand: rand.Reader})
	listed := map[models.ID]int{} // late events by account, of all rounds
	round := 0
	rapid.Check(t, func(r *rapid.T) {
		a := drawArrivals(r)
		late := a.late()
		round++
		shuffled, ordered := lenderAccount(t, s, fmt.Sprint("S-", round)), lenderAccount(t, s, fmt.Sprint("O-", round))
		event := func(of *models.Account, i, offset int) models.NewEvent {
			n := spend(of, c, fmt.Sprint(of.ExternalID, "-", i), int64(100+i))
			n.At = c.now().Add(-4*watch.Lateness + time.Duration(offset)*time.Second)
			n.Merchant, n.Device = fmt.Sprint("shop ", of.ExternalID, i%3), fmt.Sprint("phone ", of.ExternalID, i%2)
			return n
		}
		seen := map[int]bool{}
		for _, i := range a.order {
			if d := decideNow(t, s, event(shuffled, i, a.offsets[i])); d.Repeat != seen[i] || d.Event.Late != late[i] {
				r.Fatalf("event %d: repeated %v, late %v, want %v, %v", i, d.Repeat, d.Event.Late, seen[i], late[i])
			}
			seen[i] = true
		}
		stored := storedEvents(t, s, shuffled)
		if len(stored) != len(a.offsets) {
			r.Fatalf("%d events of %d are there", len(stored), len(a.offsets))
		}
		if !bytes.Equal(stateBytes(t, s, shuffled), orderly(t, stored)) {
			r.Fatal("another state than in the order of time")
		}
		places := slices.SortedFunc(maps.Keys(seen), func(x, y int) int { // of one time, the one that was received first comes first
			return cmp.Or(a.offsets[x]-a.offsets[y], slices.Index(a.order, x)-slices.Index(a.order, y))
		})
		for _, beyond := range []bool{false, true} { // the other account gets them in order, and those beyond the window last
			for _, i := range places {
				if late[i] == beyond {
					decideNow(t, s, event(ordered, i, a.offsets[i]))
				}
			}
		}
		next := int(4 * watch.Lateness / time.Second)
		one, other := decideNow(t, s, event(shuffled, 99, next)), decideNow(t, s, event(ordered, 99, next))
		sameFeatures(r, one, other)
		for _, account := range []*models.Account{shuffled, ordered} {
			if len(late) > 0 {
				listed[account.ID] = len(late)
			}
		}
	})
	page := must[models.LatePage](t)(s.LateAccounts(ctx, 0, 1000))
	if len(page.Items) != len(listed) || len(listed) == 0 {
		t.Fatalf("%d accounts are to be corrected, want %d", len(page.Items), len(listed))
	}
	for _, item := range page.Items {
		if item.Events != listed[item.Account.ID] {
			t.Errorf("%s: %d late events are listed, want %d", item.Account.ExternalID, item.Events, listed[item.Account.ID])
		}
	}
}

// sameFeatures fails unless two events were decided on the same features, whose accounts share nothing but what they did. What is
// counted of a shop over all accounts is left out: it is added up once a second, and not from a state.
func sameFeatures(r *rapid.T, one, other *models.Decided) {
	vector := func(d *models.Decided) watch.Vector {
		in, err := decide.DecodeEventInput(d.Event.Input)
		if err != nil {
			r.Fatal(err)
		}
		return in.Vector
	}
	a, b := vector(one), vector(other)
	for i := range a {
		if name := watch.Features()[i].Name; strings.HasPrefix(name, "merchant_") && name != "merchant_seen" {
			continue
		}
		if math.Float64bits(a[i]) != math.Float64bits(b[i]) && !(math.IsNaN(a[i]) && math.IsNaN(b[i])) {
			r.Fatalf("%s is %v, and %v in the order of time", watch.Features()[i].Name, a[i], b[i])
		}
	}
}
