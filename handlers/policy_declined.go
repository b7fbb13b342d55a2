package handlers

import (
	"strconv"

	"candor/engine/decide"
	"candor/views"
	"candor/views/ui"
)

// The single fields of what customers are told of payments that were not made.
const (
	fieldDeclinedTell   = "declined.tell"
	fieldDeclinedHeld   = "declined.held"
	fieldDeclinedMost   = "declined.day_most"
	fieldDeclinedAppeal = "declined.appeal_days"
	fieldDeclinedAgain  = "declined.again_hours"
)

func declinedFields() []string {
	return []string{fieldDeclinedTell, fieldDeclinedHeld, fieldDeclinedMost, fieldDeclinedAppeal, fieldDeclinedAgain}
}

// declinedOf writes what holds into an editor's fields.
func declinedOf(doc decide.Policy, single map[string]string) {
	d := doc.DeclinedRules()
	if d.Tell {
		single[fieldDeclinedTell] = "on"
	}
	if d.Held {
		single[fieldDeclinedHeld] = "on"
	}
	single[fieldDeclinedMost], single[fieldDeclinedAppeal] = strconv.Itoa(d.DayMost), strconv.Itoa(d.AppealDays)
	single[fieldDeclinedAgain] = strconv.Itoa(d.AgainHours)
}

// declined reads it. A document without the section keeps none while what is typed is what holds anyway.
func (in policyInput) declined(r policyReader, was decide.Policy, doc *decide.Policy) {
	doc.Declined = decide.Declined{
		Tell: in.Single[fieldDeclinedTell] != "", Held: in.Single[fieldDeclinedHeld] != "",
		DayMost:    r.number(fieldDeclinedMost, in.Single[fieldDeclinedMost]),
		AppealDays: r.number(fieldDeclinedAppeal, in.Single[fieldDeclinedAppeal]),
		AgainHours: r.number(fieldDeclinedAgain, in.Single[fieldDeclinedAgain]),
	}
	if doc.Declined == was.DeclinedRules() {
		doc.Declined = was.Declined
	}
}

// declinedGroup is its fields in the editor.
func (e policyEditor) declinedGroup() views.PolicyFormGroup {
	box := func(name, label string) ui.FieldArgs {
		return ui.FieldArgs{Kind: "checkbox", Name: name, Label: e.l.p.Texts.T("policy." + label), Checked: e.in.Single[name] != "", Error: e.said[name], Wide: true}
	}
	single := func(name, label, suffix string) ui.FieldArgs {
		return digits(ui.FieldArgs{Name: name, Label: e.l.p.Texts.T("policy." + label), Value: e.in.Single[name], Error: e.said[name], Required: true}, "", suffix)
	}
	most := single(fieldDeclinedMost, "declined_most", "")
	most.Hint = e.l.p.T("policy.declined_most_hint")
	again := single(fieldDeclinedAgain, "declined_again", e.l.p.T("policy.hours"))
	again.Hint = e.l.p.T("policy.declined_again_hint")
	return views.PolicyFormGroup{Title: e.l.p.T("policy.declined"), Fields: []ui.FieldArgs{
		box(fieldDeclinedTell, "declined_tell"), box(fieldDeclinedHeld, "declined_held"), most,
		single(fieldDeclinedAppeal, "declined_appeal", e.l.p.T("policy.days")), again,
	}}
}

// policyDeclined is the section to read.
func (t labels) policyDeclined(d *views.PolicyDoc, doc decide.Policy) {
	rule := doc.DeclinedRules()
	said := func(key string, on bool) ui.Pair {
		value := t.p.T("common.no")
		if on {
			value = t.p.T("common.yes")
		}
		return ui.Pair{Key: t.p.Texts.T("policy." + key), Value: value}
	}
	d.Declined = []ui.Pair{
		said("declined_tell", rule.Tell), said("declined_held", rule.Held),
		{Key: t.p.T("policy.declined_most"), Value: strconv.Itoa(rule.DayMost), Numeric: true},
		{Key: t.p.T("policy.declined_appeal"), Value: t.p.N("common.days", rule.AppealDays), Numeric: true},
		{Key: t.p.T("policy.declined_again"), Value: t.p.N("common.hours", rule.AgainHours), Numeric: true},
	}
}
