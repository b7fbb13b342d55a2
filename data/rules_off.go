package data

import (
	"context"
	"fmt"
	"slices"

	"candor/models"
)

// DraftRuleOff puts one rule off in the actor's draft: a new one from the live version, or
// the one they have open. It decides nothing: the draft is submitted and approved as any
// other. *models.Refused says that the draft has no such rule, or has it off already.
func (s *Store) DraftRuleOff(ctx context.Context, actor models.Actor, key string) (*models.Policy, error) {
	live, err := s.LivePolicy(ctx)
	if err != nil {
		return nil, fmt.Errorf("draft rule off: %w", err)
	}
	if live.Rule(key) == nil {
		return nil, &models.Refused{Code: "rule_unknown"}
	}
	p, _, err := s.DraftPolicy(ctx, actor, live.Version)
	if err != nil {
		return nil, err
	}
	r := p.Rule(key)
	switch {
	case r == nil:
		return nil, &models.Refused{Code: "rule_unknown"}
	case !r.On:
		return nil, &models.Refused{Code: "rule_off"}
	}
	doc, events := p.Document, *p.Document.Events
	events.Rules = slices.Clone(events.Rules)
	for i := range events.Rules {
		if events.Rules[i].Key == key {
			events.Rules[i].On = false
		}
	}
	doc.Events = &events
	return s.EditPolicy(ctx, actor, models.PolicyStep{Version: p.Version, Revision: p.Revision}, doc)
}
