package handlers

import (
	"net/url"
	"slices"
	"strings"
	"sync"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// queuePage is what a page of the queue is drawn from.
type queuePage struct {
	form   *form
	filter models.CaseFilter
	page   models.CasePage
	done   models.Progress
	tabs   []ui.Tab

	refused *rowRefusal
	found   *foundIn
}

// queueView is a page of the queue.
func queueView(p views.Page, v *Visitor, q queuePage) views.QueueData {
	l, f, filter := labels{p}, q.form, q.filter
	view := columnsFor(v, viewQuery(f.Values))
	d := views.QueueData{
		Hidden: map[string]string{}, Order: l.orderField(filter.Sort), View: shortView(view),
		CanNext: v.Can(models.PermCaseWork) && filter.State == models.CaseOpen && !filter.Snoozed,
		CanAct:  v.Can(models.PermCaseWork) && filter.State == models.CaseOpen,
		Strip:   l.p.T("desk.strip", "done", capped(q.done.Done), "left", capped(q.done.Left)),
		Tools:   l.queueTools(v, view),
	}
	d.Tabs, d.MoreTab = inLine(q.tabs)
	links := linked(view)
	for _, kept := range []string{"code", "group", "thing", "batch", "tag", "cols", "density"} { // codes, groups and tags are many: they are chosen where their counts stand
		if links.Get(kept) != "" {
			d.Hidden[kept] = links.Get(kept)
		}
	}
	d.Main, d.More = l.queueFilters(f, q.page.Items)
	// The tab of a view says what it asks for, and so do the chips.
	d.MoreOn = !slices.ContainsFunc(q.tabs, func(t ui.Tab) bool { return t.Current }) && slices.ContainsFunc(d.More, func(m ui.FieldArgs) bool { return m.Value != "" })
	d.Chips = l.queueChips(f, links)
	if len(d.Chips) > 0 {
		d.Clear = "/queue?sort=" + string(filter.Sort)
	}
	d.Errors = fieldsWrong(slices.Concat(d.Main, d.More))
	d.Table = l.caseTable(q.page.Items, view, filter.Sort)
	d.Table.Keys, d.Table.Framed = true, true
	if q.found == nil { // what acts on all of a view is not offered on a part of it
		d.Bulk = l.bulkBar(v, q, d.View)
	}
	d.Table.Sheet = l.sheetHref(view, d.Bulk != nil)
	if d.Bulk != nil {
		l.tickable(&d, q.page.Items, view)
		d.Batches = "/batches"
	}
	if q.refused != nil {
		l.refuse(&d, q, view)
	}
	l.queueSteps(&d, q, links)
	if filter.State == models.CaseOpen && !filter.Snoozed && f.err() == nil {
		d.Fresh = freshOf(p, "/queue?"+links.Encode(), "/queue", shortView(view))
	}
	d.Empty = l.queueEmpty(filter, q.done, workTab(q.tabs))
	l.findIn(&d, v, q, view)
	return d
}

// queueSteps lead to the pages before and after this one.
func (l labels) queueSteps(d *views.QueueData, q queuePage, view url.Values) {
	n := len(q.page.Items)
	if n == 0 {
		return
	}
	if q.page.Newer {
		d.Newer = "/queue?" + with(view, "before", cursorText(q.page.Items[0].Cursor(q.filter.Sort)))
	}
	if q.page.Older {
		d.Older = "/queue?" + with(view, "after", cursorText(q.page.Items[n-1].Cursor(q.filter.Sort)))
	}
	d.Note = l.p.N("queue.shown", n)
}

// queueTools lead from a view to what changes the view itself, and leads of staff to the quality samples.
func (l labels) queueTools(v *Visitor, view url.Values) []ui.LinkArgs {
	q := "?" + url.Values{"view": {shortView(view)}}.Encode()
	tools := []ui.LinkArgs{
		{Label: l.p.T("queue.narrow"), Href: "/queue/narrow" + q, Icon: "filter", Size: "small", Kind: "quiet", Key: "f"},
		{Label: l.p.T("queue.columns"), Href: "/queue/columns" + q, Icon: "list", Size: "small", Kind: "quiet"},
		{Label: l.p.T("queue.save_view"), Href: "/queue/views" + q, Icon: "plus", Size: "small", Kind: "quiet"},
		{Label: l.p.T("common.export_csv"), Href: exportHref(models.ExportQueue, shortView(view)), Icon: "download", Size: "small", Kind: "quiet"},
	}
	if v.Can(models.PermBulkLimit) {
		tools = append(tools, ui.LinkArgs{Label: l.p.T("batch.title.limit"), Href: "/batches/limits" + q, Icon: "limit", Size: "small", Kind: "quiet"})
	}
	if v.Can(models.PermCaseAssign) {
		tools = append(tools, ui.LinkArgs{Label: l.p.T("queue.samples"), Href: "/samples", Icon: "check-circle", Size: "small", Kind: "quiet"})
	}
	return tools
}

// queueUnread stands in place of rows where filters cannot be read: nothing was looked for, so nothing is known of how much there is.
func (l labels) queueUnread() ui.EmptyArgs {
	return ui.EmptyArgs{Kind: "no-match", Title: l.p.T("queue.unread"), Text: l.p.T("queue.unread_text"), Href: "/queue?sort=risk", Label: l.p.T("common.clear_filters")}
}

// queueEmpty says why there is no row: filters hide them, all is done, or nothing came. Next is the view that has work.
func (l labels) queueEmpty(filter models.CaseFilter, done models.Progress, next *ui.Tab) ui.EmptyArgs {
	whose := filter
	whose.Assignee, whose.Unassigned, whose.DueSoon, whose.Overdue = 0, false, false, false
	whole := !whose.Narrowed() && filter.State == models.CaseOpen && filter.After == nil && filter.Before == nil
	e := ui.EmptyArgs{Kind: "nothing", Title: l.p.T("common.empty_nothing"), Text: l.p.T("queue.empty_nothing")}
	switch {
	case !whole:
		return ui.EmptyArgs{
			Kind: "no-match", Title: l.p.T("common.empty_no_match"), Text: l.p.T("queue.empty_match", "n", capped(done.Left)),
			Href: "/queue?sort=risk", Label: l.p.T("common.clear_filters"),
		}
	case done.Done > 0:
		e = ui.EmptyArgs{
			Kind: "done", Title: l.p.T("common.empty_done"), Text: l.p.N("queue.empty_done", done.Done), Href: "/appeals", Label: l.p.T("queue.to_appeals"),
		}
	case filter.Narrowed():
		e.Text = l.p.T("queue.empty_view")
	}
	if next != nil {
		e.Href, e.Label = next.Href, l.p.T("queue.to_view", "name", next.Label, "n", next.Count)
	}
	return e
}

// shipped is the policy that comes with the program: its codes and bands are what filters
// offer. It is made once and never changed.
var shipped = sync.OnceValue(decide.Default)

// flagCodes are the flags that a filter offers: the policy's and those that people raise.
func flagCodes() []string {
	var codes []string
	for _, r := range shipped().Flags {
		codes = append(codes, r.Code)
	}
	return append(codes, "sanction_review", "limit_review", "manual")
}

// eventFlagCodes are the flags that decisions about events raise, and challenges that came
// to nothing.
func eventFlagCodes() []string { return append(rules.Reasons(), "challenge_failed", "payment_denied") }

// queueFilters are the fields of the filter form, those in view and the others.
func (l labels) queueFilters(f *form, items []models.CaseItem) (main, more []ui.FieldArgs) {
	wrong := problems(l.p, f.err())
	choice := func(name string, values ...string) ui.FieldArgs {
		a := ui.FieldArgs{Kind: "select", Name: name, Label: l.p.Texts.T("queue." + name), Empty: l.p.T("common.any"), Value: f.text(name), Error: wrong[name]}
		for _, v := range values {
			a.Options = append(a.Options, ui.Option{Value: v, Label: l.filterWord(name, v, items)})
		}
		if is, not := strings.CutPrefix(a.Value, "!"); (not && is != "" || strings.Contains(is, ",")) && !slices.Contains(values, a.Value) || (name == "who" && strings.HasPrefix(a.Value, models.PrefixUser+"_")) {
			a.Options = append(a.Options, ui.Option{Value: a.Value, Label: l.filterWord(name, a.Value, items)}) // chosen by a facet
		}
		return a
	}
	box := func(kind, name string) ui.FieldArgs {
		return ui.FieldArgs{Kind: kind, Name: name, Label: l.p.Texts.T("queue." + name), Value: f.text(name), Error: wrong[name]}
	}
	main = []ui.FieldArgs{
		choice("severity", "4", "3", "2", "1", "4,3", "4,3,2"), choice("band", bandNames()...), choice("queue", queueKeys()...), choice("who", "free", "mine"),
	}
	more = []ui.FieldArgs{
		choice("source", caseSources()...), choice("product", lineProducts()...), choice("appeal", models.AppealOpen, models.AppealEver), choice("hardship", models.HardshipYes, models.HardshipNo), choice("due", "soon", "overdue"), choice("changed", "1"),
		box("number", "score_min"), box("number", "score_max"), box("money", "exposure"), box("money", "exposure_max"),
	}
	more = append(append(more, l.queueSpanFields(f, wrong)...), choice("payment", models.PaymentYes, models.PaymentNo), choice("state", "open", "snoozed", "closed")) // last, so that no pair is torn apart
	if f.one("state", "closed") || f.text("outcome") != "" {
		more = append(more, choice("outcome", outcomeNames()...))
	}
	return main, more
}

func bandNames() []string {
	var names []string
	for _, b := range shipped().Bands {
		names = append(names, b.Name)
	}
	return names
}

func queueKeys() []string {
	var keys []string
	for _, q := range models.CaseQueues() {
		keys = append(keys, q.Key())
	}
	return keys
}

func lineProducts() []string {
	return []string{string(models.ProductPayLater), string(models.ProductCashLoan)}
}

func caseSources() []string { return []string{"model", "rule", "delinquency", "person"} }

// filterWords are what the names of the values of filters begin with; it is read only.
var filterWords = map[string]string{
	"severity": "severity.", "source": "source.", "band": "band.", "queue": "desk.queue.", "who": "queue.who_", "due": "queue.due_",
	"state": "case_state.", "changed": "queue.changed_", "product": "measure.product.", "appeal": "queue.appeal_", "hardship": "queue.hardship_", "payment": "queue.payment_", "outcome": "case_outcome.",
}

// filterWord is a value of a filter in words; one that is left out says so.
func (l labels) filterWord(name, value string, items []models.CaseItem) string {
	is, not := strings.CutPrefix(value, "!")
	if name == "severity" && (value == "4,3" || value == "4,3,2") {
		return l.p.T("queue.severity_from", "value", l.word("severity.", value[len(value)-1:]))
	}
	if values := models.Several(is); len(values) > 1 && name != "tag" {
		for i := range values {
			values[i] = l.filterWord(name, values[i], items)
		}
		key := map[bool]string{false: "queue.any_of", true: "queue.none_of"}[not]
		return l.p.Texts.T(key, "values", strings.Join(values, l.p.T("common.list_separator")))
	}
	if not {
		return l.p.T("queue.not", "value", l.filterWord(name, is, items))
	}
	switch {
	case name == "code":
		return l.flagName(value)
	case name == "group":
		return l.typology(value)
	case name == "thing":
		return l.thingWord(value)
	case name == "who" && strings.HasPrefix(value, models.PrefixUser+"_"):
		for i := range items {
			if items[i].AssigneeID.Public(models.PrefixUser) == value {
				return items[i].AssigneeName
			}
		}
		return value
	case filterWords[name] != "":
		return l.word(filterWords[name], value)
	}
	return value
}

// queueChips repeats the filters that are on, each with the address without it.
func (l labels) queueChips(f *form, view url.Values) []ui.ChipArgs {
	var chips []ui.ChipArgs
	for _, name := range queueFields {
		value := view.Get(name)
		if value == "" || slices.Contains(looks, name) {
			continue
		}
		if s, says := spanOf(name, view); s != nil {
			if says {
				chips = append(chips, l.spanChip(s, view))
			}
			continue
		}
		label := l.p.Texts.T("queue." + name)
		value = l.filterWord(name, value, nil)
		gone := []string{name, ""}
		switch top, most := view.Get("score_max"), view.Get("exposure_max"); {
		case name == "exposure" && most != "":
			label, gone = l.p.T("queue.exposure_head"), append(gone, "exposure_max", "")
			value = l.p.T("queue.between", "low", views.Money(f.fen(name)), "high", views.Money(f.fen("exposure_max")))
		case name == "exposure", name == "exposure_max" && view.Get("exposure") == "":
			value = views.Money(f.fen(name))
		case name == "exposure_max":
			continue // said with the other end
		case name == "score_min" && top != "":
			label, value, gone = l.p.T("queue.score"), l.p.T("queue.between", "low", value, "high", top), append(gone, "score_max", "")
		case name == "score_max" && view.Get("score_min") != "":
			continue // said with the other end
		}
		chips = append(chips, ui.ChipArgs{
			Label: label, Value: value, RemoveHref: "/queue?" + with(view, gone...), Remove: l.p.T("queue.remove_filter", "name", label),
		})
	}
	return chips
}

func ptr[T any](v T) *T { return &v }

// holder is who has a case in hand, or who closed it.
func (l labels) holder(c *models.Case) views.Cell {
	switch {
	case c.State == models.CaseClosed:
		return views.Text(c.ClosedName)
	case c.HeldBy(l.p.Now) == 0:
		return views.Cell{Text: views.Dash}
	}
	return views.Text(c.AssigneeName)
}
