package handlers

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// appealMetricsDays is how many days the strip above the list looks back.
const appealMetricsDays = 90

// appealWindows is what the page of metrics can look back.
func appealWindows() []int { return []int{30, appealMetricsDays, 365} }

// readWindow reads ?days=, one of appealWindows.
func (h *Appeals) readWindow(c echo.Context) (int, error) {
	f, err := h.readQuery(c, "days")
	if err != nil {
		return 0, err
	}
	if f.text("days") == "" {
		return appealMetricsDays, nil
	}
	days := f.number("days", false)
	if f.err() != nil || !slices.Contains(appealWindows(), days) {
		return 0, errBadForm
	}
	return days, nil
}

// Metrics shows how the desk did: how long, in time, and how often it overturned, by what and by whom.
func (h *Appeals) Metrics(c echo.Context) error {
	days, err := h.readWindow(c)
	if err != nil {
		return err
	}
	m, err := h.Store.AppealMetrics(c.Request().Context(), days)
	if err != nil {
		return err
	}
	p := h.page(c, "appeal.metrics")
	p.Crumbs = []views.Crumb{{Label: p.T("nav.appeals"), Href: "/appeals"}}
	return h.render(c, http.StatusOK, views.AppealMetricsPage(p, appealMetricsPage(p, CurrentVisitor(c), m, days)))
}

// MetricsFile is the same as CSV; that it left is recorded.
func (h *Appeals) MetricsFile(c echo.Context) error {
	days, err := h.readWindow(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	m, err := h.Store.AppealMetrics(ctx, days)
	if err != nil {
		return err
	}
	if err := h.Store.RecordAppealExport(ctx, actor(c), days); err != nil {
		return err // what cannot be recorded does not leave
	}
	v := CurrentVisitor(c)
	who := ""
	if v.User != nil {
		who = v.User.Name + " (" + v.User.Login + ")"
	}
	note := "Appeal metrics by " + who + " at " + h.Now().UTC().Format(time.RFC3339) + ", days: " + strconv.Itoa(days)
	body, err := appealMetricsCSV(v, m, note)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="candor-appeals-`+h.Now().UTC().Format("20060102")+`.csv"`)
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", body)
}

// seesReasons and seesReviewers say who may see which part: coded reasons are for who may see scores, how
// colleagues decide is for leads and auditors.
func seesReasons(v *Visitor) bool { return v.Can(models.PermScoreRead) }
func seesReviewers(v *Visitor) bool {
	return v.Can(models.PermCaseAssign) || v.Can(models.PermAuditRead)
}

// appealPart is one table of the metrics.
type appealPart struct {
	key    string
	groups []models.AppealGroup
	name   func(p views.Page, g *models.AppealGroup) string
	filter string // the field of the list's address that narrows it to a group; "" for none
}

func appealParts(v *Visitor, m *models.AppealMetrics) []appealPart {
	word := func(prefix string) func(views.Page, *models.AppealGroup) string {
		return func(p views.Page, g *models.AppealGroup) string { return p.Texts.T(prefix + g.Key) }
	}
	var parts []appealPart
	if seesReasons(v) {
		rule := func(p views.Page, g *models.AppealGroup) string { return appealCauseName(p, models.CauseRule, g.Key) }
		flag := func(p views.Page, g *models.AppealGroup) string { return appealCauseName(p, models.CauseFlag, g.Key) }
		band := func(p views.Page, g *models.AppealGroup) string { return labels{p}.word("band.", g.Key) }
		parts = append(parts, appealPart{"rule", m.Rules, rule, "rule"}, appealPart{"flag", m.Flags, flag, "flag"},
			appealPart{"reason", m.Reasons, word("sanction.reason."), "reason"}, appealPart{"band", m.Bands, band, "band"})
	}
	parts = append(parts, appealPart{"kind", m.Kinds, word("sanction.kind."), "kind"})
	if seesReviewers(v) {
		parts = append(parts, appealPart{"reviewer", m.Reviewers, func(_ views.Page, g *models.AppealGroup) string { return g.Name }, ""})
	}
	return append(parts, appealPart{"channel", m.Channels, word("appeal.channel."), ""}, appealPart{"lang", m.Langs, func(_ views.Page, g *models.AppealGroup) string {
		return langNames[g.Key]
	}, "lang"})
}

// appealCauseName is what stood behind a measure, in words.
func appealCauseName(p views.Page, kind models.CauseKind, code string) string {
	if kind == models.CauseRule {
		return labels{p}.ruleName(code, "")
	}
	return labels{p}.flagName(code)
}

// appealStrip is the desk in four figures, each with what it rests on.
func appealStrip(p views.Page, m models.AppealMetrics, href string) []ui.StatArgs {
	stats := []ui.StatArgs{
		{Label: p.T("appeal.measure.decided"), Value: views.Number(int64(m.All.Whole)), Note: p.N("appeal.measure.window", int(p.Now.Sub(m.Since)/(24*time.Hour))), Href: href},
	}
	if m.All.Whole == 0 {
		return stats
	}
	rate := func(part, whole int) string { return p.T("appeal.n_of_m", "n", part, "m", whole) }
	return append(stats,
		ui.StatArgs{Label: p.T("appeal.measure.median"), Value: p.T("appeal.measure.days", "n", daysText(m.All.Median)), Note: p.T("appeal.measure.median_note")},
		ui.StatArgs{Label: p.T("appeal.measure.in_time"), Value: percentText(float64(m.All.InTime.Rate().Value)), Note: rate(m.All.InTime.Part, m.All.InTime.Whole)},
		ui.StatArgs{Label: p.T("appeal.measure.overturned"), Value: percentText(float64(m.All.Overturned.Rate().Value)), Note: appealSpan(p, &m.All)})
}

// daysText is a time in days with one decimal.
func daysText(d time.Duration) string {
	return strconv.FormatFloat(d.Hours()/24, 'f', 1, 64)
}

// appealSpan is Wilson's interval of the overturn rate.
func appealSpan(p views.Page, g *models.AppealGroup) string {
	r := g.Overturned.Rate()
	return p.T("appeal.measure.span", "low", percentText(float64(r.Low)), "high", percentText(float64(r.High)), "n", g.Whole)
}

func appealMetricsPage(p views.Page, v *Visitor, m models.AppealMetrics, days int) views.AppealMetrics {
	d := views.AppealMetrics{Strip: appealStrip(p, m, ""), CSV: "/appeals/metrics.csv?days=" + strconv.Itoa(days)}
	for _, n := range appealWindows() {
		d.Tabs = append(d.Tabs, ui.Tab{Label: p.N("common.days", n), Href: "/appeals/metrics?days=" + strconv.Itoa(n), Current: n == days})
	}
	if m.Cut {
		d.Note = p.T("appeal.measure.cut", "n", views.Number(models.AppealMetricsMost))
	}
	if m.All.Whole == 0 {
		d.Empty = &ui.EmptyArgs{Kind: "nothing", Title: p.T("appeal.measure.none"), Text: p.T("appeal.measure.none_text"), Href: "/appeals", Label: p.T("nav.appeals")}
		return d
	}
	for _, part := range appealParts(v, &m) {
		if len(part.groups) > 0 {
			d.Tables = append(d.Tables, appealMetricsTable(p, v, part, m.BoundBP))
		}
	}
	return d
}

func appealMetricsTable(p views.Page, v *Visitor, part appealPart, bound int) views.AppealMetricsTable {
	t := views.AppealMetricsTable{ID: part.key, Title: p.Texts.T("appeal.measure.by_" + part.key)}
	if text, ok := p.Texts.Find("appeal.measure.note_" + part.key); ok {
		t.Note = text
	}
	for i := range part.groups {
		g := &part.groups[i]
		r := g.Overturned.Rate()
		row := views.AppealMetricsRow{
			Name: part.name(p, g), Whole: views.Number(int64(g.Whole)), Median: daysText(g.Median), InTime: percentText(float64(g.InTime.Rate().Value)),
			Overturned: percentText(float64(r.Value)), Span: p.T("appeal.measure.interval", "low", percentText(float64(r.Low)), "high", percentText(float64(r.High))),
			Partly: strconv.Itoa(g.Partly), Replaced: strconv.Itoa(g.Replaced), Upheld: strconv.Itoa(g.Upheld),
		}
		if part.filter != "" {
			row.Href = appealAddress{view: "all", narrow: map[string]string{part.filter: g.Key}}.with("", "")
		}
		if part.key == "rule" {
			if v.Can(models.PermPolicyRead) {
				row.Href, row.List = qualityHref(g.Key, appealMetricsDays), row.Href
			}
			if g.AboveBound(bound) {
				row.Above = p.T("appeal.measure.above", "bound", views.Setting(int64(bound)))
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// appealMetricsCSV writes every group under a note and a head; shares are from 0 to 1.
func appealMetricsCSV(v *Visitor, m models.AppealMetrics, note string) ([]byte, error) {
	rows := [][]string{{safeCell(note)}, {
		"part", "value", "decided", "median_days", "in_time", "in_time_share", "overturned", "overturn_rate", "overturn_low", "overturn_high", "partly", "replaced", "upheld", "above_bound",
	}}
	line := func(part, key string, g *models.AppealGroup) {
		above := "" // only rules have a bound
		if part == "rule" {
			above = strconv.FormatBool(g.AboveBound(m.BoundBP))
		}
		r := g.Overturned.Rate()
		rows = append(rows, []string{
			part, safeCell(key), strconv.Itoa(g.Whole), daysText(g.Median), strconv.Itoa(g.InTime.Part), bareNumber(g.InTime.Rate().Value), strconv.Itoa(g.Overturned.Part),
			bareNumber(r.Value), bareNumber(r.Low), bareNumber(r.High), strconv.Itoa(g.Partly), strconv.Itoa(g.Replaced), strconv.Itoa(g.Upheld), above,
		})
	}
	line("all", "", &m.All)
	for _, part := range appealParts(v, &m) {
		for i := range part.groups {
			line(part.key, part.groups[i].Key, &part.groups[i])
		}
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	err := w.WriteAll(rows)
	return b.Bytes(), err
}
