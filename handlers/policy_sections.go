package handlers

import (
	"strconv"

	"github.com/a-h/templ"

	"candor/engine/decide"
	"candor/views"
	"candor/views/ui"
)

// The single fields of the sections that a document may lack.
const (
	fieldQuietFrom   = "contact.quiet_from"
	fieldQuietTo     = "contact.quiet_to"
	fieldZone        = "contact.zone"
	fieldDayMost     = "contact.day_most"
	fieldWeekMost    = "contact.week_most"
	fieldConsent     = "contact.consent_lifts_quiet"
	fieldCaseMinutes = "work.case_minutes"
	fieldDefaultRise = "guards.default_rise_bp"
	fieldOverturn    = "guards.overturn_bp"
	fieldListShare   = "guards.list_share_bp"
)

func sectionFields() []string {
	return []string{
		fieldQuietFrom, fieldQuietTo, fieldZone, fieldDayMost, fieldWeekMost, fieldConsent, fieldCaseMinutes,
		fieldDefaultRise, fieldOverturn, fieldListShare,
	}
}

// sectionsOf writes the rules that hold into an editor's fields: the shipped ones where the document has none of its own.
func sectionsOf(doc decide.Policy, single map[string]string) {
	c, g := doc.ContactRules(), doc.GuardBounds()
	single[fieldQuietFrom], single[fieldQuietTo], single[fieldZone] = c.QuietFrom, c.QuietTo, c.Zone
	single[fieldDayMost], single[fieldWeekMost] = strconv.Itoa(c.DayMost), strconv.Itoa(c.WeekMost)
	if c.Consent {
		single[fieldConsent] = "on"
	}
	single[fieldCaseMinutes] = strconv.Itoa(doc.WorkRules().CaseMinutes)
	single[fieldDefaultRise], single[fieldOverturn] = percentOf(int64(g.DefaultRiseBP)), percentOf(int64(g.OverturnBP))
	single[fieldListShare] = percentOf(int64(g.ListShareBP))
}

// sections reads them. A document without a section keeps none when what is typed is what holds anyway: saving without a change
// changes nothing.
func (in policyInput) sections(r policyReader, was decide.Policy, doc *decide.Policy) {
	text := func(field string) string {
		if in.Single[field] == "" {
			r.bad.Add(field, "required")
		}
		return in.Single[field]
	}
	doc.Contact = decide.Contact{
		QuietFrom: text(fieldQuietFrom), QuietTo: text(fieldQuietTo), Zone: text(fieldZone),
		DayMost: r.number(fieldDayMost, in.Single[fieldDayMost]), WeekMost: r.number(fieldWeekMost, in.Single[fieldWeekMost]),
		Consent: in.Single[fieldConsent] != "",
	}
	doc.Work = decide.Work{CaseMinutes: r.number(fieldCaseMinutes, in.Single[fieldCaseMinutes])}
	doc.Guards = decide.Guards{
		DefaultRiseBP: int(r.percent(fieldDefaultRise, in.Single[fieldDefaultRise])),
		OverturnBP:    int(r.percent(fieldOverturn, in.Single[fieldOverturn])),
		ListShareBP:   int(r.percent(fieldListShare, in.Single[fieldListShare])),
	}
	if doc.Contact == was.ContactRules() {
		doc.Contact = was.Contact
	}
	if doc.Work == was.WorkRules() {
		doc.Work = was.Work
	}
	if doc.Guards == was.GuardBounds() {
		doc.Guards = was.Guards
	}
}

// sectionGroups are their fields in the editor.
func (e policyEditor) sectionGroups() []views.PolicyFormGroup {
	single := func(name, label, suffix string) ui.FieldArgs {
		return digits(ui.FieldArgs{Name: name, Label: e.l.p.T("policy." + label), Value: e.in.Single[name], Error: e.said[name], Required: true}, "", suffix)
	}
	from, to := single(fieldQuietFrom, "quiet_from", ""), single(fieldQuietTo, "quiet_to", "")
	for _, f := range []*ui.FieldArgs{&from, &to} {
		f.Attrs = templ.Attributes{"autocomplete": "off", "class": "num"}
	}
	to.Hint = e.l.p.T("policy.quiet_hint")
	zone := ui.FieldArgs{Name: fieldZone, Label: e.l.p.T("policy.zone"), Value: e.in.Single[fieldZone], Error: e.said[fieldZone], Required: true}
	var zones []ui.Option
	for _, z := range decide.Zones() {
		zones = append(zones, ui.Option{Value: z, Label: z})
	}
	consent := ui.FieldArgs{
		Kind: "checkbox", Name: fieldConsent, Label: e.l.p.T("policy.consent"), Checked: e.in.Single[fieldConsent] != "", Error: e.said[fieldConsent], Wide: true,
	}
	times := e.l.p.T("policy.attempts")
	return []views.PolicyFormGroup{
		{Title: e.l.p.T("policy.contact"), Fields: []ui.FieldArgs{
			from, to, single(fieldDayMost, "day_most", times), single(fieldWeekMost, "week_most", times), choice(zone, "", zones), consent,
		}},
		{Title: e.l.p.T("policy.guards"), Fields: []ui.FieldArgs{
			single(fieldDefaultRise, "default_rise_bp", e.l.p.T("policy.points_percent")), single(fieldOverturn, "overturn_bp", "%"),
			single(fieldListShare, "list_share_bp", "%"),
		}},
		{Title: e.l.p.T("policy.work"), Fields: []ui.FieldArgs{single(fieldCaseMinutes, "case_minutes", e.l.p.T("policy.minutes"))}},
	}
}

// policySections are the sections to read.
func (t labels) policySections(d *views.PolicyDoc, doc decide.Policy) {
	c, g := doc.ContactRules(), doc.GuardBounds()
	pair := func(key, value string) ui.Pair {
		return ui.Pair{Key: t.p.Texts.T("policy." + key), Value: value, Numeric: true}
	}
	d.Contact = []ui.Pair{
		pair("quiet_hours", t.p.T("policy.quiet_span", "from", c.QuietFrom, "to", c.QuietTo, "zone", c.Zone)),
		{Key: t.p.T("policy.in_quiet"), Value: t.word("policy.in_quiet.", strconv.FormatBool(c.Consent))},
		pair("day_most", t.p.N("policy.attempts_count", c.DayMost)), pair("week_most", t.p.N("policy.attempts_count", c.WeekMost)),
	}
	d.Work = []ui.Pair{pair("case_minutes", t.p.N("common.minutes", doc.WorkRules().CaseMinutes))}
	d.Guards = []ui.Pair{
		pair("default_rise_bp", t.p.T("policy.percent_points", "n", percentOf(int64(g.DefaultRiseBP)))),
		pair("overturn_bp", views.Setting(int64(g.OverturnBP))), pair("list_share_bp", views.Setting(int64(g.ListShareBP))),
	}
}
