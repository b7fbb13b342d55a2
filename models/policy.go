package models

import (
	"time"

	"candor/engine/decide"
)

// PolicyState is the stage of a policy version.
type PolicyState string

// The life of a policy version in this release: draft, submitted, live, archived.
const (
	PolicyDraft     PolicyState = "draft"
	PolicySubmitted PolicyState = "submitted"
	PolicyLive      PolicyState = "live"
	PolicyArchived  PolicyState = "archived"
	PolicyRejected  PolicyState = "rejected"
	PolicyDiscarded PolicyState = "discarded"
)

// Policy is one version of the lender's rules. Its document never changes once live.
type Policy struct {
	Version       int           `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	Base          int           `class:"C1"` // the version it was drafted from
	State         PolicyState   `class:"C1"`
	Document      decide.Policy `gorm:"serializer:json" class:"C1"`
	Note          string        `class:"C1"`
	MadeBy        ID            `class:"C1"`
	MadeName      string        `class:"C1"`
	MadeAt        time.Time     `class:"C1"`
	SubmittedAt   *time.Time    `class:"C1"`
	SubmittedHash string        `class:"C1"` // of the document that was submitted
	ApprovedBy    ID            `class:"C1"`
	ApprovedName  string        `class:"C1"`
	PublishedAt   *time.Time    `class:"C1"`
	ArchivedAt    *time.Time    `class:"C1"`
	DecideReason  string        `class:"C1"`
	Revision      int64         `class:"C1"`
}

// PolicyStep names the version that a step is taken on and the revision that whoever takes
// it has seen.
type PolicyStep struct {
	Version  int
	Revision int64
}

// CheckPolicy refuses a document that Check finds fault with, by field.
func CheckPolicy(doc decide.Policy) error {
	var bad Invalid
	for _, f := range doc.Check() {
		bad.Add(f.Field, f.Code, f.Args...)
	}
	return bad.OrNil()
}

// Edit replaces a draft's document. Only its author edits it, and only while it is a draft.
func (p *Policy) Edit(by ID, doc decide.Policy) error {
	if p.State != PolicyDraft {
		return ErrState
	}
	if p.MadeBy != by {
		return &Refused{Code: "not_yours"}
	}
	p.Document = doc
	return nil
}

// Submit asks for approval; from here the document is fixed.
func (p *Policy) Submit(by ID, note, hash string, now time.Time) error {
	if p.State != PolicyDraft {
		return ErrState
	}
	if p.MadeBy != by {
		return &Refused{Code: "not_yours"}
	}
	var bad Invalid
	checkReason(&bad, "note", note)
	if err := bad.OrNil(); err != nil {
		return err
	}
	p.State, p.Note, p.SubmittedAt, p.SubmittedHash = PolicySubmitted, note, &now, hash
	return nil
}

// Publish makes a submitted version live. The author cannot, the approval is bound to the
// document that was submitted, and it lapses after ApprovalTTL.
func (p *Policy) Publish(by ID, name, hash string, now time.Time) error {
	if err := p.judge(by); err != nil {
		return err
	}
	if hash != p.SubmittedHash {
		return &Refused{Code: "payload_changed"}
	}
	if p.SubmittedAt != nil && now.Sub(*p.SubmittedAt) > ApprovalTTL {
		return &Refused{Code: "approval_expired"}
	}
	p.State, p.ApprovedBy, p.ApprovedName, p.PublishedAt = PolicyLive, by, name, &now
	return nil
}

// Reject sends a submitted version back for a reason; the author cannot.
func (p *Policy) Reject(by ID, name, reason string) error {
	if err := p.judge(by); err != nil {
		return err
	}
	var bad Invalid
	checkReason(&bad, "reason", reason)
	if err := bad.OrNil(); err != nil {
		return err
	}
	p.State, p.ApprovedBy, p.ApprovedName, p.DecideReason = PolicyRejected, by, name, reason
	return nil
}

func (p *Policy) judge(by ID) error {
	if p.State != PolicySubmitted {
		return ErrState
	}
	if p.MadeBy == by {
		return &Refused{Code: "own_proposal"}
	}
	return nil
}

// Discard drops a draft or takes a submission back; only its author can.
func (p *Policy) Discard(by ID) error {
	if p.State != PolicyDraft && p.State != PolicySubmitted {
		return ErrState
	}
	if p.MadeBy != by {
		return &Refused{Code: "not_yours"}
	}
	p.State = PolicyDiscarded
	return nil
}
