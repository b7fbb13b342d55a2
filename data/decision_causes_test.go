package data

import (
	"context"
	"testing"
	"time"

	"candor/models"
)

// TestDecisionsSayWhatCausedThem: a rescoring of the book, somebody who asked, a score set by hand and its end, each with its person.
func TestDecisionsSayWhatCausedThem(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		id := trained(t, s, 2)[0]
		if _, err := s.RescoreWhole(ctx, anna, nil); err != nil {
			t.Fatal(err)
		}
		d := must[*models.AccountDetail](t)(s.AccountDetail(ctx, id))
		if len(d.Decisions) != 1 || d.Decisions[0].RunID == 0 || len(d.Causes) != 0 {
			t.Fatalf("of the book: %+v, %+v", d.Decisions, d.Causes)
		}
		c.advance(time.Hour)
		key := models.Actor{Kind: models.ActorKey, ID: "key_5", Name: "core"}
		asked := must[*models.Decision](t)(s.RescoreAccount(ctx, anna, id))
		sent := must[*models.Decision](t)(s.RescoreAccount(ctx, key, id))
		set := must[*models.Override](t)(proposal(t, s, id, 500))
		if err := s.ApproveOverride(ctx, ben, set.ID, set.Version); err != nil {
			t.Fatal(err)
		}
		want := map[models.ID]models.DecisionCause{
			asked.ID: {Kind: models.ActorUser, Name: anna.Name}, sent.ID: {Kind: models.ActorKey, Name: "core"},
		}
		d = must[*models.AccountDetail](t)(s.AccountDetail(ctx, id))
		want[d.Decisions[0].ID] = models.DecisionCause{Kind: models.ActorUser, Name: ben.Name, Why: models.CauseOverride}
		page := must[*models.ScoreDetail](t)(s.ScoreDetail(ctx, id, 0))
		for at, cause := range want {
			if d.Causes[at] != cause || page.Causes[at] != cause {
				t.Errorf("%s: %+v and %+v, want %+v", at.Public(models.PrefixDecision), d.Causes[at], page.Causes[at], cause)
			}
		}
		if len(d.Decisions) != 4 || len(d.Causes) != len(want) || d.Decisions[0].Score != 500 {
			t.Errorf("%d decisions, %d causes", len(d.Decisions), len(d.Causes))
		}
	})
}
