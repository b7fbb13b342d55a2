package handlers

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// ladderPage is a version's ladder, as it was typed or as it stands.
func ladderPage(p views.Page, v *Visitor, version *models.Policy, s ladderShown) views.LadderPage {
	t := labels{p}
	d := views.LadderPage{Tabs: policyTabs(p, version, "/ladder"), State: t.policyState(version.State)}
	e := ladderEditor{t, s.in, problems(p, s.err), version}
	if ownDraft(v, version) {
		form := e.form()
		if form.Try = t.unsavedBox(v, version, nil, form.Action, s.try, e.said); form.Try != nil {
			form.Try.Note = p.T("ladder_edit.try_note")
			form.Try.Field.Label, form.Try.Field.Hint = p.T("policy_try.on"), p.T("policy_try.on_hint")
		}
		d.Form = &form
		return d
	}
	if len(version.Document.Events.Challenge) == 0 {
		d.Silent = p.T("rule_edit.silent")
		return d
	}
	e.read(&d)
	return d
}

// ladderEditor draws the ladder from what was typed.
type ladderEditor struct {
	l       labels
	in      ladderInput
	said    map[string]string // what is wrong, by field
	version *models.Policy
}

func (e ladderEditor) form() views.PolicyForm {
	f := views.PolicyForm{
		Action: ladderHref(e.version.Version), Revision: strconv.FormatInt(e.version.Revision, 10),
		Tables: []views.PolicyFormTable{e.cutoffs(), e.challenge()}, Groups: []views.PolicyFormGroup{e.floors(), e.cuts(), e.escalation(), e.times()},
	}
	for _, name := range sortedKeys(e.said) {
		f.Errors = append(f.Errors, ui.FieldError{Name: name, Text: e.where(name) + e.said[name]})
	}
	return f
}

// where names the row that an error of the summary is about.
func (e ladderEditor) where(field string) string {
	var row int
	for list, title := range map[string]string{"events.cutoffs": "ladder_edit.cutoffs", "events.challenge": "ladder_edit.challenge"} {
		if n, err := fmt.Sscanf(field, list+".%d.", &row); n == 1 && err == nil {
			return e.l.p.T("policy.where", "list", e.l.p.T(title), "row", row+1)
		}
	}
	return ""
}

func (e ladderEditor) cell(row int, name, head, value string) ui.FieldArgs {
	return ui.FieldArgs{
		Name: name, Label: e.l.p.T("policy.cell", "head", head, "row", row+1), Quiet: true, Value: value, Error: e.said[name],
		Attrs: templ.Attributes{"autocomplete": "off"},
	}
}

func (e ladderEditor) rungs(from rules.Outcome) []ui.Option {
	var list []ui.Option
	for _, o := range rules.Outcomes[from.Rank():] {
		list = append(list, ui.Option{Value: string(o), Label: e.l.rung(o).Label})
	}
	return list
}

func (e ladderEditor) cutoffs() views.PolicyFormTable {
	t := views.PolicyFormTable{
		ID: "events.cutoffs", Title: e.l.p.T("ladder_edit.cutoffs"), Hint: e.l.p.T("ladder_edit.cutoffs_hint"), Error: e.said["events.cutoffs"],
		Heads: e.l.heads("ladder_edit.risk", "ladder_edit.outcome"),
	}
	for i, c := range append(slices.Clone(e.in.Cutoffs), cutoffInput{}) {
		if i == cutoffRows {
			break
		}
		risk := digits(e.cell(i, cutoffField(i, "risk"), t.Heads[0].Label, c.Risk), "", e.l.p.T("rule_edit.of_100"))
		outcome := choice(e.cell(i, cutoffField(i, "outcome"), t.Heads[1].Label, c.Outcome), e.l.p.T("policy.choose"), e.rungs(rules.Monitor))
		t.Rows = append(t.Rows, views.PolicyFormRow{Fields: []ui.FieldArgs{risk, outcome}})
	}
	return t
}

func (e ladderEditor) challenge() views.PolicyFormTable {
	t := views.PolicyFormTable{
		ID: "events.challenge", Title: e.l.p.T("ladder_edit.challenge"), Hint: e.l.p.T("ladder_edit.challenge_hint"), Error: e.said["events.challenge"],
		Heads: e.l.heads("ladder_edit.family", "ladder_edit.kind", "ladder_edit.minutes"),
	}
	var families, kinds []ui.Option
	for _, name := range e.version.Document.Events.Families() {
		families = append(families, ui.Option{Value: name, Label: e.l.typology(name)})
	}
	for _, kind := range decide.ChallengeKinds() {
		kinds = append(kinds, ui.Option{Value: kind, Label: e.l.word("challenge.kind.", kind)})
	}
	row := func(i int, family ui.FieldArgs, at func(string) string, c challengeInput) {
		t.Rows = append(t.Rows, views.PolicyFormRow{Fields: []ui.FieldArgs{
			family, choice(e.cell(i, at("kind"), t.Heads[1].Label, c.Kind), e.l.p.T("policy.choose"), kinds),
			digits(e.cell(i, at("minutes"), t.Heads[2].Label, c.Minutes), "", e.l.p.T("policy.minutes")),
		}})
	}
	for i, c := range append(slices.Clone(e.in.Challenge), challengeInput{}) {
		if i == challengeRows {
			break
		}
		at := func(name string) string { return challengeField(i, name) }
		row(i, choice(e.cell(i, at("family"), t.Heads[0].Label, c.Family), e.l.p.T("ladder_edit.no_family"), families), at, c)
	}
	n := len(t.Rows)
	rest := e.cell(n, "rest.family", t.Heads[0].Label, e.l.p.T("ladder_edit.rest"))
	rest.Disabled = true // it is always there, and always last
	row(n, rest, func(name string) string { return "rest." + name }, e.in.Rest)
	return t
}

// floors is the least outcome of spending by band of the score.
func (e ladderEditor) floors() views.PolicyFormGroup {
	g := views.PolicyFormGroup{Title: e.l.p.T("ladder_edit.floors")}
	bands := e.version.Document.Bands
	for i, b := range bands {
		if i == floorRows {
			break
		}
		a := ui.FieldArgs{Name: floorField(i), Label: e.l.bandAt(b.Name, i, len(bands)).Label, Value: e.in.Floors[i], Error: e.said[floorField(i)]}
		g.Fields = append(g.Fields, choice(a, e.l.p.T("ladder_edit.no_floor"), e.rungs(rules.Monitor)))
	}
	return g
}

func (e ladderEditor) single(name, unit string) ui.FieldArgs {
	key := name[strings.LastIndexByte(name, '.')+1:]
	return digits(ui.FieldArgs{
		Name: name, Label: e.l.p.Texts.T("ladder_edit." + key), Value: e.in.Single[name], Error: e.said[name], Required: true,
	}, "", unit)
}

// cuts is how far the engine goes by itself.
func (e ladderEditor) cuts() views.PolicyFormGroup {
	days := e.l.p.T("policy.days")
	reach := ui.FieldArgs{
		Kind: "checkboxes", Name: fieldReach, Label: e.l.p.T("ladder_edit.restrict_reach"), Values: e.in.Reach, Error: e.said[fieldReach], Wide: true, Inline: true,
	}
	for _, f := range decide.Functions() {
		reach.Options = append(reach.Options, ui.Option{Value: f, Label: e.l.word("function.", f)})
	}
	return views.PolicyFormGroup{Title: e.l.p.T("ladder_edit.measures"), Fields: []ui.FieldArgs{
		e.single(fieldCutTo, "%"), e.single("events.measures.cut_days", days), e.single("events.measures.restrict_days", days),
		e.single("events.measures.review_days", days), reach,
	}}
}

// escalation is what failed and ignored challenges lead to.
func (e ladderEditor) escalation() views.PolicyFormGroup {
	return views.PolicyFormGroup{Title: e.l.p.T("ladder_edit.escalation"), Fields: []ui.FieldArgs{
		e.single("events.measures.restrict_after", e.l.p.T("ladder_edit.failures")), e.single("events.measures.freeze_after", e.l.p.T("ladder_edit.failures")),
		e.single("events.measures.window_days", e.l.p.T("policy.days")),
	}}
}

// times is how long things may take.
func (e ladderEditor) times() views.PolicyFormGroup {
	return views.PolicyFormGroup{Title: e.l.p.T("ladder_edit.times"), Fields: []ui.FieldArgs{
		e.single("events.hold_hours", e.l.p.T("policy.hours")), e.single("events.skew_seconds", e.l.p.T("ladder_edit.seconds")),
		e.single("events.oldest_days", e.l.p.T("policy.days")),
	}}
}

// read is the ladder for those who do not edit it.
func (e ladderEditor) read(d *views.LadderPage) {
	ev := e.version.Document.Events
	d.Cutoffs = views.Records{Caption: e.l.p.T("ladder_edit.cutoffs"), Slim: true, Heads: e.l.heads("ladder_edit.risk#", "ladder_edit.outcome"), Empty: e.l.p.T("ladder_edit.no_cutoffs")}
	for _, c := range ev.Cutoffs {
		d.Cutoffs.Rows = append(d.Cutoffs.Rows, views.Record{Cells: []views.Cell{views.Num(e.l.p.T("ladder_edit.from_risk", "n", c.Risk)), views.State(e.l.rung(c.Outcome))}})
	}
	d.Floors = views.Records{Caption: e.l.p.T("ladder_edit.floors"), Slim: true, Heads: e.l.heads("policy.band", "ladder_edit.outcome"), Empty: e.l.p.T("ladder_edit.no_floors")}
	bands := e.version.Document.Bands
	for i, b := range bands {
		for _, f := range ev.Bands {
			if f.Band == b.Name {
				d.Floors.Rows = append(d.Floors.Rows, views.Record{Cells: []views.Cell{views.State(e.l.bandAt(b.Name, i, len(bands))), views.State(e.l.rung(f.Outcome))}})
			}
		}
	}
	d.Challenge = views.Records{Caption: e.l.p.T("ladder_edit.challenge"), Slim: true, Heads: e.l.heads("ladder_edit.family", "ladder_edit.kind", "ladder_edit.minutes#")}
	for _, c := range ev.Challenge {
		family := e.l.p.T("ladder_edit.rest")
		if c.Family != "" {
			family = e.l.typology(c.Family)
		}
		d.Challenge.Rows = append(d.Challenge.Rows, views.Record{Cells: []views.Cell{
			views.Text(family), views.Text(e.l.word("challenge.kind.", c.Kind)), views.Num(e.l.p.N("common.minutes", c.Minutes)),
		}})
	}
	d.Measures, d.Escalation, d.Times = e.pairs(e.cuts()), e.pairs(e.escalation()), e.pairs(e.times())
	reach := make([]models.Function, len(ev.Measures.RestrictReach))
	for i, f := range ev.Measures.RestrictReach {
		reach[i] = models.Function(f)
	}
	d.Measures = append(d.Measures, ui.Pair{Key: e.l.p.T("ladder_edit.restrict_reach"), Value: e.l.functions(reach)})
}

// pairs is the numbers of a group of fields to read.
func (e ladderEditor) pairs(g views.PolicyFormGroup) []ui.Pair {
	var list []ui.Pair
	for _, a := range g.Fields {
		if a.Kind == "" {
			list = append(list, ui.Pair{Key: a.Label, Value: e.l.p.T("ladder_edit.value", "n", a.Value, "unit", a.Suffix), Numeric: true})
		}
	}
	return list
}
