package decide_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/engine/watch"
)

// monitorOf compiles a policy with these rules.
func monitorOf(t interface{ Fatal(...any) }, list ...rules.Rule) *decide.Monitor {
	p := decide.Default()
	p.Events.Rules = list
	m, err := decide.NewMonitor(p)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// purchase is a purchase that nothing speaks against. Its available money is far above.
func purchase(amount int64) decide.EventInput {
	in := decide.EventInput{
		Kind: "purchase", Product: "paylater", Status: "active", Band: "good", Line: true, AmountFen: amount, AvailableFen: 1_000_000,
	}
	for i := range in.Vector {
		in.Vector[i] = math.NaN()
	}
	return set(in, "amount_fen", float64(amount))
}

func set(in decide.EventInput, feature string, v float64) decide.EventInput {
	slot, ok := watch.Lookup(feature)
	if !ok {
		panic("no feature " + feature)
	}
	in.Vector[slot] = v
	return in
}

func listed(in decide.EventInput, lanes ...string) decide.EventInput {
	for _, l := range lanes {
		in.Lists = append(in.Lists, decide.ListHit{Lane: l, Kind: "device"})
	}
	return in
}

// as makes the event one of another kind.
func as(in decide.EventInput, kind string) decide.EventInput {
	in.Kind = kind
	return in
}

// broken fails on a purchase whose hour is 0: it divides by it.
var broken = rule("broken", "1 / hour > 100", rules.Monitor, 5)

// ladder is rules that fire one after another as the amount grows.
func ladder() []rules.Rule {
	return []rules.Rule{
		rule("over_one", "amount_fen > 1", rules.Allow, 0), rule("over_ten", "amount_fen > 10", rules.Monitor, 10),
		rule("over_hundred", "amount_fen > 100", rules.StepUp, 20), rule("over_thousand", "amount_fen > 1000", rules.Hold, 30),
		rule("over_all", "amount_fen > 10000", rules.Decline, 40),
	}
}

// TestLanesBeatEachOtherInOrder is the table of precedence: block over allow-list over
// rules over score, and what an error does to each.
func TestLanesBeatEachOtherInOrder(t *testing.T) {
	gone := purchase(20)
	gone.FunctionLost = true
	lineless := purchase(20)
	lineless.Line = false
	poor := purchase(1)
	poor.Band = "poor"
	fails := func(in decide.EventInput) decide.EventInput { return set(in, "hour", 0) }
	tests := map[string]struct {
		in      decide.EventInput
		lane    decide.Lane
		outcome rules.Outcome
		reasons []string
	}{
		"nothing":                        {purchase(1), decide.LaneScore, rules.Allow, nil},
		"a rule that allows":             {purchase(2), decide.LaneRules, rules.Allow, []string{"over_one"}},
		"the strongest rule":             {purchase(101), decide.LaneRules, rules.StepUp, []string{"over_hundred", "over_ten", "over_one"}},
		"a rule that declines":           {purchase(10_001), decide.LaneRules, rules.Decline, []string{"over_all", "over_thousand", "over_hundred", "over_ten", "over_one"}},
		"block list":                     {listed(purchase(1), "block"), decide.LaneBlock, rules.Decline, []string{decide.ReasonListBlock}},
		"block over allow-list":          {listed(purchase(1), "allow", "block"), decide.LaneBlock, rules.Decline, []string{decide.ReasonListBlock}},
		"allow-list over rules":          {listed(purchase(10_001), "allow"), decide.LaneAllow, rules.Allow, []string{decide.ReasonListAllow}},
		"allow-list over watch":          {listed(purchase(1), "watch", "allow"), decide.LaneAllow, rules.Allow, []string{decide.ReasonListAllow}},
		"watch list":                     {listed(purchase(1), "watch"), decide.LaneRules, rules.Monitor, []string{decide.ReasonListWatch}},
		"watch list beside a rule":       {listed(purchase(1001), "watch"), decide.LaneRules, rules.Hold, []string{"over_thousand", "over_hundred", "over_ten", "over_one", decide.ReasonListWatch}},
		"a band's floor":                 {poor, decide.LaneScore, rules.Monitor, []string{decide.ReasonBand}},
		"function taken away":            {gone, decide.LaneBlock, rules.Decline, []string{decide.ReasonFunctionLost, "over_ten", "over_one"}},
		"allow-list, function gone":      {listed(gone, "allow"), decide.LaneBlock, rules.Decline, []string{decide.ReasonFunctionLost, "over_ten", "over_one"}},
		"no line":                        {listed(lineless, "allow"), decide.LaneBlock, rules.Decline, []string{decide.ReasonNoLine, "over_ten", "over_one"}},
		"over the line":                  {listed(purchase(1_000_001), "allow"), decide.LaneBlock, rules.Decline, []string{decide.ReasonOverLine, "over_all", "over_thousand", "over_hundred", "over_ten", "over_one"}},
		"all of the line":                {listed(purchase(1_000_000), "allow"), decide.LaneAllow, rules.Allow, []string{decide.ReasonListAllow}},
		"a transfer needs no line":       {as(lineless, "transfer_out"), decide.LaneRules, rules.Monitor, []string{"over_ten", "over_one"}},
		"a failed rule":                  {fails(purchase(1)), decide.LaneRules, rules.Hold, []string{rules.ReasonRuleError}},
		"a failed rule, allow-list":      {fails(listed(purchase(1), "allow")), decide.LaneRules, rules.Hold, []string{rules.ReasonRuleError}},
		"a failed rule and a stronger":   {fails(purchase(10_001)), decide.LaneRules, rules.Decline, []string{rules.ReasonRuleError, "over_all", "over_thousand", "over_hundred", "over_ten", "over_one"}},
		"a failed rule, blocked":         {fails(listed(purchase(1), "block")), decide.LaneBlock, rules.Decline, []string{decide.ReasonListBlock, rules.ReasonRuleError}},
		"a repayment":                    {listed(as(purchase(10_001), "repayment"), "block"), decide.LaneRules, rules.Monitor, []string{"over_all", "over_thousand", "over_hundred", "over_ten", "over_one"}},
		"a repayment with a failed rule": {fails(as(purchase(1), "repayment")), decide.LaneRules, rules.Monitor, []string{rules.ReasonRuleError}},
		"a refund, function gone":        {as(gone, "refund"), decide.LaneRules, rules.Monitor, []string{"over_ten", "over_one"}},
		"a failed login on a list":       {listed(as(purchase(1), "login_failed"), "block"), decide.LaneScore, rules.Allow, nil},
		"a login on a block list":        {listed(as(purchase(1), "login"), "block"), decide.LaneBlock, rules.Decline, []string{decide.ReasonListBlock}},
		"an identity check":              {as(purchase(10_001), "identity_failed"), decide.LaneRules, rules.Monitor, []string{"over_all", "over_thousand", "over_hundred", "over_ten", "over_one"}},
	}
	m := monitorOf(t, append(ladder(), broken)...)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := m.Decide(&tt.in)
			if r.Lane != tt.lane || r.Outcome != tt.outcome {
				t.Errorf("%s says %s, want %s to say %s", r.Lane, r.Outcome, tt.lane, tt.outcome)
			}
			if d := cmp.Diff(tt.reasons, r.Reasons); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestRiskAddsUpAsIfIndependent is the noisy-or in whole numbers.
func TestRiskAddsUpAsIfIndependent(t *testing.T) {
	tests := []struct {
		risks []int
		want  int
	}{
		{nil, 0}, {[]int{0}, 0}, {[]int{35}, 35}, {[]int{50, 50}, 75}, {[]int{10, 20, 30}, 49}, {[]int{99, 99}, 99},
		{[]int{100, 1}, 100}, {[]int{1, 1}, 1}, {[]int{90, 90, 90, 90}, 99}, {[]int{33, 33, 33}, 69},
	}
	for _, tt := range tests {
		var list []rules.Rule
		for i, risk := range tt.risks {
			list = append(list, rule("r"+string(rune('a'+i)), "amount_fen > 0", rules.Allow, risk))
		}
		in := purchase(1)
		if r := monitorOf(t, list...).Decide(&in); r.Risk != tt.want {
			t.Errorf("%v is %d, want %d", tt.risks, r.Risk, tt.want)
		}
	}
}

// TestScoreLadder holds the outcomes at, and one below, each cutoff.
func TestScoreLadder(t *testing.T) {
	for _, tt := range []struct {
		risk int
		want rules.Outcome
	}{{34, rules.Allow}, {35, rules.Monitor}, {64, rules.Monitor}, {65, rules.StepUp}, {89, rules.StepUp}, {90, rules.Hold}, {100, rules.Hold}} {
		in := purchase(1)
		r := monitorOf(t, rule("only", "amount_fen > 0", rules.Allow, tt.risk)).Decide(&in)
		if r.Outcome != tt.want || r.ByScore != tt.want || r.ByRules != rules.Allow {
			t.Errorf("risk %d: %+v, want %s", tt.risk, r, tt.want)
		}
		if (r.Challenge != "") != (tt.want == rules.StepUp) || (r.Minutes > 0) != (tt.want == rules.StepUp) {
			t.Errorf("risk %d asks %q within %d min", tt.risk, r.Challenge, r.Minutes)
		}
	}
}

// TestTheStrongestRuleNamesWhatIsAsked covers challenge, flags, sanction and family.
func TestTheStrongestRuleNamesWhatIsAsked(t *testing.T) {
	takeover := rule("takeover", "amount_fen > 0", rules.StepUp, 10)
	takeover.Family, takeover.Severity = "account_takeover", 2
	mild := rule("mild", "amount_fen > 0", rules.Monitor, 40)
	mild.Sanction, mild.Severity, mild.Reason = "limit_cut", 1, "takeover"
	hard := rule("hard", "amount_fen > 0", rules.Monitor, 10)
	hard.Family, hard.Sanction = "ring", "freeze"
	in := purchase(1)
	m := monitorOf(t, mild, hard, takeover)
	r := m.Decide(&in)
	if r.Outcome != rules.StepUp || r.Challenge != "face" || r.Minutes != 30 {
		t.Errorf("%s asks %q within %d min", r.Outcome, r.Challenge, r.Minutes)
	}
	if r.Sanction != "freeze" || m.Family(&r) != "ring" {
		t.Errorf("sanction %q of %q", r.Sanction, m.Family(&r))
	}
	want := []decide.Flag{{Code: "takeover", Value: float64(r.Risk), Threshold: 10, Severity: 2, Source: "rule"}}
	if d := cmp.Diff(want, r.Flags); d != "" {
		t.Error(d)
	}
	off := []rules.Rule{mild, hard, takeover}
	for i := range off {
		off[i].On = false
	}
	if r := monitorOf(t, off...).Decide(&in); len(r.Fired)+len(r.Flags) != 0 || r.Sanction != "" {
		t.Errorf("rules that are off: %+v", r)
	}
}
