package models_test

import (
	"testing"

	"candor/engine/decide"
	"candor/engine/limits"
	"candor/models"
)

// TestWhatTheEngineProposes: the strongest measure that a rule asked for, else the strongest outcome, else the policy's limit of an open
// case; nothing where a person is only called to look.
func TestWhatTheEngineProposes(t *testing.T) {
	const held, frozen, watched, assessed = models.ID(1), models.ID(2), models.ID(3), models.ID(4)
	decided := map[models.ID]models.FlagDecision{
		held: {Event: true, Outcome: models.OutcomeHold}, frozen: {Event: true, Outcome: models.OutcomeStepUp, Sanction: models.SanctionFreeze},
		watched: {Event: true, Outcome: models.OutcomeMonitor}, assessed: {PolicyVersion: 1},
	}
	policy := &decide.Policy{Limits: []limits.Row{{Band: "poor", CapFen: 500_000}}}
	restrict := models.Sanction{ID: 8, Kind: models.SanctionRestrict, State: models.SanctionProposed}
	for name, x := range map[string]struct {
		flags     []models.ID
		sanctions []models.Sanction
		limit     int64
		closed    bool
		want      models.Proposal
	}{
		"an assessment calls a person":  {flags: []models.ID{assessed}, limit: 500_000},
		"what is watched goes through":  {flags: []models.ID{watched}},
		"a payment is held":             {flags: []models.ID{watched, held}, want: models.Proposal{Outcome: models.OutcomeHold, Decision: held}},
		"a measure before an outcome":   {flags: []models.ID{held, frozen, held}, want: models.Proposal{Sanction: models.SanctionFreeze, Decision: frozen}},
		"more than the policy lets":     {flags: []models.ID{assessed}, limit: 500_001, want: models.Proposal{LimitFen: 500_000}},
		"an outcome before a limit":     {flags: []models.ID{held}, limit: 500_001, want: models.Proposal{Outcome: models.OutcomeHold, Decision: held}},
		"the limit of a closed case":    {flags: []models.ID{assessed}, limit: 500_001, closed: true},
		"what was proposed and waits":   {flags: []models.ID{held}, sanctions: []models.Sanction{restrict}, want: models.Proposal{Sanction: models.SanctionRestrict, Waits: 8}},
		"a person's proposal":           {sanctions: []models.Sanction{{ID: 9, Kind: models.SanctionFreeze, State: models.SanctionProposed, MadeBy: 7}}},
		"a milder one than a rule asks": {flags: []models.ID{frozen}, sanctions: []models.Sanction{restrict}, want: models.Proposal{Sanction: models.SanctionFreeze, Decision: frozen}},
	} {
		d := models.CaseDetail{Case: models.Case{State: models.CaseOpen}, Decided: decided}
		if x.closed {
			d.Case.State = models.CaseClosed
		}
		d.Account.Account.Band, d.Account.Account.LimitFen, d.Account.Policy, d.Account.Sanctions = "poor", x.limit, policy, x.sanctions
		for _, id := range x.flags {
			d.Flags = append(d.Flags, models.Flag{DecisionID: id})
		}
		if got, ok := d.Proposal(); got != x.want || ok != (x.want != models.Proposal{}) {
			t.Errorf("%s: %+v, %v, want %+v", name, got, ok, x.want)
		}
	}
}
