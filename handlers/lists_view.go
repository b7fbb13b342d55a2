package handlers

import (
	"time"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// laneTones is how the lanes are marked. Read only.
var laneTones = map[models.ListLane]ui.Tone{models.ListBlock: ui.Red, models.ListWatch: ui.Amber, models.ListAllow: ui.Green}

func (l labels) listLane(lane models.ListLane) ui.BadgeArgs {
	return ui.BadgeArgs{Label: l.word("list.lane.", string(lane)), Tone: laneTones[lane]}
}

// over reports whether an entry counts no more.
func over(e *models.ListEntry, now time.Time) bool {
	return e.EndedAt != nil || (e.EndsAt != nil && !now.Before(*e.EndsAt))
}

// listsView is a page of the lists.
func listsView(p views.Page, v *Visitor, f models.ListFilter, page models.ListPage) views.ListsData {
	l := labels{p}
	live, ended := f, f
	live.Ended, ended.Ended = false, true
	d := views.ListsData{
		Area: l.monitorTabs(v, "lists"), May: v.Can(models.PermListManage), Table: l.entryTable(page.Items), Note: p.N("lists.shown", len(page.Items)),
		Tabs: []ui.Tab{
			{Label: p.T("lists.tab_live"), Href: listsHref(live), Current: !f.Ended}, {Label: p.T("lists.tab_ended"), Href: listsHref(ended), Current: f.Ended},
		},
		Filters: []ui.FieldArgs{
			l.laneField(string(f.Lane), p.T("common.any")), l.listKindField(models.ListedKinds(), f.Kind, p.T("common.any")), l.listSourceField(f.Source, p.T("common.any")),
		},
		Export: listsPath("/lists/export", f), Waiting: l.waitingChanges(page.Waiting),
		Empty: ui.EmptyArgs{Kind: "nothing", Title: p.T("lists.none"), Text: p.T("lists.none_text")},
	}
	d.Hidden = map[string]string{}
	if f.Ended {
		d.Hidden["state"] = "ended"
	}
	if f.Change != 0 {
		d.Hidden["change"] = f.Change.Public(models.PrefixListChange)
	}
	if f.Lane != "" || f.Kind != "" || f.Source != "" || f.Change != 0 {
		d.Clear = listsHref(models.ListFilter{Ended: f.Ended})
		d.Empty = ui.EmptyArgs{Kind: "no-match", Title: p.T("common.empty_no_match"), Href: d.Clear, Label: p.T("common.clear_filters")}
	}
	if f.After != 0 {
		d.First = listsHref(f)
	}
	if n := len(page.Items); page.Older && n > 0 {
		d.Older = listsHref(f, "after", page.Items[n-1].PublicID())
	}
	return d
}

func (l labels) listSourceField(value, empty string) ui.FieldArgs {
	a := ui.FieldArgs{Kind: "select", Name: "source", Label: l.p.T("list.source"), Value: value, Empty: empty}
	for _, source := range models.ListSources() {
		a.Options = append(a.Options, ui.Option{Value: source, Label: l.word("list.source.", source)})
	}
	return a
}

// waitingChanges is the changes that somebody still has to answer.
func (l labels) waitingChanges(list []models.ListChange) []views.MeasureRow {
	var rows []views.MeasureRow
	for i := range list {
		c := &list[i]
		title := l.p.T("list_change.title_entry")
		if c.File != "" {
			title = l.p.T("list_change.title_file", "file", c.File)
		}
		rows = append(rows, views.MeasureRow{Href: listChangeHref(c.ID), Title: title, State: l.listState(c.State), Time: l.p.Time(c.MadeAt), Note: l.p.T("list_change.by", "name", c.MadeName, "reason", c.Reason)})
	}
	return rows
}

// lastHit is when an event met an entry last, with the way to its decision.
func (l labels) lastHit(h *models.ListHit) views.Cell {
	if h.N == 0 {
		return views.Text(views.Dash)
	}
	return views.Cell{Text: l.p.Ago(h.LastAt), Href: "/decisions/" + h.EventID.Public(models.PrefixDecision)}
}

func (l labels) laneField(value, empty string) ui.FieldArgs {
	a := ui.FieldArgs{Kind: "select", Name: "lane", Label: l.p.T("lists.lane"), Value: value, Empty: empty}
	for _, lane := range models.ListLanes() {
		a.Options = append(a.Options, ui.Option{Value: string(lane), Label: l.listLane(lane).Label})
	}
	return a
}

func (l labels) listKindField(kinds []string, value, empty string) ui.FieldArgs {
	a := ui.FieldArgs{Kind: "select", Name: "kind", Label: l.p.T("lists.kind"), Value: value, Empty: empty}
	for _, kind := range kinds {
		a.Options = append(a.Options, ui.Option{Value: kind, Label: l.word("list.kind.", kind)})
	}
	return a
}

func (l labels) entryTable(list []models.ListedEntry) views.Records {
	r := views.Records{
		ID: "entries", Caption: l.p.T("lists.title"), Keys: true, Framed: true,
		Heads: l.heads("lists.lane", "lists.kind", "lists.value", "common.reason", "list.hits#", "list.last_hit", "lists.until", "list.source", "lists.made", "common.by"),
	}
	for i := range list {
		e := &list[i]
		value := l.listValue(&e.ListEntry)
		value.Wide = true
		r.Rows = append(r.Rows, views.Record{ID: e.PublicID(), Cells: []views.Cell{
			views.State(l.listLane(e.Lane)), {Text: l.word("list.kind.", e.Kind), Href: listHref(e.ID), Row: true, Wide: true}, value,
			{Text: e.Reason, Wrap: true}, views.Num(views.Number(e.Hits.N)), l.lastHit(&e.Hits), views.Text(l.listUntil(&e.ListEntry)),
			views.Text(l.word("list.source.", e.Source)), views.At(l.p.Time(e.MadeAt)), views.Text(e.MadeName),
		}})
	}
	return r
}

// listValue is what is on the list: an account by its page, a merchant by name, a payment by its account, else a token.
func (l labels) listValue(e *models.ListEntry) views.Cell {
	switch e.Kind {
	case "account":
		return views.Cell{Text: e.Token, Href: "/accounts/" + e.Token, Code: true}
	case models.ListMerchant:
		return views.Text(e.Token)
	case models.ListPayment:
		if kind, account, fen, merchant, ok := models.SamePaymentOf(e.Token); ok {
			said := l.p.T("list.payment", "kind", l.eventKind(kind), "amount", views.Money(fen))
			if merchant != "" {
				said = l.p.T("list.payment_at", "amount", views.Money(fen), "merchant", merchant)
			}
			return views.Cell{Text: said, Href: "/accounts/" + account}
		}
	case models.ListNetwork:
		return views.Cell{Text: e.Token, Code: true}
	}
	return views.Cell{Text: short(e.Token), Code: true}
}

// listUntil is the day on which an entry ends or ended.
func (l labels) listUntil(e *models.ListEntry) string {
	switch {
	case e.EndedAt != nil:
		return l.p.Date(*e.EndedAt)
	case e.EndsAt != nil:
		return l.p.Date(*e.EndsAt)
	}
	return l.p.T("lists.forever")
}

// newListView is the form for an entry with what was typed.
func newListView(p views.Page, d views.NewListData, refused error) views.NewListData {
	l, wrong := labels{p}, problems(p, refused)
	d.Errors, d.Wrong = fieldErrors(wrong), wrong
	d.LaneField, d.KindField = l.laneField(d.Lane, ""), l.listKindField(models.ListKinds(), d.Kind, "")
	d.LaneField.Error, d.KindField.Error = wrong["lane"], wrong["kind"]
	d.LaneField.Hint, d.LaneField.Required, d.KindField.Required = p.T("lists.lane_hint"), true, true
	return d
}

// listedNotes says on an account's page on which lists it stands.
func (l labels) listedNotes(list []models.ListEntry, scores bool) []views.ListedNote {
	var notes []views.ListedNote
	for i := range list {
		e := &list[i]
		if !scores && e.Lane == models.ListWatch { // who is only watched must not learn of it
			continue
		}
		reason := e.Reason
		if !scores {
			reason = views.Dash
		}
		n := views.ListedNote{Tone: laneTones[e.Lane], Text: l.p.T("account.listed", "lane", l.listLane(e.Lane).Label, "reason", reason)}
		if scores {
			n.Href, n.Label = listHref(e.ID), l.p.T("common.open")
		}
		notes = append(notes, n)
	}
	return notes
}
