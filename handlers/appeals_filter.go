package handlers

import (
	"slices"
	"strings"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// appealNarrow is the fields of the list's address that narrow it, in the order of the page.
func appealNarrow() []string {
	return append(append(appealFirst(), appealSeveral()...), "desk", "rule", "flag", "band", "decider")
}

// appealFirst is the fields that always show.
func appealFirst() []string { return []string{"due", "lang", "repeat"} }

// appealSeveral is the fields that may name several values, or what is left out.
func appealSeveral() []string { return []string{"stage", "kind", "outcome", "reason"} }

// appealTurned is the fields of one value of which every other one can be asked for.
func appealTurned() []string {
	return []string{"due", "lang", "desk", "rule", "flag", "band", "decider"}
}

// appealQuery is what the list's address may hold.
func appealQuery() []string {
	fields := append(appealNarrow(), "view", "after")
	for i, name := range fields {
		if slices.Contains(appealSeveral(), name) {
			fields[i] = name + "*"
			fields = append(fields, name+notField)
		}
	}
	return fields
}

// appealStages is every stage, those that end an appeal undecided too.
func appealStages() []string {
	return texts(append(models.AppealStages(), models.AppealWithdrawn, models.AppealDuplicate))
}

// readAppealFilter reads the list's address. A *models.Invalid names a field of several values that holds another one than the page
// offers; what else is not understood narrows nothing.
func readAppealFilter(f *form, v *Visitor) (models.AppealFilter, error) {
	q := models.AppealFilter{Repeat: f.text("repeat") != "", After: readCursor(f.text("after"))}
	q.Due, q.Not.Due = f.is("due")
	q.Lang, q.Not.Lang = f.is("lang")
	q.Desk, q.Not.Desk = f.is("desk")
	var stage, kind, outcome string
	stage, q.Not.Stage = f.several("stage", appealStages())
	kind, q.Not.Kind = f.several("kind", texts(models.MeasureKinds()))
	outcome, q.Not.Outcome = f.several("outcome", texts(models.AppealOutcomes()))
	q.Stage, q.Kind, q.Outcome = models.AppealStage(stage), models.SanctionKind(kind), models.AppealOutcome(outcome)
	if seesReasons(v) { // why a measure was taken is told to customers, not shown to service as codes
		q.Reason, q.Not.Reason = f.several("reason", models.SanctionReasons())
		q.Rule, q.Not.Rule = f.is("rule")
		q.Flag, q.Not.Flag = f.is("flag")
		q.Band, q.Not.Band = f.is("band")
	}
	q.Decider, q.Not.Decider = f.isID("decider", models.PrefixUser)
	switch f.text("view") {
	case "all":
	case "mine":
		q.Assignee, q.Open = v.UserID(), true
	case "overdue":
		q.Overdue = true
	default:
		q.Open = true
	}
	return q, f.err()
}

// appealValues is what a field of several values narrows to, and whether that is left out.
func appealValues(q models.AppealFilter, name string) (values string, not bool) {
	switch name {
	case "stage":
		return string(q.Stage), q.Not.Stage
	case "kind":
		return string(q.Kind), q.Not.Kind
	case "outcome":
		return string(q.Outcome), q.Not.Outcome
	}
	return q.Reason, q.Not.Reason
}

// appealAddressOf is the address of a filter as it was read.
func appealAddressOf(f *form, v *Visitor, q models.AppealFilter) appealAddress {
	at := appealAddress{view: f.text("view"), narrow: map[string]string{}, cols: f.text("cols")}
	if !slices.Contains([]string{"mine", "overdue", "all"}, at.view) {
		at.view = "open"
	}
	for _, name := range appealNarrow() {
		value := f.text(name)
		if slices.Contains(appealSeveral(), name) {
			values, not := appealValues(q, name)
			if value = values; values != "" {
				value = severalText(values, not)
			}
		}
		if value != "" && (!slices.Contains(appealCoded(), name) || seesReasons(v)) {
			at.narrow[name] = value
		}
	}
	return at
}

// appealCoded is the fields that narrow by why a measure was taken, for who may see scores.
func appealCoded() []string { return []string{"reason", "rule", "flag", "band"} }

// appealChoicesOf are the values that a field of the filter can take, with their words; nil for none.
func appealChoicesOf(p views.Page, m *models.AppealMetrics, name string) []ui.Option {
	option := func(prefix string, values ...string) []ui.Option {
		out := make([]ui.Option, len(values))
		for i, v := range values {
			out[i] = ui.Option{Value: v, Label: p.Texts.T(prefix + v)}
		}
		return out
	}
	switch name {
	case "stage":
		return option("appeal.stage.", appealStages()...)
	case "due":
		return option("appeal.due.", models.AppealDues()...)
	case "kind":
		return option("sanction.kind.", texts(models.MeasureKinds())...)
	case "reason":
		return option("sanction.reason.", models.SanctionReasons()...)
	case "rule", "flag":
		var known []ui.Option
		for _, c := range m.Known {
			if string(c.Kind) == name {
				known = append(known, ui.Option{Value: c.Code, Label: appealCauseName(p, c.Kind, c.Code)})
			}
		}
		return known
	case "band":
		var known []ui.Option
		for _, b := range m.KnownBands {
			known = append(known, ui.Option{Value: b, Label: labels{p}.word("band.", b)})
		}
		return known
	case "decider":
		var known []ui.Option
		for _, d := range m.Deciders {
			known = append(known, ui.Option{Value: d.ID.Public(models.PrefixUser), Label: d.Name})
		}
		return known
	case "outcome":
		return option("appeal.name.", texts(models.AppealOutcomes())...)
	case "lang":
		return langOptions()
	case "desk":
		return deskOptions(p)
	case "repeat":
		return []ui.Option{{Value: "1", Label: p.T("appeal.repeat_only")}}
	}
	return nil
}

// langNames are the languages of customers, each in its own words.
var langNames = map[string]string{"zh-CN": "中文", "en": "English"}

// langOptions offers them.
func langOptions() []ui.Option {
	return []ui.Option{{Value: "zh-CN", Label: langNames["zh-CN"]}, {Value: "en", Label: langNames["en"]}}
}

// texts is codes as plain strings.
func texts[S ~string](codes []S) []string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = string(c)
	}
	return out
}

// appealFilterLabel is the label of a field of the filter.
func appealFilterLabel(p views.Page, name string) string { return p.Texts.T("appeal.filter." + name) }

// appealNarrowing is a filter of the list as a page shows it to a visitor.
type appealNarrowing struct {
	p  views.Page
	v  *Visitor
	m  *models.AppealMetrics // what can be chosen
	q  models.AppealFilter
	at appealAddress
}

// fields puts those of the filter on the page, with what is wrong beside each.
func (n appealNarrowing) fields(d *views.AppealList, wrong map[string]string) {
	p, narrow := n.p, n.at.narrow
	for _, name := range appealNarrow() {
		options := appealChoicesOf(p, n.m, name)
		if options == nil || (slices.Contains(appealCoded(), name) && !seesReasons(n.v)) {
			continue
		}
		if slices.Contains(appealSeveral(), name) {
			values, not := appealValues(n.q, name)
			d.More = append(d.More, labels{p}.severalFields(name, appealFilterLabel(p, name), values, not, options, wrong)...)
			continue
		}
		field := ui.FieldArgs{
			Kind: "select", Name: name, Label: appealFilterLabel(p, name), Empty: p.T("common.any"), Options: options, Value: narrow[name], Error: wrong[name],
		}
		if is := strings.TrimPrefix(field.Value, notMark); name == "decider" && is != "" && !slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == is }) {
			field.Options = append(slices.Clone(options), ui.Option{Value: is, Label: is}) // by a link of a row, of more people than are offered
		}
		field = labels{p}.turnedOption(field)
		if slices.Contains(appealFirst(), name) {
			d.Fields = append(d.Fields, field)
		} else {
			d.More = append(d.More, field)
		}
	}
	d.Errors = fieldsWrong(slices.Concat(d.Fields, d.More))
	d.MoreOn = len(fieldsWrong(d.More)) > 0
	for name := range narrow {
		d.MoreOn = d.MoreOn || !slices.Contains(appealFirst(), name)
	}
}

// chips are what narrows the list, each removable. Whose measures it is narrowed to is named by the first row.
func (n appealNarrowing) chips(rows []models.AppealRow) []ui.ChipArgs {
	p := n.p
	var chips []ui.ChipArgs
	for _, name := range appealNarrow() {
		value := n.at.narrow[name]
		if value == "" {
			continue
		}
		options := appealChoicesOf(p, n.m, name)
		word := func(code string) string {
			for _, o := range options {
				if o.Value == code {
					return o.Label
				}
			}
			return code
		}
		is := strings.TrimPrefix(value, notMark)
		said := word(is)
		switch {
		case slices.Contains(appealSeveral(), name):
			values, not := appealValues(n.q, name)
			said = labels{p}.severalWords(values, not, word)
		case name == "decider" && said == is && value == is && len(rows) > 0: // of none that the field offers
			said = rows[0].Appeal.MadeName
		}
		chip := ui.ChipArgs{Label: appealFilterLabel(p, name), Value: said, RemoveHref: n.at.with(name, ""), Remove: p.T("common.remove")}
		if slices.Contains(appealTurned(), name) {
			chip = labels{p}.turning(chip, value, n.at.with(name, turned(value)))
		}
		chips = append(chips, chip)
	}
	return chips
}
