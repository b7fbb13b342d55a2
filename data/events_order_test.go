package data

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"candor/engine/watch"
	"candor/models"
)

// trace is events of one account within the lateness window, oldest first.
func trace(a *models.Account, c *clock, r *rand.Rand, name string) []models.NewEvent {
	var list []models.NewEvent
	at := c.now().Add(-watch.Lateness)
	for i := range 10 {
		at = at.Add(time.Duration(r.IntN(60)) * time.Second)
		n := spend(a, c, fmt.Sprintf("%s-%d", name, i), int64(1+r.IntN(3000)))
		n.At, n.Merchant, n.Device = at, fmt.Sprintf("shop %d", r.IntN(3)), fmt.Sprintf("phone %d", r.IntN(2))
		if r.IntN(4) == 0 {
			n.Kind = models.EventRepayment
		}
		list = append(list, n)
	}
	return list
}

// orderly is the state that events leave that are added in the order of their time, and
// which of them a state that took them in the order of their receipt found late.
func orderly(t *testing.T, events []models.Event) []byte {
	t.Helper()
	var all []watch.Event
	for i := range events {
		if !events[i].Late {
			all = append(all, must[watch.Event](t)(events[i].Watched()))
		}
	}
	slices.SortFunc(all, func(a, b watch.Event) int {
		if a.At != b.At {
			return int(a.At - b.At)
		}
		return int(a.ID - b.ID)
	})
	var state watch.State
	for i := range all {
		if !state.Add(&all[i]) {
			t.Fatalf("event %d is late in the order of time", i)
		}
	}
	return state.Append(nil)
}

// TestOrderOfArrivalDoesNotMatter sends traces shuffled, some events twice and all of them
// again afterwards: the state is a function of the set of events (F15, F16).
func TestOrderOfArrivalDoesNotMatter(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		for seed := range uint64(15) {
			r := rand.New(rand.NewPCG(seed, 16))
			a := lenderAccount(t, s, fmt.Sprintf("A-%d", seed))
			sent := trace(a, c, r, a.ExternalID)
			r.Shuffle(len(sent), func(i, j int) { sent[i], sent[j] = sent[j], sent[i] })
			for i, n := range sent {
				decideNow(t, s, n)
				if r.IntN(3) == 0 {
					decideNow(t, s, sent[r.IntN(i+1)])
				}
			}
			state, stored := stateBytes(t, s, a), storedEvents(t, s, a)
			if len(stored) != len(sent) || slices.ContainsFunc(stored, func(e models.Event) bool { return e.Late }) {
				t.Fatalf("trace %d: %d events of %d, or one is late", seed, len(stored), len(sent))
			}
			if !bytes.Equal(state, orderly(t, stored)) {
				t.Fatalf("trace %d: another state than in the order of time", seed)
			}
			for _, n := range sent { // the whole day again
				if d := decideNow(t, s, n); !d.Repeat {
					t.Fatalf("trace %d: %s is new", seed, n.ExternalID)
				}
			}
			if !bytes.Equal(state, stateBytes(t, s, a)) {
				t.Fatalf("trace %d: the state changed when nothing new came", seed)
			}
			soundLedger(t, s, a, 200_000)
		}
	})
}

// TestWhatComesTooLateIsShownNotCounted sends events after the window has closed: they are
// decided, marked and listed, and the state is that without them.
func TestWhatComesTooLateIsShownNotCounted(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "A-1")
		decideNow(t, s, spend(a, c, "T-1", 1_000))
		late := spend(a, c, "T-2", 2_000)
		late.At = late.At.Add(-watch.Lateness - time.Microsecond)
		before := stateBytes(t, s, a)
		d := decideNow(t, s, late)
		if !d.Event.Late || d.Event.Outcome != models.OutcomeAllow {
			t.Errorf("decision = %+v", d.Event)
		}
		if !bytes.Equal(before, stateBytes(t, s, a)) {
			t.Error("a late event is in the state")
		}
		in := spend(a, c, "T-3", 3_000)
		in.At = in.At.Add(-watch.Lateness)
		if d := decideNow(t, s, in); d.Event.Late {
			t.Error("the end of the window is still within it")
		}
		stored := storedEvents(t, s, a)
		if !bytes.Equal(stateBytes(t, s, a), orderly(t, stored)) {
			t.Error("another state than in the order of time")
		}
		if n := count(t, s, &models.Event{}, "late AND corrected_at IS NULL"); n != 1 {
			t.Errorf("%d late events are listed", n)
		}
		soundLedger(t, s, a, 200_000) // its money moved all the same
	})
}

// TestAQueueKeepsTheOrderOfEachAccount queues events of several accounts without waiting:
// each account's are decided in the order of queueing.
func TestAQueueKeepsTheOrderOfEachAccount(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		var accounts []*models.Account
		for i := range 5 {
			accounts = append(accounts, lenderAccount(t, s, fmt.Sprintf("A-%d", i)))
		}
		var waits []func(context.Context) (*models.Decided, error)
		for i := range 200 {
			a := accounts[i%len(accounts)]
			wait, err := s.QueueEvent(ctx, spend(a, c, fmt.Sprintf("T-%03d", i), 20_001)) // 39 fit on each line
			ok(t, err)
			waits = append(waits, wait)
		}
		for _, wait := range waits {
			must[*models.Decided](t)(wait(ctx))
		}
		for _, a := range accounts {
			list := storedEvents(t, s, a)
			for i, e := range list {
				if i > 0 && list[i-1].ExternalID >= e.ExternalID {
					t.Errorf("%s before %s", list[i-1].ExternalID, e.ExternalID)
				}
				if want := i < 39; e.Goes() != want {
					t.Errorf("number %d goes: %v", i, e.Goes())
				}
			}
			soundLedger(t, s, a, 200_000)
		}
	})
}

// TestABatchWaitsForAsMuchCompanyAsTheLast gathers what comes until there is as much as asked
// for, and no longer than it may.
func TestABatchWaitsForAsMuchCompanyAsTheLast(t *testing.T) {
	lane := make(chan *eventWork, 5)
	for range 5 {
		lane <- &eventWork{}
	}
	first := []*eventWork{{}}
	for _, step := range []struct {
		size     int
		patience time.Duration
		want     int
	}{{1, time.Hour, 1}, {3, time.Hour, 3}, {5, time.Millisecond, 4}} { // two, then the three that are left
		if got := gather(lane, first, step.size, step.patience); len(got) != step.want {
			t.Errorf("%d gathered for a size of %d, want %d", len(got), step.size, step.want)
		}
	}
	close(lane)
	if got := gather(lane, first, 5, time.Hour); len(got) != 1 {
		t.Errorf("%d gathered from a lane that is closed", len(got))
	}
}
