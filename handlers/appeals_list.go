package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// appealPage is how many appeals a page of the list holds.
const appealPage = 50

// appealNarrow is the fields of the list's address that narrow it, in the order of the page.
func appealNarrow() []string {
	return []string{"stage", "due", "kind", "reason", "rule", "flag", "band", "outcome", "lang", "repeat", "decider"}
}

// appealQuery is what the list's address may hold.
func appealQuery() []string { return append(appealNarrow(), "view", "after") }

// List shows the appeals, the soonest due first.
func (h *Appeals) List(c echo.Context) error {
	f, err := h.readQuery(c, appealQuery()...)
	if err != nil {
		return err
	}
	v := CurrentVisitor(c)
	q := readAppealFilter(f, v)
	q.Now, q.Limit = h.Now(), appealPage+1
	ctx := c.Request().Context()
	rows, err := h.Store.Appeals(ctx, q)
	if err != nil {
		return err
	}
	measured, err := h.Store.AppealMetrics(ctx, appealMetricsDays)
	if err != nil {
		return err
	}
	p := h.page(c, "nav.appeals")
	d := appealListOf(p, v, f, rows, &measured)
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
	return h.render(c, http.StatusOK, views.AppealListPage(p, d))
}

// appealCalledShown is how many appeals that leads are called to stand above the list.
const appealCalledShown = 5

// readAppealFilter reads the list's address. What is not understood narrows nothing.
func readAppealFilter(f *form, v *Visitor) models.AppealFilter {
	q := models.AppealFilter{
		Stage: models.AppealStage(f.text("stage")), Kind: models.SanctionKind(f.text("kind")), Due: f.text("due"),
		Outcome: models.AppealOutcome(f.text("outcome")), Lang: f.text("lang"), Repeat: f.text("repeat") != "", After: readCursor(f.text("after")),
	}
	if v.Can(models.PermScoreRead) { // why a measure was taken is told to customers, not shown to service as codes
		q.Reason, q.Rule, q.Flag, q.Band = f.text("reason"), f.text("rule"), f.text("flag"), f.text("band")
	}
	if f.text("decider") != "" {
		q.Decider = f.id("decider", models.PrefixUser)
	}
	switch f.text("view") {
	case "all":
	case "mine":
		q.Assignee, q.Open = v.UserID(), true
	case "overdue":
		q.Overdue = true
	default:
		q.Open = true
	}
	return q
}

// appealAddress is the list's address: a view, narrowed. The order of the fields is that of the page.
type appealAddress struct {
	view   string
	narrow map[string]string
}

func (a appealAddress) with(name, value string) string {
	q := url.Values{"view": {a.view}}
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

func appealListOf(p views.Page, v *Visitor, f *form, rows []models.AppealRow, m *models.AppealMetrics) views.AppealList {
	at := appealAddress{view: f.text("view"), narrow: map[string]string{}}
	if !slices.Contains([]string{"mine", "overdue", "all"}, at.view) {
		at.view = "open"
	}
	for _, name := range appealNarrow() {
		if value := f.text(name); value != "" && (!slices.Contains(appealCoded(), name) || seesReasons(v)) {
			at.narrow[name] = value
		}
	}
	d := views.AppealList{View: at.view, Fields: appealFields(p, v, m, at.narrow), MoreOn: len(at.narrow) > 0}
	if decider := at.narrow["decider"]; decider != "" {
		d.Hidden = map[string]string{"decider": decider}
	}
	for _, name := range []string{"open", "mine", "overdue", "all"} {
		d.Tabs = append(d.Tabs, ui.Tab{Label: p.T("appeal.view." + name), Href: "/appeals?view=" + name, Current: name == at.view})
	}
	d.Chips = appealChips(p, m, at, rows)
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
	if len(d.Chips) > 0 {
		d.Empty = ui.EmptyArgs{Kind: "no-match", Title: p.T("common.empty_no_match"), Href: "/appeals?view=" + at.view, Label: p.T("common.clear_filters")}
	}
	return d
}

// appealCoded is the fields that narrow by why a measure was taken, for who may see scores.
func appealCoded() []string { return []string{"reason", "rule", "flag", "band"} }

// appealChoicesOf are the values that a field of the filter can take, with their words; nil for none.
func appealChoicesOf(p views.Page, m *models.AppealMetrics, name string) []ui.Option {
	option := func(prefix string, values ...string) []ui.Option {
		out := make([]ui.Option, len(values))
		for i, v := range values {
			out[i] = ui.Option{Value: v, Label: p.Texts.T(prefix + v)}
		}
		return out
	}
	switch name {
	case "stage":
		stages := append(models.AppealStages(), models.AppealWithdrawn, models.AppealDuplicate)
		return option("appeal.stage.", texts(stages)...)
	case "due":
		return option("appeal.due.", models.AppealDues()...)
	case "kind":
		return option("sanction.kind.", texts(models.MeasureKinds())...)
	case "reason":
		return option("sanction.reason.", models.SanctionReasons()...)
	case "rule", "flag":
		var known []ui.Option
		for _, c := range m.Known {
			if string(c.Kind) == name {
				known = append(known, ui.Option{Value: c.Code, Label: appealCauseName(p, c.Kind, c.Code)})
			}
		}
		return known
	case "band":
		var known []ui.Option
		for _, b := range m.KnownBands {
			known = append(known, ui.Option{Value: b, Label: labels{p}.word("band.", b)})
		}
		return known
	case "outcome":
		return option("appeal.name.", texts(models.AppealOutcomes())...)
	case "lang":
		return []ui.Option{{Value: "zh-CN", Label: "中文"}, {Value: "en", Label: "English"}}
	case "repeat":
		return []ui.Option{{Value: "1", Label: p.T("appeal.repeat_only")}}
	}
	return nil
}

// texts is codes as plain strings.
func texts[S ~string](codes []S) []string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = string(c)
	}
	return out
}

// appealFilterLabel is the label of a field of the filter.
func appealFilterLabel(p views.Page, name string) string { return p.Texts.T("appeal.filter." + name) }

func appealFields(p views.Page, v *Visitor, m *models.AppealMetrics, narrow map[string]string) []ui.FieldArgs {
	var fields []ui.FieldArgs
	for _, name := range appealNarrow() {
		options := appealChoicesOf(p, m, name)
		if options == nil || (slices.Contains(appealCoded(), name) && !seesReasons(v)) {
			continue
		}
		fields = append(fields, ui.FieldArgs{
			Kind: "select", Name: name, Label: appealFilterLabel(p, name), Empty: p.T("common.any"), Options: options, Value: narrow[name],
		})
	}
	return fields
}

// appealChips are what narrows the list, each removable. Whose measures it is narrowed to is named by the first row.
func appealChips(p views.Page, m *models.AppealMetrics, at appealAddress, rows []models.AppealRow) []ui.ChipArgs {
	var chips []ui.ChipArgs
	for _, name := range appealNarrow() {
		value := at.narrow[name]
		if value == "" {
			continue
		}
		said := value
		for _, o := range appealChoicesOf(p, m, name) {
			if o.Value == value {
				said = o.Label
			}
		}
		if name == "decider" && len(rows) > 0 {
			said = rows[0].Appeal.MadeName
		}
		chips = append(chips, ui.ChipArgs{Label: appealFilterLabel(p, name), Value: said, RemoveHref: at.with(name, ""), Remove: p.T("common.remove")})
	}
	return chips
}
