package handlers

import (
	"slices"
	"strings"
	"testing"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
)

// TestAnInsertedRuleIsOneChange puts a rule before all others, on accounts and on events: nothing but the new rules differs, and each
// line names its rule.
func TestAnInsertedRuleIsOneChange(t *testing.T) {
	old, now := decide.Default(), decide.Default()
	fresh := now.Events.Rules[0]
	fresh.Key, fresh.Intent = "fresh_rule", "to try"
	now.Events.Rules = append([]rules.Rule{fresh}, now.Events.Rules...)
	flag := now.Flags[0]
	flag.Code = "fresh_flag"
	now.Flags = append([]decide.FlagRule{flag}, now.Flags...)
	now.Contact.DayMost = 5
	changes, err := comparePolicies(old, now)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range changes {
		if !strings.HasPrefix(c.Path, "events/rules/fresh_rule/") && !strings.HasPrefix(c.Path, "flags/fresh_flag/") && c.Path != "contact/day_most" {
			t.Errorf("%s differs: %q, %q", c.Path, c.Before, c.After)
		}
	}
	w := labels{testSite(t).letterPage("en")}
	if got := w.policyPath("events/rules/fresh_rule/when"); got != "Rule on events · fresh_rule · Condition" {
		t.Errorf("the condition is called %q", got)
	}
	if got := w.policyPath("contact/day_most"); got != "Attempts a day at most" || !slices.ContainsFunc(changes, func(c models.FieldChange) bool { return c.Path == "contact/day_most" }) {
		t.Errorf("the attempts are called %q", got)
	}
}
