package models

import (
	"time"

	"candor/engine/decide"
)

// PolicyState is the stage of a policy version.
type PolicyState string

// The life of a policy version. Between approved and live it is a candidate: in shadow it
// decides nothing and what it would have decided is compared; in rollout it decides for a
// share of the accounts.
const (
	PolicyDraft     PolicyState = "draft"
	PolicySubmitted PolicyState = "submitted"
	PolicyApproved  PolicyState = "approved"
	PolicyShadow    PolicyState = "shadow"
	PolicyRollout   PolicyState = "rollout"
	PolicyPaused    PolicyState = "paused"
	PolicyLive      PolicyState = "live"
	PolicyArchived  PolicyState = "archived"
	PolicyRejected  PolicyState = "rejected"
	PolicyDiscarded PolicyState = "discarded"
)

// PolicyStates is every stage, in the order of a version's life.
func PolicyStates() []PolicyState {
	return []PolicyState{
		PolicyDraft, PolicySubmitted, PolicyApproved, PolicyShadow, PolicyRollout, PolicyPaused, PolicyLive,
		PolicyArchived, PolicyRejected, PolicyDiscarded,
	}
}

// CandidateStates are the stages of a version that runs beside the live one.
func CandidateStates() []PolicyState { return []PolicyState{PolicyShadow, PolicyRollout, PolicyPaused} }

// LanePolicy is the one lane that candidates run in, and stops stand in.
const LanePolicy = "main"

// Policy is one version of the lender's rules. Its document never changes once approved.
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
	SubmittedOver int           `class:"C1"` // the version that was live then, 0 for not noted
	ApprovedBy    ID            `class:"C1"`
	ApprovedName  string        `class:"C1"`
	ApprovedAt    *time.Time    `class:"C1"`
	TrialAt       *time.Time    `class:"C1"` // when it first ran beside the live version
	Percent       int           `class:"C1"` // of the accounts, that it decides for while in rollout: 1 to 99
	Resumes       PolicyState   `class:"C1"` // what a paused one goes back to
	Previous      int           `class:"C1"` // the version that was in force before it, 0 for none
	RollbackOf    int           `class:"C1"` // the version that it undoes, 0 for none
	PublishedAt   *time.Time    `class:"C1"`
	ArchivedAt    *time.Time    `class:"C1"`
	DecideReason  string        `class:"C1"`
	PublishAt     *time.Time    `class:"C1"` // when it becomes live by itself, or was to
	PublishBy     ID            `class:"C1"`
	PublishName   string        `class:"C1"`
	PublishFault  string        `class:"C1"` // why it did not, "" while it waits
	Lane          string        `gorm:"default:main" class:"C1"`
	Revision      int64         `class:"C1"`
}

// PolicyStep names the version that a step is taken on and the revision that whoever takes
// it has seen. Over is the live version whose changes a submission leaves out knowingly, 0 for
// none.
type PolicyStep struct {
	Version  int
	Revision int64
	Over     int
}

// CheckPolicy refuses a document that Check finds fault with, by field.
func CheckPolicy(doc decide.Policy) error {
	var bad Invalid
	for _, f := range doc.Check() {
		bad.Add(f.Field, f.Code, f.Args...)
	}
	checkWordings(&bad, &doc)
	checkGrounds(&bad, &doc)
	checkQuick(&bad, &doc)
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

// Reopen makes a draft again of what was submitted or approved; whatever was approved is not
// any more. Only the author can.
func (p *Policy) Reopen(by ID) error {
	if p.State != PolicySubmitted && p.State != PolicyApproved {
		return ErrState
	}
	if p.MadeBy != by {
		return &Refused{Code: "not_yours"}
	}
	p.State, p.SubmittedAt, p.SubmittedHash, p.SubmittedOver = PolicyDraft, nil, "", 0
	p.ApprovedBy, p.ApprovedName, p.ApprovedAt = 0, "", nil
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

// Approve lets a second person agree. The author cannot, the approval is bound to the
// document that was submitted, and a submission lapses after ApprovalTTL.
func (p *Policy) Approve(by ID, name, hash string, now time.Time) error {
	if err := p.judge(by); err != nil {
		return err
	}
	if err := p.bound(hash, p.SubmittedAt, now); err != nil {
		return err
	}
	p.State, p.ApprovedBy, p.ApprovedName, p.ApprovedAt = PolicyApproved, by, name, &now
	return nil
}

// bound holds a step to the document that was submitted and to ApprovalTTL since a time.
func (p *Policy) bound(hash string, since *time.Time, now time.Time) error {
	if hash != p.SubmittedHash {
		return &Refused{Code: "payload_changed"}
	}
	if since == nil {
		return nil
	}
	return inTime(*since, now)
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
	return secondPerson(p.State == PolicySubmitted, p.MadeBy, by)
}

// Discard drops a version that never ran; only its author can.
func (p *Policy) Discard(by ID) error {
	switch p.State {
	case PolicyDraft, PolicySubmitted, PolicyApproved:
	default:
		return ErrState
	}
	if p.MadeBy != by {
		return &Refused{Code: "not_yours"}
	}
	p.State = PolicyDiscarded
	return nil
}
