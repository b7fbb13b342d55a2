package data

import (
	"testing"

	"candor/engine/rules"
	"candor/models"
)

// TestLiveRules: those of the policy in force.
func TestLiveRules(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		lenderAccount(t, s, "1")
		live := must[[]rules.Rule](t)(s.LiveRules(ctx))
		if of := must[*models.Policy](t)(s.LivePolicy(ctx)).Document.Events.Rules; len(live) == 0 || len(live) != len(of) || live[0].Key != of[0].Key {
			t.Errorf("%d rules, the policy has %d", len(live), len(of))
		}
	})
}
