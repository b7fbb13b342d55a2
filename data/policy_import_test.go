package data

import (
	"context"
	"errors"
	"testing"

	"candor/engine/decide"
	"candor/models"
)

// TestAFileBecomesADraft takes a document in beside the live one: refused with a fault, or while the author has another draft open.
func TestAFileBecomesADraft(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		bad := decide.Default()
		bad.Bands[1].From = 700
		var invalid *models.Invalid
		if _, err := s.ImportPolicy(ctx, anna, bad); !errors.As(err, &invalid) || invalid.Fields["bands.2.from"].Code != "ascending" {
			t.Errorf("a document with a fault: %v", err)
		}
		p, err := s.ImportPolicy(ctx, anna, strict())
		if err != nil || p.State != models.PolicyDraft || p.Base != 1 || p.MadeBy != anna.UserID {
			t.Fatalf("%+v, %v", p, err)
		}
		var refused *models.Refused
		if _, err := s.ImportPolicy(ctx, anna, strict()); !errors.As(err, &refused) || refused.Code != "draft_open" {
			t.Errorf("with a draft open: %v", err)
		}
		again, err := s.Policy(ctx, p.Version)
		if err != nil || len(mustChanges(t, strict(), again.Document)) > 0 {
			t.Errorf("stored is another document, %v", err)
		}
	})
}

func mustChanges(t *testing.T, old, now decide.Policy) map[string]string {
	t.Helper()
	before, _, err := documentChanges(old, now)
	if err != nil {
		t.Fatal(err)
	}
	return before
}
