package decide

import (
	"slices"

	"candor/engine/rules"
	"candor/engine/watch"
)

// ListHit says that something about an event is on a list.
type ListHit struct {
	Lane string `json:"lane"` // allow, watch or block
	Kind string `json:"kind"` // what is on it: account, device, card, ip, payee, merchant
}

// EventInput is all that the decision about an event depends on besides the policy.
type EventInput struct {
	Kind, Product, Category string
	Status, Band            string // of the account
	FunctionLost            bool   // a sanction took away what the event needs
	Line                    bool   // the account has the credit line that the event uses
	AmountFen, AvailableFen int64  // of that line, before the event
	Late                    bool
	Manual                  bool // people decide while the stop is on
	Failed                  bool // the engine broke on it: no feature is known and a person decides
	Lists                   []ListHit
	Aside                   []string // keys of rules that are set aside for the account, in the order in which that was asked for
	Vector                  watch.Vector
}

// Lane is who had the last word about an event. Earlier lanes beat later ones.
type Lane string

// The lanes in their order of precedence.
const (
	LaneBlock Lane = "block"
	LaneAllow Lane = "allow_list"
	LaneRules Lane = "rules"
	LaneScore Lane = "score"
	LaneStop  Lane = "stop" // people decide: it beats all but what blocks
)

// Fired is a rule that fired on an event.
type Fired struct {
	Rule    string        `json:"rule"`
	Outcome rules.Outcome `json:"outcome"`
	Risk    int           `json:"risk"`
}

// EventResult is a whole decision about an event.
type EventResult struct {
	Outcome   rules.Outcome `json:"outcome"`
	Risk      int           `json:"risk"` // 0 to 100
	Lane      Lane          `json:"lane"`
	ByRules   rules.Outcome `json:"by_rules"` // what each lane alone would have said
	ByScore   rules.Outcome `json:"by_score"`
	Fired     []Fired       `json:"fired,omitempty"`
	Failed    []string      `json:"failed,omitempty"` // rules that could not be evaluated
	Aside     []string      `json:"aside,omitempty"`  // rules whose condition held and that are set aside for the account
	Reasons   []string      `json:"reasons,omitempty"`
	Flags     []Flag        `json:"flags,omitempty"`
	Sanction  string        `json:"sanction,omitempty"`  // that the rules ask for
	Challenge string        `json:"challenge,omitempty"` // kind, when the outcome is step_up
	Minutes   int           `json:"minutes,omitempty"`   // to answer it
}

// Reason codes that no rule carries.
const (
	ReasonListBlock    = "list_block"
	ReasonListWatch    = "list_watch"
	ReasonListAllow    = "list_allow"
	ReasonFunctionLost = "function_lost"
	ReasonNoLine       = "no_credit_line"
	ReasonOverLine     = "over_available"
	ReasonBand         = "band_floor"
	ReasonStop         = "all_manual"
)

// Decide decides one event. The lanes in order: what is blocked is declined (a block list,
// a function taken away, money that is not there); what is on an allow list and not blocked
// goes through; else the strongest of rules and score counts. A rule that failed, and an
// event that cannot be evaluated at all, is held at least, whatever list it is on (an error
// never approves). While the stop is on, people decide: see stop. Money coming back from the customer is never turned away.
//
// A rule of the allow lane that fires counts as an entry on an allow list: it is overruled by
// what is blocked and by any rule that failed, and overrules the other rules and the score.
// The reasons then name it instead of the list.
//
// A rule that is set aside for the account does not fire on it; the result names it where its condition held. What is Hard, what
// lets events through and what failed is never set aside, and neither is what blocks.
func (m *Monitor) Decide(in *EventInput) EventResult {
	if in.Failed {
		return unevaluated(in)
	}
	e := m.begin(in)
	defer m.end(e)
	e.run()
	r := &e.result
	r.Risk, r.ByRules, r.ByScore = e.risk(), e.byRules(), rules.Allow
	r.ByScore = e.byScore(r.Risk)
	blocked := in.blocks()
	allowed := e.allowed()
	switch {
	case len(blocked) > 0:
		r.Lane, r.Outcome, r.Reasons = LaneBlock, rules.Decline, append(blocked, e.reasons()...)
	case len(allowed) > 0:
		r.Lane, r.Outcome, r.Reasons = LaneAllow, rules.Allow, allowed
		e.stop()
		return *r
	case r.ByRules.Rank() >= r.ByScore.Rank() && (len(r.Fired) > 0 || len(r.Failed) > 0 || e.watched()):
		r.Lane, r.Outcome, r.Reasons = LaneRules, r.ByRules, e.reasons()
	default:
		r.Lane, r.Outcome, r.Reasons = LaneScore, r.ByScore, e.reasons()
	}
	r.Outcome = mildest(r.Outcome, ceiling(in.Kind))
	r.Flags, r.Sanction = e.flags(), e.sanction()
	e.stop()
	if r.Outcome == rules.StepUp {
		r.Challenge, r.Minutes = e.challenge()
	}
	return *r
}

// ceiling is the strongest outcome that an event of a kind can have: nobody is kept from
// paying, and a check of identity has happened whatever is decided.
func ceiling(kind string) rules.Outcome {
	switch kind {
	case "repayment", "refund", "identity_passed", "identity_failed", "login_failed":
		return rules.Monitor
	}
	return rules.Decline
}

func mildest(a, b rules.Outcome) rules.Outcome {
	if a.Rank() <= b.Rank() {
		return a
	}
	return b
}

func strongest(a, b rules.Outcome) rules.Outcome {
	if a.Rank() >= b.Rank() {
		return a
	}
	return b
}

// blocks returns why the event cannot be, whatever rules and lists say.
func (in *EventInput) blocks() []string {
	if ceiling(in.Kind) == rules.Monitor {
		return nil
	}
	var why []string
	if slices.ContainsFunc(in.Lists, func(h ListHit) bool { return h.Lane == "block" }) {
		why = append(why, ReasonListBlock)
	}
	if in.FunctionLost {
		why = append(why, ReasonFunctionLost)
	}
	if in.Kind == "purchase" || in.Kind == "draw" {
		switch {
		case !in.Line:
			why = append(why, ReasonNoLine)
		case in.AmountFen > in.AvailableFen:
			why = append(why, ReasonOverLine)
		}
	}
	return why
}

// allowed returns why the event may go through whatever rules and score ask for: the lists
// first, then the rules of the allow lane. Nothing is allowed while a rule failed.
func (e *evaluation) allowed() []string {
	if len(e.result.Failed) > 0 {
		return nil
	}
	var why []string
	if slices.ContainsFunc(e.in.Lists, func(h ListHit) bool { return h.Lane == "allow" }) {
		why = append(why, ReasonListAllow)
	}
	for _, i := range e.order {
		if r := &e.monitor.events.Rules[i]; r.Allows() && !slices.Contains(why, r.Reason) {
			why = append(why, r.Reason)
		}
	}
	return why
}

func (e *evaluation) watched() bool {
	return slices.ContainsFunc(e.in.Lists, func(h ListHit) bool { return h.Lane == "watch" })
}

// byRules is the strongest outcome that rules and the watch list ask for.
func (e *evaluation) byRules() rules.Outcome {
	out := rules.Allow
	for _, f := range e.result.Fired {
		out = strongest(out, f.Outcome)
	}
	if e.watched() {
		out = strongest(out, rules.Monitor)
	}
	if len(e.result.Failed) > 0 {
		out = strongest(out, rules.Hold)
	}
	return out
}

// byScore is what the risk and the account's band ask for.
func (e *evaluation) byScore(risk int) rules.Outcome {
	out := rules.Allow
	for _, c := range e.monitor.events.Cutoffs {
		if risk >= c.Risk {
			out = strongest(out, c.Outcome)
		}
	}
	if e.in.Kind == "purchase" || e.in.Kind == "draw" {
		out = strongest(out, e.monitor.floorOf(e.in.Band))
	}
	return out
}

// risk combines the risks of the rules that fired as if they were independent: one minus
// the product of what each leaves, in per cent, rounded down (the noisy-or of Pearl,
// "Probabilistic Reasoning in Intelligent Systems", 1988, section 4.3.2). It is counted in
// whole numbers, so that it is the same on every machine.
func (e *evaluation) risk() int {
	left := int64(1_000_000)
	for _, f := range e.result.Fired {
		left = left * int64(100-f.Risk) / 100
	}
	return int((1_000_000 - left) / 10_000)
}
