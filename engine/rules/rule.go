package rules

import (
	"fmt"
	"regexp"
	"slices"
)

// Outcome is what a rule asks for an event. [Outcome.Rank] orders them.
type Outcome string

// The outcome ladder, mildest first.
const (
	Allow   Outcome = "allow"
	Monitor Outcome = "monitor"
	StepUp  Outcome = "step_up"
	Hold    Outcome = "hold"
	Decline Outcome = "decline"
)

// Outcomes is the ladder, mildest first.
var Outcomes = []Outcome{Allow, Monitor, StepUp, Hold, Decline}

// Rank is the rung of the ladder, 0 for Allow, -1 for a word that is not on it.
func (o Outcome) Rank() int { return slices.Index(Outcomes, o) }

// Sanctions is what a rule may ask for the account, mildest first; "" is nothing. Freeze and deactivate are proposals that a
// person decides; who may do what at once is not this package's matter.
var Sanctions = []string{"", "limit_cut", "restrict", "freeze", "deactivate"}

// LaneAllow is the lane of rules that let an event through, see [Lanes].
const LaneAllow = "allow"

// Lanes is where a rule stands. One of the main lane, "", asks for its outcome at least. One of the allow lane lets the event
// through although others ask for more, as an entry on an allow list does: it says nothing else, so it has the outcome allow, no
// risk, no severity and no sanction. Which lane beats which is not this package's matter.
var Lanes = []string{"", LaneAllow}

// Allows reports whether the rule lets an event through when it fires.
func (r *Rule) Allows() bool { return r.Lane == LaneAllow }

// Hard reports whether nobody may set the rule aside for a single account: it declines, or asks for a measure that a person
// decides and a customer may appeal against.
func (r *Rule) Hard() bool {
	return r.Outcome == Decline || slices.Index(Sanctions, r.Sanction) >= slices.Index(Sanctions, "freeze")
}

// ReasonRuleError is the reason code of an event on which a rule failed.
const ReasonRuleError = "rule_error"

// Rule is one condition and what follows when it holds.
type Rule struct {
	Key      string   `json:"key"`      // unique, snake_case
	Family   string   `json:"family"`   // the typology it belongs to
	When     string   `json:"when"`     // the condition, see the package documentation
	Outcome  Outcome  `json:"outcome"`  // at least this
	Risk     int      `json:"risk"`     // 0 to 100
	Severity int      `json:"severity"` // of the flag it raises: 1 low to 4 critical, 0 no flag
	Reason   string   `json:"reason"`   // code of the texts for staff and customer
	Sanction string   `json:"sanction"` // one of Sanctions
	Kinds    []string `json:"kinds"`    // event kinds it looks at, empty for all
	On       bool     `json:"on"`
	Intent   string   `json:"intent"` // what it is for, in plain words, for staff
	// Lane is one of Lanes. It is left out of documents that know none, so that those keep their bytes.
	Lane string `json:"lane,omitempty"`
}

// Limits of a rule and of a set. They bound compile time, evaluation time and memory.
const (
	MaxText  = 2000 // bytes of a condition
	MaxNodes = 200  // nodes of its syntax tree
	MaxRules = 1000 // rules in a set
)

// Fault is why a rule was refused. Code is stable and meant for translation; Message is English for whoever writes the rule.
type Fault struct {
	Index   int    `json:"index"`            // of the rule in the list, -1 for the environment
	Rule    string `json:"rule,omitempty"`   // its key
	Field   string `json:"field"`            // json name of the field at fault
	Code    string `json:"code"`             // one of the Fault… constants
	Line    int    `json:"line,omitempty"`   // 1-based, only for field "when"
	Column  int    `json:"column,omitempty"` // 1-based, in characters
	Near    string `json:"near,omitempty"`   // the word of the condition that stands there, "" at its end
	Message string `json:"message"`
}

// Error makes a Fault an error.
func (f Fault) Error() string {
	if f.Line > 0 {
		return fmt.Sprintf("rule %s: %s:%d:%d: %s (%s)", f.Rule, f.Field, f.Line, f.Column, f.Message, f.Code)
	}
	return fmt.Sprintf("rule %s: %s: %s (%s)", f.Rule, f.Field, f.Message, f.Code)
}

// Codes of faults.
const (
	FaultEnv          = "environment"         // the catalogue itself is wrong
	FaultTooMany      = "too_many_rules"      // more than MaxRules
	FaultEmpty        = "empty"               // nothing there
	FaultDuplicate    = "duplicate"           // a key that another rule has
	FaultValue        = "value_not_allowed"   // a field outside its list or range
	FaultAllowLane    = "allow_lane"          // a rule of the allow lane asks for more than to let through
	FaultTooLong      = "too_long"            // more than MaxText bytes
	FaultTooComplex   = "too_many_nodes"      // more than MaxNodes nodes
	FaultEncoding     = "not_utf8"            // not valid UTF-8
	FaultSyntax       = "syntax"              // does not parse
	FaultUnknownName  = "unknown_name"        // no such feature
	FaultFunction     = "function_refused"    // a call of anything but known
	FaultConstruct    = "construct_refused"   // a part of expr that rules do not have
	FaultOperator     = "operator_refused"    // an operator that rules do not have
	FaultType         = "type_mismatch"       // operands that do not go together
	FaultNotCondition = "not_a_condition"     // the whole is a number or a text
	FaultList         = "list_refused"        // a list that is empty, mixed or not of literals
	FaultEmptyText    = "empty_text"          // "" is how missing text is held: use known
	FaultNumber       = "number_out_of_range" // a whole number that float64 cannot hold
)

var identifier = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

// Identifier reports whether s can be a key: 1 to 64 small letters, digits and underscores, a letter first.
func Identifier(s string) bool { return identifier.MatchString(s) }

// check returns what is wrong with the fields other than When.
func (r *Rule) check(env *Env) []Fault {
	var faults []Fault
	bad := func(field, code, format string, args ...any) {
		faults = append(faults, Fault{Field: field, Code: code, Message: fmt.Sprintf(format, args...)})
	}
	if !identifier.MatchString(r.Key) {
		bad("key", FaultValue, "key %q is not snake_case of 1 to 64 letters", r.Key)
	}
	if !identifier.MatchString(r.Reason) {
		bad("reason", FaultValue, "reason %q is not snake_case of 1 to 64 letters", r.Reason)
	}
	if r.Outcome.Rank() < 0 {
		bad("outcome", FaultValue, "outcome %q is not on the ladder", r.Outcome)
	}
	if r.Risk < 0 || r.Risk > 100 {
		bad("risk", FaultValue, "risk %d is not from 0 to 100", r.Risk)
	}
	if r.Severity < 0 || r.Severity > 4 {
		bad("severity", FaultValue, "severity %d is not from 0 to 4", r.Severity)
	}
	if !slices.Contains(Sanctions, r.Sanction) {
		bad("sanction", FaultValue, "sanction %q is not on the ladder", r.Sanction)
	}
	if !slices.Contains(Lanes, r.Lane) {
		bad("lane", FaultValue, "lane %q does not exist", r.Lane)
	}
	if r.Allows() {
		r.checkAllows(bad)
	}
	for _, kind := range r.Kinds {
		if !slices.Contains(env.Kinds, kind) {
			bad("kinds", FaultValue, "there is no event kind %q", kind)
		}
	}
	return faults
}

// checkAllows refuses what a rule of the allow lane cannot ask for.
func (r *Rule) checkAllows(bad func(field, code, format string, args ...any)) {
	if r.Outcome != Allow && r.Outcome.Rank() >= 0 {
		bad("outcome", FaultAllowLane, "a rule of the allow lane has the outcome allow, not %s", r.Outcome)
	}
	if r.Risk > 0 && r.Risk <= 100 {
		bad("risk", FaultAllowLane, "a rule of the allow lane has no risk")
	}
	if r.Severity > 0 && r.Severity <= 4 {
		bad("severity", FaultAllowLane, "a rule of the allow lane raises no flag")
	}
	if r.Sanction != "" && slices.Contains(Sanctions, r.Sanction) {
		bad("sanction", FaultAllowLane, "a rule of the allow lane asks for no sanction")
	}
}
