package models

import (
	"time"

	"candor/engine/score"
)

// CompareAccounts asks for two accounts side by side, or for one at two times: then With is
// the account itself and both times are set. A nil time means now.
type CompareAccounts struct {
	AccountID ID
	With      ID
	At, And   *time.Time
}

// Validate wants another account, or two different times of the same.
func (c CompareAccounts) Validate() error {
	var bad Invalid
	if c.With != c.AccountID {
		return nil
	}
	switch {
	case c.At == nil && c.And == nil:
		bad.Add("with", "required")
	case c.At != nil && c.And != nil && c.At.Equal(*c.And):
		bad.Add("and", "unchanged")
	}
	return bad.OrNil()
}

// CompareSide is one account at one time.
type CompareSide struct {
	Account   Account
	Masked    Personal
	At        *time.Time // nil: now
	Then      AccountThen
	Decision  *Decision        // the newest until then; nil before the first
	Breakdown *score.Breakdown // of Decision, by the card and policy it was made with
	Sanctions []Sanction       // in force then
	Cases     int              // that were open or decided until then
	Appeals   int
}

// AccountComparison is two sides.
type AccountComparison struct {
	Left, Right CompareSide
}

// InForceAt reports whether the sanction had effect at a time.
func (s *Sanction) InForceAt(at time.Time) bool {
	return s.StartsAt != nil && !s.StartsAt.After(at) && (s.EndedAt == nil || s.EndedAt.After(at)) && (s.EndsAt == nil || s.EndsAt.After(at))
}
