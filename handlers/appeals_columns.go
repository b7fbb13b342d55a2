package handlers

import (
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// listedAppeal is an appeal of the list, with the words of its row.
type listedAppeal struct {
	views.AppealListRow
	of *models.Appeal
}

// appealColumn is a column of the list of appeals.
type appealColumn = column[*listedAppeal]

// appealColumns is every column of the list of appeals, which is in the order of its first.
var appealColumns = columns[*listedAppeal]{
	{key: "due", label: "appeal.due", sort: models.SortDue, plain: true, cell: func(_ labels, r *listedAppeal, _ string) views.Cell { return views.State(r.Due) }},
	{key: accountColumn, label: "appeal.account", plain: true, bare: true, cell: func(_ labels, r *listedAppeal, _ string) views.Cell {
		return views.Cell{Body: views.AppealCell(r.AppealListRow), Wide: true, Bare: true}
	}},
	{key: "against", label: "appeal.against", plain: true, cell: func(_ labels, r *listedAppeal, _ string) views.Cell {
		return views.Cell{Text: r.Sanction, Sub: r.Product}
	}},
	{key: "locked", label: "appeal.locked", numeric: true, plain: true, cell: func(_ labels, r *listedAppeal, _ string) views.Cell { return views.Num(views.Money(r.Locked)) }},
	{key: "received", label: "appeal.received", plain: true, cell: func(_ labels, r *listedAppeal, _ string) views.Cell { return views.At(r.Received) }},
	{key: "decider", label: "appeal.decider", plain: true, cell: func(_ labels, r *listedAppeal, _ string) views.Cell {
		return views.Cell{Text: r.Decider, Href: r.DeciderHref}
	}},
	{key: "stage", label: "appeal.stage", plain: true, cell: func(_ labels, r *listedAppeal, _ string) views.Cell {
		c := views.State(r.Stage)
		c.Sub = r.Since
		return c
	}},
	{key: "assignee", label: "appeal.assignee", plain: true, cell: func(_ labels, r *listedAppeal, _ string) views.Cell { return views.Text(orDash(r.Assignee)) }},
	{key: "evidence", label: "appeal.evidence_col", numeric: true, plain: true, cell: func(_ labels, r *listedAppeal, _ string) views.Cell { return views.Num(orDash(r.Evidence)) }},
	{key: "alike", label: "appeal.alike_col", numeric: true, plain: true, cell: func(_ labels, r *listedAppeal, _ string) views.Cell { return views.Num(orDash(r.Alike)) }},
	{key: "reason", label: "appeal.filter.reason", scored: true, cell: func(l labels, r *listedAppeal, _ string) views.Cell {
		return views.Text(l.codeWord("sanction.reason.", r.of.ReasonCode))
	}},
	{key: "band", label: "appeal.filter.band", scored: true, cell: func(l labels, r *listedAppeal, _ string) views.Cell {
		return views.Text(l.codeWord("band.", r.of.Band))
	}},
	{key: "lang", label: "appeal.filter.lang", cell: func(_ labels, r *listedAppeal, _ string) views.Cell { return views.Text(orDash(langNames[r.of.Lang])) }},
	{key: "channel", label: "appeal.channel", cell: func(l labels, r *listedAppeal, _ string) views.Cell {
		return views.Text(l.codeWord("appeal.channel.", r.of.Channel))
	}},
	{key: "outcome", label: "appeal.outcome", cell: func(l labels, r *listedAppeal, _ string) views.Cell {
		return views.Text(l.codeWord("appeal.name.", string(r.of.Outcome)))
	}},
	{key: "decided", label: "measure.decided_at", cell: func(l labels, r *listedAppeal, _ string) views.Cell { return views.Text(l.dayOf(r.of.DecidedAt)) }},
	{key: "judge", label: "measure.decided_by", cell: func(_ labels, r *listedAppeal, _ string) views.Cell { return views.Text(orDash(r.of.DecidedName)) }},
}

// codeWord is the word for a code, a dash for none.
func (l labels) codeWord(prefix, code string) string {
	if code == "" {
		return views.Dash
	}
	return l.word(prefix, code)
}

// appealList lists appeals. at is the address of the list, which is narrowed by whose measure one is against.
func (l labels) appealList(shown []*appealColumn, rows []models.AppealRow, at appealAddress) views.Records {
	heads := columnHeads(l, shown)
	heads[slices.IndexFunc(shown, func(c *appealColumn) bool { return c.key == accountColumn })].Stays = true
	t := views.Records{ID: "appeals", Caption: l.p.Title, Keys: true, Framed: true, Dense: true, Lean: true, Heads: heads}
	for i := range rows {
		r := listedAppeal{appealListRow(l.p, &rows[i]), &rows[i].Appeal}
		r.DeciderHref = at.with("decider", r.of.MadeBy.Public(models.PrefixUser))
		t.Rows = append(t.Rows, views.Record{Cells: columnCells(l, shown, &r, ""), Opens: r.Href})
	}
	return t
}

// Columns offers the columns of the list of appeals and their order.
func (h *Appeals) Columns(c echo.Context) error {
	return chooseColumns(h.Site, c, appealColumns, columnPage{
		list: "/appeals", name: "appeal", crumb: "nav.appeals", read: func(c echo.Context, view url.Values) error {
			f, err := h.formOf(c, view, appealPageAddress())
			if err == nil {
				_, err = readAppealFilter(f, CurrentVisitor(c))
			}
			return err
		},
	})
}

// appealPageAddress is what the address of the list may hold: what narrows it, its page, and how it looks.
func appealPageAddress() []string { return append([]string{"cols"}, appealQuery()...) }
