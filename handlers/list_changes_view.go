package handlers

import (
	"cmp"
	"slices"
	"strconv"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// listLinesShown is how many lines of a change its page shows, those that reach most first.
const listLinesShown = 200

// listImportView is the form for a file, with what was wrong with it.
func listImportView(p views.Page, f *form, refused error) views.ListImportData {
	wrong := problems(p, refused)
	d := views.ListImportData{Errors: fieldErrors(wrong), Wrong: wrong, MaxMiB: models.ListFileMax >> 20, MaxRows: views.Number(models.ListRowsMax)}
	if f != nil {
		d.Reason = f.text("reason")
	}
	l := labels{p}
	for _, lane := range models.ListLanes() {
		d.Lanes = append(d.Lanes, ui.Pair{Key: string(lane), Value: l.listLane(lane).Label})
	}
	for _, kind := range models.ListKinds() {
		d.Kinds = append(d.Kinds, ui.Pair{Key: kind, Value: l.word("list.kind.", kind)})
	}
	return d
}

// listStates is how the states of a change are marked. Read only.
var listStates = map[models.ListState]ui.BadgeArgs{
	models.ListRead: {Tone: ui.Blue, Icon: "eye"}, models.ListProposed: {Tone: ui.Amber, Icon: "clock"}, models.ListAdded: {Tone: ui.Green, Icon: "check"},
	models.ListRejected: {Tone: ui.Red, Icon: "x-circle"}, models.ListWithdrawn: {}, models.ListLapsed: {},
}

func (l labels) listState(s models.ListState) ui.BadgeArgs {
	b := listStates[s]
	b.Label = l.p.T("list_change.state." + string(s))
	return b
}

// listChangeView is one change: what it would add or has added, whom it reaches, and what
// the viewer may do.
func listChangeView(p views.Page, v *Visitor, c *models.ListChange) views.ListChangePage {
	l := labels{p}
	fresh := len(c.New())
	page := views.ListChangePage{
		Page: p, State: l.listState(c.State), ID: p.Copy(c.PublicID()), Lines: l.changeLines(c), Refused: l.refusedRows(c.Refused),
		Stats: []ui.StatArgs{
			{Label: p.T("list_change.new"), Value: views.Number(int64(fresh))},
			{Label: p.T("list_change.there"), Value: views.Number(int64(len(c.Lines) - fresh))},
			{Label: p.T("list_change.refused"), Value: views.Number(int64(len(c.Refused))), Tone: toneIf(len(c.Refused) > 0, ui.Amber)},
			{Label: p.T("list_change.blocked"), Value: views.Number(c.Reach.Blocked), Note: p.T("list_change.of_active", "n", views.Number(c.Reach.Active)),
				Tone: toneIf(c.Reach.Blocked > c.Reach.Second, ui.Red)},
			{Label: p.T("list_change.allowed"), Value: views.Number(c.Reach.Allowed), Note: p.T("list_change.of_active", "n", views.Number(c.Reach.Active)),
				Tone: toneIf(c.Reach.Allowed > c.Reach.Second, ui.Red)},
		},
		Facts:     l.changeFacts(c),
		ReachNote: p.T("list_change.reach_note", "days", models.ListReachDays, "n", views.Number(c.Reach.Events)),
	}
	if c.Reach.Cut {
		page.ReachNote = p.T("list_change.reach_cut", "days", models.ListReachDays, "n", views.Number(c.Reach.Events))
	}
	if n := len(c.Lines); n > listLinesShown {
		page.LinesNote = p.T("list_change.shown_most", "n", listLinesShown, "all", views.Number(int64(n)))
	}
	self := listChangeHref(c.ID)
	page.Actions = views.MeasureActions{Version: strconv.FormatInt(c.Version, 10)}
	switch c.State {
	case models.ListRead:
		l.readActions(v, c, &page, self)
	case models.ListProposed:
		waiting{self, models.PermListManage, c.MadeBy, *c.AskedAt}.answer(p, v, &page.Actions)
		if c.MadeBy == v.UserID() && v.UserID() != 0 {
			page.Actions.Withdraw = self + "/withdraw"
		}
		page.Notes = append(page.Notes, ui.CalloutArgs{Tone: ui.Amber, Title: p.T("list_change.second"), Text: p.T("list_change.second_text", "n", views.Number(c.Reach.Second))})
	case models.ListAdded:
		page.Entries = "/lists?change=" + c.PublicID()
	}
	return page
}

// readActions is what who read a file may do with it.
func (l labels) readActions(v *Visitor, c *models.ListChange, page *views.ListChangePage, self string) {
	p := l.p
	wide := c.Reach.Check("")
	switch {
	case c.MadeBy != v.UserID() || !v.Can(models.PermListManage):
		page.Notes = append(page.Notes, ui.CalloutArgs{Icon: "lock", Title: p.T("list_change.theirs", "name", c.MadeName)})
		return
	case wide != nil:
		page.Notes = append(page.Notes, ui.CalloutArgs{Tone: ui.Red, Title: p.T("list_change.too_wide"), Text: problems(p, wide)[""]})
	case len(c.New()) == 0:
		page.Notes = append(page.Notes, ui.CalloutArgs{Title: p.T("refused.nothing_new")})
	default:
		page.Confirm, page.ConfirmLabel = self+"/confirm", p.N("list_change.confirm", len(c.New()))
		if c.Reach.NeedsSecond() {
			page.ConfirmLabel = p.T("list_change.ask")
			page.Notes = append(page.Notes, ui.CalloutArgs{Tone: ui.Amber, Title: p.T("list_change.needs_second"), Text: p.T("list_change.second_text", "n", views.Number(c.Reach.Second))})
		}
		if len(c.Refused) > 0 {
			page.Notes = append(page.Notes, ui.CalloutArgs{Tone: ui.Amber, Title: p.N("list_change.left_out", len(c.Refused)), Text: p.T("list_change.left_out_text")})
		}
	}
	page.Drop = self + "/withdraw"
}

func toneIf(on bool, tone ui.Tone) ui.Tone {
	if on {
		return tone
	}
	return ui.Neutral
}

func (l labels) changeFacts(c *models.ListChange) []ui.Pair {
	p := l.p
	facts := []ui.Pair{
		{Key: p.T("list.source"), Value: l.word("list.source.", c.Source)}, {Key: p.T("common.reason"), Value: c.Reason},
		{Key: p.T("measure.made_by"), Body: views.ByAt(c.MadeName, p.Moment(c.MadeAt))},
	}
	if c.File != "" {
		facts = slices.Insert(facts, 0, ui.Pair{Key: p.T("list_change.file"), Value: c.File})
	}
	if c.DecidedAt != nil && c.DecidedName != "" {
		facts = append(facts, ui.Pair{Key: p.T("measure.decided_by"), Body: views.ByAt(c.DecidedName, p.Moment(*c.DecidedAt))})
	}
	if c.DecideReason != "" {
		facts = append(facts, ui.Pair{Key: p.T("measure.decide_reason"), Value: c.DecideReason})
	}
	return append(facts, ui.Pair{Key: p.T("promotion.hash"), Body: views.CodeOrDash(p, c.PayloadHash)})
}

// changeLines is the lines of a change, new ones before known ones and those that reach most
// first.
func (l labels) changeLines(c *models.ListChange) views.Records {
	r := views.Records{
		ID: "lines", Caption: l.p.T("list_change.lines"), Empty: l.p.T("list_change.no_lines"),
		Heads: l.heads("list_change.line#", "lists.lane", "lists.kind", "lists.value", "list_change.accounts#", "list_change.events#", "lists.until", "list_change.what"),
	}
	lines := slices.Clone(c.Lines)
	slices.SortStableFunc(lines, func(a, b models.ListLine) int {
		if a.There != b.There {
			if b.There {
				return -1
			}
			return 1
		}
		return cmp.Compare(b.Accounts, a.Accounts)
	})
	for _, line := range lines[:min(len(lines), listLinesShown)] {
		until := l.p.T("lists.forever")
		if line.EndsAt != nil {
			until = l.p.Date(*line.EndsAt)
		}
		place := views.Dash
		if line.Line > 0 {
			place = strconv.Itoa(line.Line)
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			views.Num(place), views.State(l.listLane(line.Lane)), views.Text(l.word("list.kind.", line.Kind)), l.changeLineValue(&line),
			views.Num(views.Number(line.Accounts)), views.Num(views.Number(line.Events)), views.Text(until), l.lineWhat(&line),
		}})
	}
	return r
}

func (l labels) changeLineValue(line *models.ListLine) views.Cell {
	if line.Kind == models.ListAccount {
		return views.Cell{Text: line.Shown, Href: "/accounts/" + line.Token}
	}
	return views.Cell{Text: line.Shown, Code: line.Kind != models.ListMerchant, Sub: l.listNotes(line.Notes)}
}

func (l labels) lineWhat(line *models.ListLine) views.Cell {
	if line.There {
		return views.State(ui.BadgeArgs{Label: l.p.T("list_change.is_there")})
	}
	return views.State(ui.BadgeArgs{Label: l.p.T("list_change.is_new"), Tone: ui.Blue})
}

// listNotes puts what is noteworthy about a network into words.
func (l labels) listNotes(notes []string) string {
	out := ""
	for i, n := range notes {
		if i > 0 {
			out += l.p.T("common.list_separator")
		}
		out += l.p.T("list.note." + n)
	}
	return out
}

// refusedRows is the rows that cannot be entries, each with why.
func (l labels) refusedRows(list []models.ListRefusal) views.Records {
	r := views.Records{
		ID: "refused", Caption: l.p.T("list_change.refused_rows"),
		Heads: l.heads("list_change.line#", "list_change.column", "lists.value", "list_change.why"),
	}
	for _, x := range list[:min(len(list), listLinesShown)] {
		kv := make([]any, 0, 2*len(x.Args))
		for name, value := range x.Args {
			kv = append(kv, name, value)
		}
		column := x.Column
		if column == "" {
			column = views.Dash
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			views.Num(strconv.Itoa(x.Line)), {Text: column, Code: x.Column != ""}, {Text: orDash(x.Value), Code: x.Value != ""}, views.Note(l.p.T("invalid."+x.Code, kv...)),
		}})
	}
	return r
}
