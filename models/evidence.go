package models

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"candor/engine/decide"
)

// Evidence is one thing asked of, or given by, the customer.
type Evidence struct {
	ID          ID         `gorm:"primaryKey" class:"C1"`
	AppealID    ID         `class:"C1"` // 0 for what was asked for a case
	CaseID      ID         `class:"C1"` // 0 for what was asked for an appeal
	Kind        string     `class:"C1"` // id_card, income, bank_statement, purchase_proof, explanation, other
	RequestedAt *time.Time `class:"C1"`
	DueAt       *time.Time `class:"C1"` // until when it is waited for; nil for requests from before there was an end
	LapsedAt    *time.Time `class:"C1"` // it had not come by then, and the appeal went on without it
	ReceivedAt  *time.Time `class:"C1"`
	WaivedAt    *time.Time `class:"C1"`                              // it is done without, or the customer said that it will not come
	Finding     Sealed     `gorm:"column:finding_sealed" class:"C2"` // what it shows, or why it is done without, in staff's words
	// Who gave it or ended the waiting for it, ByID as the record names them; "" until then.
	ByKind ActorKind   `class:"C1"`
	ByID   string      `class:"C1"` // usr_… or lnk_…; "" for what came before ids were kept
	ByName string      `class:"C1"`
	How    EvidenceHow `class:"C1"`
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

// AskEvidence asks the customer of an appeal for things. Days are how long they are waited for; 0 takes those of the policy. Text is what
// the letter says besides, "" for nothing.
type AskEvidence struct {
	AppealID ID
	Version  int64
	Kinds    []string
	Days     int
	Text     string
}

// Values are what the letter says that asks for things against a measure of a kind, until a time.
func (cmd AskEvidence) Values(kind SanctionKind, asked []string, until time.Time) map[string]string {
	return map[string]string{
		"kind": string(kind), "evidence": strings.Join(asked, ","), "until": until.Format(time.RFC3339), "text": cmd.Text,
	}
}

// CheckAskText refuses words beside a request that are too few, too many, or give the engine away.
func CheckAskText(text string, p *decide.Policy) error {
	var bad Invalid
	if text == "" {
		return nil
	}
	if checkReason(&bad, "ask_text", text); len(bad.Fields) > 0 {
		return &bad
	}
	return CheckCustomerText("ask_text", text, p)
}

// PublicID is the evidence's id as pages write it.
func (e *Evidence) PublicID() string { return e.ID.Public(PrefixEvidence) }

// Waiting reports whether the customer is still waited for.
func (e *Evidence) Waiting() bool {
	return e.ReceivedAt == nil && e.LapsedAt == nil && e.WaivedAt == nil
}

// EvidenceUntil is until when evidence asked for now is waited for. days are asked for by the
// reviewer; 0 takes those of the policy.
func EvidenceUntil(days int, p *decide.Policy, now time.Time) (time.Time, error) {
	if days == 0 {
		days = p.DeskRules().EvidenceDays
	}
	if days < 1 || days > EvidenceDaysMax {
		var bad Invalid
		bad.Add("days", "range_between", "min", "1", "max", strconv.Itoa(EvidenceDaysMax))
		return time.Time{}, bad.OrNil()
	}
	return now.AddDate(0, 0, days), nil
}

// EvidenceDaysMax is how many days a customer can be given to send evidence.
const EvidenceDaysMax = 90

// CheckItem is one line of what would help in an appeal.
type CheckItem struct {
	Kind     string
	Asked    bool
	Received bool
	Lapsed   bool
}

// Checklist is what would help against a measure, by its reason and then by its kind, with what is here of it: n of m. What was asked
// for besides follows.
func Checklist(p *decide.Policy, sn *Sanction, have []Evidence) (items []CheckItem, here int) {
	kinds := p.HelpsAgainst(sn.ReasonCode, string(sn.Kind))
	for _, e := range have {
		if !slices.Contains(kinds, e.Kind) {
			kinds = append(kinds, e.Kind)
		}
	}
	for _, k := range kinds {
		item := CheckItem{Kind: k}
		for _, e := range have {
			if e.Kind == k {
				item.Asked, item.Received = true, item.Received || e.ReceivedAt != nil
				item.Lapsed = e.LapsedAt != nil
			}
		}
		if item.Received {
			here++
		}
		items = append(items, item)
	}
	return items, here
}

// Receive notes that the thing is here; what it shows must be said in words.
func (e *Evidence) Receive(by Actor, finding string, now time.Time) error {
	if e.ReceivedAt != nil {
		return ErrState
	}
	var bad Invalid
	checkReason(&bad, "finding", finding)
	if err := bad.OrNil(); err != nil {
		return err
	}
	e.given(by, now)
	return nil
}

// given notes who gave the thing; late is better than never.
func (e *Evidence) given(by Actor, now time.Time) {
	e.ReceivedAt, e.LapsedAt, e.WaivedAt, e.How = &now, nil, nil, HowNone
	e.ByKind, e.ByID, e.ByName = by.Kind, by.ID, by.Name
}
