package data

import (
	"context"
	"errors"
	"testing"

	"candor/models"
)

// TestADraftWaitsForTheCandidateAndSaysWhatItLacks edits beside a candidate, and submits after
// the candidate went live without what it changed.
func TestADraftWaitsForTheCandidateAndSaysWhatItLacks(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		refusedAs := func(step string, err error, code string) {
			t.Helper()
			var refused *models.Refused
			if !errors.As(err, &refused) || refused.Code != code {
				t.Errorf("%s: err = %v, want %s", step, err, code)
			}
		}
		eve := person(31, "Eve")
		draft, _, err := s.DraftPolicy(ctx, ben, 1)
		ok(t, err)
		waits, _, err := s.DraftPolicy(ctx, eve, 1)
		ok(t, err)
		waits = must[*models.Policy](t)(s.SubmitPolicy(ctx, eve, stepOf(waits), "waits for its turn"))
		c.advance(monitorFor)
		p := must[*models.Policy](t)(s.ShadowPolicy(ctx, anna, stepOf(approved(t, s, strict()))))
		doc := draft.Document
		doc.Approval.RaiseFen++
		draft, err = s.EditPolicy(ctx, ben, stepOf(draft), doc)
		if err != nil || draft.Document.Approval.RaiseFen != doc.Approval.RaiseFen {
			t.Fatalf("a draft beside a candidate is not edited: %v", err)
		}
		_, err = s.SubmitPolicy(ctx, ben, stepOf(draft), "too early")
		refusedAs("submit beside a candidate", err, "candidate_running")
		for what, at := range map[string]models.PolicyStep{"the candidate": stepOf(p), "the live version": {Version: 1, Revision: must[*models.Policy](t)(s.LivePolicy(ctx)).Revision}} {
			if _, err := s.EditPolicy(ctx, anna, at, doc); !errors.Is(err, models.ErrState) {
				t.Errorf("edit %s: %v", what, err)
			}
		}
		p = must[*models.Policy](t)(s.PublishPolicy(ctx, anna, stepOf(p)))

		_, err = s.SubmitPolicy(ctx, ben, stepOf(draft), "does not know")
		refusedAs("submit what lacks a change", err, "base_behind")
		_, err = s.ApprovePolicy(ctx, ben, stepOf(waits))
		refusedAs("approve over another live version", err, "live_moved")
		waits = must[*models.Policy](t)(s.ReopenPolicy(ctx, eve, stepOf(waits)))
		if waits.SubmittedOver != 0 {
			t.Errorf("reopened over %d", waits.SubmittedOver)
		}
		knows := stepOf(draft)
		knows.Over = p.Version
		draft = must[*models.Policy](t)(s.SubmitPolicy(ctx, ben, knows, "knows it"))
		draft = must[*models.Policy](t)(s.ApprovePolicy(ctx, anna, stepOf(draft)))
		must[*models.Policy](t)(s.RollbackPolicy(ctx, anna, stepOf(p), "back at once"))
		_, err = s.ShadowPolicy(ctx, anna, stepOf(draft))
		refusedAs("start over another live version", err, "live_moved")
		_, err = s.PublishPolicy(ctx, anna, stepOf(draft))
		refusedAs("publish over another live version", err, "live_moved")
	})
}
