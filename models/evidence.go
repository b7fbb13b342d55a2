package models

import (
	"slices"
	"time"

	"candor/engine/counterfactual"
	"candor/engine/decide"
)

// Evidence is one thing asked of, or given by, the customer.
type Evidence struct {
	ID          ID         `gorm:"primaryKey" class:"C1"`
	AppealID    ID         `class:"C1"`
	Kind        string     `class:"C1"` // id_card, income, bank_statement, purchase_proof, explanation, other
	RequestedAt *time.Time `class:"C1"`
	ReceivedAt  *time.Time `class:"C1"`
	Finding     Sealed     `gorm:"column:finding_sealed" class:"C2"` // what it shows, in staff's words
	ByName      string     `class:"C1"`
}

// EvidenceKinds is what can be asked for.
func EvidenceKinds() []string { return decide.EvidenceKinds() }

// EvidenceOpenMax is how many open requests one appeal may have.
const EvidenceOpenMax = 12

// ValidateEvidence refuses a request for nothing or for kinds that do not exist.
func ValidateEvidence(kinds []string) error {
	var bad Invalid
	if len(kinds) == 0 {
		bad.Add("kinds", "required")
	}
	for _, k := range kinds {
		if !slices.Contains(EvidenceKinds(), k) {
			bad.Add("kinds", "choice")
		}
	}
	return bad.OrNil()
}

// PublicID is the evidence's id as pages write it.
func (e *Evidence) PublicID() string { return e.ID.Public(PrefixEvidence) }

// Receive notes that the thing is here; what it shows must be said in words.
func (e *Evidence) Receive(name, finding string, now time.Time) error {
	if e.ReceivedAt != nil {
		return ErrState
	}
	var bad Invalid
	checkReason(&bad, "finding", finding)
	if err := bad.OrNil(); err != nil {
		return err
	}
	e.ReceivedAt, e.ByName = &now, name
	return nil
}

// AppealFilter narrows the list of appeals; zero fields do not narrow.
type AppealFilter struct {
	Open     bool
	Stage    AppealStage
	Assignee ID
	Overdue  bool
	Kind     SanctionKind
	Outcome  AppealOutcome
	After    *CaseCursor
	Limit    int
	Now      time.Time
}

// Cursor is the appeal's place in the list, which is by due time.
func (a *Appeal) Cursor() CaseCursor { return CaseCursor{Key: a.DueAt.UnixMicro(), ID: a.ID} }

// AppealRow is one line of the list of appeals.
type AppealRow struct {
	Appeal   Appeal
	Sanction Sanction
	Account  Account
	Name     string  // masked
	Policy   *Policy // in force, whose wordings the letter is told in
	Asked    int     // evidence asked for …
	Received int     // … and received
}

// AppealDetail is all that a person needs to judge an appeal.
type AppealDetail struct {
	Appeal   Appeal
	Words    string // what the customer says, in clear
	Sanction Sanction
	Account  Account
	Name     string // masked
	Lines    []CreditLine
	Others   []Sanction // other sanctions in force
	Evidence []EvidenceItem
	Flags    []Flag    // of the sanction's case
	Then     *Decision // the last assessment before the sanction
	Now      *Decision // the newest assessment
	Earlier  []Appeal  // other appeals of the account, newest first
	Messages []Message // told about it
	Policy   *Policy   // in force
	Wanted   []ID      // lines whose limit the customer asked to have since
	// Next is what would take the account to the next band, from its facts as they stand; nil before the first score.
	Next *counterfactual.Result
}

// EvidenceItem is one evidence with its finding in clear.
type EvidenceItem struct {
	Evidence
	FindingText string
}

// WouldRestore is what an overturn decided now would give back, field by field.
func (d *AppealDetail) WouldRestore(now time.Time) []RestoredField {
	if d.Sanction.Snapshot == nil {
		return nil
	}
	a, lines := d.Account, slices.Clone(d.Lines)
	during := TakeSnapshot(&a, lines, now)
	d.Sanction.Snapshot.Restore(lines, now, d.Wanted...)
	a.Apply(d.Others, lines)
	return d.Sanction.Snapshot.Compare(during, TakeSnapshot(&a, lines, now), d.Wanted...)
}
