package models_test

import (
	"errors"
	"testing"
	"time"

	"candor/engine/decide"
	"candor/models"
)

// TestPolicyMovesOnlyAsItMay tries every step in every state by author and by another.
func TestPolicyMovesOnlyAsItMay(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	const author, other = models.ID(1), models.ID(2)
	states := []models.PolicyState{
		models.PolicyDraft, models.PolicySubmitted, models.PolicyLive, models.PolicyArchived, models.PolicyRejected, models.PolicyDiscarded,
	}
	steps := map[string]struct {
		run  func(p *models.Policy, by models.ID) error
		from map[models.PolicyState]models.ID // who may take the step in a state
		to   models.PolicyState
	}{
		"edit":    {func(p *models.Policy, by models.ID) error { return p.Edit(by, decide.Default()) }, map[models.PolicyState]models.ID{models.PolicyDraft: author}, models.PolicyDraft},
		"submit":  {func(p *models.Policy, by models.ID) error { return p.Submit(by, "why", "h", now) }, map[models.PolicyState]models.ID{models.PolicyDraft: author}, models.PolicySubmitted},
		"publish": {func(p *models.Policy, by models.ID) error { return p.Publish(by, "B", "h", now) }, map[models.PolicyState]models.ID{models.PolicySubmitted: other}, models.PolicyLive},
		"reject":  {func(p *models.Policy, by models.ID) error { return p.Reject(by, "B", "why") }, map[models.PolicyState]models.ID{models.PolicySubmitted: other}, models.PolicyRejected},
		"discard": {func(p *models.Policy, by models.ID) error { return p.Discard(by) }, map[models.PolicyState]models.ID{models.PolicyDraft: author, models.PolicySubmitted: author}, models.PolicyDiscarded},
	}
	for name, step := range steps {
		for _, state := range states {
			for _, by := range []models.ID{author, other} {
				submitted := now
				p := models.Policy{State: state, MadeBy: author, SubmittedHash: "h", SubmittedAt: &submitted}
				err := step.run(&p, by)
				if allowed := step.from[state] == by; allowed != (err == nil) {
					t.Errorf("%s of a %s version by %d: err = %v", name, state, by, err)
				}
				if err == nil && p.State != step.to {
					t.Errorf("%s led to %s", name, p.State)
				}
				if err != nil && p.State != state {
					t.Errorf("a refused %s moved %s to %s", name, state, p.State)
				}
			}
		}
	}
}

func TestApprovalIsForOneDocumentAndOneDay(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		hash string
		at   time.Time
		code string
	}{
		"in time":           {"h", now.Add(models.ApprovalTTL), ""},
		"a second late":     {"h", now.Add(models.ApprovalTTL + time.Second), "approval_expired"},
		"another document":  {"x", now, "payload_changed"},
		"both, hash first":  {"x", now.Add(48 * time.Hour), "payload_changed"},
		"at once, the same": {"h", now, ""},
	} {
		p := models.Policy{State: models.PolicySubmitted, MadeBy: 1, SubmittedHash: "h", SubmittedAt: &now}
		err := p.Publish(2, "B", tt.hash, tt.at)
		var refused *models.Refused
		if errors.As(err, &refused); (tt.code == "") != (err == nil) || (err != nil && refused.Code != tt.code) {
			t.Errorf("%s: err = %v", name, err)
		}
	}
}
