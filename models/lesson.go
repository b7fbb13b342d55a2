package models

import (
	"slices"
	"strings"
)

// Lesson is what a customer can learn from a reason: what to do now, which behaviour helps, how long it takes to count, and for some
// what the law says. Pages hold the words, in each language, under letter.lesson.<lesson>.
type Lesson string

// The lessons. An empty one says that a reason holds nothing to learn from.
const (
	LessonNone       Lesson = ""
	LessonPayOnTime  Lesson = "pay_on_time"
	LessonUseLess    Lesson = "use_less"
	LessonSteadyUse  Lesson = "steady_use"
	LessonRecord     Lesson = "build_record"
	LessonCashOut    Lesson = "cash_out"
	LessonMule       Lesson = "pass_on"
	LessonTakeover   Lesson = "protect_account"
	LessonIdentity   Lesson = "confirm_identity"
	LessonOwnDevices Lesson = "own_devices"
	LessonDocuments  Lesson = "documents"
	LessonAsk        Lesson = "ask"
)

// Lessons lists every lesson.
func Lessons() []Lesson {
	return []Lesson{
		LessonPayOnTime, LessonUseLess, LessonSteadyUse, LessonRecord, LessonCashOut, LessonMule, LessonTakeover, LessonIdentity,
		LessonOwnDevices, LessonDocuments, LessonAsk,
	}
}

// Law reports whether a lesson says what the law says. What is said of cash-out and of passing money on follows the judicial
// interpretation on crimes against the administration of credit cards (Supreme People's Court and Procuratorate, Fa Shi [2018] 19,
// Articles 6 and 12) and Article 287-2 of the Criminal Law, in words that hold in other places too.
func (l Lesson) Law() bool { return l == LessonCashOut || l == LessonMule }

// lessonOf is the lesson of each reason code of measures, of limit changes, of factors and of event rules.
func lessonOf(code string) (l Lesson, known bool) {
	switch code {
	case "income_verified", "customer_request", "good_history", "correction":
		return LessonNone, true
	case "late_payment", "late_recently", "late_often",
		"missed_payments", "low_payments", "never_paid_all_used", "first_bill_late":
		return LessonPayOnTime, true
	case "over_limit", "below_used", "high_utilisation", "rising_utilisation", "high_exposure", "near_limit_at_once":
		return LessonUseLess, true
	case "unusual_spending", "uneven_use", "amount_largest_lately", "amount_far_above_usual",
		"sudden_spending", "abnormal_hour", "new_account_burst", "bust_out":
		return LessonSteadyUse, true
	case "risk_increase", "little_use", "low_limit", "short_history":
		return LessonRecord, true
	case "cash_out", "cash_out_merchant", "cash_out_refund_loop":
		return LessonCashOut, true
	case "draw_then_transfer", "mule_transfer":
		return LessonMule, true
	case "account_takeover", "fraud_suspected", "new_device_login",
		"new_device_spend", "impossible_travel", "credential_change_spend", "failed_logins_spend":
		return LessonTakeover, true
	case "identity_doubt", "identity_shared", "identity_unverified",
		"shared_identity", "identity_check_failed", "shared_identity_new":
		return LessonIdentity, true
	case "linked_accounts", "shared_device_many", "shared_card_many", "ring_shared_device":
		return LessonOwnDevices, true
	case "documents_missing", "limited_background":
		return LessonDocuments, true
	case "linked_sanctions", "linked_defaults", "rule_error", "list_block",
		"list_watch", "merchant_reported", "flagged_neighbours", "ring_merchant":
		return LessonAsk, true
	}
	return LessonAsk, false
}

// LessonOf is the lesson of a reason code. A code of the lender's own, which no lesson was written for, sends the customer to somebody
// who can explain.
func LessonOf(code string) Lesson {
	lesson, _ := lessonOf(code)
	return lesson
}

// LessonKnown reports whether a lesson was chosen for a code, be it none.
func LessonKnown(code string) bool {
	_, known := lessonOf(code)
	return known
}

// TaughtByScore reports whether behind a coded reason of a measure or a limit change stands the account's score, so that the reasons of
// its assessment teach more than the code.
func TaughtByScore(reason string) bool {
	switch reason {
	case "risk_increase", "late_payment", "over_limit":
		return true
	}
	return false
}

// Lessons is what a message teaches, at most so many: measures and lower limits, by their reason; anything else nothing. A payment that
// was not made teaches by the reasons of its decision, the strongest first. Where the score stands behind the reason, those of the
// assessment follow by the points that they cost; of one that only says that the risk rose, they come first. A lesson is taught once,
// and that somebody can explain only where there is nothing else to learn.
func (m *Message) Lessons(most int) []Lesson {
	switch m.Template {
	case TemplateSanctionStarted, TemplateLimitLowered:
	default:
		return nil
	}
	var codes []string
	split := func(name string) []string {
		return strings.FieldsFunc(m.Values[name], func(r rune) bool { return r == ',' })
	}
	switch own := m.Values["reason"]; {
	case m.Values["reasons"] != "":
		codes = split("reasons")
	case m.Values["principal"] != "":
		codes = append(split("principal"), split("scored")...)
	case own == "risk_increase":
		codes = append(split("scored"), own)
	default:
		codes = append([]string{own}, split("scored")...)
	}
	var lessons []Lesson
	for _, code := range codes {
		if l := LessonOf(code); l != LessonNone && !slices.Contains(lessons, l) {
			lessons = append(lessons, l)
		}
	}
	if len(lessons) > 1 {
		lessons = slices.DeleteFunc(lessons, func(l Lesson) bool { return l == LessonAsk })
	}
	return lessons[:min(len(lessons), most)]
}
