package decide

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// QuickReason is a usual reason for a decision on a case: what a key puts into the reason, in both languages, and which decision it
// speaks for. The first nine have a key of their own, in the order of the list.
type QuickReason struct {
	Key     string `json:"key"`     // names it in the document
	Outcome string `json:"outcome"` // one of QuickOutcomes
	Chinese string `json:"zh-CN"`
	English string `json:"en"`
}

// Bounds of usual reasons: how many there are, and in characters.
const (
	QuickFewest   = 2
	QuickMost     = 12
	quickTextMost = 200
)

// The decisions that a usual reason may speak for.
const (
	QuickCleared   = "cleared"
	QuickConfirmed = "confirmed"
)

// QuickOutcomes lists them.
func QuickOutcomes() []string { return []string{QuickCleared, QuickConfirmed} }

// DefaultQuickReasons is the usual reasons a new lender starts with, and those of a version that has none.
func DefaultQuickReasons() []QuickReason {
	return []QuickReason{
		{"matches", QuickCleared, "已与客户核对，信息一致。", "Checked with the customer; the data match."},
		{"own", QuickCleared, "确为客户本人消费。", "The purchases are the customer's own."},
		{"data", QuickCleared, "标记源于迟到或错误的数据。", "The flag comes from late or wrong data."},
		{"unexplained", QuickConfirmed, "行为与标记相符，客户未能说明。", "The behaviour fits the flag and was not explained."},
		{"identity", QuickConfirmed, "身份无法核实。", "The identity could not be confirmed."},
		{"arrears", QuickConfirmed, "如标记所示，还款逾期。", "Behind with payments, as flagged."},
	}
}

// QuickReasons returns the version's usual reasons, the shipped ones for a version from before it could name them.
func (p *Policy) QuickReasons() []QuickReason {
	if len(p.Quick) == 0 {
		return DefaultQuickReasons()
	}
	return slices.Clone(p.Quick)
}

// WithQuickReasons returns the policy with a list of usual reasons. A document that named none keeps its form while they are the shipped
// ones.
func (p Policy) WithQuickReasons(list []QuickReason) Policy {
	if len(p.Quick) > 0 || !slices.Equal(list, DefaultQuickReasons()) {
		p.Quick = list
	}
	return p
}

// Text returns the words of a language, one of WordingLangs.
func (q QuickReason) Text(lang string) string {
	if lang == "en" {
		return q.English
	}
	return q.Chinese
}

// checkQuick checks a list that a version names; none stands for the shipped one.
func (p *Policy) checkQuick(add adder) {
	if n := len(p.Quick); n > 0 && (n < QuickFewest || n > QuickMost) {
		add("quick_reasons", "count_between", "min", strconv.Itoa(QuickFewest), "max", strconv.Itoa(QuickMost))
	}
	for i, q := range p.Quick {
		at := func(name string) string { return fmt.Sprintf("quick_reasons.%d.%s", i, name) }
		if !slug(q.Key) {
			add(at("key"), "slug")
		} else if slices.ContainsFunc(p.Quick[:i], func(o QuickReason) bool { return o.Key == q.Key }) {
			add(at("key"), "unique")
		}
		if !slices.Contains(QuickOutcomes(), q.Outcome) {
			add(at("outcome"), "choice")
		}
		for _, lang := range WordingLangs() {
			text := q.Text(lang)
			fewest := len([]rune(strings.TrimSpace(text))) < wordsFewest
			if fewest || len([]rune(text)) > quickTextMost || strings.ContainsAny(text, "\n\r") {
				add(at(lang), "length", "min", strconv.Itoa(wordsFewest), "max", strconv.Itoa(quickTextMost))
			}
		}
	}
}
