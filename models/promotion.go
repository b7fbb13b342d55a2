package models

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// PromotionState is the stage of a proposal to let another model decide.
type PromotionState string

// A proposal waits for a second person for ApprovalTTL at most.
const (
	PromotionProposed  PromotionState = "proposed"
	PromotionApproved  PromotionState = "approved"
	PromotionRejected  PromotionState = "rejected"
	PromotionWithdrawn PromotionState = "withdrawn"
	PromotionLapsed    PromotionState = "lapsed" // nobody answered in time
)

// What a promotion does.
const (
	PromotionPromote = "promote" // a challenger becomes champion, when a second person agrees
	PromotionReturn  = "return"  // the champion before comes back: it was approved once, so one person does it
)

// Promotion is one change of champion, asked for or done.
type Promotion struct {
	ID           ID             `gorm:"primaryKey" class:"C1"`
	Kind         string         `class:"C1"`
	ModelID      ID             `class:"C1"` // that is to decide
	ModelSHA256  string         `gorm:"column:model_sha256" class:"C1"`
	ChampionID   ID             `class:"C1"` // that decided when it was asked, 0 for none
	PayloadHash  string         `class:"C1"` // of the three above: what exactly was asked for
	Reason       string         `class:"C1"`
	State        PromotionState `class:"C1"`
	MadeBy       ID             `class:"C1"`
	MadeName     string         `class:"C1"`
	MadeAt       time.Time      `class:"C1"`
	DecidedBy    ID             `class:"C1"`
	DecidedName  string         `class:"C1"`
	DecidedAt    *time.Time     `class:"C1"`
	DecideReason string         `class:"C1"`
	Lane         string         `class:"C1"`
	Version      int64          `class:"C1"`
}

// PromotionModels is the names of the two models of a promotion.
type PromotionModels struct{ Model, Champion string }

// PromotionDetail is a promotion with what its page and lists show beside it.
type PromotionDetail struct {
	Promotion
	Models PromotionModels
}

// PublicID is the promotion's id as pages write it.
func (p *Promotion) PublicID() string { return p.ID.Public(PrefixPromotion) }

// payload is the hash of what is asked for: this model, these bytes, in this champion's place.
func payload(model ID, sha256Hex string, champion ID) string {
	sum := sha256.Sum256([]byte("promote\n" + model.Public(PrefixModel) + "\n" + sha256Hex + "\n" + champion.Public(PrefixModel) + "\n"))
	return hex.EncodeToString(sum[:])
}

// Propose fills in what is asked for. Only a challenger that is what its fingerprint says can
// be proposed, and only for a reason.
func (p *Promotion) Propose(m *Model, champion ID, reason string) error {
	if m.State != ModelChallenger {
		return ErrState
	}
	var bad Invalid
	checkReason(&bad, "reason", reason)
	if err := bad.OrNil(); err != nil {
		return err
	}
	if !m.Intact() {
		return &Refused{Code: "payload_changed"}
	}
	p.Kind, p.State, p.Reason = PromotionPromote, PromotionProposed, reason
	p.bind(m, champion)
	return nil
}

func (p *Promotion) bind(m *Model, champion ID) {
	p.ModelID, p.ModelSHA256, p.ChampionID = m.ID, m.SHA256, champion
	p.PayloadHash = payload(m.ID, m.SHA256, champion)
}

// Approve lets a second person agree to exactly what was proposed: the proposer cannot, the
// proposal lapses after ApprovalTTL, and neither the model nor the champion may have changed.
func (p *Promotion) Approve(by ID, name string, m *Model, champion ID, now time.Time) error {
	if err := p.judge(by, now); err != nil {
		return err
	}
	if m.State != ModelChallenger || !m.Intact() || payload(m.ID, m.SHA256, champion) != p.PayloadHash {
		return &Refused{Code: "payload_changed"}
	}
	p.end(PromotionApproved, by, name, "", now)
	return nil
}

// Reject lets a second person refuse, for a reason.
func (p *Promotion) Reject(by ID, name, reason string, now time.Time) error {
	if err := p.judge(by, now); err != nil {
		return err
	}
	var bad Invalid
	checkReason(&bad, "reason", reason)
	if err := bad.OrNil(); err != nil {
		return err
	}
	p.end(PromotionRejected, by, name, reason, now)
	return nil
}

func (p *Promotion) judge(by ID, now time.Time) error {
	return mayAnswer(p.State == PromotionProposed, p.MadeBy, by, p.MadeAt, now)
}

// Withdraw takes a proposal back; only its maker can.
func (p *Promotion) Withdraw(by ID, name string, now time.Time) error {
	if p.State != PromotionProposed {
		return ErrState
	}
	if by != p.MadeBy {
		return &Refused{Code: "not_yours"}
	}
	p.end(PromotionWithdrawn, by, name, "", now)
	return nil
}

// Lapse ends a proposal that nobody answered within ApprovalTTL.
func (p *Promotion) Lapse(now time.Time) error {
	if p.State != PromotionProposed || now.Sub(p.MadeAt) <= ApprovalTTL {
		return ErrState
	}
	p.end(PromotionLapsed, 0, "", "", now)
	return nil
}

func (p *Promotion) end(state PromotionState, by ID, name, reason string, now time.Time) {
	p.State, p.DecidedBy, p.DecidedName, p.DecideReason, p.DecidedAt = state, by, name, reason, &now
}

// Return fills in a promotion that is done at once: the champion before comes back in the
// place of the present one, which must name it, for a reason.
func (p *Promotion) Return(champion, before *Model, by ID, name, reason string, now time.Time) error {
	if champion.State != ModelChampion || champion.PreviousID == 0 || champion.PreviousID != before.ID || before.State != ModelRetired {
		return ErrState
	}
	var bad Invalid
	checkReason(&bad, "reason", reason)
	if err := bad.OrNil(); err != nil {
		return err
	}
	if !before.Intact() {
		return &Refused{Code: "payload_changed"}
	}
	p.Kind, p.Reason = PromotionReturn, reason
	p.bind(before, champion.ID)
	p.end(PromotionApproved, by, name, "", now)
	return nil
}
