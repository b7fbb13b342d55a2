package models

import (
	"slices"
	"strconv"
	"strings"

	"candor/engine/decide"
	"candor/engine/rules"
)

// PrincipalMost is how many principal reasons a measure names at most: more than four are hardly of use to who reads them (official
// interpretation of Regulation B, 12 CFR part 1002, comment 9(b)(2)-1).
const PrincipalMost = 4

// PrincipalField is the form field of the n-th principal reason, counted from 0.
func PrincipalField(n int) string {
	if n == 0 {
		return "reason_code"
	}
	return "reason_" + strconv.Itoa(n+1)
}

// EngineReason reports whether a code is one of the engine's that a customer can be told as the reason of a measure: one with words and
// a lesson of its own, which says something about the account. That a list, a broken check or a stop was met says nothing.
func EngineReason(code string) bool {
	switch code {
	case decide.ReasonListBlock, decide.ReasonListWatch, decide.ReasonStop, rules.ReasonRuleError:
		return false
	}
	return LessonKnown(code) && !slices.Contains(SanctionReasons(), code) && !slices.Contains(LimitReasons(), code)
}

// EngineReasons keeps what a customer can be told of the engine's codes, each once and at most PrincipalMost, in their order.
func EngineReasons(codes []string) []string {
	kept := []string{}
	for _, code := range codes {
		if EngineReason(code) && !slices.Contains(kept, code) && len(kept) < PrincipalMost {
			kept = append(kept, code)
		}
	}
	return kept
}

// ReasonAtHand is one reason that the engine has against an account: of the event or a flag of a case, or of the newest assessment.
type ReasonAtHand struct {
	Code   string
	Points int // that it costs, 0 of an event's or a flag's
	Event  ID  // whose decision it is of, 0 of an assessment's or a flag's
}

// FlagReason is the coded reason of measures that a flag of the shipped ladder speaks for, "" for one that names none, such as a low score.
func FlagReason(code string) string {
	switch code {
	case "identity_failed":
		return "identity_doubt"
	case "late_now":
		return "late_payment"
	case "identity_shared", "over_limit", "linked_sanctions":
		return code
	}
	return ""
}

// TellableReasons keeps the reasons at hand that a customer can be told, each once, in their order.
func TellableReasons(at []ReasonAtHand) []ReasonAtHand {
	var kept []ReasonAtHand
	for _, r := range at {
		if sanctionReasonFault(r.Code) == "" && !slices.ContainsFunc(kept, func(o ReasonAtHand) bool { return o.Code == r.Code }) {
			kept = append(kept, r)
		}
	}
	return kept
}

// PrincipalOf is the principal reasons that the engine names by itself: the first of those at hand.
func PrincipalOf(at []ReasonAtHand) []string {
	var codes []string
	for _, r := range at[:min(len(at), PrincipalMost)] {
		codes = append(codes, r.Code)
	}
	return codes
}

// SanctionReasonFor is the coded reason of measures that one of their principal reasons falls under: by it measures are counted and
// evidence is asked for. A code of SanctionReasons is its own.
func SanctionReasonFor(code string) string {
	if slices.Contains(SanctionReasons(), code) {
		return code
	}
	switch code {
	case "identity_check_failed", "identity_unverified":
		return "identity_doubt"
	case "shared_identity", "shared_identity_new":
		return "identity_shared"
	case "ring_shared_device", "ring_merchant":
		return "cash_out"
	case "linked_accounts", "linked_defaults", "flagged_neighbours", "shared_device_many", "shared_card_many":
		return "linked_sanctions"
	}
	switch LessonOf(code) {
	case LessonPayOnTime:
		return "late_payment"
	case LessonUseLess:
		return "over_limit"
	case LessonCashOut, LessonMule:
		return "cash_out"
	case LessonTakeover:
		return "account_takeover"
	case LessonDocuments:
		return "documents_missing"
	}
	return "unusual_spending"
}

// LimitReasonFor is the same of limit changes: a code of LimitReasons is its own.
func LimitReasonFor(code string) string {
	if slices.Contains(LimitReasons(), code) {
		return code
	}
	switch LessonOf(code) {
	case LessonPayOnTime:
		return "late_payment"
	case LessonCashOut, LessonMule, LessonTakeover:
		return "fraud_suspected"
	}
	return "risk_increase"
}

// Principal puts the principal reasons of a form together: the first, and those after it; fields that were left empty are left out.
func Principal(first string, further []string) []string {
	return slices.DeleteFunc(append([]string{first}, further...), func(code string) bool { return code == "" })
}

// checkPrincipal wants one to PrincipalMost codes, none twice and each without a fault. The error of the n-th is of its field.
func checkPrincipal(bad *Invalid, codes []string, fault func(code string) string) {
	if len(codes) == 0 {
		bad.Add(PrincipalField(0), "required")
	}
	if len(codes) > PrincipalMost {
		bad.Add(PrincipalField(0), "reasons_most", "most", strconv.Itoa(PrincipalMost))
		return
	}
	for i, code := range codes {
		if wrong := fault(code); wrong != "" {
			bad.Add(PrincipalField(i), wrong)
		} else if slices.Contains(codes[:i], code) {
			bad.Add(PrincipalField(i), "reason_twice")
		}
	}
}

// tellPrincipal adds principal reasons to the values of a letter, unless they are the coded one alone, which stands there already.
func tellPrincipal(values map[string]string, code string, principal []string) {
	if len(principal) > 1 || len(principal) == 1 && principal[0] != code {
		values["principal"] = strings.Join(principal, ",")
	}
}

// TellLimit adds why a limit changed to the values of a letter.
func (l *LimitChange) TellLimit(values map[string]string) {
	values["reason"] = l.ReasonCode
	tellPrincipal(values, l.ReasonCode, l.Reasons())
}

// orCode is the principal reasons of what names none of its own: the coded one.
func orCode(principal []string, code string) []string {
	if len(principal) == 0 && code != "" {
		return []string{code}
	}
	return append([]string{}, principal...)
}

// Reasons is the principal reasons of the measure, one to PrincipalMost codes, the weightiest first.
func (s *Sanction) Reasons() []string { return orCode(s.Principal, s.ReasonCode) }

// Reasons is the principal reasons of the change, one to PrincipalMost codes, the weightiest first.
func (l *LimitChange) Reasons() []string { return orCode(l.Principal, l.ReasonCode) }

// Reasons is the principal reasons of the changes of the batch whose rows name none of their own.
func (b *Batch) Reasons() []string { return orCode(b.Principal, b.ReasonCode) }

// Reasons is the principal reasons of the change that the item asks for.
func (it *BatchItem) Reasons() []string { return orCode(it.Principal, it.ReasonCode) }

// sanctionReasonFault is what is wrong with a code as the reason of a measure, "" for nothing.
func sanctionReasonFault(code string) string {
	if slices.Contains(SanctionReasons(), code) || EngineReason(code) {
		return ""
	}
	return "choice"
}

// limitReasonFault is what is wrong with a code as the reason of a limit change; what speaks against an account is no reason to raise.
func limitReasonFault(raise bool) func(code string) string {
	return func(code string) string {
		switch {
		case slices.Contains(LimitReasons(), code), !raise && EngineReason(code):
			return ""
		case EngineReason(code):
			return "reason_raise"
		}
		return "choice"
	}
}
