package handlers

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// quickPage is a list of usual reasons as it was typed, or as it stands.
func quickPage(p views.Page, v *Visitor, version *models.Policy, list []decide.QuickReason, refused error) views.QuickReasonsData {
	d := views.QuickReasonsData{Tabs: policyTabs(p, version, quickPath), State: labels{p}.policyState(version.State)}
	if !ownDraft(v, version) {
		d.Table = quickTable(p, list)
		return d
	}
	e := policyEditor{l: labels{p}, said: problems(p, refused)}
	d.Form = &views.PolicyForm{Action: quickHref(version.Version), Revision: strconv.FormatInt(version.Revision, 10), Tables: []views.PolicyFormTable{e.quick(list)}}
	for _, name := range sortedKeys(e.said) {
		d.Form.Errors = append(d.Form.Errors, ui.FieldError{Name: name, Text: e.quickWhere(name) + e.said[name]})
	}
	return d
}

// quickWhere names the column and the row that an error of the summary is about.
func (e policyEditor) quickWhere(field string) string {
	var row int
	var name string
	if n, err := fmt.Sscanf(field, "quick_reasons.%d.%s", &row, &name); n != 2 || err != nil {
		return ""
	}
	column := slices.Index(quickNames(), name)
	if column < 0 {
		return ""
	}
	return e.l.p.T("policy.where", "list", quickHeads(e.l)[column].Label, "row", row+1)
}

func (e policyEditor) quick(list []decide.QuickReason) views.PolicyFormTable {
	t := views.PolicyFormTable{ID: "quick_reasons", Title: e.l.p.T("quick.tab"), Hint: e.l.p.T("quick.hint"), Error: e.said["quick_reasons"], Heads: append(quickHeads(e.l), e.l.heads("quick.field.order")...)}
	outcomes := quickOutcomes(e.l)
	for i := range decide.QuickMost {
		var q decide.QuickReason
		if i < len(list) {
			q = list[i]
		}
		cell := func(column int, name, value string) ui.FieldArgs {
			return e.cell(i, quickField(i, name), t.Heads[column].Label, value)
		}
		name := cell(0, "key", q.Key)
		name.Prefix = orDash(quickKey(i))
		row := views.PolicyFormRow{Fields: []ui.FieldArgs{name, choice(cell(1, "outcome", q.Outcome), e.l.p.T("quick.choose"), outcomes)}}
		for n, lang := range decide.WordingLangs() {
			text := cell(2+n, lang, q.Text(lang))
			text.Kind, text.Rows = "textarea", 2
			text.Attrs = templ.Attributes{"lang": lang, "autocomplete": "off"}
			row.Fields = append(row.Fields, text)
		}
		row.Moves = e.quickMoves(i, len(list))
		t.Rows = append(t.Rows, row)
	}
	return t
}

func quickHeads(l labels) []ui.ThArgs {
	return l.heads("quick.field.key", "quick.field.outcome", "lang.zh-CN", "lang.en")
}

// quickMoves are the buttons that move a reason by one place; a spare row has them too, for what is typed there.
func (e policyEditor) quickMoves(row, used int) []ui.ButtonArgs {
	move := func(to, icon string, last bool) ui.ButtonArgs {
		return ui.ButtonArgs{
			Icon: icon, Size: "small", Name: "move", Value: to + "." + strconv.Itoa(row), Disabled: last,
			Attrs: templ.Attributes{"aria-label": e.l.p.T("quick."+to+"_of", "row", row+1), "title": e.l.p.T("rule_edit." + to), "formnovalidate": true},
		}
	}
	return []ui.ButtonArgs{move("up", "arrow-up", row == 0 || row > used), move("down", "arrow-down", row >= used-1)}
}

func quickOutcomes(l labels) []ui.Option {
	var out []ui.Option
	for _, o := range decide.QuickOutcomes() {
		out = append(out, ui.Option{Value: o, Label: l.outcome(models.CaseOutcome(o)).Label})
	}
	return out
}

// quickTable is a list to read, with the keys that its reasons are put in by.
func quickTable(p views.Page, list []decide.QuickReason) views.Records {
	l := labels{p}
	r := views.Records{Caption: p.T("quick.tab"), Framed: true, Heads: append(l.heads("quick.pressed"), quickHeads(l)...)}
	for i, q := range list {
		cells := []views.Cell{{Text: orDash(quickKey(i))}, {Text: q.Key, Code: true}, views.State(l.outcome(models.CaseOutcome(q.Outcome)))}
		for _, lang := range decide.WordingLangs() {
			cells = append(cells, views.Cell{Body: views.InLanguage(lang, q.Text(lang)), Wrap: true, Wide: true})
		}
		r.Rows = append(r.Rows, views.Record{Cells: cells})
	}
	return r
}

// quickKey is the key that puts a reason in by its place in the list, "" for those after the ninth.
func quickKey(place int) string {
	if place >= 9 {
		return ""
	}
	return strconv.Itoa(place + 1)
}

// quickReasons are the usual reasons of the policy in force, in the reader's language.
func (l labels) quickReasons(d *models.CaseDetail) []views.QuickReason {
	policy := decide.Policy{Quick: d.Quick}
	var list []views.QuickReason
	for i, q := range policy.QuickReasons() {
		list = append(list, views.QuickReason{Key: quickKey(i), Text: q.Text(l.p.Lang), Outcome: q.Outcome})
	}
	return list
}
