package handlers

import (
	"net/url"
	"slices"
	"strconv"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// bulkBar is the bar above the queue that acts on many cases, nil for who may not and where
// no case is open.
func (l labels) bulkBar(v *Visitor, q queuePage, view string) *views.BulkBar {
	filter, items := q.filter, q.page.Items
	if !v.Can(models.PermBulkWork) || filter.State == models.CaseClosed || len(items) == 0 {
		return nil
	}
	b := &views.BulkBar{View: view, Ticked: l.p.T("batch.do_ticked"), Page: l.p.N("batch.do_page", len(items)), All: l.p.N("batch.do_all", q.done.Left, "all", capped(q.done.Left))}
	b.Shown = cursorText(items[0].Cursor(filter.Sort)) + shownSeparator + cursorText(items[len(items)-1].Cursor(filter.Sort))
	for _, k := range models.BatchKinds() {
		if k.OnCases() && v.Can(k.Need()) {
			b.Kinds = append(b.Kinds, ui.Option{Value: string(k), Label: l.p.T("batch.title." + string(k))})
		}
	}
	if filter.Batch != 0 { // they come back as they were ticked
		b.Chosen = len(items)
	}
	b.Kinds = append(b.Kinds, ui.Option{Value: actExport, Label: l.p.T("common.export_csv")})
	return b
}

// tickable puts a box before each case of a table, which belongs to the bar's form. The bar adds up the exposures of the ticked ones: as
// their column says them, or where a view leaves it out as the boxes do.
func (l labels) tickable(d *views.QueueData, items []models.CaseItem, view url.Values) {
	columns, _ := queueColumnsOf(view.Get("cols"))
	at := slices.IndexFunc(columns, func(c *queueColumn) bool { return c.key == exposureColumn })
	if at >= 0 {
		d.Bulk.Sum = strconv.Itoa(at + 1) // after the boxes
	}
	r := &d.Table
	r.Heads = slices.Insert(r.Heads, 0, ui.ThArgs{Label: l.p.T("batch.tick"), Quiet: true, Tick: l.p.T("batch.tick_page")})
	row, ticked := r.Row, d.Bulk.Chosen > 0
	r.Row = func(i int, cells []views.Cell) views.Record {
		c := &items[i]
		box := ui.RowSelectArgs{Form: views.BulkForm, Value: c.PublicID(), Label: l.nameOf(c.Masked, c.Account.ExternalID, c.AccountID), Ticked: ticked}
		if at < 0 {
			box.Fen = c.ExposureFen
		}
		return row(i, append(cells, views.Cell{Body: ui.RowSelect(box), Bare: true}))
	}
}

// bookActions leads from a filter of the book to batches over all that it meets. A filter by
// what another model would say is no filter of a batch.
func (l labels) bookActions(v *Visitor, f models.AccountFilter, query url.Values) []ui.LinkArgs {
	if f.Cell != nil {
		return nil
	}
	var list []ui.LinkArgs
	add := func(kind models.BatchKind, path, icon string) {
		href := path
		if q := query.Encode(); q != "" {
			href += "?" + q
		}
		list = append(list, ui.LinkArgs{Label: l.p.T("batch.title." + string(kind)), Href: href, Icon: icon, Kind: "quiet"})
	}
	if v.Can(models.PermBulkLimit) {
		add(models.BatchLimit, "/batches/limits", "limit")
	}
	if v.Can(models.PermBulkWork) && v.Can(models.PermSanctionPropose) {
		add(models.BatchLift, "/batches/lift", "shield")
	}
	return list
}
