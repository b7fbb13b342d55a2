package data

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor/engine/rules"
	"candor/models"
)

// TestDecisionsOnEventsReplay replays every decision on an event beside an assessment, by
// the version that made each; history, which nobody decided, is none.
func TestDecisionsOnEventsReplay(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		f := newFixture(t, s)
		f.scored(f.account(1), 0.2)
		events := decidedRecord(t, s, c)
		a := lenderAccount(t, s, "A-3")
		govern(t, s, c, nil, eventRule("other", "amount_fen > 1", rules.Hold))
		late := decideNow(t, s, spend(a, c, "by the next version", 5_000)).Event
		history := events[0]
		history.ID, history.EventKey, history.Outcome, history.Input, history.Result = late.ID+1, []byte("of long ago"), "", []byte{}, []byte{}
		ok(t, s.w.Create(&history).Error)
		all := must[ReplayResult](t)(s.ReplayAll(ctx, nil))
		if d := cmp.Diff(ReplayResult{Decisions: 14, Identical: 14}, all); d != "" {
			t.Error(d)
		}
		one := must[ReplayResult](t)(s.Replay(ctx, events[1].ID))
		if d := cmp.Diff(ReplayResult{Decisions: 1, Identical: 1}, one); d != "" {
			t.Error(d)
		}
		for _, id := range []models.ID{42, history.ID} {
			if _, err := s.Replay(ctx, id); !errors.Is(err, models.ErrNotFound) {
				t.Errorf("%d: err = %v", id, err)
			}
		}
	})
}

// TestATamperedDecisionDiffers edits one column at a time of a decided event.
func TestATamperedDecisionDiffers(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		e := decidedRecord(t, s, c)[3] // 12,345 fen: watched
		for column, value := range map[string]any{
			"outcome": "allow", "risk": 11, "amount_fen": 20_000, "kind": "draw", "late": true, "policy_version": 1, "body": "{}",
			"input": []byte{1, 2}, "result": []byte(`{"outcome":"allow"}`),
		} {
			ok(t, s.w.Table("events").Where("id = ?", e.ID).Update(column, value).Error)
			want := ReplayResult{Decisions: 1, Differing: 1, First: []string{e.PublicID()}}
			if d := cmp.Diff(want, must[ReplayResult](t)(s.Replay(ctx, e.ID))); d != "" {
				t.Errorf("%s: %s", column, d)
			}
			want = ReplayResult{Decisions: 12, Identical: 11, Differing: 1, First: []string{e.PublicID()}}
			if d := cmp.Diff(want, must[ReplayResult](t)(s.ReplayAll(ctx, nil))); d != "" {
				t.Errorf("%s: %s", column, d)
			}
			ok(t, s.w.Model(&e).Select("*").Updates(&e).Error)
		}
	})
}
