package models_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"candor/engine/decide"
	"candor/models"
)

// TestPolicyMovesOnlyAsItMay tries every step in every state by author and by another.
func TestPolicyMovesOnlyAsItMay(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	const author, other = models.ID(1), models.ID(2)
	both := func(states ...models.PolicyState) map[models.PolicyState][]models.ID {
		m := map[models.PolicyState][]models.ID{}
		for _, s := range states {
			m[s] = []models.ID{author, other}
		}
		return m
	}
	only := func(by models.ID, states ...models.PolicyState) map[models.PolicyState][]models.ID {
		m := map[models.PolicyState][]models.ID{}
		for _, s := range states {
			m[s] = []models.ID{by}
		}
		return m
	}
	steps := map[string]struct {
		run  func(p *models.Policy, by models.ID) error
		from map[models.PolicyState][]models.ID // who may take the step in a state
		to   models.PolicyState
	}{
		"edit":     {func(p *models.Policy, by models.ID) error { return p.Edit(by, decide.Default()) }, only(author, models.PolicyDraft), models.PolicyDraft},
		"submit":   {func(p *models.Policy, by models.ID) error { return p.Submit(by, "why", "h", now) }, only(author, models.PolicyDraft), models.PolicySubmitted},
		"reopen":   {func(p *models.Policy, by models.ID) error { return p.Reopen(by) }, only(author, models.PolicySubmitted, models.PolicyApproved), models.PolicyDraft},
		"approve":  {func(p *models.Policy, by models.ID) error { return p.Approve(by, "B", "h", now) }, only(other, models.PolicySubmitted), models.PolicyApproved},
		"reject":   {func(p *models.Policy, by models.ID) error { return p.Reject(by, "B", "why") }, only(other, models.PolicySubmitted), models.PolicyRejected},
		"discard":  {func(p *models.Policy, by models.ID) error { return p.Discard(by) }, only(author, models.PolicyDraft, models.PolicySubmitted, models.PolicyApproved), models.PolicyDiscarded},
		"shadow":   {func(p *models.Policy, _ models.ID) error { return p.Shadow("h", now) }, both(models.PolicyApproved), models.PolicyShadow},
		"rollout":  {func(p *models.Policy, _ models.ID) error { return p.Rollout(10) }, both(models.PolicyShadow, models.PolicyRollout), models.PolicyRollout},
		"publish":  {func(p *models.Policy, _ models.ID) error { return p.Publish("h", 1, false, now) }, both(models.PolicyApproved, models.PolicyShadow, models.PolicyRollout), models.PolicyLive},
		"strict":   {func(p *models.Policy, _ models.ID) error { return p.Publish("h", 1, true, now) }, both(models.PolicyShadow, models.PolicyRollout), models.PolicyLive},
		"pause":    {func(p *models.Policy, _ models.ID) error { return p.Pause("why") }, both(models.PolicyShadow, models.PolicyRollout), models.PolicyPaused},
		"resume":   {func(p *models.Policy, _ models.ID) error { return p.Resume() }, both(models.PolicyPaused), models.PolicyRollout},
		"withdraw": {func(p *models.Policy, _ models.ID) error { return p.Withdraw("why", now) }, both(models.PolicyShadow, models.PolicyRollout, models.PolicyPaused), models.PolicyArchived},
	}
	for name, step := range steps {
		for _, state := range models.PolicyStates() {
			for _, by := range []models.ID{author, other} {
				submitted := now
				p := models.Policy{State: state, MadeBy: author, SubmittedHash: "h", SubmittedAt: &submitted, ApprovedAt: &submitted, Resumes: models.PolicyRollout}
				err := step.run(&p, by)
				if allowed := slices.Contains(step.from[state], by); allowed != (err == nil) {
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
		err := p.Approve(2, "B", tt.hash, tt.at)
		var refused *models.Refused
		if errors.As(err, &refused); (tt.code == "") != (err == nil) || (err != nil && refused.Code != tt.code) {
			t.Errorf("%s: err = %v", name, err)
		}
		// What was approved is started within a day too, and as it was approved.
		for step, run := range map[string]func(*models.Policy) error{
			"shadow":  func(p *models.Policy) error { return p.Shadow(tt.hash, tt.at) },
			"publish": func(p *models.Policy) error { return p.Publish(tt.hash, 1, false, tt.at) },
		} {
			p := models.Policy{State: models.PolicyApproved, MadeBy: 1, SubmittedHash: "h", SubmittedAt: &now, ApprovedAt: &now}
			err := run(&p)
			var refused *models.Refused
			if errors.As(err, &refused); (tt.code == "") != (err == nil) || (err != nil && refused.Code != tt.code) {
				t.Errorf("%s, %s: err = %v", name, step, err)
			}
		}
	}
}

func TestACandidateNeedsAShareAndReasons(t *testing.T) {
	for percent, ok := range map[int]bool{-1: false, 0: false, 1: true, 99: true, 100: false} {
		p := models.Policy{State: models.PolicyShadow}
		if err := p.Rollout(percent); (err == nil) != ok {
			t.Errorf("%d %%: %v", percent, err)
		}
	}
	p := models.Policy{State: models.PolicyShadow}
	var invalid *models.Invalid
	if err := p.Pause(" "); !errors.As(err, &invalid) || p.State != models.PolicyShadow {
		t.Errorf("pause without a reason: %v, %s", err, p.State)
	}
	if err := p.Withdraw("no", time.Now()); !errors.As(err, &invalid) || p.State != models.PolicyShadow {
		t.Errorf("withdrawn for too short a reason: %v, %s", err, p.State)
	}
	if err := p.Pause("looks odd"); err != nil {
		t.Fatal(err)
	}
	if err := p.Resume(); err != nil || p.State != models.PolicyShadow || p.DecideReason != "" {
		t.Errorf("%v, %+v", err, p)
	}
}

func TestRollbackBringsTheVersionBeforeBack(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	before := models.Policy{Version: 3, State: models.PolicyArchived, Document: decide.Default(), ApprovedName: "Ben", Previous: 2}
	live := models.Policy{Version: 5, State: models.PolicyLive, Document: decide.Default(), Previous: 3}
	live.Document.Bands[2].From = 610
	made, err := live.Rollback(6, &before, 9, "Anna", "defaults rose", now)
	if err != nil || made.State != models.PolicyLive || made.RollbackOf != 5 || made.Base != 3 || made.Previous != 2 || made.Document.Bands[2].From != 600 || made.ApprovedName != "Ben" {
		t.Fatalf("%+v, %v", made, err)
	}
	var refused *models.Refused
	strict := live
	strict.Document.Release.RollbackNeedsSecond = true
	if _, err := strict.Rollback(6, &before, 9, "Anna", "defaults rose", now); !errors.As(err, &refused) || refused.Code != "rollback_needs_second" {
		t.Errorf("against the policy: %v", err)
	}
	for name, p := range map[string]models.Policy{
		"not live":       {Version: 5, State: models.PolicyArchived, Previous: 3},
		"nothing before": {Version: 5, State: models.PolicyLive},
		"another before": {Version: 5, State: models.PolicyLive, Previous: 4},
	} {
		if _, err := p.Rollback(6, &before, 9, "Anna", "defaults rose", now); !errors.Is(err, models.ErrState) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var invalid *models.Invalid
	if _, err := live.Rollback(6, &before, 9, "Anna", "", now); !errors.As(err, &invalid) {
		t.Errorf("without a reason: %v", err)
	}
}
