package handlers

import (
	"net/url"
	"strconv"
	"strings"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// batchStates is how the states of a batch are marked. Read only.
var batchStates = map[models.BatchState]ui.BadgeArgs{
	models.BatchReading: {Tone: ui.Blue, Icon: "refresh"}, models.BatchDraft: {Tone: ui.Blue, Icon: "eye"}, models.BatchWaiting: {Tone: ui.Amber, Icon: "clock"},
	models.BatchConfirmed: {Tone: ui.Blue, Icon: "clock"}, models.BatchRunning: {Tone: ui.Blue, Icon: "refresh"}, models.BatchDone: {Tone: ui.Green, Icon: "check"},
	models.BatchCancelled: {Tone: ui.Amber, Icon: "close"}, models.BatchUndoing: {Tone: ui.Blue, Icon: "undo"}, models.BatchUndone: {Icon: "undo"},
	models.BatchPartly: {Tone: ui.Amber, Icon: "undo"}, models.BatchRejected: {Tone: ui.Red, Icon: "x-circle"},
}

func (l labels) batchState(s models.BatchState) ui.BadgeArgs {
	b := batchStates[s]
	b.Label = l.p.T("batch.state." + string(s))
	return b
}

// batchList is a page of the list.
func batchList(p views.Page, v *Visitor, group string, f models.BatchFilter, list []models.Batch) views.BatchesPage {
	l := labels{p}
	self := "/batches"
	if group != "" {
		self += "?state=" + group
	}
	d := views.BatchesPage{Page: p, Export: exportHref(models.ExportBatches, with(nil, "state", group))}
	for _, g := range batchGroups {
		href := "/batches"
		name := "all"
		if g.key != "" {
			href, name = "/batches?state="+g.key, g.key
		}
		d.Tabs = append(d.Tabs, ui.Tab{Label: p.T("batch.tab." + name), Href: href, Current: g.key == group})
	}
	if v.Can(models.PermBulkLimit) {
		d.Links = append(d.Links, ui.LinkArgs{Label: p.T("batch.title.limit"), Href: "/batches/limits", Icon: "limit"})
	}
	if v.Can(models.PermBulkWork) && v.Can(models.PermSanctionPropose) {
		d.Links = append(d.Links, ui.LinkArgs{Label: p.T("batch.title.lift"), Href: "/batches/lift", Icon: "shield"})
	}
	if len(list) == f.Limit {
		list = list[:f.Limit-1]
		sep := "?"
		if group != "" {
			sep = "&"
		}
		d.Older = self + sep + "before=" + list[len(list)-1].PublicID()
	}
	if f.After != 0 {
		d.First = self
	}
	d.Note = p.N("batch.shown", len(list))
	d.Table = views.Records{
		ID: "batches", Caption: p.T("batch.list"), Keys: true, Framed: true,
		Heads: l.heads("batch.what", "common.status", "batch.items#", "batch.head_done#", "batch.head_left#", "batch.money#", "batch.made"),
	}
	for i := range list {
		d.Table.Rows = append(d.Table.Rows, l.batchRow(v, &list[i]))
	}
	d.Empty = ui.EmptyArgs{Kind: "nothing", Title: p.T("batch.none"), Text: p.T("batch.none_text"), Href: "/queue", Label: p.T("nav.queue")}
	if group != "" {
		d.Empty = ui.EmptyArgs{Kind: "no-match", Title: p.T("common.empty_no_match"), Href: "/batches", Label: p.T("batch.tab.all")}
	}
	return d
}

func (l labels) batchRow(v *Visitor, b *models.Batch) views.Record {
	what := views.Cell{Text: l.p.T("batch.title." + string(b.Kind)), Href: batchHref(b.ID), Row: true, Wide: true}
	if b.File != "" {
		what.Sub = b.File
	}
	if parts := l.chosenParts(v, b); len(parts) > 0 {
		said := make([]string, len(parts))
		for i, part := range parts {
			said[i] = l.p.T("batch.filter_part", "name", part.Label, "value", part.Value)
		}
		what.Sub = strings.Join(said, l.p.T("common.list_separator"))
	}
	return views.Record{ID: b.PublicID(), Cells: []views.Cell{
		what, views.State(l.batchState(b.State)), views.Num(views.Number(int64(b.Total))), views.Num(views.Number(int64(b.Done + b.Kept))),
		views.Num(views.Number(int64(b.Excluded + b.Failed))), views.Num(l.batchMoney(b)),
		{Body: views.ByAt(orDash(b.MadeName), l.p.Time(b.MadeAt))},
	}}
}

// batchMoney is the sum before and after, once where they are the same.
func (l labels) batchMoney(b *models.Batch) string {
	if b.BeforeFen == b.AfterFen {
		return views.Money(b.BeforeFen)
	}
	return views.Money(b.BeforeFen) + " → " + views.Money(b.AfterFen)
}

// batchView is one batch with a page of its items.
func batchView(p views.Page, v *Visitor, d *models.BatchDetail, f models.ItemFilter) views.BatchPage {
	l, b := labels{p}, &d.Batch
	page := views.BatchPage{
		Page: p, ID: p.Copy(b.PublicID()), State: l.batchState(b.State), Live: b.Open(), Refresh: batchQuery(b.ID, f.State, f.After),
		Stats: l.batchStats(b), Progress: l.batchProgress(b), Facts: l.batchFacts(v, b), Refused: l.batchRefused(b.Refused), Items: l.batchItems(v, d),
	}
	page.Rejects = batchHref(b.ID) + "/rejects.csv"
	taken := url.Values{"batch": {b.PublicID()}}
	if f.State != "" {
		taken.Set("items", string(f.State))
	}
	page.Export = exportHref(models.ExportItems, taken.Encode())
	if f.After > 0 {
		page.First = batchQuery(b.ID, f.State, 0)
	}
	if n := len(d.Items); n > 0 && d.More {
		page.Older = batchQuery(b.ID, f.State, d.Items[n-1].N)
	}
	if n := len(d.Items); n > 0 {
		page.Shown = p.T("batch.places", "from", d.Items[0].N, "to", d.Items[n-1].N)
	}
	counts := map[models.ItemState]int{
		"": b.Total, models.ItemEligible: b.Eligible, models.ItemExcluded: b.Excluded, models.ItemDone: b.Done, models.ItemFailed: b.Failed, models.ItemUndone: b.Undone, models.ItemKept: b.Kept,
	}
	page.Tabs = append(page.Tabs, ui.Tab{Label: p.T("batch.tab.all"), Href: batchHref(b.ID) + "#items", Count: views.Number(int64(b.Total)), Current: f.State == ""})
	for _, s := range models.ItemStates() {
		if counts[s] > 0 || s == f.State {
			page.Tabs = append(page.Tabs, ui.Tab{Label: p.T("batch.item." + string(s)), Href: batchQuery(b.ID, s, 0), Count: views.Number(int64(counts[s])), Current: f.State == s})
		}
	}
	for _, c := range d.Codes {
		page.Left = append(page.Left, ui.Pair{Key: l.itemCode(b, c.Code), Value: views.Number(int64(c.N)), Numeric: true})
	}
	l.batchActions(v, b, &page)
	if d.Hard > 0 {
		page.Notes = append(page.Notes, ui.CalloutArgs{Tone: ui.Amber, Icon: "info", Title: p.N("batch.hardship", d.Hard), Text: p.T("batch.hardship_text")})
	}
	return page
}

func (l labels) batchStats(b *models.Batch) []ui.StatArgs {
	p := l.p
	n := func(v int) string { return views.Number(int64(v)) }
	out := []ui.StatArgs{
		{Label: p.T("batch.item.eligible"), Value: n(b.Eligible)},
		{Label: p.T("batch.item.excluded"), Value: n(b.Excluded), Tone: toneIf(b.Excluded > 0, ui.Amber)},
		{Label: p.T("batch.item.done"), Value: n(b.Done)},
	}
	if b.Failed > 0 {
		out = append(out, ui.StatArgs{Label: p.T("batch.item.failed"), Value: n(b.Failed), Tone: ui.Red})
	}
	if b.Undone+b.Kept > 0 {
		out = append(out, ui.StatArgs{Label: p.T("batch.item.undone"), Value: n(b.Undone)}, ui.StatArgs{Label: p.T("batch.item.kept"), Value: n(b.Kept), Tone: toneIf(b.Kept > 0, ui.Amber)})
	}
	money := "batch.exposure"
	if !b.Kind.OnCases() {
		money = "batch.limits_sum"
	}
	return append(out, ui.StatArgs{Label: p.T(money), Value: views.Money(b.AfterFen), Note: p.T("batch.before", "amount", views.Money(b.BeforeFen))})
}

func (l labels) batchProgress(b *models.Batch) *ui.MeterArgs {
	done, all := b.Done+b.Failed, b.Done+b.Failed+b.Eligible
	if b.State == models.BatchUndoing {
		done, all = b.Undone+b.Kept, b.Undone+b.Kept+b.Done
	} else if b.State != models.BatchRunning && b.State != models.BatchConfirmed {
		return nil
	}
	if all == 0 {
		return nil
	}
	return &ui.MeterArgs{
		Label: l.p.T("batch.progress"), Value: float64(done), Max: float64(all),
		Text: l.p.T("batch.progress_text", "done", views.Number(int64(done)), "all", views.Number(int64(all))),
	}
}

// itemCode says why an item was left out, in the words of what it is.
func (l labels) itemCode(b *models.Batch, code string) string {
	if key := "batch.code." + code; l.p.Texts.Has(key) {
		return l.p.T(key)
	}
	if key := "refused." + code; l.p.Texts.Has(key) {
		return l.p.T(key)
	}
	return code
}

var itemTones = map[models.ItemState]ui.BadgeArgs{
	models.ItemEligible: {Tone: ui.Blue, Icon: "clock"}, models.ItemExcluded: {Tone: ui.Amber, Icon: "filter"}, models.ItemDone: {Tone: ui.Green, Icon: "check"},
	models.ItemFailed: {Tone: ui.Red, Icon: "alert"}, models.ItemUndone: {Icon: "undo"}, models.ItemKept: {Tone: ui.Amber, Icon: "lock"},
}

// batchItems lists a page of items with what they are about and what became of them.
func (l labels) batchItems(v *Visitor, d *models.BatchDetail) views.Records {
	b := &d.Batch
	r := views.Records{ID: "batch-items", Caption: l.p.T("batch.items"), Empty: l.p.T("batch.no_items"), Keys: true}
	heads := []string{"batch.place#", "queue.account", "batch.thing", "common.status", "batch.why"}
	switch {
	case b.Kind == models.BatchLimit:
		heads = append(heads, "batch.from#", "batch.new#", "batch.reason_code")
	case b.Kind.OnCases():
		heads = append(heads, "batch.exposure#")
	default:
		heads = append(heads, "batch.limit_now#")
	}
	r.Heads = l.heads(heads...)
	for i := range d.Items {
		it := &d.Items[i]
		name := said(l.p, it.Name)
		if name == "" {
			name = it.AccountID.Public(models.PrefixAccount)
		}
		state := itemTones[it.State]
		state.Label = l.p.T("batch.item." + string(it.State))
		why := views.Note(views.Dash)
		switch {
		case it.Code != "":
			why.Text = l.itemCode(b, it.Code)
		case it.Bound != "":
			why.Text = l.bound(it.Bound)
		}
		if it.Hardship != nil {
			why = views.Cell{Body: views.NoteMarked(why.Text, hardshipBadge(l.p, *it.Hardship)), Wrap: true}
		}
		cells := []views.Cell{
			views.Num(strconv.Itoa(it.N)), {Text: name, Sub: it.ExternalID, Href: accountIf(v, it.AccountID), Wide: true}, l.itemThing(b, it), views.State(state), why,
		}
		switch {
		case b.Kind == models.BatchLimit:
			cells = append(cells, views.Num(views.Money(it.FromFen)), views.Num(views.Money(it.ToFen)), views.Text(l.reasonNames("limit", it.Reasons())))
		default:
			cells = append(cells, views.Num(views.Money(it.FromFen)))
		}
		r.Rows = append(r.Rows, views.Record{Cells: cells})
	}
	return r
}

func accountIf(v *Visitor, id models.ID) string {
	if !v.Can(models.PermAccountRead) {
		return ""
	}
	return "/accounts/" + id.Public(models.PrefixAccount)
}

// itemThing leads to what the item is about: the case, the limit change, the sanction.
func (l labels) itemThing(b *models.Batch, it *models.BatchRow) views.Cell {
	switch {
	case b.Kind.OnCases():
		return views.Cell{Text: l.p.T("batch.case"), Href: caseHref(it.ObjectID, "")}
	case b.Kind == models.BatchLift:
		return views.Cell{Text: l.p.T("batch.sanction"), Href: "/sanctions/" + it.ObjectID.Public(models.PrefixSanction)}
	case it.ChangeID != 0:
		return views.Cell{Text: productText(l.p, it.Product), Href: "/limits/" + it.ChangeID.Public(models.PrefixLimit)}
	case it.Product != "":
		return views.Text(productText(l.p, it.Product))
	}
	return views.Text(views.Dash)
}

// batchRefused is the rows of a file that cannot be items, each with why.
func (l labels) batchRefused(list []models.BatchRefusal) views.Records {
	r := views.Records{ID: "refused", Caption: l.p.T("batch.refused_rows"), Heads: l.heads("batch.line#", "batch.column", "batch.value", "batch.why")}
	for _, x := range list[:min(len(list), listLinesShown)] {
		kv := make([]any, 0, 2*len(x.Args))
		for name, value := range x.Args {
			kv = append(kv, name, value)
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			views.Num(strconv.Itoa(x.Line)), {Text: orDash(x.Column), Code: x.Column != ""}, {Text: orDash(x.Value), Code: x.Value != ""}, views.Note(l.p.T("invalid."+x.Code, kv...)),
		}})
	}
	return r
}
