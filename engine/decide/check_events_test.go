package decide_test

import (
	"strings"
	"testing"

	"candor/engine/decide"
	"candor/engine/rules"
)

// rule is a rule without a fault.
func rule(key, when string, outcome rules.Outcome, risk int) rules.Rule {
	return rules.Rule{Key: key, Family: "cash_out", When: when, Outcome: outcome, Risk: risk, Reason: key, On: true}
}

// allowing makes the first rule one of the allow lane, without a fault.
func allowing(e *decide.Events) *rules.Rule {
	r := &e.Rules[0]
	r.Lane, r.Outcome, r.Risk, r.Severity, r.Sanction = rules.LaneAllow, rules.Allow, 0, 0, ""
	return r
}

// TestCheckNamesWhatIsWrongWithEvents breaks one thing of the part on events at a time.
func TestCheckNamesWhatIsWrongWithEvents(t *testing.T) {
	tests := map[string]struct {
		change func(*decide.Events)
		want   string // field code
	}{
		"condition that does not parse": {func(e *decide.Events) { e.Rules[1].When = "amount_fen >" }, "events.rules.1.when condition_ends"},
		"condition on no feature":       {func(e *decide.Events) { e.Rules[0].When = "mood > 1" }, "events.rules.0.when condition_unknown_name"},
		"condition that is a number":    {func(e *decide.Events) { e.Rules[0].When = "1 + 1" }, "events.rules.0.when condition_not_a_condition"},
		"rule twice":                    {func(e *decide.Events) { e.Rules[1].Key = e.Rules[0].Key }, "events.rules.1.key unique"},
		"rule without a key":            {func(e *decide.Events) { e.Rules[0].Key = "" }, "events.rules.0.key identifier"},
		"rule without a reason":         {func(e *decide.Events) { e.Rules[0].Reason = "A B" }, "events.rules.0.reason identifier"},
		"rule off the ladder":           {func(e *decide.Events) { e.Rules[0].Outcome = "maybe" }, "events.rules.0.outcome choice"},
		"rule of too much risk":         {func(e *decide.Events) { e.Rules[0].Risk = 101 }, "events.rules.0.risk range_between"},
		"rule of no severity":           {func(e *decide.Events) { e.Rules[0].Severity = 5 }, "events.rules.0.severity range_between"},
		"rule with an unknown sanction": {func(e *decide.Events) { e.Rules[0].Sanction = "jail" }, "events.rules.0.sanction choice"},
		"rule in an unknown lane":       {func(e *decide.Events) { e.Rules[0].Lane = "fast" }, "events.rules.0.lane choice"},
		"allow rule with an outcome":    {func(e *decide.Events) { allowing(e).Outcome = rules.Monitor }, "events.rules.0.outcome allow_lane"},
		"allow rule with risk":          {func(e *decide.Events) { allowing(e).Risk = 1 }, "events.rules.0.risk allow_lane"},
		"allow rule with a severity":    {func(e *decide.Events) { allowing(e).Severity = 1 }, "events.rules.0.severity allow_lane"},
		"allow rule with a sanction":    {func(e *decide.Events) { allowing(e).Sanction = "limit_cut" }, "events.rules.0.sanction allow_lane"},
		"rule of no family":             {func(e *decide.Events) { e.Rules[0].Family = "" }, "events.rules.0.family identifier"},
		"rule with a long intent":       {func(e *decide.Events) { e.Rules[0].Intent = strings.Repeat("字", 1001) }, "events.rules.0.intent length"},
		"rule that costs too much":      {func(e *decide.Events) { e.Rules[0].When = strings.Repeat("hour + ", 120) + "hour > 1" }, "events.rules.0.when condition_too_many_nodes"},
		"rule that is too long":         {func(e *decide.Events) { e.Rules[0].When = "hour > 1" + strings.Repeat(" ", 2000) }, "events.rules.0.when condition_too_long"},
		"rule that ends too early":      {func(e *decide.Events) { e.Rules[0].When = "hour > 1 and (" }, "events.rules.0.when condition_ends"},
		"rule without a condition":      {func(e *decide.Events) { e.Rules[0].When = " " }, "events.rules.0.when condition_empty"},
		"rule for an unknown kind":      {func(e *decide.Events) { e.Rules[0].Kinds = []string{"gift"} }, "events.rules.0.kinds choice"},
		"too many rules":                {func(e *decide.Events) { e.Rules = make([]rules.Rule, rules.MaxRules+1) }, "events.rules count_between"},
		"cutoff at nothing":             {func(e *decide.Events) { e.Cutoffs[0].Risk = 0 }, "events.cutoffs.0.risk range_between"},
		"cutoff beyond the scale":       {func(e *decide.Events) { e.Cutoffs[2].Risk = 101 }, "events.cutoffs.2.risk range_between"},
		"cutoffs that do not rise":      {func(e *decide.Events) { e.Cutoffs[1].Risk = 35 }, "events.cutoffs.1.risk rising"},
		"cutoff off the ladder":         {func(e *decide.Events) { e.Cutoffs[1].Outcome = "" }, "events.cutoffs.1.outcome choice"},
		"too many cutoffs":              {func(e *decide.Events) { e.Cutoffs = manyCutoffs() }, "events.cutoffs count_between"},
		"floor of no band":              {func(e *decide.Events) { e.Bands[0].Band = "worst" }, "events.bands.0.band choice"},
		"floor twice":                   {func(e *decide.Events) { e.Bands = append(e.Bands, e.Bands[0]) }, "events.bands.1.band unique"},
		"floor off the ladder":          {func(e *decide.Events) { e.Bands[0].Outcome = "x" }, "events.bands.0.outcome choice"},
		"no challenge":                  {func(e *decide.Events) { e.Challenge = nil }, "events.challenge count_between"},
		"challenges without a last":     {func(e *decide.Events) { e.Challenge = e.Challenge[:3] }, "events.challenge.2.family catch_all"},
		"catch-all too early":           {func(e *decide.Events) { e.Challenge[0].Family = "" }, "events.challenge.0.family catch_all"},
		"challenge of a family twice":   {func(e *decide.Events) { e.Challenge[1].Family = "account_takeover" }, "events.challenge.1.family unique"},
		"unknown challenge":             {func(e *decide.Events) { e.Challenge[1].Kind = "riddle" }, "events.challenge.1.kind choice"},
		"challenge without time":        {func(e *decide.Events) { e.Challenge[1].Minutes = 0 }, "events.challenge.1.minutes range_between"},
		"challenge for ever":            {func(e *decide.Events) { e.Challenge[3].Minutes = 10_081 }, "events.challenge.3.minutes range_between"},
		"cut that cuts nothing":         {func(e *decide.Events) { e.Measures.CutBP = 10_000 }, "events.measures.cut_to_bp range_between"},
		"cut without an end":            {func(e *decide.Events) { e.Measures.CutDays = 0 }, "events.measures.cut_days range_between"},
		"restriction beyond a year":     {func(e *decide.Events) { e.Measures.RestrictDays = 366 }, "events.measures.restrict_days range_between"},
		"restriction of nothing":        {func(e *decide.Events) { e.Measures.RestrictReach = nil }, "events.measures.restrict_reach required"},
		"restriction of the unknown":    {func(e *decide.Events) { e.Measures.RestrictReach = []string{"breathe"} }, "events.measures.restrict_reach choice"},
		"restriction twice":             {func(e *decide.Events) { e.Measures.RestrictReach = []string{"draw", "draw"} }, "events.measures.restrict_reach choice"},
		"freeze never looked at":        {func(e *decide.Events) { e.Measures.ReviewDays = 0 }, "events.measures.review_days range_between"},
		"freeze looked at too late":     {func(e *decide.Events) { e.Measures.ReviewDays = 91 }, "events.measures.review_days range_between"},
		"restricted at once":            {func(e *decide.Events) { e.Measures.RestrictAfter = 0 }, "events.measures.restrict_after range_between"},
		"frozen before restricted":      {func(e *decide.Events) { e.Measures.FreezeAfter = 1 }, "events.measures.freeze_after range_between"},
		"window of nothing":             {func(e *decide.Events) { e.Measures.WindowDays = 0 }, "events.measures.window_days range_between"},
		"clocks that lag":               {func(e *decide.Events) { e.SkewSeconds = -1 }, "events.skew_seconds range_between"},
		"clocks beyond a day":           {func(e *decide.Events) { e.SkewSeconds = 86_401 }, "events.skew_seconds range_between"},
		"no event is young enough":      {func(e *decide.Events) { e.OldestDays = 0 }, "events.oldest_days range_between"},
		"a hold that ends at once":      {func(e *decide.Events) { e.HoldHours = 0 }, "events.hold_hours range_between"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := decide.Default()
			p.Events.Rules = []rules.Rule{
				rule("large", "amount_fen > 1000000", rules.Monitor, 10), rule("small", "amount_fen < 100", rules.Allow, 0),
			}
			if faults := p.Check(); len(faults) != 0 {
				t.Fatalf("whole: %+v", faults)
			}
			tt.change(p.Events)
			faults := p.Check()
			if len(faults) != 1 || faults[0].Field+" "+faults[0].Code != tt.want {
				t.Errorf("faults = %+v, want only %s", faults, tt.want)
			}
		})
	}
}

func manyCutoffs() (list []decide.Cutoff) {
	for i := range 21 {
		list = append(list, decide.Cutoff{Risk: i + 1, Outcome: rules.Monitor})
	}
	return list
}

func TestAPolicyWithoutEventsIsRefused(t *testing.T) {
	p := decide.Default()
	p.Events = nil
	if faults := p.Check(); len(faults) != 1 || faults[0].Field != "events" || faults[0].Code != "required" {
		t.Errorf("faults = %+v", faults)
	}
}

// TestWhatIsCheckedCanBeCompiled keeps Check and NewMonitor at one: what may be published
// decides events.
func TestWhatIsCheckedCanBeCompiled(t *testing.T) {
	p := decide.Default()
	p.Events.Rules = []rules.Rule{rule("large", "amount_fen > 1000000", rules.Monitor, 10)}
	if _, err := decide.NewMonitor(p); err != nil || len(p.Check()) != 0 {
		t.Errorf("%v, faults %+v", err, p.Check())
	}
	p.Events.Rules[0].When = "known(amount_fen"
	if _, err := decide.NewMonitor(p); err == nil || len(p.Check()) == 0 {
		t.Errorf("%v, faults %+v", err, p.Check())
	}
}
