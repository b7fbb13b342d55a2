package models

// CaseAct is what a part of a case's timeline is about.
type CaseAct string

// The parts of a case's timeline.
const (
	CaseActFlags  CaseAct = "flags"   // why it is there
	CaseActHeld   CaseAct = "held"    // who works on it, and where
	CaseActWaits  CaseAct = "waits"   // put off, or for the customer
	CaseActJudged CaseAct = "decided" // decided and opened again
)

// CaseActs is every part, in the order of the filter.
func CaseActs() []CaseAct { return []CaseAct{CaseActFlags, CaseActHeld, CaseActWaits, CaseActJudged} }

// CaseActOf is the part that an entry about a case belongs to.
func CaseActOf(action string) CaseAct {
	switch action {
	case ActionCaseClaimed, ActionCaseReleased, ActionCaseAssigned, ActionCaseUnassigned, ActionCaseTaken, ActionCaseMoved, ActionCaseEscalated:
		return CaseActHeld
	case ActionCaseSnoozed, ActionCaseReturned, ActionCaseAsked, ActionCaseGiven, ActionCaseLapsed, ActionCaseReceived, ActionCaseWaived, ActionCaseCalledOff, ActionCaseNoMore:
		return CaseActWaits
	case ActionCaseDecided, ActionCaseReopened:
		return CaseActJudged
	}
	return CaseActFlags
}
