package handlers

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"candor/engine/decide"
	"candor/views"
	"candor/views/ui"
)

// The fields of the hours that count for due times.
const (
	fieldOpens    = "sla.business.opens"
	fieldCloses   = "sla.business.closes"
	fieldWorkZone = "sla.business.work_zone"
	fieldHolidays = "sla.business.holidays"
)

func weekdayField(day int) string { return "sla.business.weekdays." + strconv.Itoa(day) }

func businessFields() []string {
	fields := []string{fieldOpens, fieldCloses, fieldWorkZone, fieldHolidays}
	for day := 1; day <= 7; day++ {
		fields = append(fields, weekdayField(day))
	}
	return fields
}

// businessOf writes them into an editor's fields: no day is ticked where every hour counts.
func businessOf(doc decide.Policy, single map[string]string) {
	single[fieldWorkZone] = doc.ContactRules().Zone
	b := doc.SLA.Business
	if b == nil {
		return
	}
	single[fieldOpens], single[fieldCloses], single[fieldWorkZone], single[fieldHolidays] = b.Opens, b.Closes, b.Zone, strings.Join(b.Holidays, "\n")
	for _, day := range b.Weekdays {
		single[weekdayField(day)] = "on"
	}
}

// business reads them. Hours or holidays without a day are refused by Check: who took the ticks away wanted the rest gone as well.
func (in policyInput) business() *decide.Business {
	b := decide.Business{Opens: in.Single[fieldOpens], Closes: in.Single[fieldCloses], Zone: in.Single[fieldWorkZone], Holidays: strings.Fields(in.Single[fieldHolidays])}
	for day := 1; day <= 7; day++ {
		if in.Single[weekdayField(day)] != "" {
			b.Weekdays = append(b.Weekdays, day)
		}
	}
	if len(b.Weekdays) == 0 && b.Opens == "" && b.Closes == "" && len(b.Holidays) == 0 {
		return nil
	}
	slices.Sort(b.Holidays)
	if b.Holidays = slices.Compact(b.Holidays); len(b.Holidays) == 0 {
		b.Holidays = nil
	}
	return &b
}

// businessGroup is their fields in the editor.
func (e policyEditor) businessGroup() views.PolicyFormGroup {
	g := views.PolicyFormGroup{Title: e.l.p.T("policy.business")}
	for day := 1; day <= 7; day++ {
		name := weekdayField(day)
		g.Fields = append(g.Fields, ui.FieldArgs{Kind: "checkbox", Name: name, Label: e.l.word("weekday.", strconv.Itoa(day)), Checked: e.in.Single[name] != "", Error: e.said[name]})
	}
	text := func(name, label string) ui.FieldArgs {
		return ui.FieldArgs{Name: name, Label: e.l.p.T("policy." + label), Value: e.in.Single[name], Error: e.said[name]}
	}
	opens, closes := text(fieldOpens, "opens"), text(fieldCloses, "closes")
	for _, f := range []*ui.FieldArgs{&opens, &closes} {
		f.Attrs = templ.Attributes{"autocomplete": "off", "class": "num"}
	}
	closes.Hint = e.l.p.T("policy.closes_hint")
	zone := text(fieldWorkZone, "zone")
	zone.Required = true
	holidays := text(fieldHolidays, "holidays")
	holidays.Kind, holidays.Hint, holidays.Rows, holidays.Wide = "textarea", e.l.p.T("policy.holidays_hint"), 4, true
	for i := range decide.HolidaysMost { // a date that is none is named by its place
		if said := e.said[fieldHolidays+"."+strconv.Itoa(i)]; said != "" {
			holidays.Error = said
			break
		}
	}
	var zones []ui.Option
	for _, z := range decide.Zones() {
		zones = append(zones, ui.Option{Value: z, Label: z})
	}
	g.Fields = append(g.Fields, opens, closes, choice(zone, "", zones), holidays)
	return g
}

// businessPairs are the hours to read.
func (t labels) businessPairs(b *decide.Business) []ui.Pair {
	pairs := []ui.Pair{{Key: t.p.T("policy.business"), Value: t.business(b)}}
	if b != nil && len(b.Holidays) > 0 {
		pairs = append(pairs, ui.Pair{Key: t.p.T("policy.holidays"), Value: strings.Join(b.Holidays, t.p.T("common.list_separator"))})
	}
	return pairs
}

// business says which hours count, in one line.
func (t labels) business(b *decide.Business) string {
	if b == nil {
		return t.p.T("policy.business_all")
	}
	days := make([]string, len(b.Weekdays))
	for i, day := range b.Weekdays {
		days[i] = t.word("weekday.", strconv.Itoa(day))
	}
	return t.p.T("policy.business_span", "days", strings.Join(days, t.p.T("common.list_separator")), "from", b.Opens, "to", b.Closes, "zone", b.Zone)
}
