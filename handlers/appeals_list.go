package handlers

import (
	"maps"
	"net/url"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// appealPage is how many appeals a page of the list holds.
const appealPage = 50

// List shows the appeals, the soonest due first.
func (h *Appeals) List(c echo.Context) error {
	f, err := h.readQuery(c, appealPageAddress()...)
	if err != nil {
		return err
	}
	if _, ok := appealColumns.of(f.text("cols")); !ok {
		return errBadForm
	}
	v := CurrentVisitor(c)
	q, bad := readAppealFilter(f, v)
	q.Now, q.Limit = h.Now(), appealPage+1
	ctx := c.Request().Context()
	var rows []models.AppealRow
	var facets *models.AppealFacets
	if bad == nil {
		if rows, err = h.Store.Appeals(ctx, q); err != nil {
			return err
		}
		if facets, err = h.Store.AppealFacets(ctx, q); err != nil {
			return err
		}
	}
	measured, err := h.Store.AppealMetrics(ctx, appealMetricsDays)
	if err != nil {
		return err
	}
	p := h.page(c, "nav.appeals")
	d := appealListOf(p, v, f, q, rows, &measured)
	if facets != nil {
		labels{p}.countAppeals(&d, facets)
	}
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
	cols   string // those that are shown, "" for those that are anyway
}

// look is the address as its query, less the page.
func (a appealAddress) look() url.Values {
	q := url.Values{}
	if a.view != "open" { // which is what an address without one shows
		q.Set("view", a.view)
	}
	if a.cols != "" {
		q.Set("cols", a.cols)
	}
	for n, v := range a.narrow {
		q.Set(n, v)
	}
	return q
}

// of is the address of a view with the same columns, not narrowed.
func (a appealAddress) of(view string) string {
	q := url.Values{"view": {view}}
	if a.cols != "" {
		q.Set("cols", a.cols)
	}
	return "/appeals?" + q.Encode()
}

func (a appealAddress) with(name, value string) string {
	q := a.look()
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
	d.Hidden = map[string]string{"cols": at.cols}
	maps.DeleteFunc(d.Hidden, func(_, value string) bool { return value == "" })
	for _, name := range []string{"open", "mine", "overdue", "all"} {
		d.Tabs = append(d.Tabs, ui.Tab{Label: p.T("appeal.view." + name), Href: at.of(name), Current: name == at.view})
	}
	d.Chips = narrowing.chips(rows)
	d.ExportHref = exportHref(models.ExportAppeals, without(at.look(), "cols"))
	if len(d.Errors) == 0 {
		d.Fresh = freshOf(p, at.with("", ""), "/appeals", at.look().Encode())
	}
	d.Tools = []ui.LinkArgs{labels{p}.columnsLink("/appeals", at.look())}
	whole := at.of(at.view)
	if f.text("after") != "" {
		d.FirstHref = at.with("", "")
	}
	if len(rows) > appealPage {
		rows = rows[:appealPage]
		d.NextHref = at.with("after", writeCursor(rows[appealPage-1].Appeal.Cursor()))
	}
	shown, _ := appealColumns.seen(at.cols, v)
	d.Table = labels{p}.appealList(shown, rows, at)
	d.Empty = ui.EmptyArgs{Kind: "done", Title: p.T("appeal.empty." + at.view)}
	switch {
	case len(d.Errors) > 0:
		d.Empty = ui.EmptyArgs{Kind: "no-match", Title: p.T("queue.unread"), Text: p.T("appeal.unread_text"), Href: whole, Label: p.T("common.clear_filters")}
	case len(d.Chips) > 0:
		d.Clear = whole
		d.Empty = ui.EmptyArgs{Kind: "no-match", Title: p.T("common.empty_no_match"), Href: whole, Label: p.T("common.clear_filters")}
	}
	return d
}
