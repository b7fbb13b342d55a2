package handlers

import (
	"math"
	"slices"
	"strings"

	"candor/engine/decide"
	"candor/engine/watch"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// textGroup is the group of the texts that rules may name: they are no features.
const textGroup = "text"

// fieldGroups is the groups of fields in the order of pages.
func fieldGroups() []string {
	groups := []string{textGroup}
	for _, f := range watch.Features() {
		if !slices.Contains(groups, f.Group) {
			groups = append(groups, f.Group)
		}
	}
	return groups
}

// emptyFeatures is what each feature is without rows. Read only.
var emptyFeatures = watch.Empty()

// fieldOptions is every name that a condition may hold, with its words.
func (t labels) fieldOptions() []views.FieldOption {
	env := decide.EventEnv()
	var list []views.FieldOption
	for _, name := range slices.Concat(env.Texts, env.Numbers) {
		list = append(list, views.FieldOption{Name: name, Words: t.feature(name)})
	}
	return append(list, views.FieldOption{Name: "known(", Words: t.p.T("rule_fields.known")})
}

// fieldsPage is the list of what rules may name.
func fieldsPage(p views.Page, version *models.Policy, seen *models.FieldsSeen, find, group string) views.FieldsPage {
	t, href := labels{p}, policyHref(version.Version)+"/fields"
	d := views.FieldsPage{
		Tabs: policyTabs(p, version, "/rules"), Action: href, Names: t.fieldOptions(), Note: t.seenNote(seen),
		Find:  ui.FieldArgs{Name: "find", Kind: "search", Label: p.T("rule_fields.find"), Value: find, Attrs: map[string]any{"list": "field-names", "autocomplete": "off", "spellcheck": "false"}},
		Empty: ui.EmptyArgs{Kind: "no-match", Title: p.T("common.empty_no_match"), Href: href, Label: p.T("common.clear_filters")},
		Group: ui.FieldArgs{Name: "group", Kind: "select", Label: p.T("rule_fields.group"), Value: group, Empty: p.T("common.all")},
	}
	for _, g := range fieldGroups() {
		d.Group.Options = append(d.Group.Options, ui.Option{Value: g, Label: t.word("feature_group.", g)})
	}
	if find != "" || group != "" {
		d.Clear = href
	}
	env := decide.EventEnv()
	var names []string
	for _, name := range slices.Concat(env.Texts, env.Numbers) {
		in := group == "" || group == groupOf(name)
		if in && (find == "" || strings.Contains(name, strings.ToLower(find)) || strings.Contains(strings.ToLower(t.feature(name)), strings.ToLower(find))) {
			names = append(names, name)
		}
	}
	d.Table = t.fieldTable(names, seen, false)
	return d
}

func groupOf(name string) string {
	if f, ok := features[name]; ok {
		return f.Group
	}
	return textGroup
}

// seenNote says how many events the counts are of.
func (t labels) seenNote(seen *models.FieldsSeen) string {
	if seen.Events == 0 {
		return t.p.T("rule_fields.no_events")
	}
	return t.p.N("rule_fields.note", seen.Events)
}

// fieldTable lists fields: what they are, what they are without rows, how often they had a value.
// The short form stands beside a rule.
func (t labels) fieldTable(names []string, seen *models.FieldsSeen, short bool) views.Records {
	r := views.Records{Caption: t.p.T("rule_fields.title"), Slim: short, Framed: !short, Heads: t.heads("rule_fields.field", "rule_fields.empty", "rule_fields.seen#")}
	if !short {
		r.Heads = slices.Insert(r.Heads, 1, t.heads("rule_fields.group", "rule_fields.formula", "rule_fields.type")...)
	}
	for _, name := range names {
		f, number := features[name]
		called := views.Cell{Text: t.feature(name), Sub: name, Wrap: true}
		if short {
			called = views.Cell{Body: views.FieldName(t.feature(name), name, t.fieldType(name)), Wrap: true}
		}
		cells := []views.Cell{called, views.Text(t.emptyValue(name)), t.seenCell(name, seen)}
		if !short {
			doc := views.Note(t.p.T("rule_fields.text_formula"))
			if number {
				doc = views.Cell{Body: views.English(f.Doc), Wrap: true, Wide: true}
			}
			cells = slices.Insert(cells, 1, views.Text(t.word("feature_group.", groupOf(name))), doc, views.Text(t.fieldType(name)))
		}
		r.Rows = append(r.Rows, views.Record{ID: "field-" + name, Cells: cells})
	}
	return r
}

// fieldType is the type of a field, with the unit in which a condition writes it.
func (t labels) fieldType(name string) string {
	f, ok := features[name]
	if !ok {
		return t.p.T("rule_fields.type_text")
	}
	unit := t.p.Texts.T("rule_fields.unit." + strings.NewReplacer("/", "_", " ", "_").Replace(f.Unit))
	if f.Shared() {
		return t.p.T("rule_fields.shared", "type", unit)
	}
	return unit
}

// emptyValue is what a field is when there is nothing to count.
func (t labels) emptyValue(name string) string {
	f, ok := features[name]
	if !ok {
		return t.p.T("rule_fields.missing")
	}
	if f.Group == watch.GroupEvent {
		return t.p.T("rule_fields.always")
	}
	slot, _ := watch.Lookup(name)
	if v := emptyFeatures[slot]; !math.IsNaN(v) {
		return decimal(v, 0)
	}
	return t.p.T("rule_fields.missing")
}

// seenCell is on what share of the latest events a field had a value.
func (t labels) seenCell(name string, seen *models.FieldsSeen) views.Cell {
	switch {
	case seen.Events == 0:
		return views.Num(views.Dash)
	case seen.Never(name):
		return views.Cell{Badge: &ui.BadgeArgs{Label: t.p.T("rule_fields.never"), Tone: ui.Amber, Icon: "alert"}, Numeric: true}
	}
	return views.Num(share(math.Floor(1000*float64(seen.Known[name])/float64(seen.Events)) / 1000))
}
