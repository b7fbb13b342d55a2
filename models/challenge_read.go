package models

// ChallengeStates is every state, those that wait first.
func ChallengeStates() []ChallengeState {
	return []ChallengeState{ChallengeOpen, ChallengeFailed, ChallengeExpired, ChallengePassed, ChallengeCancelled}
}

// ByStaff reports whether a person of staff looks at what the customer brings; a one-time
// code is checked by the system that sent it.
func (k ChallengeKind) ByStaff() bool { return k != ChallengeCode }

// ChallengeFilter narrows the list of challenges to one state. Open ones come in the order
// in which they are due, others the last due first.
type ChallengeFilter struct {
	State  ChallengeState
	After  *CaseCursor // the page after this place; Key is the due time in microseconds
	Before *CaseCursor // the page before this place; After wins
	Limit  int
}

// Cursor is the challenge's place in the list.
func (c *Challenge) Cursor() CaseCursor { return CaseCursor{Key: c.DueAt.UnixMicro(), ID: c.ID} }

// ChallengeItem is a challenge with its event and account, as lists show it.
type ChallengeItem struct {
	Challenge
	Event   Event // kind, amount, outcome, at
	Account Account
	Masked  Personal // of the name alone
}

// ChallengePage is one page of challenges.
type ChallengePage struct {
	Items []ChallengeItem
	Newer bool
	Older bool
}

// ChallengeDetail is a challenge with everything its page shows.
type ChallengeDetail struct {
	Challenge Challenge
	Event     Event
	Account   Account
	Masked    Personal
	Reasons   []string // codes of why the event was decided so
	Failures  int      // the account's failed and ignored challenges before this one, capped
	Finding   string   // in clear, for staff
	Entries   []AuditEntry
}
