package data

import (
	"bytes"
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"candor/engine/watch"
	"candor/models"
)

// TestRebuildPutsLateEventsIn builds a state anew with an event that came hours late, and
// compares it with the state of an account that was told everything in time.
func TestRebuildPutsLateEventsIn(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := must2[*models.Account](t)(s.PutAccount(ctx, anna, sent("A1")))
		from := c.now()
		decideNow(t, s, spend(a, c, "e1", 1_000))
		c.advance(2 * time.Hour)
		decideNow(t, s, spend(a, c, "e2", 2_000))
		late := spend(a, c, "e3", 3_000)
		late.At = from.Add(time.Hour)
		if d := decideNow(t, s, late); !d.Event.Late {
			t.Fatal("an event of an hour ago is not late")
		}
		before := stateBytes(t, s, a)
		page := must[models.LatePage](t)(s.LateAccounts(ctx, 0, 10))
		if len(page.Items) != 1 || page.Items[0].Events != 1 || page.Items[0].Account.ID != a.ID || !page.Items[0].Oldest.Equal(late.At) || page.Older {
			t.Fatalf("late accounts %+v", page)
		}
		w := must[models.MonitorWaiting](t)(s.MonitorWaiting(ctx))
		if w.Late != 1 || w.Held != 0 || w.Challenges != 0 {
			t.Errorf("waiting %+v", w)
		}
		done := must[models.Rebuilt](t)(s.RebuildState(ctx, anna, a.ID))
		if done.Events != 3 || done.Corrected != 1 || !done.Changed || done.Version != 4 {
			t.Errorf("rebuilt %+v", done)
		}
		var want watch.State
		for _, e := range []models.NewEvent{spend(a, c, "e1", 1_000), late, spend(a, c, "e2", 2_000)} {
			for _, stored := range storedEvents(t, s, a) {
				if stored.ExternalID == e.ExternalID {
					want.Add(ptrTo(must[watch.Event](t)(stored.Watched())))
				}
			}
		}
		after := stateBytes(t, s, a)
		if !bytes.Equal(after, want.Append(nil)) || bytes.Equal(before, after) {
			t.Error("the state is not that of the events in their order")
		}
		if left := must[models.LatePage](t)(s.LateAccounts(ctx, 0, 10)); len(left.Items) != 0 {
			t.Errorf("still to correct: %+v", left)
		}
		again := must[models.Rebuilt](t)(s.RebuildState(ctx, anna, a.ID))
		if again.Corrected != 0 || again.Changed || again.Version != 5 {
			t.Errorf("again %+v", again)
		}
		c.advance(time.Hour)
		if d := decideNow(t, s, spend(a, c, "e4", 4_000)); d.Event.Late {
			t.Error("the next event is late on the new state")
		}
		if _, err := s.RebuildState(ctx, anna, 77<<22); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("no such account: %v", err)
		}
		entries := must[[]models.AuditEntry](t)(s.AuditEntries(ctx, models.AuditFilter{Action: models.ActionStateRebuilt, Limit: 10}))
		if len(entries) != 2 || entries[0].AccountID != a.ID {
			t.Errorf("%d entries", len(entries))
		}
	})
}

func ptrTo[T any](v T) *T { return &v }

// must2 is must for calls that say whether something is new.
func must2[T any](t *testing.T) func(T, bool, error) T {
	return func(v T, _ bool, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// TestRebuildAllCountsAccounts goes through every account with events, and no other.
func TestRebuildAllCountsAccounts(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		for _, name := range []string{"A1", "A2", "A3"} {
			a := must2[*models.Account](t)(s.PutAccount(ctx, anna, sent(name)))
			if name != "A3" {
				decideNow(t, s, spend(a, c, name+"-1", 1_000))
			}
		}
		accounts, sum, err := s.RebuildStates(ctx, anna, nil)
		if err != nil || accounts != 2 || sum.Events != 2 || sum.Corrected != 0 {
			t.Errorf("%d accounts, %+v, %v", accounts, sum, err)
		}
	})
}

// TestADecisionIsTakenApart reads a decision with its rules, its state and what followed.
func TestADecisionIsTakenApart(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := must2[*models.Account](t)(s.PutAccount(ctx, anna, sent("A1")))
		govern(t, s, c, nil, byAmount()...)
		decideNow(t, s, spend(a, c, "e1", 1_000))
		c.advance(time.Minute)
		asked := decideNow(t, s, spend(a, c, "e2", 25_000))
		d := must[*models.EventDetail](t)(s.EventDetail(ctx, asked.Event.ID))
		if !d.Identical || d.Event.Outcome != models.OutcomeStepUp || len(d.Traces) != 4 || d.Challenge == nil || d.BatchSeq == 0 {
			t.Errorf("outcome %s, identical %t, %d traces, challenge %v, entry %d", d.Event.Outcome, d.Identical, len(d.Traces), d.Challenge, d.BatchSeq)
		}
		if !d.State.Known || !d.State.Same || d.State.Events != 1 {
			t.Errorf("state %+v", d.State)
		}
		slot, _ := watch.Lookup("count_1h")
		if d.Input.Vector[slot] != 2 || d.State.After[slot] != 3 {
			t.Errorf("count_1h %v, then %v", d.Input.Vector[slot], d.State.After[slot])
		}
		if slot, _ := watch.Lookup("limit_fen"); !math.IsNaN(d.State.After[slot]) {
			t.Error("what the record knew is told as if the state did")
		}
		account, event, err := s.DecisionOf(ctx, asked.Event.ID)
		if err != nil || account != a.ID || !event {
			t.Errorf("decision of %d, event %t, %v", account, event, err)
		}
		for _, id := range []models.ID{a.ID, 9 << 40} {
			if _, err := s.EventDetail(ctx, id); !errors.Is(err, models.ErrNotFound) {
				t.Errorf("detail of nothing: %v", err)
			}
			if _, _, err := s.DecisionOf(ctx, id); !errors.Is(err, models.ErrNotFound) {
				t.Errorf("decision of nothing: %v", err)
			}
		}
	})
}

// TestAnAssessmentIsNoEvent tells the two kinds of decision apart.
func TestAnAssessmentIsNoEvent(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		ids := trained(t, s, 200)
		if _, err := s.Rescore(ctx, anna, nil); err != nil {
			t.Fatal(err)
		}
		a := must[*models.Account](t)(s.Account(ctx, ids[0]))
		account, event, err := s.DecisionOf(ctx, a.DecisionID)
		if err != nil || account != a.ID || event {
			t.Errorf("decision of %d, event %t, %v", account, event, err)
		}
	})
}
