package decide_test

import (
	"slices"
	"testing"

	"candor/engine/decide"
	"candor/engine/rules"
)

func TestWhatCustomersAreToldOf(t *testing.T) {
	all := decide.DefaultDeclined()
	old := decide.Policy{}
	result := func(o rules.Outcome, reasons ...string) decide.EventResult {
		return decide.EventResult{Outcome: o, Reasons: reasons}
	}
	for name, tt := range map[string]struct {
		rule decide.Declined
		kind string
		r    decide.EventResult
		held bool
		want bool
	}{
		"by a rule":                     {all, "purchase", result(rules.Decline, "cash_out_merchant"), false, true},
		"by a list":                     {all, "transfer_out", result(rules.Decline, decide.ReasonListBlock), false, true},
		"held, and nobody let it go":    {all, "draw", result(rules.Hold, "sudden_spending"), true, true},
		"held still":                    {all, "draw", result(rules.Hold, "sudden_spending"), false, false},
		"a check that was failed":       {all, "draw", result(rules.StepUp, "sudden_spending"), true, false},
		"no sign-in is a payment":       {all, "login", result(rules.Decline, "x"), false, false},
		"money that is not there":       {all, "purchase", result(rules.Decline, "x", decide.ReasonOverLine), false, false},
		"a line that is not there":      {all, "draw", result(rules.Decline, decide.ReasonNoLine), false, false},
		"a measure took it away":        {all, "draw", result(rules.Decline, decide.ReasonFunctionLost), false, false},
		"an allowed one":                {all, "purchase", result(rules.Allow), false, false},
		"a version that tells nobody":   {decide.Declined{DayMost: 1}, "purchase", result(rules.Decline, "x"), false, false},
		"an old version":                {old.DeclinedRules(), "purchase", result(rules.Decline, "x"), false, false},
		"an old version, of a held one": {old.DeclinedRules(), "purchase", result(rules.Hold, "x"), true, false},
	} {
		if got := tt.rule.Tells(tt.kind, &tt.r, tt.held); got != tt.want {
			t.Errorf("%s: told = %t", name, got)
		}
	}
}

func TestDeclinedIsCheckedWhereItIsNamed(t *testing.T) {
	for name, tt := range map[string]struct {
		d    decide.Declined
		want []string
	}{
		"none named": {decide.Declined{}, nil},
		"shipped":    {decide.DefaultDeclined(), nil},
		"nothing":    {decide.Declined{Tell: true}, []string{"declined.day_most", "declined.appeal_days", "declined.again_hours"}},
		"too much":   {decide.Declined{DayMost: 21, AppealDays: 366, AgainHours: 169}, []string{"declined.day_most", "declined.appeal_days", "declined.again_hours"}},
		"negative":   {decide.Declined{DayMost: -1, AppealDays: 1, AgainHours: 1}, []string{"declined.day_most"}},
	} {
		p := decide.Default()
		p.Declined = tt.d
		var fields []string
		for _, f := range p.Check() {
			fields = append(fields, f.Field)
		}
		if !slices.Equal(fields, tt.want) {
			t.Errorf("%s: faults at %v, want %v", name, fields, tt.want)
		}
	}
}
