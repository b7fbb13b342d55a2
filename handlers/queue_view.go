package handlers

import (
	"net/url"
	"slices"
	"strconv"
	"sync"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// queueView is a page of the queue.
func queueView(p views.Page, v *Visitor, f *form, filter models.CaseFilter, page models.CasePage, done models.Progress) views.QueueData {
	l, view := labels{p}, viewQuery(f.Values)
	d := views.QueueData{
		Tabs: l.queueTabs(view), Hidden: map[string]string{"sort": string(filter.Sort)}, View: view.Encode(),
		CanNext: v.Can(models.PermCaseWork) && filter.State == models.CaseOpen,
	}
	d.Main, d.More = l.queueFilters(f)
	for _, m := range d.More {
		d.MoreOn = d.MoreOn || m.Value != ""
	}
	d.Chips = l.queueChips(f, view)
	if len(d.Chips) > 0 {
		d.Clear = "/queue?sort=" + string(filter.Sort)
	}
	for _, field := range append(append([]ui.FieldArgs{}, d.Main...), d.More...) {
		if field.Error != "" {
			d.Errors = append(d.Errors, ui.FieldError{Name: field.Name, Text: field.Error})
		}
	}
	d.Table = l.caseTable(page.Items, view, filter.Sort)
	d.Table.Keys, d.Table.Framed = true, true
	if d.Bulk = l.bulkBar(v, filter, d.View, len(page.Items)); d.Bulk != nil {
		l.tickable(&d.Table, page.Items)
		d.Batches = "/batches"
	}
	if n := len(page.Items); n > 0 {
		if page.Newer {
			d.Newer = "/queue?" + with(view, "before", cursorText(page.Items[0].Cursor(filter.Sort)))
		}
		if page.Older {
			d.Older = "/queue?" + with(view, "after", cursorText(page.Items[n-1].Cursor(filter.Sort)))
		}
		d.Note = p.N("queue.shown", n)
	}
	d.Empty = l.queueEmpty(filter, done)
	return d
}

// queueEmpty says why there is no row: filters hide them, all is done, or nothing came.
func (l labels) queueEmpty(filter models.CaseFilter, done models.Progress) ui.EmptyArgs {
	switch {
	case filter.Narrowed() || filter.State == models.CaseClosed || filter.After != nil || filter.Before != nil:
		return ui.EmptyArgs{
			Kind: "no-match", Title: l.p.T("common.empty_no_match"), Text: l.p.T("queue.empty_match", "n", capped(done.Left)),
			Href: "/queue", Label: l.p.T("common.clear_filters"),
		}
	case done.Done > 0:
		return ui.EmptyArgs{
			Kind: "done", Title: l.p.T("common.empty_done"), Text: l.p.N("queue.empty_done", done.Done), Href: "/appeals", Label: l.p.T("queue.to_appeals"),
		}
	}
	return ui.EmptyArgs{Kind: "nothing", Title: l.p.T("common.empty_nothing"), Text: l.p.T("queue.empty_nothing")}
}

// queueTabs are the views that most people start from.
func (l labels) queueTabs(view url.Values) []ui.Tab {
	who, due, state := view.Get("who"), view.Get("due"), view.Get("state")
	tab := func(key, w, d, s string) ui.Tab {
		return ui.Tab{
			Label: l.p.T("queue.tab_" + key), Href: "/queue?" + with(view, "who", w, "due", d, "state", s),
			Current: who == w && due == d && (state == s || (s == "" && state == string(models.CaseOpen))),
		}
	}
	return []ui.Tab{
		tab("all", "", "", ""), tab("free", "free", "", ""), tab("mine", "mine", "", ""), tab("overdue", "", "overdue", ""),
		tab("closed", "", "", string(models.CaseClosed)),
	}
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
	return append(codes, "sanction_review", "manual")
}

// eventFlagCodes are the flags that decisions about events raise, and challenges that came
// to nothing.
func eventFlagCodes() []string { return append(rules.Reasons(), "challenge_failed") }

// queueFilters are the fields of the filter form, those in view and the others.
func (l labels) queueFilters(f *form) (main, more []ui.FieldArgs) {
	wrong := problems(l.p, f.err())
	choice := func(name, prefix string, values ...string) ui.FieldArgs {
		a := ui.FieldArgs{Kind: "select", Name: name, Label: l.p.T("queue." + name), Empty: l.p.T("common.any"), Value: f.text(name), Error: wrong[name]}
		for _, v := range values {
			a.Options = append(a.Options, ui.Option{Value: v, Label: l.word(prefix, v)})
		}
		return a
	}
	box := func(kind, name string) ui.FieldArgs {
		return ui.FieldArgs{Kind: kind, Name: name, Label: l.p.T("queue." + name), Value: f.text(name), Error: wrong[name]}
	}
	bands := make([]string, 0, 5)
	for _, b := range shipped().Bands {
		bands = append(bands, b.Name)
	}
	codes := choice("code", "flag.")
	for _, c := range slices.Concat(flagCodes(), eventFlagCodes()) {
		codes.Options = append(codes.Options, ui.Option{Value: c, Label: l.flagName(c)})
	}
	main = []ui.FieldArgs{
		choice("severity", "severity.", "4", "3", "2", "1"), codes,
		choice("band", "band.", bands...), choice("who", "queue.who_", "free", "mine"),
	}
	more = []ui.FieldArgs{
		choice("source", "source.", "model", "rule", "delinquency", "person"), choice("due", "queue.due_", "overdue"),
		box("number", "score_min"), box("number", "score_max"), box("money", "exposure"), choice("state", "case_state.", "open", "closed"),
	}
	return main, more
}

// queueChips repeats the filters that are on, each with the address without it.
func (l labels) queueChips(f *form, view url.Values) []ui.ChipArgs {
	prefixes := map[string]string{
		"severity": "severity.", "source": "source.", "band": "band.", "who": "queue.who_", "due": "queue.due_", "state": "case_state.",
	}
	var chips []ui.ChipArgs
	for _, name := range queueFields {
		value := view.Get(name)
		if value == "" || name == "sort" {
			continue
		}
		label := l.p.T("queue." + name)
		if name == "code" {
			value = l.flagName(value)
		} else if prefix := prefixes[name]; prefix != "" {
			value = l.word(prefix, value)
		}
		if name == "exposure" {
			value = views.Money(f.fen(name))
		}
		chips = append(chips, ui.ChipArgs{
			Label: label, Value: value, RemoveHref: "/queue?" + with(view, name, ""), Remove: l.p.T("queue.remove_filter", "name", label),
		})
	}
	return chips
}

// caseTable lists cases with the accounts they are about. Without a sort its heads are plain.
func (l labels) caseTable(items []models.CaseItem, view url.Values, sort models.CaseSort) views.Records {
	head := func(key string, by models.CaseSort, dir string, numeric bool) ui.ThArgs {
		label := l.p.T("queue." + key)
		if sort == "" {
			return ui.ThArgs{Label: label, Numeric: numeric}
		}
		if sort != by {
			dir = ""
		}
		return l.p.SortHead(label, "/queue?"+with(view, "sort", string(by)), dir, numeric)
	}
	plain := func(key string, numeric bool) ui.ThArgs {
		return ui.ThArgs{Label: l.p.T("queue." + key), Numeric: numeric}
	}
	r := views.Records{ID: "cases", Caption: l.p.T("queue.title"), Dense: true, Heads: []ui.ThArgs{
		head("severity", models.SortRisk, "desc", false), plain("account", false), plain("code", false), plain("score", false),
		head("due", models.SortDue, "asc", false), head("exposure_head", models.SortExposure, "desc", true), plain("used", false), plain("dpd", true),
		head("flagged", models.SortNewest, "desc", false), plain("who", false),
	}}
	query := view.Encode()
	r.Count, r.Row = len(items), func(i int, cells []views.Cell) views.Record { return l.caseRow(&items[i], query, cells) }
	return r
}

// caseRow adds a case's cells to none.
func (l labels) caseRow(c *models.CaseItem, query string, cells []views.Cell) views.Record {
	a := &c.Account
	use, part, tone := utilisation(a.UsedFen, a.LimitFen)
	used := views.QueueUse{Text: use, Of: l.p.T("queue.of", "limit", views.MoneyShort(a.LimitFen, l.p.Lang)), Share: part, Tone: tone}
	flag := views.Cell{Text: l.flagName(c.TopCode), Wide: true}
	if c.FlagCount > 1 {
		flag.Sub = l.p.T("queue.more", "n", c.FlagCount-1)
	}
	late := views.Num(strconv.Itoa(a.DaysPastDue))
	if a.DaysPastDue > 0 {
		late.Tone = ui.Red
	}
	return views.Record{ID: c.PublicID(), Cells: append(cells,
		views.Cell{Badge: ptr(l.severity(c.Severity)), Sub: l.word("source.", c.Source)},
		views.Cell{Body: views.QueueAccountCell(views.QueueAccount{
			Href: caseHref(c.ID, query), Name: l.nameOf(c.Masked, a.ExternalID, c.AccountID), ID: c.AccountID.Public(models.PrefixAccount),
		}), Wide: true},
		flag, views.Cell{Body: views.ScoreCell(strconv.Itoa(c.Score), l.band(c.Band))}, l.dueCell(&c.Case), views.Num(views.Money(c.ExposureFen)),
		views.Cell{Body: views.QueueUseCell(used)}, late, views.At(l.p.Time(c.OpenedAt)), l.holder(&c.Case),
	)}
}

func ptr[T any](v T) *T { return &v }

// dueCell is when a case is due, or how it ended.
func (l labels) dueCell(c *models.Case) views.Cell {
	if c.State == models.CaseClosed {
		return views.State(l.outcome(c.Outcome))
	}
	at, tone := l.due(c.DueAt)
	return views.Cell{Body: views.DueCell(at, tone)}
}

func (l labels) outcome(o models.CaseOutcome) ui.BadgeArgs {
	if o == models.CaseCleared {
		return ui.BadgeArgs{Label: l.p.T("case_outcome.cleared"), Tone: ui.Green, Icon: "check"}
	}
	return ui.BadgeArgs{Label: l.p.T("case_outcome.confirmed"), Tone: ui.Red, Icon: "alert"}
}

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
