package handlers

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
)

// ruleInput is a rule on events as it is typed, so that a refused form can be shown again.
type ruleInput struct {
	Key, Family, Intent, When, Outcome, Risk, Severity, Reason, Sanction, Lane string
	Kinds                                                                      []string
	On                                                                         bool
}

// ruleFields is every field that the editor of a rule sends.
func ruleFields() []string {
	return []string{"version", "key", "family", "intent", "when", "outcome", "risk", "severity", "reason", "sanction", "lane", "kinds*", "on", "try", "do"}
}

// readRule takes the typed rule out of a form.
func readRule(f *form) ruleInput {
	return ruleInput{
		Key: f.text("key"), Family: f.text("family"), Intent: f.text("intent"), When: f.text("when"), Outcome: f.text("outcome"), Risk: f.text("risk"),
		Severity: f.text("severity"), Reason: f.text("reason"), Sanction: f.text("sanction"), Lane: f.text("lane"), Kinds: f.list("kinds"), On: f.checked("on"),
	}
}

// ruleInputOf is a rule as the editor first shows it.
func ruleInputOf(r *rules.Rule) ruleInput {
	return ruleInput{
		Key: r.Key, Family: r.Family, Intent: r.Intent, When: r.When, Outcome: string(r.Outcome), Risk: strconv.Itoa(r.Risk),
		Severity: strconv.Itoa(r.Severity), Reason: r.Reason, Sanction: r.Sanction, Lane: r.Lane, Kinds: r.Kinds, On: r.On,
	}
}

// rule is what was typed as a rule; what cannot be read is added to bad. was is the rule it
// replaces: what the form cannot tell apart stays as it was there.
func (in *ruleInput) rule(was rules.Rule, bad *models.Invalid) rules.Rule {
	r := policyReader{bad}
	out := rules.Rule{
		Key: in.Key, Family: in.Family, Intent: in.Intent, When: in.When, Outcome: rules.Outcome(in.Outcome), Risk: r.number("risk", in.Risk),
		Severity: r.number("severity", in.Severity), Reason: in.Reason, Sanction: in.Sanction, Lane: in.Lane, On: in.On, Kinds: slices.Clone(in.Kinds),
	}
	if slices.Equal(out.Kinds, was.Kinds) {
		out.Kinds = was.Kinds // no kinds may be null or an empty list
	}
	// A text area gives no space around the text back, and other line ends.
	same := func(typed, stored string) bool {
		return typed == strings.TrimSpace(strings.ReplaceAll(stored, "\r\n", "\n"))
	}
	if same(out.When, was.When) {
		out.When = was.When
	}
	if same(out.Intent, was.Intent) {
		out.Intent = was.Intent
	}
	return out
}

// put puts what was typed into a document, in the place of the rule with a key or at the end,
// and adds what is wrong with it to bad, by the fields of the form. What is wrong elsewhere in
// the document is put under the whole form.
func (in *ruleInput) put(doc decide.Policy, key string, bad *models.Invalid) decide.Policy {
	was := rules.Rule{}
	at := doc.RuleAt(key)
	if key != "" && at >= 0 {
		was = doc.Events.Rules[at]
	} else {
		at = len(doc.Events.Rules)
	}
	doc = doc.PutRule(key, in.rule(was, bad))
	own := fmt.Sprintf("events.rules.%d.", at)
	for _, fault := range doc.Check() {
		field, mine := strings.CutPrefix(fault.Field, own)
		switch {
		case mine:
			bad.Add(field, fault.Code, fault.Args...)
		case fault.Code == "unique" && strings.HasPrefix(fault.Field, "events.rules.") && strings.HasSuffix(fault.Field, ".key"):
			bad.Add("key", fault.Code) // of two rules of one key the later one is named
		default:
			bad.Add("", "elsewhere", "field", fault.Field)
		}
	}
	return doc
}
