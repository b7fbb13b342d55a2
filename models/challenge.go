package models

import "time"

// ChallengeKind is what the customer is asked for.
type ChallengeKind string

// The kinds of challenge, the least trouble first.
const (
	ChallengeCode        ChallengeKind = "code" // one-time code
	ChallengeFace        ChallengeKind = "face" // match against the ID photo
	ChallengeDocument    ChallengeKind = "document"
	ChallengeExplanation ChallengeKind = "explanation"
)

// ChallengeKinds is every kind.
func ChallengeKinds() []ChallengeKind {
	return []ChallengeKind{ChallengeCode, ChallengeFace, ChallengeDocument, ChallengeExplanation}
}

// ChallengeState is the stage of a challenge.
type ChallengeState string

// A challenge is open until it is answered, its deadline passes, or a person ends it.
const (
	ChallengeOpen      ChallengeState = "open"
	ChallengePassed    ChallengeState = "passed"
	ChallengeFailed    ChallengeState = "failed"
	ChallengeExpired   ChallengeState = "expired"
	ChallengeCancelled ChallengeState = "cancelled"
)

// Challenge is a step-up asked of a customer before an event goes through, or by a person of staff without one: a proof.
type Challenge struct {
	ID         ID             `gorm:"primaryKey" class:"C1"`
	AccountID  ID             `class:"C1"`
	EventID    ID             `class:"C1"` // that waits for it, 0 of a proof
	Kind       ChallengeKind  `class:"C1"`
	State      ChallengeState `class:"C1"`
	MadeAt     time.Time      `class:"C1"`
	DueAt      time.Time      `class:"C1"`
	ResolvedAt *time.Time     `class:"C1"`
	ResolvedBy string         `class:"C1"` // who said so: a person's or a key's name
	Finding    Sealed         `gorm:"column:finding_sealed" class:"C2"`
	Escalation string         `class:"C1"` // what failing it led to: hold, restrict, freeze
	AskedBy    ID             `class:"C1"` // who asked for a proof, 0 for the engine
	AskedName  string         `class:"C1"`
	Reason     string         `class:"C1"` // why, for staff
	Version    int64          `class:"C1"`
}

// PublicID is the challenge's id as pages and the API write it.
func (c *Challenge) PublicID() string { return c.ID.Public(PrefixChallenge) }

// Resolve takes the answer. A late answer is ErrState: the deadline counts, whoever ran
// the clock.
func (c *Challenge) Resolve(passed bool, by string, now time.Time) error {
	if c.State != ChallengeOpen || !now.Before(c.DueAt) {
		return ErrState
	}
	c.State, c.ResolvedBy, c.ResolvedAt = ChallengeFailed, by, &now
	if passed {
		c.State = ChallengePassed
	}
	return nil
}

// Expire ends a challenge that nobody answered in time.
func (c *Challenge) Expire(now time.Time) error {
	if c.State != ChallengeOpen || now.Before(c.DueAt) {
		return ErrState
	}
	c.State, c.ResolvedAt = ChallengeExpired, &now
	return nil
}

// Cancel ends an open challenge because the event was settled another way.
func (c *Challenge) Cancel(by string, now time.Time) error {
	if c.State != ChallengeOpen {
		return ErrState
	}
	c.State, c.ResolvedBy, c.ResolvedAt = ChallengeCancelled, by, &now
	return nil
}

// ResolveChallenge is the answer to a challenge. Finding is what was seen, for staff.
type ResolveChallenge struct {
	ID      ID
	Passed  bool
	Finding string
	Version int64 // as the person read it; 0 from a machine
}

// Validate wants a finding that fits.
func (c ResolveChallenge) Validate() error {
	var bad Invalid
	if !plain(c.Finding, 0, 500) {
		bad.Add("finding", "length", "min", "0", "max", "500")
	}
	return bad.OrNil()
}

// SettleEvent asks to end a waiting event by hand: released or cancelled, for a reason.
type SettleEvent struct {
	EventID ID
	To      Disposition
	Reason  string
	Told    []string // cancelled, and the customer is told: the principal reasons, see Sanction.Reasons
}

// Validate checks where it goes and why.
func (c SettleEvent) Validate() error {
	var bad Invalid
	if c.To != DispositionReleased && c.To != DispositionCancelled {
		bad.Add("to", "choice")
	}
	checkReason(&bad, "reason", c.Reason)
	if len(c.Told) > 0 {
		checkPrincipal(&bad, c.Told, sanctionReasonFault)
	}
	return bad.OrNil()
}

// WantsTold is the error of a payment that a person does not let through without saying what the customer is told of it.
func (c SettleEvent) WantsTold() error {
	var bad Invalid
	checkPrincipal(&bad, c.Told, sanctionReasonFault)
	return bad.OrNil()
}
