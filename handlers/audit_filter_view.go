package handlers

import (
	"slices"
	"strings"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// auditFilter is the filter form with chips of what is on.
func auditFilter(p views.Page, q auditQuery, f *form) views.AuditFilter {
	t := labels{p}
	said := problems(p, &f.bad)
	field := func(name, label string) ui.FieldArgs {
		return ui.FieldArgs{Name: name, Label: label, Value: f.text(name), Error: said[name]}
	}
	pick := func(name, label string, values []string, prefix, end string) ui.FieldArgs {
		a := field(name, label)
		a.Kind, a.Empty = "select", p.T("common.any")
		for _, v := range values {
			a.Options = append(a.Options, ui.Option{Value: v + end, Label: t.word(prefix, v)})
		}
		return labels{p}.turnedOption(a)
	}
	action := pick("action", p.T("audit.action"), nouns(), "audit.noun.", ".")
	if a := q.filter.Action; a != "" && !strings.HasSuffix(a, ".") {
		action.Options = append(action.Options, ui.Option{Value: a, Label: t.word("action.", a)})
		action = labels{p}.turnedOption(action)
	}
	role := pick("role", p.T("audit.role"), rolesToPick(q.filter.Role), "role.", "")
	from, to := field("from", p.T("common.from")), field("to", p.T("common.to"))
	from.Kind, to.Kind = "date", "date"
	personal := field("personal", p.T("audit.personal"))
	personal.Kind, personal.Checked, personal.Value = "checkbox", q.filter.Reveals, ""
	out := views.AuditFilter{
		Fields: []ui.FieldArgs{
			from, to, action, pick("type", p.T("audit.type"), objectTypes(), "audit.type.", ""), field("account", p.T("audit.account")), field("actor", p.T("audit.actor_id")),
		},
		More: []ui.FieldArgs{
			field("object", p.T("audit.object_id")), field("bulk", p.T("audit.bulk")), field("approval", p.T("audit.approval")),
			role, pick("result", p.T("audit.result"), texts(models.AuditResults()), "audit.result.", ""), field("ip", p.T("audit.ip")),
		},
		CSVHref: "/audit/export",
	}
	if key := keyField(p, q, field("key", p.T("audit.key"))); len(key.Options) > 0 {
		out.More = append(out.More, key)
	}
	out.More = append(out.More, personal)
	out.MoreOn = slices.ContainsFunc(out.More, func(a ui.FieldArgs) bool { return f.text(a.Name) != "" || a.Error != "" })
	out.Presets = auditPresets(p, q)
	if len(q.values) > 0 {
		out.Clear, out.CSVHref = "/audit", "/audit/export?"+q.values.Encode()
	}
	out.Chips = auditChips(p, q, f, slices.Concat(out.Fields, out.More))
	return out
}

// auditChips are what the list is narrowed by, each with a link that takes it away.
func auditChips(p views.Page, q auditQuery, f *form, fields []ui.FieldArgs) []ui.ChipArgs {
	var chips []ui.ChipArgs
	for _, a := range fields {
		value := f.text(a.Name)
		if value == "" {
			continue
		}
		is := strings.TrimPrefix(value, notMark)
		shown := is
		for _, o := range a.Options {
			if o.Value == is {
				shown = o.Label
			}
		}
		if a.Kind == "checkbox" {
			shown = ""
		}
		chip := ui.ChipArgs{Label: a.Label, Value: shown, RemoveHref: q.without(a.Name), Remove: p.T("common.remove") + " " + a.Label}
		if slices.Contains(auditTurned(), a.Name) {
			chip = labels{p}.turning(chip, value, q.with(a.Name, turned(value)))
		}
		chips = append(chips, chip)
	}
	return chips
}

// keyField offers the keys, and the one that is asked for.
func keyField(p views.Page, q auditQuery, a ui.FieldArgs) ui.FieldArgs {
	a.Kind, a.Empty = "select", p.T("common.any")
	for i := range q.keys {
		a.Options = append(a.Options, ui.Option{Value: q.keys[i].PublicID(), Label: q.keys[i].Name + " · " + keyShown(&q.keys[i])})
	}
	if is := q.filter.Key; is != "" && !slices.ContainsFunc(a.Options, func(o ui.Option) bool { return o.Value == is }) {
		a.Options = append(a.Options, ui.Option{Value: is, Label: is})
	}
	return labels{p}.turnedOption(a)
}
