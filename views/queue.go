package views

import "candor/views/ui"

// QueueData is the queue's page.
type QueueData struct {
	Tabs    []ui.Tab
	MoreTab []ui.Tab       // views that the line of tabs has no room for
	Order   ui.FieldArgs   // in which rows come
	Main    []ui.FieldArgs // filters always in view
	More    []ui.FieldArgs // filters behind "more filters"
	MoreOn  bool           // one of More is set, by nothing that has a tab, so they are open
	Chips   []ui.ChipArgs
	Clear   string            // address without any filter; empty when none is on
	Hidden  map[string]string // what the filter form keeps
	Table   Records
	Newer   string
	Older   string
	Note    string
	Strip   string        // how far the view is worked off today
	Tools   []ui.LinkArgs // to what changes the view itself
	Fresh   *Fresh        // nil where nothing new can come
	View    string        // this view's query, to come back to
	CanNext bool
	CanAct  bool         // keys act on the case of a row
	Empty   ui.EmptyArgs // when the table has no rows
	Errors  []ui.FieldError
	Bulk    *BulkBar // acts on ticked rows; nil for who may not
	Batches string   // where batches are listed, "" for who may not
	Refused *RowRefusal
	Find    *FindBox // finds in this view; nil for who may not
}

// FindBox finds the cases of a view by whose they are.
type FindBox struct {
	View  string
	Error string
	Note  string // what was found
	Back  string // the whole view, where a part of it is shown
}

// pager leads to the pages before and after this one, whichever way the queue is sorted.
func (d QueueData) pager(p Page) ui.PagerArgs {
	a := p.Pager(d.Newer, d.Older, d.Note)
	a.Newer, a.Older = p.T("queue.page_before"), p.T("queue.page_after")
	return a
}

// RowRefusal is why an act on the case of a row was not done.
type RowRefusal struct {
	Title string
	Text  string
	Typed string // words that were sent with it, to be taken along
	Href  string // the case's page
	Gone  bool   // no row of this page is the case's
}

// refusalID is where the row of that case finds why.
const refusalID = "refused"

// QueueAccount is the account's cell of a row.
type QueueAccount struct {
	Href string
	Name string
	ID   string
}

// QueueUse is how much of its limits an account uses.
type QueueUse struct {
	Text  string // "82%"
	Of    string // "of ¥10,000"
	Share float64
	Tone  ui.Tone
}

// cutMark stands before the end of an id.
const cutMark = "…"

// shortID is the end of a public id, where two ids of one day differ.
func shortID(id string) string {
	if len(id) < 6 {
		return id
	}
	return cutMark + id[len(id)-6:]
}
