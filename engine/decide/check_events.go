package decide

import (
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"candor/engine/rules"
	"candor/engine/score"
)

// Bounds of the part on events. Times that the engine sets by itself end within a year, as
// those that people set do.
const (
	cutoffsMax   = 20
	challengeMax = 20
	daysMax      = 365
	reviewMax    = 90 // nothing above a restriction stays longer without a person looking at it
	skewMax      = 24 * 60 * 60
	holdMax      = 30 * 24
)

// ChallengeMinutesMax is how long a customer can be given to pass a challenge.
const ChallengeMinutesMax = 7 * 24 * 60

// ChallengeKinds is what a customer can be asked for, the least trouble first.
func ChallengeKinds() []string { return []string{"code", "face", "document", "explanation"} }

// Functions is what a restriction can take away.
func Functions() []string { return []string{"purchase", "draw", "transfer", "raise"} }

// checkEvents finds what is wrong with the part on events. A document without it may not
// be published: events would have nobody to decide them.
func (p *Policy) checkEvents(add adder) {
	e := p.Events
	if e == nil {
		add("events", "required")
		return
	}
	_, faults := rules.Compile(e.Rules, EventEnv())
	for _, f := range faults {
		addRuleFault(add, f)
	}
	e.checkWords(add)
	e.checkCutoffs(add)
	e.checkFloors(add, p.Bands)
	e.checkChallenge(add)
	e.Measures.check(add)
	between(add, "events.skew_seconds", e.SkewSeconds, 0, skewMax)
	between(add, "events.oldest_days", e.OldestDays, 1, daysMax)
	between(add, "events.hold_hours", e.HoldHours, 1, holdMax)
}

func between(add adder, field string, v, least, most int) {
	if v < least || v > most {
		add(field, "range_between", "min", strconv.Itoa(least), "max", strconv.Itoa(most))
	}
}

// intentMax bounds what a rule says it is for, in characters.
const intentMax = 1000

// checkWords finds what is wrong with the words of rules. It is no matter of package rules,
// which runs what stands in versions from before this was asked.
func (e *Events) checkWords(add adder) {
	if len(e.Rules) > rules.MaxRules {
		return // said already
	}
	for i := range e.Rules {
		r := &e.Rules[i]
		if !rules.Identifier(r.Family) {
			add(fmt.Sprintf("events.rules.%d.family", i), "identifier")
		}
		if n := utf8.RuneCountInString(r.Intent); n > intentMax || !utf8.ValidString(r.Intent) {
			add(fmt.Sprintf("events.rules.%d.intent", i), "length", "min", "0", "max", strconv.Itoa(intentMax))
		}
	}
}

// ConditionFault is the code under which the language catalogues have a sentence for what is
// wrong with a condition: condition_ and the code of the fault, and one of its own for a
// condition that ends too early, where there is no word to name.
func ConditionFault(f rules.Fault) string {
	if f.Code == rules.FaultSyntax && f.Near == "" {
		return "condition_ends"
	}
	return "condition_" + f.Code
}

// addRuleFault says what is wrong with a rule in the words of a form.
func addRuleFault(add adder, f rules.Fault) {
	if f.Index < 0 {
		add("events.rules", "count_between", "min", "0", "max", strconv.Itoa(rules.MaxRules))
		return
	}
	field := fmt.Sprintf("events.rules.%d.%s", f.Index, f.Field)
	if f.Code == rules.FaultAllowLane {
		add(field, "allow_lane")
		return
	}
	switch f.Field {
	case "when":
		add(field, ConditionFault(f), "line", strconv.Itoa(f.Line), "column", strconv.Itoa(f.Column), "near", f.Near)
	case "key", "reason":
		if f.Code == rules.FaultDuplicate {
			add(field, "unique")
			return
		}
		add(field, "identifier")
	case "risk":
		add(field, "range_between", "min", "0", "max", "100")
	case "severity":
		add(field, "range_between", "min", "0", "max", "4")
	default:
		add(field, "choice")
	}
}

func (e *Events) checkCutoffs(add adder) {
	if len(e.Cutoffs) > cutoffsMax {
		add("events.cutoffs", "count_between", "min", "0", "max", strconv.Itoa(cutoffsMax))
	}
	for i, c := range e.Cutoffs {
		at := fmt.Sprintf("events.cutoffs.%d.", i)
		between(add, at+"risk", c.Risk, 1, 100)
		if i > 0 && c.Risk <= e.Cutoffs[i-1].Risk {
			add(at+"risk", "rising", "above", strconv.Itoa(e.Cutoffs[i-1].Risk))
		}
		if c.Outcome.Rank() < 0 {
			add(at+"outcome", "choice")
		}
	}
}

func (e *Events) checkFloors(add adder, bands []score.Band) {
	for i, f := range e.Bands {
		at := fmt.Sprintf("events.bands.%d.", i)
		switch {
		case !slices.ContainsFunc(bands, func(b score.Band) bool { return b.Name == f.Band }):
			add(at+"band", "choice")
		case slices.ContainsFunc(e.Bands[:i], func(o BandFloor) bool { return o.Band == f.Band }):
			add(at+"band", "unique")
		}
		if f.Outcome.Rank() < 0 {
			add(at+"outcome", "choice")
		}
	}
}

// checkChallenge wants each family once and, at the end, the one for all: a step-up that
// asks nothing of the customer would wait for an answer that cannot come.
func (e *Events) checkChallenge(add adder) {
	n := len(e.Challenge)
	if n == 0 || n > challengeMax {
		add("events.challenge", "count_between", "min", "1", "max", strconv.Itoa(challengeMax))
		return
	}
	for i, c := range e.Challenge {
		at := fmt.Sprintf("events.challenge.%d.", i)
		switch {
		case (c.Family == "") != (i == n-1):
			add(at+"family", "catch_all")
		case c.Family != "" && slices.ContainsFunc(e.Challenge[:i], func(o ChallengeRule) bool { return o.Family == c.Family }):
			add(at+"family", "unique")
		}
		if !slices.Contains(ChallengeKinds(), c.Kind) {
			add(at+"kind", "choice")
		}
		between(add, at+"minutes", c.Minutes, 1, ChallengeMinutesMax)
	}
}

func (m *Measures) check(add adder) {
	between(add, "events.measures.cut_to_bp", m.CutBP, 0, 9_999)
	between(add, "events.measures.cut_days", m.CutDays, 1, daysMax)
	between(add, "events.measures.restrict_days", m.RestrictDays, 1, daysMax)
	between(add, "events.measures.review_days", m.ReviewDays, 1, reviewMax)
	between(add, "events.measures.window_days", m.WindowDays, 1, daysMax)
	between(add, "events.measures.restrict_after", m.RestrictAfter, 1, 100)
	between(add, "events.measures.freeze_after", m.FreezeAfter, max(1, min(m.RestrictAfter, 100)), 100)
	if len(m.RestrictReach) == 0 {
		add("events.measures.restrict_reach", "required")
	}
	for i, f := range m.RestrictReach {
		if !slices.Contains(Functions(), f) || slices.Contains(m.RestrictReach[:i], f) {
			add("events.measures.restrict_reach", "choice")
		}
	}
}
