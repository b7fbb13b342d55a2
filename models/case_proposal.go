package models

import (
	"candor/engine/decide"
	"candor/engine/limits"
)

// FlagDecision is the decision that raised a flag, in short: about an event, or an assessment.
type FlagDecision struct {
	Event         bool
	ModelID       ID // 0 without one
	PolicyVersion int
	Outcome       Outcome // the three below: of an event
	Sanction      SanctionKind
	Fired         []decide.Fired
}

// Proposal is what the engine would do about the account of a case, left alone. One of the first three is set.
type Proposal struct {
	Sanction SanctionKind // that rules asked for
	Outcome  Outcome      // of the event itself
	LimitFen int64        // the most that the policy lets the account hold, which it holds more than
	Decision ID           // about the event that the first two come from, or else
	Waits    ID           // the sanction that the engine proposed and nobody has answered
}

// Proposal returns the strongest that the decisions behind the flags of the case propose. While it is open that may be what failed
// challenges led to as well, or else the policy's limit. False when nothing is proposed but that a person looks.
func (d *CaseDetail) Proposal() (Proposal, bool) {
	p := d.flagsPropose()
	if d.Case.State != CaseOpen {
		return p, p != (Proposal{})
	}
	for i := range d.Account.Sanctions {
		s := &d.Account.Sanctions[i]
		if s.State == SanctionProposed && s.MadeBy == 0 && s.Kind.Rank() > p.Sanction.Rank() {
			p = Proposal{Sanction: s.Kind, Waits: s.ID}
		}
	}
	a := &d.Account.Account
	if p == (Proposal{}) && d.Account.Policy != nil {
		if most, ok := limits.Cap(d.Account.Policy.Limits, a.Band, a.IncomeFen); ok && most < a.LimitFen {
			p.LimitFen = most
			return p, true
		}
	}
	return p, p != (Proposal{})
}

// flagsPropose is the strongest that the decisions about events behind the flags ask for: a measure before an outcome.
func (d *CaseDetail) flagsPropose() (p Proposal) {
	for i := range d.Flags {
		id := d.Flags[i].DecisionID
		by, ok := d.Decided[id]
		switch {
		case !ok || !by.Event:
		case by.Sanction.Rank() > p.Sanction.Rank():
			p = Proposal{Sanction: by.Sanction, Decision: id}
		case p.Sanction == "" && by.Outcome.Rank() >= OutcomeStepUp.Rank() && (p.Outcome == "" || by.Outcome.Rank() > p.Outcome.Rank()):
			p = Proposal{Outcome: by.Outcome, Decision: id}
		}
	}
	return p
}
