package models

import (
	"slices"
	"time"
)

// SanctionState is the stage of a sanction.
type SanctionState string

// The states of a sanction. Only an active one has effect.
const (
	SanctionProposed   SanctionState = "proposed"
	SanctionActive     SanctionState = "active"
	SanctionRejected   SanctionState = "rejected"
	SanctionWithdrawn  SanctionState = "withdrawn"
	SanctionLapsed     SanctionState = "lapsed" // nobody approved it in time
	SanctionExpired    SanctionState = "expired"
	SanctionLifted     SanctionState = "lifted"
	SanctionOverturned SanctionState = "overturned"
)

// Sanction is a measure against an account: what, how far, for how long, by whom, and
// the snapshot of what it took away.
type Sanction struct {
	ID           ID               `gorm:"primaryKey" class:"C1"`
	AccountID    ID               `class:"C1"`
	CaseID       ID               `class:"C1"`
	Kind         SanctionKind     `class:"C1"`
	Reach        []Function       `gorm:"serializer:json" class:"C1"`
	CutProduct   Product          `class:"C1"` // limit_cut: the line …
	CutFen       int64            `class:"C2f"`
	ReasonCode   string           `class:"C1"`                        // of SanctionReasons: what measures are counted by
	Principal    []string         `gorm:"serializer:json" class:"C1"` // see Reasons
	Reason       string           `class:"C1"`                        // for staff
	State        SanctionState    `class:"C1"`
	StartsAt     *time.Time       `class:"C1"`
	EndsAt       *time.Time       `class:"C1"` // ends by itself
	ReviewAt     *time.Time       `class:"C1"` // a person must look again
	MadeBy       ID               `class:"C1"`
	MadeName     string           `class:"C1"`
	MadeAt       time.Time        `class:"C1"`
	ApprovedBy   ID               `class:"C1"`
	ApprovedName string           `class:"C1"`
	DecidedAt    *time.Time       `class:"C1"`
	EndedBy      ID               `class:"C1"`
	EndedName    string           `class:"C1"`
	EndedAt      *time.Time       `class:"C1"`
	EndReason    string           `class:"C1"`
	Snapshot     *Snapshot        `gorm:"serializer:json" class:"C2f"`
	Spared       []string         `gorm:"serializer:json" class:"C1"` // parts that an appeal gave back though it stands
	Replaces     ID               `class:"C1"`                        // the stronger one in whose place an appeal put it
	EventID      ID               `class:"C1"`                        // decline: the event that did not go through
	Declined     *DeclinedPayment `gorm:"serializer:json" class:"C2f"`
	AppealMute
	Version int64 `class:"C1"`
}

// PublicID is the sanction's id as pages write it.
func (s *Sanction) PublicID() string { return s.ID.Public(PrefixSanction) }

// Ceiling is the limit the sanction leaves a line: the cut, or nothing at all when the
// account is frozen or deactivated.
func (s *Sanction) Ceiling(p Product) (fen int64, capped bool) {
	if slices.Contains(s.Spared, PartLimit+string(p)) {
		return 0, false
	}
	switch s.Kind {
	case SanctionLimitCut:
		if s.CutProduct == p {
			return s.CutFen, true
		}
	case SanctionFreeze, SanctionDeactivate:
		return 0, true
	}
	return 0, false
}

// Bounds of a sanction's duration. Nothing above a restriction stays without a person
// looking at it again within ReviewMax.
const (
	ReviewMax   = 90 * 24 * time.Hour
	DurationMax = 365 * 24 * time.Hour
	ApprovalTTL = 24 * time.Hour
)

// Validate checks that the sanction is whole: reach for a restriction, an amount below
// the limit for a cut, an end for the temporary kinds, a review date for the others.
func (s *Sanction) Validate(lines []CreditLine, now time.Time) error {
	var bad Invalid
	switch s.Kind {
	case SanctionLimitCut:
		s.validateCut(&bad, lines)
	case SanctionRestrict:
		s.validateReach(&bad)
	case SanctionFreeze, SanctionDeactivate:
	default:
		bad.Add("kind", "choice")
	}
	if s.Kind == SanctionDeactivate {
		s.EndsAt = nil
	}
	if s.Kind == SanctionLimitCut || s.Kind == SanctionRestrict {
		checkDate(&bad, "ends_at", s.EndsAt, now, DurationMax)
	} else {
		checkDate(&bad, "review_at", s.ReviewAt, now, ReviewMax)
		if s.EndsAt != nil {
			checkDate(&bad, "ends_at", s.EndsAt, now, DurationMax)
		}
	}
	checkPrincipal(&bad, s.Reasons(), sanctionReasonFault)
	checkReason(&bad, "reason", s.Reason)
	return bad.OrNil()
}

func (s *Sanction) validateCut(bad *Invalid, lines []CreditLine) {
	for _, l := range lines {
		if l.Product == s.CutProduct {
			if s.CutFen < 0 || s.CutFen >= l.InForceFen() {
				bad.Add("cut", "cut_below_limit")
			}
			return
		}
	}
	bad.Add("product", "choice")
}

func (s *Sanction) validateReach(bad *Invalid) {
	if len(s.Reach) == 0 {
		bad.Add("reach", "required")
	}
	known := map[Function]bool{}
	for _, f := range Functions() {
		known[f] = true
	}
	for _, f := range s.Reach {
		if !known[f] {
			bad.Add("reach", "choice")
		}
	}
}

// checkDate requires a time after now and at most limit away.
func checkDate(bad *Invalid, field string, t *time.Time, now time.Time, limit time.Duration) {
	switch {
	case t == nil:
		bad.Add(field, "required")
	case !t.After(now):
		bad.Add(field, "date_future")
	case t.Sub(now) > limit:
		bad.Add(field, "date_far")
	}
}

// Approve lets a second person put a proposed sanction into force. The proposer cannot.
func (s *Sanction) Approve(by ID, name string, now time.Time) error {
	if err := s.judge(by, now); err != nil {
		return err
	}
	s.ApprovedBy, s.ApprovedName = by, name
	s.Start(now)
	return nil
}

// Start puts the sanction into force.
func (s *Sanction) Start(now time.Time) {
	s.State, s.StartsAt, s.DecidedAt = SanctionActive, &now, &now
}

// Reject lets a second person refuse a proposed sanction.
func (s *Sanction) Reject(by ID, name, reason string, now time.Time) error {
	if err := s.judge(by, now); err != nil {
		return err
	}
	var bad Invalid
	checkReason(&bad, "reason", reason)
	if err := bad.OrNil(); err != nil {
		return err
	}
	s.end(SanctionRejected, by, name, reason, now)
	return nil
}

func (s *Sanction) judge(by ID, now time.Time) error {
	return mayAnswer(s.State == SanctionProposed, s.MadeBy, by, s.MadeAt, now)
}

// Withdraw takes a proposal back; only its maker can.
func (s *Sanction) Withdraw(by ID, name, reason string, now time.Time) error {
	if s.State != SanctionProposed {
		return ErrState
	}
	if by != s.MadeBy {
		return &Refused{Code: "not_yours"}
	}
	s.end(SanctionWithdrawn, by, name, reason, now)
	return nil
}

// Lift ends an active sanction by hand, for a reason.
func (s *Sanction) Lift(by ID, name, reason string, now time.Time) error {
	var bad Invalid
	checkReason(&bad, "reason", reason)
	if err := bad.OrNil(); err != nil {
		return err
	}
	return s.finish(SanctionLifted, by, name, reason, now)
}

// Expire ends an active sanction whose time is over.
func (s *Sanction) Expire(now time.Time) error {
	if s.State == SanctionActive && (s.EndsAt == nil || now.Before(*s.EndsAt)) {
		return ErrState
	}
	return s.finish(SanctionExpired, 0, "", "", now)
}

// Lapse ends a proposal that nobody approved within ApprovalTTL.
func (s *Sanction) Lapse(now time.Time) error {
	if s.State != SanctionProposed || now.Sub(s.MadeAt) <= ApprovalTTL {
		return ErrState
	}
	s.end(SanctionLapsed, 0, "", "", now)
	return nil
}

// Overturn ends an active sanction, or one that stands, because an appeal showed it wrong.
func (s *Sanction) Overturn(by ID, name, reason string, now time.Time) error {
	if s.State == SanctionStands {
		s.end(SanctionOverturned, by, name, reason, now)
		return nil
	}
	return s.finish(SanctionOverturned, by, name, reason, now)
}

func (s *Sanction) finish(state SanctionState, by ID, name, reason string, now time.Time) error {
	if s.State != SanctionActive {
		return ErrState
	}
	s.end(state, by, name, reason, now)
	return nil
}

func (s *Sanction) end(state SanctionState, by ID, name, reason string, now time.Time) {
	s.State, s.EndedBy, s.EndedName, s.EndReason, s.EndedAt = state, by, name, reason, &now
}

// Involved reports whether a person made or approved the sanction, and so does not judge it.
// Appeals keep whoever ended it away as well, see Barred.
func (s *Sanction) Involved(user ID) bool {
	return user != 0 && (user == s.MadeBy || user == s.ApprovedBy)
}

// MayLift refuses to let anybody end a freeze or a deactivation who could not have
// approved one; the milder kinds are lifted by whoever may propose them.
func (s *Sanction) MayLift(may []Permission) error {
	need := PermSanctionPropose
	if s.Kind.NeedsApproval() {
		need = PermSanctionApprove
	}
	if !slices.Contains(may, need) {
		return &Refused{Code: "lift_needs_approver"}
	}
	return nil
}

// Waiting reports whether the sanction still has, or may yet have, effect.
func (s *Sanction) Waiting() bool { return s.State == SanctionProposed || s.State == SanctionActive }

// Return puts a sanction that was lifted by hand back into force, because lifting it is undone.
func (s *Sanction) Return() error {
	if s.State != SanctionLifted {
		return ErrState
	}
	s.State, s.EndedBy, s.EndedName, s.EndReason, s.EndedAt = SanctionActive, 0, "", "", nil
	return nil
}
