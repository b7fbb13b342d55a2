package handlers

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// bookColumn is a column of the book.
type bookColumn = column[*models.AccountItem]

// bookColumns is every column of the book. None sorts it: only the order of their ids, newest first, has an index over all accounts.
var bookColumns = columns[*models.AccountItem]{
	{key: accountColumn, label: "queue.account", plain: true, cell: func(l labels, a *models.AccountItem, view string) views.Cell {
		return views.Cell{Body: views.QueueAccountCell(views.QueueAccount{Href: accountAt(a.ID, view), Name: l.name(a.Masked, &a.Account), ID: a.PublicID()}), Wide: true}
	}},
	{key: "external", label: "account.external", plain: true, cell: func(_ labels, a *models.AccountItem, _ string) views.Cell { return views.Text(a.ExternalID) }},
	{key: "status", label: "account.status", plain: true, cell: func(l labels, a *models.AccountItem, _ string) views.Cell { return views.State(l.status(a.Status)) }},
	{key: "until", label: "account.state_ends", cell: func(l labels, a *models.AccountItem, _ string) views.Cell { return views.Text(l.dayOf(a.StatusUntil)) }},
	{key: "score", label: "score.score", plain: true, scored: true, cell: labels.bookScore},
	{key: "scored", label: "account.scored", scored: true, cell: func(l labels, a *models.AccountItem, _ string) views.Cell { return views.Text(l.dayOf(a.ScoredAt)) }},
	{key: "used", label: "queue.used", plain: true, cell: func(_ labels, a *models.AccountItem, _ string) views.Cell {
		use, part, tone := utilisation(a.UsedFen, a.LimitFen)
		return views.Cell{Body: views.QueueUseCell(views.QueueUse{Text: use, Share: part, Tone: tone})}
	}},
	{key: "owed", label: "account.owed", numeric: true, cell: func(_ labels, a *models.AccountItem, _ string) views.Cell { return views.Num(views.Money(a.UsedFen)) }},
	{key: "limit", label: "account.limit", numeric: true, plain: true, cell: func(_ labels, a *models.AccountItem, _ string) views.Cell { return views.Num(views.Money(a.LimitFen)) }},
	{key: "dpd", label: "queue.dpd", numeric: true, plain: true, cell: func(_ labels, a *models.AccountItem, _ string) views.Cell {
		late := views.Num(strconv.Itoa(a.DaysPastDue))
		if a.DaysPastDue > 0 {
			late.Tone = ui.Red
		}
		return late
	}},
	{key: "lang", label: "account.lang", cell: func(l labels, a *models.AccountItem, _ string) views.Cell {
		return views.Text(orDash(langNames[a.Lang]))
	}},
	{key: "source", label: "account.source", cell: func(_ labels, a *models.AccountItem, _ string) views.Cell { return views.Text(orDash(a.Source)) }},
	{key: "opened", label: "account.opened", cell: func(l labels, a *models.AccountItem, _ string) views.Cell { return views.Text(l.dayOf(a.OpenedAt)) }},
	{key: "updated", label: "common.updated", plain: true, cell: func(l labels, a *models.AccountItem, _ string) views.Cell { return views.At(l.p.Time(a.UpdatedAt)) }},
}

// bookScore is the score of an account with its band.
func (l labels) bookScore(a *models.AccountItem, _ string) views.Cell {
	if a.Score == nil {
		return views.Cell{Text: views.Dash}
	}
	return views.Cell{Body: views.ScoreCell(strconv.Itoa(*a.Score), l.band(a.Band))}
}

// dayOf is the day of a moment, a dash for none.
func (l labels) dayOf(t *time.Time) string {
	if t == nil {
		return views.Dash
	}
	return l.p.Date(*t)
}

// accountTable is the frame of a list of accounts.
func (l labels) accountTable(shown []*bookColumn) views.Records {
	heads := columnHeads(l, shown)
	heads[slices.IndexFunc(shown, func(c *bookColumn) bool { return c.key == accountColumn })].Stays = true
	return views.Records{ID: "accounts", Caption: l.p.T("account.list"), Keys: true, Framed: true, Heads: heads}
}

// accountRow is a row of such a list. view is that of the book, "" elsewhere.
func (l labels) accountRow(shown []*bookColumn, a *models.AccountItem, view string) views.Record {
	return views.Record{ID: a.PublicID(), Cells: columnCells(l, shown, a, view)}
}

// Columns offers the columns of the book and their order.
func (h *Accounts) Columns(c echo.Context) error {
	return chooseColumns(h.Site, c, bookColumns, columnPage{
		list: "/accounts", name: "account", crumb: "nav.accounts", read: func(c echo.Context, view url.Values) error {
			f, err := h.formOf(c, view, bookAddress())
			if err == nil {
				_, err = readAccountFilter(f, CurrentVisitor(c))
			}
			return err
		},
	})
}

// bookAddress is what the address of the book may hold: what narrows it, its page, and how it looks.
func bookAddress() []string { return append([]string{"cols"}, accountFields...) }
