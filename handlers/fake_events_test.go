package handlers

import (
	"context"

	"candor/engine/decide"
	"candor/models"
)

// eventFake decides events from memory: it keeps what it was given, and answers with what a
// test wants answered.
type eventFake struct {
	events   []models.NewEvent
	err      func(n models.NewEvent) error // refuses, when it is set
	outcome  models.Outcome
	repeat   bool
	resolved []models.ResolveChallenge
	labels   []models.LabelEvent
}

func (f *eventFake) decide(n models.NewEvent) (*models.Decided, error) {
	if f.err != nil {
		if err := f.err(n); err != nil {
			return nil, err
		}
	}
	f.events = append(f.events, n)
	return f.decided(models.ID(len(f.events))<<models.IDBits, n)
}

func (f *eventFake) decided(id models.ID, n models.NewEvent) (*models.Decided, error) {
	r := decide.EventResult{Outcome: "allow", Lane: decide.LaneScore, ByRules: "allow", ByScore: "allow"}
	d := &models.Decided{Repeat: f.repeat}
	if f.outcome != "" {
		r.Outcome, r.Lane, r.ByRules, r.Risk = f.outcome, decide.LaneRules, f.outcome, 40
		r.Fired, r.Reasons = []decide.Fired{{Rule: "one", Outcome: f.outcome, Risk: 40}}, []string{"list_watch"}
	}
	if f.outcome == models.OutcomeStepUp {
		d.Challenge = &models.Challenge{ID: 77, EventID: id, Kind: models.ChallengeCode, State: models.ChallengeOpen, DueAt: deskTime}
	}
	b, err := r.Encode()
	d.Event = models.Event{
		ID: id, AccountID: 11, Kind: n.Kind, Source: "core", ExternalID: n.ExternalID, At: n.At, AmountFen: n.AmountFen,
		Outcome: r.Outcome, Risk: r.Risk, PolicyVersion: 1, ModelID: 13, Result: b, Micros: 900,
	}
	if f.outcome == models.OutcomeStepUp || f.outcome == models.OutcomeHold {
		d.Event.Disposition = models.DispositionPending
	}
	return d, err
}

// RecordEvent decides one event.
func (f *eventFake) RecordEvent(_ context.Context, n models.NewEvent) (*models.Decided, error) {
	return f.decide(n)
}

// QueueEvent decides when it is called, and answers when it is waited for.
func (f *eventFake) QueueEvent(_ context.Context, n models.NewEvent) (func(context.Context) (*models.Decided, error), error) {
	d, err := f.decide(n)
	if err != nil {
		return nil, err
	}
	return func(context.Context) (*models.Decided, error) { return d, nil }, nil
}

// DecidedBySource knows the decision 5 of the source core.
func (f *eventFake) DecidedBySource(_ context.Context, source string, id models.ID) (*models.Decided, error) {
	if source != "core" || id != 5<<models.IDBits {
		return nil, models.ErrNotFound
	}
	d, err := f.decided(id, models.NewEvent{ExternalID: "T-5", Kind: models.EventPurchase, At: deskTime, AmountFen: 500})
	if len(f.resolved) > 0 {
		d.Event.Disposition = models.DispositionCancelled
		if f.resolved[0].Passed {
			d.Event.Disposition = models.DispositionReleased
		}
	}
	return d, err
}

// ChallengeBySource knows the challenge 77 of the source core.
func (f *eventFake) ChallengeBySource(_ context.Context, source string, id models.ID) (*models.Challenge, error) {
	if source != "core" || id != 77 {
		return nil, models.ErrNotFound
	}
	return &models.Challenge{ID: 77}, nil
}

// ResolveChallenge takes every answer but one to a challenge that is over.
func (f *eventFake) ResolveChallenge(_ context.Context, _ models.Actor, cmd models.ResolveChallenge) (*models.Challenge, error) {
	if len(f.resolved) > 0 {
		return nil, models.ErrState
	}
	f.resolved = append(f.resolved, cmd)
	c := &models.Challenge{ID: 77, EventID: 5 << models.IDBits, State: models.ChallengeFailed, Escalation: "hold"}
	if cmd.Passed {
		c.State, c.Escalation = models.ChallengePassed, ""
	}
	return c, nil
}

// LabelEvent takes labels of events whose number is T-5.
func (f *eventFake) LabelEvent(_ context.Context, _ models.Actor, cmd models.LabelEvent) (*models.Event, bool, error) {
	if cmd.ExternalID != "T-5" {
		return nil, false, models.ErrNotFound
	}
	f.labels = append(f.labels, cmd)
	return &models.Event{ID: 5 << models.IDBits, ExternalID: "T-5"}, len(f.labels) == 1, nil
}
