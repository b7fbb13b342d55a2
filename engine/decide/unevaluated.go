package decide

import "candor/engine/rules"

// unevaluated is the decision on an event on which the engine broke: what a rule that failed asks for, without asking any rule, so that
// it comes out again whatever broke. It is held for a person, unless it is blocked by what is not there or is of a kind that is never
// held, and somebody is called in any case.
func unevaluated(in *EventInput) EventResult {
	r := EventResult{
		Outcome: mildest(rules.Hold, ceiling(in.Kind)), Lane: LaneRules, ByRules: rules.Hold, ByScore: rules.Allow,
		Reasons: []string{rules.ReasonRuleError}, Flags: []Flag{{Code: rules.ReasonRuleError, Severity: ruleErrorSeverity, Source: "rule"}},
	}
	if blocked := in.blocks(); len(blocked) > 0 {
		r.Lane, r.Outcome, r.Reasons = LaneBlock, rules.Decline, append(blocked, r.Reasons...)
	}
	return r
}
