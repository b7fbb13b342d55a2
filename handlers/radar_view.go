package handlers

import (
	"math"
	"net/url"
	"strconv"
	"strings"

	"candor/engine/misjudge"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// radarView is a page of the radar.
func radarView(p views.Page, v *Visitor, f *form, filter models.RadarFilter, page models.RadarPage) views.RadarData {
	l, view := labels{p}, radarQueryOf(f.Values)
	d := views.RadarData{
		Tabs: l.radarTabs(view), Filters: l.radarFilters(f, filter), View: view.Encode(), Export: exportHref(models.ExportRadar, view.Encode()),
		About:   p.T("radar.bounds", "days", models.RadarEventDays, "most", models.RadarEventMost),
		CanNext: v.Can(models.PermRadarWork) && filter.State == models.RadarOpen, Table: l.radarTable(page.Items, view, filter.State),
	}
	if filter.State != models.RadarOpen {
		d.Hidden = map[string]string{"state": string(filter.State)}
	}
	if filter.State == models.RadarOpen && f.err() == nil {
		d.Fresh = freshOf(p, radarHref(view), "/radar", view.Encode())
	}
	for _, field := range d.Filters {
		if field.Error != "" {
			d.Errors = append(d.Errors, ui.FieldError{Name: field.Name, Text: field.Error})
		}
	}
	d.Chips = l.radarChips(f, view)
	if len(d.Chips) > 0 {
		d.Clear = radarHref(with0(view, "state"))
	}
	if n := len(page.Items); n > 0 {
		d.Note = p.N("radar.shown", n)
		if page.Newer {
			d.Newer = radarHref(view, "before", placeText(page.Items[0].Cursor(), models.PrefixRadar))
		}
		if page.Older {
			d.Older = radarHref(view, "after", placeText(page.Items[n-1].Cursor(), models.PrefixRadar))
		}
	}
	d.Empty = l.radarEmpty(filter, view)
	return d
}

// with0 is a query with only the named values kept.
func with0(q url.Values, keep ...string) url.Values {
	out := url.Values{}
	for _, name := range keep {
		if v := q.Get(name); v != "" {
			out.Set(name, v)
		}
	}
	return out
}

// radarEmpty says why there is no row.
func (l labels) radarEmpty(f models.RadarFilter, view url.Values) ui.EmptyArgs {
	switch {
	case f.State != models.RadarOpen:
		return ui.EmptyArgs{Kind: "nothing", Title: l.p.T("radar.none_" + string(f.State))}
	case f.Kind != "" || f.Assignee != 0 || f.Unassigned || view.Get("min") != "" || f.After != nil || f.Before != nil:
		return ui.EmptyArgs{Kind: "no-match", Title: l.p.T("common.empty_no_match"), Href: "/radar", Label: l.p.T("common.clear_filters")}
	}
	return ui.EmptyArgs{
		Kind: "done", Title: l.p.T("radar.none_open"), Text: l.p.T("radar.none_open_text", "percent", models.RadarMinBP/100),
		Href: "/radar?min=0", Label: l.p.T("radar.show_all"),
	}
}

// radarTabs are the views that most people start from.
func (l labels) radarTabs(view url.Values) []ui.Tab {
	who, state := view.Get("who"), view.Get("state")
	tab := func(key, w, s string) ui.Tab {
		return ui.Tab{
			Label: l.p.Texts.T("radar.tab_" + key), Href: radarHref(view, "who", w, "state", s),
			Current: who == w && (state == s || (s == "" && state == string(models.RadarOpen))),
		}
	}
	return []ui.Tab{
		tab("open", "", ""), tab("mine", "mine", ""), tab("reviewed", "", string(models.RadarReviewed)),
		tab("right", "", string(models.RadarRight)), tab("gone", "", string(models.RadarGone)),
	}
}

func (l labels) radarFilters(f *form, filter models.RadarFilter) []ui.FieldArgs {
	wrong := problems(l.p, f.err())
	kind := ui.FieldArgs{Kind: "select", Name: "kind", Label: l.p.T("radar.kind"), Empty: l.p.T("common.any"), Value: f.text("kind"), Error: wrong["kind"]}
	for _, k := range misjudge.Kinds() {
		kind.Options = append(kind.Options, ui.Option{Value: string(k), Label: l.radarKind(k)})
	}
	least := ui.FieldArgs{
		Kind: "number", Name: "min", Label: l.p.T("radar.min"), Suffix: "%", Value: f.text("min"), Error: wrong["min"], Attrs: map[string]any{"min": "0", "max": "100"},
	}
	if least.Value == "" {
		least.Value = strconv.Itoa(filter.MinBP / 100)
	}
	who := ui.FieldArgs{Kind: "select", Name: "who", Label: l.p.T("radar.who"), Empty: l.p.T("common.any"), Value: f.text("who"), Error: wrong["who"], Options: []ui.Option{
		{Value: "free", Label: l.p.T("queue.who_free")}, {Value: "mine", Label: l.p.T("queue.who_mine")},
	}}
	return []ui.FieldArgs{l.turnedOption(kind), least, l.turnedOption(who)}
}

// radarChips repeats the filters that are on, each with the address without it.
func (l labels) radarChips(f *form, view url.Values) []ui.ChipArgs {
	var chips []ui.ChipArgs
	for _, name := range []string{"kind", "min", "who"} {
		value := view.Get(name)
		if value == "" {
			continue
		}
		label := l.p.Texts.T("radar." + name)
		turn := radarHref(view, name, turned(value))
		was := value
		switch value = strings.TrimPrefix(value, notMark); name {
		case "kind":
			value = l.radarKind(misjudge.Kind(value))
		case "min":
			value += "%"
		case "who":
			value = l.word("queue.who_", value)
		}
		chip := ui.ChipArgs{Label: label, Value: value, RemoveHref: radarHref(view, name, ""), Remove: l.p.T("queue.remove_filter", "name", label)}
		if name != "min" {
			chip = l.turning(chip, was, turn)
		}
		chips = append(chips, chip)
	}
	return chips
}

// radarKind names what stands against the customer.
func (l labels) radarKind(k misjudge.Kind) string {
	if k == misjudge.KindEvent {
		return l.p.T("radar.kind_event")
	}
	return l.word("sanction.kind.", string(k))
}

func (l labels) radarTable(items []models.RadarEntry, view url.Values, state models.RadarState) views.Records {
	r := views.Records{
		ID: "radar", Caption: l.p.T("radar.title"), Keys: true, Framed: true,
		Heads: l.heads("radar.measure", "radar.account", "radar.wrong#", "radar.why", "radar.taken#", "radar.functions#", "radar.days#", "radar.harm#", "radar.who"),
	}
	if state != models.RadarOpen {
		r.Heads[len(r.Heads)-1].Label = l.p.T("radar.ended")
	}
	query := view.Encode()
	for i := range items {
		e := &items[i]
		taken := e.Evidence.Harm
		r.Rows = append(r.Rows, views.Record{ID: e.PublicID(), Cells: []views.Cell{
			{Text: l.radarKind(e.Kind), Href: radarItemHref(e.ID, query), Row: true, Wide: true},
			{Text: l.nameOf(e.Masked, e.Account.ExternalID, e.AccountID), Wide: true},
			{Text: percentBP(e.WrongBP), Numeric: true, Tone: wrongTone(e.WrongBP)}, views.Note(l.radarWhy(&e.RadarItem)),
			views.Num(views.Money(taken.Fen)), views.Num(strconv.Itoa(taken.Functions)), views.Num(strconv.Itoa(taken.Days)),
			views.Num(views.Number(e.Harm)), l.radarHolder(&e.RadarItem),
		}})
	}
	return r
}

// percentBP is a share in basis points as whole per cent; what is not nothing is not 0 %.
func percentBP(bp int) string {
	if bp > 0 && bp < 100 {
		return "<1%"
	}
	return strconv.Itoa(int(math.Round(float64(bp)/100))) + "%"
}

func wrongTone(bp int) ui.Tone {
	switch {
	case bp >= 5_000:
		return ui.Red
	case bp >= models.RadarMinBP:
		return ui.Amber
	}
	return ui.Neutral
}

// radarWhy is the strongest that speaks for the customer, two reasons at most.
func (l labels) radarWhy(r *models.RadarItem) string {
	f := r.Finding()
	var names []string
	for _, line := range f.For() {
		if len(names) < 2 {
			names = append(names, l.radarLine(line))
		}
	}
	if len(names) == 0 {
		return l.p.T("radar.why_none")
	}
	return strings.Join(names, l.p.T("radar.why_separator"))
}

// radarLine names a line; some read otherwise when they speak for the customer.
func (l labels) radarLine(line misjudge.Line) string {
	if key := "radar.for." + line.Key; line.Value > 0 && l.p.Texts.Has(key) {
		return l.p.Texts.T(key)
	}
	return l.word("radar.line.", line.Key)
}

// radarHolder is who has an item in hand, or how it ended.
func (l labels) radarHolder(r *models.RadarItem) views.Cell {
	switch {
	case r.State == models.RadarGone:
		return views.Text(views.Dash)
	case r.State != models.RadarOpen:
		return views.Cell{Text: l.word("radar.outcome_", string(r.Outcome)), Sub: r.ClosedName}
	case r.HeldBy(l.p.Now) == 0:
		return views.Text(views.Dash)
	}
	return views.Text(r.AssigneeName)
}
