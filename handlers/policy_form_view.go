package handlers

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/engine/score"
	"candor/views"
	"candor/views/ui"
)

// policyEditor draws the editor from what was typed.
type policyEditor struct {
	l    labels
	in   policyInput
	said map[string]string // what is wrong, by field
}

// policyForm is the editor with a spare row at the end of every list.
func policyForm(p views.Page, in policyInput, revision int64, version int, err error) views.PolicyForm {
	e := policyEditor{labels{p}, in, problems(p, err)}
	f := views.PolicyForm{
		Action: fmt.Sprintf("/policy/%d", version), Revision: strconv.FormatInt(revision, 10),
		Spare:  strconv.Itoa(len(in.Bands)),
		Tables: []views.PolicyFormTable{e.bands(), e.flags(), e.caps()},
		Groups: e.groups(),
	}
	for _, name := range sortedKeys(e.said) {
		if name != "" {
			f.Errors = append(f.Errors, ui.FieldError{Name: name, Text: e.where(name) + e.said[name]})
		}
	}
	return f
}

// where names the row that an error of the summary is about.
func (e policyEditor) where(field string) string {
	var row int
	for list, title := range map[string]string{"bands": "policy.bands", "limits": "policy.bands", "flags": "policy.flags", "caps": "policy.caps"} {
		if n, err := fmt.Sscanf(field, list+".%d.", &row); n == 1 && err == nil {
			return e.l.p.T("policy.where", "list", e.l.p.T(title), "row", row+1)
		}
	}
	return ""
}

// cell is one field inside a table: its label is the column's head, with the row for
// screen readers.
func (e policyEditor) cell(row int, name, head, value string) ui.FieldArgs {
	return ui.FieldArgs{
		Name: name, Label: e.l.p.T("policy.cell", "head", head, "row", row+1), Quiet: true, Value: value, Error: e.said[name],
		Attrs: templ.Attributes{"autocomplete": "off"},
	}
}

// digits makes a field one of numbers; what is not a number is still kept and shown.
func digits(a ui.FieldArgs, prefix, suffix string) ui.FieldArgs {
	a.Prefix, a.Suffix = prefix, suffix
	a.Attrs = templ.Attributes{"inputmode": "decimal", "autocomplete": "off", "class": "num"}
	return a
}

func choice(a ui.FieldArgs, empty string, options []ui.Option) ui.FieldArgs {
	a.Kind, a.Empty, a.Options = "select", empty, options
	if a.Value != "" && !slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == a.Value }) {
		a.Options = append(slices.Clip(options), ui.Option{Value: a.Value, Label: a.Value})
	}
	return a
}

func (e policyEditor) heads(keys ...string) []ui.ThArgs {
	out := make([]ui.ThArgs, len(keys))
	for i, k := range keys {
		out[i] = ui.ThArgs{Label: e.l.p.Texts.T("policy." + k)}
	}
	return out
}

func (e policyEditor) bands() views.PolicyFormTable {
	t := views.PolicyFormTable{ID: "bands", Title: e.l.p.T("policy.bands"), Hint: e.l.p.T("policy.bands_hint"), Error: e.said["bands"] + e.said["limits"]}
	t.Heads = e.heads("band_name", "from_score", "cap_fen", "income_bp", "raise_bp")
	for i, b := range append(slices.Clone(e.in.Bands), bandInput{}) {
		if i == bandRows {
			break
		}
		at := func(list, name string, head int, value string) ui.FieldArgs {
			return e.cell(i, fmt.Sprintf("%s.%d.%s", list, i, name), t.Heads[head].Label, value)
		}
		name := at("bands", "name", 0, b.Name)
		if known := e.l.word("band.", b.Name); b.Name != "" && known != b.Name {
			name.Hint = known
		}
		t.Rows = append(t.Rows, views.PolicyFormRow{Fields: []ui.FieldArgs{
			name, digits(at("bands", "from", 1, b.From), "", ""), digits(at("limits", "cap_fen", 2, b.Cap), "¥", ""),
			digits(at("limits", "income_bp", 3, b.Income), "", "%"), digits(at("limits", "raise_bp", 4, b.Raise), "", "%"),
		}})
	}
	return t
}

// measures is what a threshold can be on, with the unit it is typed in.
func (e policyEditor) measures(scores bool) []ui.Option {
	var out []ui.Option
	add := func(key string) {
		out = append(out, ui.Option{Value: key, Label: e.l.p.T("policy.measure_unit", "measure", e.l.measureName(key), "unit", e.l.unit(key))})
	}
	if scores {
		add(decide.MeasureScore)
		add(decide.MeasureScoreDrop)
	}
	for _, spec := range factor.Catalogue {
		add(spec.Key)
	}
	return out
}

func (e policyEditor) ops() []ui.Option {
	return []ui.Option{
		{Value: string(decide.OpBelow), Label: e.l.p.T("policy.op.below")},
		{Value: string(decide.OpAtLeast), Label: e.l.p.T("policy.op.at_least")},
	}
}

func (e policyEditor) flags() views.PolicyFormTable {
	t := views.PolicyFormTable{ID: "flags", Title: e.l.p.T("policy.flags"), Hint: e.l.p.T("policy.flags_hint"), Error: e.said["flags"]}
	t.Heads = e.heads("on", "flag_code", "measure_head", "op_head", "threshold", "severity", "source")
	measures, sources, levels := e.measures(true), []ui.Option{}, []ui.Option{}
	for _, s := range decide.FlagSources() {
		sources = append(sources, ui.Option{Value: s, Label: e.l.word("source.", s)})
	}
	for i := 1; i <= 4; i++ {
		levels = append(levels, ui.Option{Value: strconv.Itoa(i), Label: e.l.word("severity.", strconv.Itoa(i))})
	}
	none := e.l.p.T("policy.choose")
	for i, f := range append(slices.Clone(e.in.Flags), flagInput{On: true}) {
		if i == flagRows {
			break
		}
		at := func(name string, head int, value string) ui.FieldArgs {
			return e.cell(i, fmt.Sprintf("flags.%d.%s", i, name), t.Heads[head].Label, value)
		}
		on := at("on", 0, "on")
		on.Kind, on.Checked, on.Label, on.Attrs = "checkbox", f.On, e.l.p.T("policy.on"), templ.Attributes{"aria-label": on.Label}
		code := at("code", 1, f.Code)
		if known := e.l.word("flag.", f.Code); f.Code != "" && known != f.Code {
			code.Hint = known
		}
		t.Rows = append(t.Rows, views.PolicyFormRow{Fields: []ui.FieldArgs{
			on, code, choice(at("measure", 2, f.Measure), none, measures), choice(at("op", 3, f.Op), none, e.ops()),
			digits(at("threshold", 4, f.Threshold), "", ""), choice(at("severity", 5, f.Severity), none, levels),
			choice(at("source", 6, f.Source), none, sources),
		}})
	}
	return t
}

func (e policyEditor) caps() views.PolicyFormTable {
	t := views.PolicyFormTable{ID: "caps", Title: e.l.p.T("policy.caps"), Hint: e.l.p.T("policy.caps_hint"), Error: e.said["caps"]}
	t.Heads = e.heads("cap_key", "measure_head", "op_head", "threshold", "cap_score")
	measures, none := e.measures(false), e.l.p.T("policy.choose")
	for i, c := range append(slices.Clone(e.in.Caps), capInput{}) {
		if i == capRows {
			break
		}
		at := func(name string, head int, value string) ui.FieldArgs {
			return e.cell(i, fmt.Sprintf("caps.%d.%s", i, name), t.Heads[head].Label, value)
		}
		key := at("key", 0, c.Key)
		if known := e.l.capName(c.Key); c.Key != "" && known != c.Key {
			key.Hint = known
		}
		t.Rows = append(t.Rows, views.PolicyFormRow{Fields: []ui.FieldArgs{
			key, choice(at("factor", 1, c.Factor), none, measures), choice(at("op", 2, c.Op), none, e.ops()),
			digits(at("threshold", 3, c.Threshold), "", ""), digits(at("score", 4, c.Score), "", ""),
		}})
	}
	return t
}

// groups are the fields that stand alone.
func (e policyEditor) groups() []views.PolicyFormGroup {
	single := func(name, label, prefix, suffix string) ui.FieldArgs {
		return digits(ui.FieldArgs{Name: name, Label: label, Value: e.in.Single[name], Error: e.said[name], Required: true}, prefix, suffix)
	}
	kinds := ui.FieldArgs{
		Kind: "checkboxes", Name: fieldKinds, Label: e.l.p.T("policy.service_kinds"), Hint: e.l.p.T("policy.service_hint"),
		Values: e.in.Kinds, Error: e.said[fieldKinds], Wide: true,
	}
	for _, k := range decide.SanctionKinds() {
		kinds.Options = append(kinds.Options, ui.Option{Value: k, Label: e.l.word("policy.sanction.", k)})
	}
	deskDays := e.deskSingles()
	hours := make([]ui.FieldArgs, 4)
	for i := range hours {
		label := e.l.p.T("policy.case_hours", "severity", e.l.word("severity.", strconv.Itoa(i+1)))
		hours[i] = single(hoursField(i), label, "", e.l.p.T("policy.hours"))
	}
	least := single(fieldLeast, e.l.p.T("policy.least_points"), "", e.l.p.T("policy.points"))
	least.Hint = e.l.p.T("policy.least_points_hint")
	lessons := single(fieldLessons, e.l.p.T("policy.lessons"), "", "")
	lessons.Hint = e.l.p.T("policy.lessons_hint")
	return append([]views.PolicyFormGroup{
		{Title: e.l.p.T("policy.approval"), Fields: []ui.FieldArgs{
			single(fieldRaiseFen, e.l.p.T("policy.raise_fen"), "¥", ""), single(fieldCutBP, e.l.p.T("policy.cut_bp"), "", "%"),
			single(fieldStepFen, e.l.p.T("policy.step_fen"), "¥", ""),
		}},
		{Title: e.l.p.T("policy.loss"), Fields: []ui.FieldArgs{
			single(fieldLGD, e.l.p.T("policy.lgd_bp"), "", "%"), single(fieldCCF, e.l.p.T("policy.ccf_bp"), "", "%"),
		}},
		{Title: e.l.p.T("policy.sla"), Fields: append(hours, single(fieldQuiet, e.l.p.T("policy.quiet_days"), "", e.l.p.T("policy.days")))},
		e.businessGroup(),
		{Title: e.l.p.T("policy.appeals"), Fields: []ui.FieldArgs{
			single(fieldDue, e.l.p.T("policy.due_days"), "", e.l.p.T("policy.days")),
			single(fieldExecute, e.l.p.T("policy.execute_minutes"), "", e.l.p.T("policy.minutes")),
			deskDays[0], deskDays[1], deskDays[2], kinds, e.deskTeam(),
		}},
		e.deskGroup(), e.measureGroup(), e.declinedGroup(),
		{Title: e.l.p.T("policy.reasons"), Fields: []ui.FieldArgs{e.reference(), least, lessons}},
	}, slices.Concat(e.sectionGroups(), e.switchGroups())...)
}

// reference is what reasons are counted against.
func (e policyEditor) reference() ui.FieldArgs {
	f := ui.FieldArgs{
		Kind: "radio", Name: fieldReasons, Label: e.l.p.T("policy.reference"), Hint: e.l.p.T("policy.reference_hint"),
		Value: e.in.Single[fieldReasons], Error: e.said[fieldReasons], Required: true, Wide: true,
	}
	for _, r := range score.References() {
		f.Options = append(f.Options, ui.Option{Value: string(r), Label: e.l.word("policy.reference.", string(r)), Hint: e.l.p.T("policy.reference." + string(r) + "_hint")})
	}
	return f
}

// policySingles are the rules that stand alone.
func (t labels) policySingles(d *views.PolicyDoc, doc decide.Policy) {
	pair := func(key, value string) ui.Pair {
		return ui.Pair{Key: t.p.Texts.T("policy." + key), Value: value, Numeric: true}
	}
	d.Approval = []ui.Pair{pair("raise_fen", views.Money(doc.Approval.RaiseFen)), pair("cut_bp", views.Setting(doc.Approval.CutBP)), pair("step_fen", views.Money(doc.Approval.Step()))}
	d.Loss = []ui.Pair{pair("lgd_bp", views.Setting(doc.Loss.LGDBP)), pair("ccf_bp", views.Setting(doc.Loss.CCFBP))}
	for i, h := range doc.SLA.CaseHours {
		severity := t.word("severity.", strconv.Itoa(i+1))
		d.SLA = append(d.SLA, ui.Pair{Key: t.p.T("policy.case_hours", "severity", severity), Value: t.p.N("common.hours", h), Numeric: true})
	}
	d.SLA = append(append(d.SLA, t.businessPairs(doc.SLA.Business)...), pair("quiet_days", t.p.N("common.days", doc.SLA.QuietDays)))
	reference := cmp.Or(doc.Reasons.Reference, score.ReferenceBest)
	d.Reasons = []ui.Pair{{Key: t.p.T("policy.reference"), Value: t.word("policy.reference.", string(reference))}, pair("least_points", t.p.N("policy.points_n", doc.Reasons.LeastPoints)),
		pair("lessons", strconv.Itoa(doc.Reasons.LessonsAtMost()))}
	kinds := make([]string, len(doc.Appeals.ServiceKinds))
	for i, k := range doc.Appeals.ServiceKinds {
		kinds[i] = t.word("policy.sanction.", k)
	}
	d.Appeals = []ui.Pair{
		pair("due_days", t.p.N("common.days", doc.Appeals.DueDays)),
		pair("execute_minutes", t.p.N("common.minutes", doc.Appeals.ExecuteMinutes)),
		{Key: t.p.T("policy.service_kinds"), Value: orDash(strings.Join(kinds, t.p.T("common.list_separator")))},
	}
}
