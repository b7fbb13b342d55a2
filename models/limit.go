package models

import (
	"slices"
	"time"

	"candor/engine/decide"
)

// LimitState is the stage of a limit change.
type LimitState string

// The states of a limit change.
const (
	LimitProposed  LimitState = "proposed"
	LimitScheduled LimitState = "scheduled" // agreed, waits for its date
	LimitApplied   LimitState = "applied"
	LimitRestored  LimitState = "restored" // its time was over and the old limit came back
	LimitRejected  LimitState = "rejected"
	LimitWithdrawn LimitState = "withdrawn"
	LimitLapsed    LimitState = "lapsed"
)

// LimitChange is one proposed, agreed or refused change of a credit line's limit.
type LimitChange struct {
	ID           ID         `gorm:"primaryKey" class:"C1"`
	AccountID    ID         `class:"C1"`
	LineID       ID         `class:"C1"`
	CaseID       ID         `class:"C1"`
	Product      Product    `class:"C1"`
	FromFen      int64      `class:"C2f"`
	ToFen        int64      `class:"C2f"`
	ReasonCode   string     `class:"C1"`                        // of LimitReasons: what changes are counted by
	Principal    []string   `gorm:"serializer:json" class:"C1"` // see Reasons
	Reason       string     `class:"C1"`
	EffectiveAt  time.Time  `class:"C1"`
	ExpiresAt    *time.Time `class:"C1"` // then the limit before comes back
	ReviewAt     *time.Time `class:"C1"` // then somebody looks at the limit again
	FileID       ID         `class:"C1"` // of the account, that the change rests on; 0 for none
	FileCount    int        `class:"C1"` // those that came with the proposal and belong to it
	AppealID     ID         `class:"C1"` // of the account, that the change goes back to; 0 for none
	SupersededBy ID         `class:"C1"` // the newer change that took its place; see Stands
	TellLang     string     `class:"C1"` // in which the customer is told; "" for their own
	State        LimitState `class:"C1"`
	Bound        string     `class:"C1"` // why a second person is needed, "" when not
	MadeBy       ID         `class:"C1"`
	MadeName     string     `class:"C1"`
	MadeAt       time.Time  `class:"C1"`
	ApprovedBy   ID         `class:"C1"`
	ApprovedName string     `class:"C1"`
	DecidedAt    *time.Time `class:"C1"`
	DecideReason string     `class:"C1"`
	AppliedAt    *time.Time `class:"C1"`
	EndedAt      *time.Time `class:"C1"`
	Version      int64      `class:"C1"`
}

// PublicID is the change's id as pages write it.
func (l *LimitChange) PublicID() string { return l.ID.Public(PrefixLimit) }

// Evidence is how many files the change rests on.
func (l *LimitChange) Evidence() int {
	if l.FileID != 0 {
		return l.FileCount + 1
	}
	return l.FileCount
}

// Waiting reports whether the change still has, or may yet have, effect.
func (l *LimitChange) Waiting() bool {
	return l.State == LimitProposed || l.State == LimitScheduled || l.State == LimitApplied
}

// LimitShareMost is how much one change may add to a limit that is given as a share of it, in basis points.
const LimitShareMost = 100_000

// ByShare is a limit changed by a share of itself, in basis points. What is added or taken is cut to whole fen, so that the
// limit never moves further than the share says.
func ByShare(fen, bp int64) int64 { return fen + fen/10_000*bp + fen%10_000*bp/10_000 }

// Resolve turns a change by a share into the amount that every check sees, and refuses one that was to be lower and is not.
func (c *ProposeLimit) Resolve(line *CreditLine) error {
	var bad Invalid
	switch {
	case c.ByBP == 0:
	case c.ByBP < -10_000 || c.ByBP > LimitShareMost:
		bad.Add("limit", "limit_percent")
		return bad.OrNil()
	default:
		c.ToFen = ByShare(line.LimitFen, c.ByBP)
	}
	if c.OnlyLower && c.ToFen > line.LimitFen {
		bad.Add("limit", "not_lower")
	}
	return bad.OrNil()
}

// LimitReasons is the coded reasons a limit may change for.
func LimitReasons() []string {
	return []string{"risk_increase", "late_payment", "income_verified", "customer_request", "good_history", "correction", "fraud_suspected"}
}

// Validate checks amounts, dates and reasons. A limit cannot go below what is used: new
// use is stopped by a sanction instead. It also cannot stay as it is.
func (l *LimitChange) Validate(line *CreditLine, now time.Time) error {
	var bad Invalid
	switch {
	case l.ToFen < 0 || l.ToFen > MaxFen:
		bad.Add("limit", "range")
	case l.ToFen == line.LimitFen:
		bad.Add("limit", "unchanged")
	case l.ToFen < line.UsedFen:
		bad.Add("limit", "below_used")
	}
	if l.TellLang != "" && !slices.Contains(decide.WordingLangs(), l.TellLang) {
		bad.Add("tell_lang", "choice")
	}
	if l.EffectiveAt.After(now.Add(DurationMax)) {
		bad.Add("effective_at", "date_far")
	}
	if l.ExpiresAt != nil {
		if !l.ExpiresAt.After(l.EffectiveAt) || !l.ExpiresAt.After(now) {
			bad.Add("expires_at", "date_after_start")
		} else if l.ExpiresAt.Sub(now) > DurationMax {
			bad.Add("expires_at", "date_far")
		}
	}
	if l.DecidedAt == nil { // what a second person agrees to was looked at when it was asked for
		l.checkReview(&bad, now)
	}
	checkPrincipal(&bad, l.Reasons(), limitReasonFault(l.ToFen > line.LimitFen))
	checkReason(&bad, "reason", l.Reason)
	return bad.OrNil()
}

// checkReview wants a review while the change has effect: a temporary limit ends by itself.
func (l *LimitChange) checkReview(bad *Invalid, now time.Time) {
	switch at := l.ReviewAt; {
	case at == nil:
	case !at.After(l.EffectiveAt) || !at.After(now):
		bad.Add("review_at", "date_after_start")
	case at.Sub(now) > DurationMax:
		bad.Add("review_at", "date_far")
	case l.ExpiresAt != nil && !at.Before(*l.ExpiresAt):
		bad.Add("review_at", "date_before_end")
	}
}

// Agree moves a proposal on: scheduled, or due at once. The proposer cannot agree.
func (l *LimitChange) Agree(by ID, name string, now time.Time) error {
	if err := l.judge(by, now); err != nil {
		return err
	}
	l.ApprovedBy, l.ApprovedName, l.DecidedAt, l.State = by, name, &now, LimitScheduled
	return nil
}

// Reject refuses a proposal for a reason; the proposer cannot.
func (l *LimitChange) Reject(by ID, name, reason string, now time.Time) error {
	if err := l.judge(by, now); err != nil {
		return err
	}
	var bad Invalid
	checkReason(&bad, "reason", reason)
	if err := bad.OrNil(); err != nil {
		return err
	}
	l.ApprovedBy, l.ApprovedName, l.DecidedAt, l.DecideReason = by, name, &now, reason
	l.State, l.EndedAt = LimitRejected, &now
	return nil
}

func (l *LimitChange) judge(by ID, now time.Time) error {
	return mayAnswer(l.State == LimitProposed, l.MadeBy, by, l.MadeAt, now)
}

// Withdraw takes back what is proposed or scheduled; only its maker can.
func (l *LimitChange) Withdraw(by ID, now time.Time) error {
	if l.State != LimitProposed && l.State != LimitScheduled {
		return ErrState
	}
	if by != l.MadeBy {
		return &Refused{Code: "not_yours"}
	}
	l.State, l.EndedAt = LimitWithdrawn, &now
	return nil
}

// Lapse ends a proposal that nobody agreed to within ApprovalTTL.
func (l *LimitChange) Lapse(now time.Time) error {
	if l.State != LimitProposed || now.Sub(l.MadeAt) <= ApprovalTTL {
		return ErrState
	}
	l.State, l.EndedAt = LimitLapsed, &now
	return nil
}

// Apply sets the line to the new limit. A change with an end is a temporary limit, so
// that its end restores the granted one untouched; any other replaces the granted one.
func (l *LimitChange) Apply(line *CreditLine, now time.Time) error {
	if l.State != LimitScheduled || now.Before(l.EffectiveAt) {
		return ErrState
	}
	if l.ToFen < line.UsedFen && l.ToFen < line.LimitFen {
		var bad Invalid
		bad.Add("limit", "below_used")
		return bad.OrNil()
	}
	l.FromFen = line.LimitFen
	if l.ExpiresAt != nil {
		to := l.ToFen
		line.TempFen, line.TempUntil = &to, l.ExpiresAt
	} else {
		line.LimitFen = l.ToFen
	}
	l.State, l.AppliedAt = LimitApplied, &now
	return nil
}

// Expire ends a temporary limit whose time is over and brings the granted one back.
func (l *LimitChange) Expire(line *CreditLine, now time.Time) error {
	if l.State != LimitApplied || l.ExpiresAt == nil || now.Before(*l.ExpiresAt) {
		return ErrState
	}
	if line.TempUntil != nil && line.TempUntil.Equal(*l.ExpiresAt) {
		line.TempFen, line.TempUntil = nil, nil
	}
	l.State, l.EndedAt = LimitRestored, &now
	return nil
}

// Void ends an agreed change that can no longer be carried out, such as a cut below what
// is used by now.
func (l *LimitChange) Void(why string, now time.Time) error {
	if l.State != LimitScheduled {
		return ErrState
	}
	l.State, l.DecideReason, l.EndedAt = LimitLapsed, why, &now
	return nil
}

// Fresh refuses to agree to a change whose line is no longer what the proposer saw: the
// approval is for a move from one amount to another.
func (l *LimitChange) Fresh(line *CreditLine) error {
	if line.LimitFen != l.FromFen {
		return &Refused{Code: "payload_changed"}
	}
	return nil
}

// Undo takes an applied change back that nothing changed since: the line gets its limit from
// before. A limit that would be below what is used by now is refused.
func (l *LimitChange) Undo(line *CreditLine, now time.Time) error {
	if l.State != LimitApplied || l.ExpiresAt != nil || line.LimitFen != l.ToFen {
		return ErrState
	}
	if l.FromFen < line.UsedFen && l.FromFen < line.LimitFen {
		var bad Invalid
		bad.Add("limit", "below_used")
		return bad.OrNil()
	}
	line.LimitFen = l.FromFen
	l.State, l.EndedAt = LimitRestored, &now
	return nil
}
