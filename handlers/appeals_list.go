package handlers

import (
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// appealPage is how many appeals a page of the list holds.
const appealPage = 50

// List shows the appeals, the soonest due first.
func (h *Appeals) List(c echo.Context) error {
	f, err := h.readQuery(c, appealQuery()...)
	if err != nil {
		return err
	}
	v := CurrentVisitor(c)
	q, bad := readAppealFilter(f, v)
	q.Now, q.Limit = h.Now(), appealPage+1
	ctx := c.Request().Context()
	var rows []models.AppealRow
	if bad == nil {
		if rows, err = h.Store.Appeals(ctx, q); err != nil {
			return err
		}
	}
	measured, err := h.Store.AppealMetrics(ctx, appealMetricsDays)
	if err != nil {
		return err
	}
	p := h.page(c, "nav.appeals")
	d := appealListOf(p, v, f, q, rows, &measured)
	d.Strip = appealStrip(p, measured, "/appeals/metrics")
	if v.Can(models.PermCaseAssign) && d.View != "all" {
		called, err := h.Store.Appeals(ctx, models.AppealFilter{Due: "called", Now: q.Now, Limit: appealCalledShown})
		if err != nil {
			return err
		}
		for i := range called {
			d.Called = append(d.Called, appealRow(p, &called[i].Appeal))
		}
	}
	return h.render(c, statusOf(bad), views.AppealListPage(p, d))
}

// appealCalledShown is how many appeals that leads are called to stand above the list.
const appealCalledShown = 5

// appealAddress is the list's address: a view, narrowed. The order of the fields is that of the page.
type appealAddress struct {
	view   string
	narrow map[string]string
}

func (a appealAddress) with(name, value string) string {
	q := url.Values{}
	if a.view != "open" { // which is what an address without one shows
		q.Set("view", a.view)
	}
	for n, v := range a.narrow {
		q.Set(n, v)
	}
	if name != "" {
		q.Set(name, value)
	}
	if value == "" {
		q.Del(name)
	}
	return "/appeals?" + q.Encode()
}

func appealListOf(p views.Page, v *Visitor, f *form, q models.AppealFilter, rows []models.AppealRow, m *models.AppealMetrics) views.AppealList {
	at := appealAddressOf(f, v, q)
	d := views.AppealList{View: at.view}
	narrowing := appealNarrowing{p: p, v: v, m: m, q: q, at: at}
	narrowing.fields(&d, problems(p, f.err()))
	if decider := at.narrow["decider"]; decider != "" {
		d.Hidden = map[string]string{"decider": decider}
	}
	for _, name := range []string{"open", "mine", "overdue", "all"} {
		d.Tabs = append(d.Tabs, ui.Tab{Label: p.T("appeal.view." + name), Href: "/appeals?view=" + name, Current: name == at.view})
	}
	d.Chips = narrowing.chips(rows)
	d.ExportHref = exportHref(models.ExportAppeals, strings.TrimPrefix(at.with("", ""), "/appeals?"))
	if f.text("after") != "" {
		d.FirstHref = at.with("", "")
	}
	if len(rows) > appealPage {
		rows = rows[:appealPage]
		d.NextHref = at.with("after", writeCursor(rows[appealPage-1].Appeal.Cursor()))
	}
	for i := range rows {
		row := appealListRow(p, &rows[i])
		row.DeciderHref = at.with("decider", rows[i].Appeal.MadeBy.Public(models.PrefixUser))
		d.Rows = append(d.Rows, row)
	}
	d.Empty = ui.EmptyArgs{Kind: "done", Title: p.T("appeal.empty." + at.view)}
	switch {
	case len(d.Errors) > 0:
		d.Empty = ui.EmptyArgs{Kind: "no-match", Title: p.T("queue.unread"), Text: p.T("appeal.unread_text"), Href: "/appeals?view=" + at.view, Label: p.T("common.clear_filters")}
	case len(d.Chips) > 0:
		d.Empty = ui.EmptyArgs{Kind: "no-match", Title: p.T("common.empty_no_match"), Href: "/appeals?view=" + at.view, Label: p.T("common.clear_filters")}
	}
	return d
}
