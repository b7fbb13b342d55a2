package models

import "candor/engine/decide"

// SanctionKind is a rung of the sanction ladder.
type SanctionKind string

// The ladder, mildest first.
const (
	SanctionLimitCut   SanctionKind = "limit_cut"
	SanctionRestrict   SanctionKind = "restrict"
	SanctionFreeze     SanctionKind = "freeze"
	SanctionDeactivate SanctionKind = "deactivate"
)

// SanctionKinds is the ladder, mildest first.
func SanctionKinds() []SanctionKind {
	return []SanctionKind{SanctionLimitCut, SanctionRestrict, SanctionFreeze, SanctionDeactivate}
}

// Rank is the rung, 1 to 4; 0 for a kind that is none.
func (k SanctionKind) Rank() int {
	for i, kind := range SanctionKinds() {
		if kind == k {
			return i + 1
		}
	}
	return 0
}

// Status is the account status the sanction brings.
func (k SanctionKind) Status() AccountStatus {
	switch k {
	case SanctionRestrict:
		return StatusRestricted
	case SanctionFreeze:
		return StatusFrozen
	case SanctionDeactivate:
		return StatusDeactivated
	}
	return StatusActive
}

// NeedsApproval reports whether a second person must agree before it takes effect.
func (k SanctionKind) NeedsApproval() bool {
	return k == SanctionFreeze || k == SanctionDeactivate
}

// lost is the functions taken away: the reach of a restriction, all of them above it.
func (k SanctionKind) lost(reach []Function) []Function {
	switch k {
	case SanctionRestrict:
		return reach
	case SanctionFreeze, SanctionDeactivate:
		return Functions()
	}
	return nil
}

// SanctionReasonOf is the coded reason of a sanction that a rule of a family asks for.
func SanctionReasonOf(family string) string {
	switch family {
	case "cash_out", "ring":
		return "cash_out"
	case "account_takeover":
		return "account_takeover"
	case "identity", "challenge":
		return "identity_doubt"
	case "malicious_overdue":
		return "late_payment"
	}
	return "unusual_spending"
}

// SanctionReasons is the coded reasons a sanction may have. Each has words for staff and
// words for the customer in the language catalogues.
func SanctionReasons() []string { return decide.SanctionReasons() }
