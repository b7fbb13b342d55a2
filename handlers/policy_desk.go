package handlers

import (
	"slices"
	"strconv"
	"strings"

	"candor/engine/decide"
	"candor/views"
	"candor/views/ui"
)

// The single fields of the desk for appeals.
const (
	fieldWarn      = "appeal_desk.warn_days"
	fieldEscalate  = "appeal_desk.escalate_days"
	fieldEvidence  = "appeal_desk.evidence_days"
	fieldOtherTeam = "appeal_desk.other_team"
)

func deskFields() []string { return []string{fieldWarn, fieldEscalate, fieldEvidence, fieldOtherTeam} }

// helpsField is the field of what helps against measures of one reason.
func helpsField(reason string) string { return "appeal_evidence." + reason }

// deskOf writes the desk that holds into an editor's fields.
func deskOf(doc decide.Policy, in *policyInput) {
	d := doc.DeskRules()
	in.Single[fieldWarn], in.Single[fieldEscalate] = strconv.Itoa(d.WarnDays), strconv.Itoa(d.EscalateDays)
	in.Single[fieldEvidence] = strconv.Itoa(d.EvidenceDays)
	if d.OtherTeam {
		in.Single[fieldOtherTeam] = "on"
	}
	in.Helps, in.ByMeasure = map[string][]string{}, map[string][]string{}
	for _, m := range decide.MeasureKinds() {
		in.ByMeasure[m] = doc.HelpsByMeasure(m)
	}
	for _, reason := range decide.SanctionReasons() {
		in.Helps[reason] = doc.Helps(reason)
	}
}

// readHelps reads what was ticked for each reason.
func readHelps(f *form) map[string][]string {
	helps := map[string][]string{}
	for _, reason := range decide.SanctionReasons() {
		helps[reason] = f.list(helpsField(reason))
	}
	return helps
}

// desk reads the desk. A document without one keeps none while its days and what is typed are what holds anyway.
func (in policyInput) desk(r policyReader, was decide.Policy, doc *decide.Policy) {
	doc.Desk = decide.Desk{
		WarnDays: r.number(fieldWarn, in.Single[fieldWarn]), EscalateDays: r.number(fieldEscalate, in.Single[fieldEscalate]),
		EvidenceDays: r.number(fieldEvidence, in.Single[fieldEvidence]), OtherTeam: in.Single[fieldOtherTeam] != "",
	}
	if doc.Desk == was.DeskRules() && doc.Appeals.DueDays == was.Appeals.DueDays {
		doc.Desk = was.Desk
	}
	doc.Checklist = nil
	same := true
	for _, reason := range decide.SanctionReasons() {
		ticked := in.Helps[reason]
		if slices.Equal(sorted(ticked), sorted(was.Helps(reason))) {
			ticked = was.Helps(reason) // in the order that the document asks for them
		} else {
			same = false
		}
		doc.Checklist = append(doc.Checklist, decide.EvidenceRule{Reason: reason, Kinds: append([]string{}, ticked...)})
	}
	if same {
		doc.Checklist = was.Checklist
	}
	doc.ByMeasure = in.measureEvidence(was)
}

func sorted(kinds []string) []string { return slices.Sorted(slices.Values(kinds)) }

// deskSingles are the days of the desk, in the group of appeals.
func (e policyEditor) deskSingles() []ui.FieldArgs {
	days := func(name, label string) ui.FieldArgs {
		return digits(ui.FieldArgs{Name: name, Label: e.l.p.Texts.T("policy." + label), Value: e.in.Single[name], Error: e.said[name], Required: true}, "", e.l.p.T("policy.days"))
	}
	return []ui.FieldArgs{days(fieldWarn, "warn_days"), days(fieldEscalate, "escalate_days"), days(fieldEvidence, "evidence_days")}
}

// deskTeam is the switch that keeps an appeal from a whole team.
func (e policyEditor) deskTeam() ui.FieldArgs {
	return ui.FieldArgs{
		Kind: "checkbox", Name: fieldOtherTeam, Label: e.l.p.T("policy.other_team"), Hint: e.l.p.T("policy.other_team_hint"),
		Checked: e.in.Single[fieldOtherTeam] != "", Error: e.said[fieldOtherTeam], Wide: true,
	}
}

// deskGroup is what helps in an appeal, by reason of the measure.
func (e policyEditor) deskGroup() views.PolicyFormGroup {
	g := views.PolicyFormGroup{Title: e.l.p.T("policy.checklist")}
	for _, reason := range decide.SanctionReasons() {
		g.Fields = append(g.Fields, e.evidence(helpsField(reason), e.l.p.Texts.T("sanction.reason."+reason), e.in.Helps[reason]))
	}
	return g
}

// evidence is a field that ticks kinds of evidence.
func (e policyEditor) evidence(name, label string, ticked []string) ui.FieldArgs {
	f := ui.FieldArgs{Kind: "checkboxes", Name: name, Label: label, Values: ticked, Error: e.said[name], Wide: true, Inline: true}
	for _, kind := range decide.EvidenceKinds() {
		f.Options = append(f.Options, ui.Option{Value: kind, Label: e.l.p.Texts.T("appeal.evidence." + kind)})
	}
	return f
}

// policyDesk is the desk and the checklists to read.
func (t labels) policyDesk(d *views.PolicyDoc, doc decide.Policy) {
	desk := doc.DeskRules()
	pair := func(key string, days int) ui.Pair {
		return ui.Pair{Key: t.p.Texts.T("policy." + key), Value: t.p.N("common.days", days), Numeric: true}
	}
	team := t.p.T("common.no")
	if desk.OtherTeam {
		team = t.p.T("common.yes")
	}
	d.Appeals = append(d.Appeals, pair("warn_days", desk.WarnDays), pair("escalate_days", desk.EscalateDays),
		pair("evidence_days", desk.EvidenceDays), ui.Pair{Key: t.p.T("policy.other_team"), Value: team})
	for _, r := range doc.ChecklistRules() {
		d.Checklist = append(d.Checklist, ui.Pair{
			Key: t.p.Texts.T("sanction.reason." + r.Reason), Value: orDash(evidenceWords(t.p, r.Kinds)),
		})
	}
	for _, r := range doc.EveryMeasure() {
		if len(r.Kinds) > 0 {
			d.ByMeasure = append(d.ByMeasure, ui.Pair{Key: t.word("sanction.kind.", r.Measure), Value: evidenceWords(t.p, r.Kinds)})
		}
	}
}

// evidenceWords names kinds of evidence as one list.
func evidenceWords(p views.Page, kinds []string) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = p.T("appeal.evidence." + k)
	}
	return strings.Join(names, p.T("common.list_separator"))
}
