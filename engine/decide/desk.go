package decide

import (
	"slices"
	"strconv"
)

// Desk is how the desk for appeals keeps time and who may judge. Days are of the customer's clock, which stands while the customer is
// waited for.
type Desk struct {
	WarnDays     int `json:"warn_days"`     // the reviewer is warned, 1 to EscalateDays − 1
	EscalateDays int `json:"escalate_days"` // leads are called, WarnDays + 1 to Appeals.DueDays − 1
	EvidenceDays int `json:"evidence_days"` // the customer has to send what was asked for, 1 to 90
	// OtherTeam keeps an appeal from the team of whoever made, approved or lifted the measure, not only from these people.
	OtherTeam bool `json:"other_team"`
}

// EvidenceRule is what would help a customer against measures of one reason.
type EvidenceRule struct {
	Reason string   `json:"code"`  // one of SanctionReasons
	Kinds  []string `json:"kinds"` // of EvidenceKinds, each once, in the order they are asked for
}

// DefaultDesk is the desk of a version that names none, for the days that it decides appeals within: a warning at three quarters of
// them and leads at nine tenths, which is day 15 and day 18 of 20.
func DefaultDesk(dueDays int) Desk {
	return Desk{WarnDays: dueDays * 3 / 4, EscalateDays: dueDays * 9 / 10, EvidenceDays: 14}
}

// DefaultChecklist is what helps by reason where a version names nothing.
func DefaultChecklist() []EvidenceRule {
	return []EvidenceRule{
		{"unusual_spending", []string{"explanation", "purchase_proof"}},
		{"cash_out", []string{"purchase_proof", "bank_statement", "explanation"}},
		{"account_takeover", []string{"id_card", "explanation"}},
		{"identity_doubt", []string{"id_card"}},
		{"identity_shared", []string{"id_card", "explanation"}},
		{"late_payment", []string{"bank_statement", "income"}},
		{"over_limit", []string{"income", "bank_statement"}},
		{"linked_sanctions", []string{"id_card", "explanation"}},
		{"documents_missing", []string{"id_card", "income"}},
	}
}

// DeskRules returns the version's desk, the default one of its days for a version that names none.
func (p *Policy) DeskRules() Desk {
	if p.Desk == (Desk{}) {
		return DefaultDesk(p.Appeals.DueDays)
	}
	return p.Desk
}

// ChecklistRules returns the version's checklist, the default one for a version that names none.
func (p *Policy) ChecklistRules() []EvidenceRule {
	if len(p.Checklist) == 0 {
		return DefaultChecklist()
	}
	return p.Checklist
}

// Helps returns the kinds of evidence that would help against a measure of a reason, none for a reason without a rule.
func (p *Policy) Helps(reason string) []string {
	for _, r := range p.ChecklistRules() {
		if r.Reason == reason {
			return r.Kinds
		}
	}
	return nil
}

// EvidenceKinds is what a customer can be asked for.
func EvidenceKinds() []string {
	return []string{"id_card", "income", "bank_statement", "purchase_proof", "explanation", "other"}
}

// SanctionReasons is the coded reasons that a measure may have.
func SanctionReasons() []string {
	return []string{
		"unusual_spending", "cash_out", "account_takeover", "identity_doubt", "identity_shared",
		"late_payment", "over_limit", "linked_sanctions", "documents_missing",
	}
}

// checkDesk checks the desk and the checklists of a version that names them. The three days ascend.
func (p *Policy) checkDesk(add adder) {
	if d := p.Desk; d != (Desk{}) {
		between(add, "appeal_desk.warn_days", d.WarnDays, 1, 90)
		if d.EscalateDays <= d.WarnDays {
			add("appeal_desk.escalate_days", "days_after", "above", strconv.Itoa(d.WarnDays))
		}
		if p.Appeals.DueDays >= 1 && p.Appeals.DueDays <= d.EscalateDays { // below 1 it is faulty already
			add("appeals.due_days", "days_after", "above", strconv.Itoa(d.EscalateDays))
		}
		between(add, "appeal_desk.evidence_days", d.EvidenceDays, 1, 90)
	}
	checkEvidence(add, "appeal_evidence", SanctionReasons(), p.Checklist)
	byMeasure := make([]EvidenceRule, len(p.ByMeasure))
	for i, r := range p.ByMeasure {
		byMeasure[i] = EvidenceRule{Reason: r.Measure, Kinds: r.Kinds}
	}
	checkEvidence(add, "measure_evidence", MeasureKinds(), byMeasure)
}

// checkEvidence checks one list of what helps, whose rules are for codes of a known list.
func checkEvidence(add adder, list string, known []string, rules []EvidenceRule) {
	for i, r := range rules {
		field := list + "." + strconv.Itoa(i)
		if !slices.Contains(known, r.Reason) {
			add(field+".code", "choice")
		}
		if slices.ContainsFunc(rules[:i], func(o EvidenceRule) bool { return o.Reason == r.Reason }) {
			add(field+".code", "unique")
		}
		for j, k := range r.Kinds {
			if !slices.Contains(EvidenceKinds(), k) || slices.Contains(r.Kinds[:j], k) {
				add(field+".kinds", "choice")
			}
		}
	}
}
