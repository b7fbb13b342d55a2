package handlers

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"candor/engine/drift"
	"candor/models"
	"candor/views"
	"candor/views/chart"
	"candor/views/ui"
)

// driftView is the board in words and pictures.
func driftView(p views.Page, b *models.DriftBoard) views.DriftData {
	l := labels{p}
	var d views.DriftData
	switch {
	case b.Model == nil:
		d.Empty = &ui.EmptyArgs{Kind: "nothing", Title: p.T("drift.no_model"), Href: "/models", Label: p.T("nav.models")}
		return d
	case len(b.Weeks) == 0:
		d.Note = p.T("drift.board_note", "model", b.Model.Name)
		d.Empty = &ui.EmptyArgs{Kind: "nothing", Title: p.T("drift.no_weeks"), Text: p.T("drift.no_weeks_text")}
		return d
	}
	d.Note = p.T("drift.board_note", "model", b.Model.Name)
	switch judged := judgedWeeks(&b.Score); len(judged) {
	case 0:
		d.Only = p.T("drift.no_judged", "n", drift.Fewest)
	case 1:
		d.Only = p.T("drift.only_week", "week", weekText(judged[0]), "n", drift.Fewest)
	}
	if b.Score.First {
		d.First = p.T("drift.first_week")
	}
	d.Stats, d.Score = l.driftStats(b), l.driftLine(&b.Score, p.T("drift.score_question"))
	d.Heat, d.Cohorts, d.Alerts = l.driftHeat(b), l.driftCohorts(b.Cohorts), l.driftAlerts(b.Alerts)
	if len(b.Closed) > 0 {
		closed := l.driftClosed(b.Closed)
		d.Closed = &closed
	}
	return d
}

// judgedWeeks is the weeks that have enough assessments.
func judgedWeeks(s *models.DriftSeries) []int {
	var weeks []int
	for _, p := range s.Points {
		if p.Level != drift.TooFew {
			weeks = append(weeks, p.Week)
		}
	}
	return weeks
}

// weekText is an ISO week as ISO 8601 writes it.
func weekText(week int) string { return fmt.Sprintf("%d-W%02d", week/100, week%100) }

// driftTones is how levels are marked. Read only.
var driftTones = map[drift.Level]ui.Tone{drift.Alarm: ui.Red, drift.Watch: ui.Amber, drift.Steady: ui.Green}

func (l labels) driftLevel(level drift.Level) ui.BadgeArgs {
	return ui.BadgeArgs{Label: l.word("drift.level.", string(level)), Tone: driftTones[level]}
}

// driftIndex is an index to three decimals, a dash where there is none.
func driftIndex(v float64) string {
	if math.IsNaN(v) {
		return views.Dash
	}
	return fixed(v, 3)
}

func (l labels) driftStats(b *models.DriftBoard) []ui.StatArgs {
	newest := b.Weeks[len(b.Weeks)-1]
	var worst *models.DriftSeries
	for i := range b.Factors {
		s := &b.Factors[i]
		if p := s.Point(newest); p != nil && p.Level != drift.TooFew && (worst == nil || p.PSI > worst.Point(newest).PSI) {
			worst = s
		}
	}
	stats := []ui.StatArgs{l.driftStat(l.p.T("drift.score_psi"), driftHref(drift.ScoreKey, 0), b.Score.Point(newest))}
	if worst != nil {
		s := l.driftStat(l.p.T("drift.worst"), driftHref(worst.Key, 0), worst.Point(newest))
		s.Note = l.driftName(worst.Key)
		stats = append(stats, s)
	}
	n := 0
	if p := b.Score.Point(newest); p != nil {
		n = p.N
	}
	return append(stats,
		ui.StatArgs{Label: l.p.T("drift.assessments"), Value: views.Number(int64(n)), Note: weekText(newest)},
		ui.StatArgs{Label: l.p.T("drift.open_alerts"), Value: strconv.Itoa(len(b.Alerts))})
}

// driftStat is an index as a tile; too few assessments give no verdict.
func (l labels) driftStat(label, href string, p *models.DriftPoint) ui.StatArgs {
	if p == nil {
		return ui.StatArgs{Label: label, Value: views.Dash, Href: href}
	}
	tone := driftTones[p.Level]
	if tone == ui.Green {
		tone = ui.Neutral
	}
	value := driftIndex(p.PSI)
	if p.Level == drift.Base {
		value = views.Dash
	}
	return ui.StatArgs{Label: label, Value: value, Href: href, Tone: tone, Note: l.word("drift.level.", string(p.Level))}
}

// driftLine is an index over the weeks between its bands.
func (l labels) driftLine(s *models.DriftSeries, question string) chart.StepArgs {
	a := chart.StepArgs{
		Frame: l.p.Frame(question, l.p.N("drift.line_caption", len(s.Points), "watch", drift.WatchFrom, "alarm", drift.AlarmFrom)),
		Max:   0.4,
	}
	a.Quiet = true
	a.Table.Head = []string{l.p.T("drift.week"), l.p.T("drift.index"), l.p.T("drift.assessments"), l.p.T("drift.level")}
	for _, p := range s.Points {
		a.Table.Rows = append(a.Table.Rows, []string{weekText(p.Week), driftIndex(p.PSI), views.Number(int64(p.N)), l.word("drift.level.", string(p.Level))})
		if math.IsNaN(p.PSI) || p.Level == drift.TooFew {
			continue
		}
		a.Max = max(a.Max, p.PSI*1.1)
		a.Points = append(a.Points, chart.Point{
			At: float64(drift.Monday(p.Week).Unix()), Value: p.PSI, When: weekText(p.Week), Label: l.word("drift.level.", string(p.Level)), Href: driftHref(s.Key, p.Week),
		})
	}
	if len(a.Points) == 0 {
		a.EmptyText = l.p.T("drift.line_empty", "n", drift.Fewest)
	} else {
		a.Until = a.Points[len(a.Points)-1].At + 7*24*3600
	}
	a.Bands = []chart.Band{
		{Label: l.word("drift.level.", string(drift.Steady)), From: 0, To: drift.WatchFrom, Shade: 5},
		{Label: l.word("drift.level.", string(drift.Watch)), From: drift.WatchFrom, To: drift.AlarmFrom, Shade: 2},
		{Label: l.word("drift.level.", string(drift.Alarm)), From: drift.AlarmFrom, To: a.Max, Shade: 1},
	}
	return a
}

// heatWeeks is how many weeks the table of factors has room for.
const heatWeeks = 12

// driftHeat is every factor of the last weeks: the newest week first, so that a phone shows it, and
// the farthest factor of it first.
func (l labels) driftHeat(b *models.DriftBoard) chart.HeatArgs {
	weeks := slices.Clone(b.Weeks[max(0, len(b.Weeks)-heatWeeks):])
	slices.Reverse(weeks)
	a := chart.HeatArgs{
		Frame:  l.p.Frame(l.p.T("drift.factors_question"), l.p.T("drift.heat_caption", "n", drift.Fewest)),
		Corner: l.p.T("model.factor"),
	}
	a.Quiet = true
	for _, w := range weeks {
		a.Columns = append(a.Columns, weekText(w))
	}
	for _, s := range byDistance(b.Factors, weeks[0]) {
		row := chart.HeatRow{Label: l.driftName(s.Key), Href: driftHref(s.Key, 0)}
		for _, w := range weeks {
			row.Cells = append(row.Cells, l.heatCell(s, w))
		}
		a.Rows = append(a.Rows, row)
	}
	for i, level := range []drift.Level{drift.Steady, drift.Watch, drift.Alarm, drift.TooFew} {
		a.Legend = append(a.Legend, chart.HeatCell{Text: l.word("drift.legend.", string(level)), Level: (i + 1) % 4})
	}
	return a
}

func (l labels) heatCell(s *models.DriftSeries, week int) chart.HeatCell {
	p := s.Point(week)
	if p == nil {
		return chart.HeatCell{Text: views.Dash}
	}
	c := chart.HeatCell{Text: driftIndex(p.PSI), Href: driftHref(s.Key, week)}
	switch p.Level {
	case drift.TooFew: // its index is chance
		c.Text = views.Dash
	case drift.Steady:
		c.Level = 1
	case drift.Watch:
		c.Level = 2
	case drift.Alarm:
		c.Level = 3
	}
	c.Title = l.p.T("drift.cell", "name", l.driftName(s.Key), "week", weekText(week), "index", c.Text, "level", l.word("drift.level.", string(p.Level)))
	return c
}

func (l labels) driftAlerts(alerts []models.DriftAlert) views.Records {
	r := views.Records{
		Caption: l.p.T("drift.alerts"), Empty: l.p.T("drift.alerts_none"),
		Heads: l.heads("drift.what", "drift.week", "drift.index#", "drift.assessments#", "drift.opened"),
	}
	for _, a := range alerts {
		r.Rows = append(r.Rows, views.Record{ID: a.PublicID(), Cells: []views.Cell{
			{Text: l.driftName(a.Factor), Href: driftHref(a.Factor, a.Week), Row: true, Wide: true}, views.Text(weekText(a.Week)),
			{Text: driftIndex(a.PSI), Numeric: true, Tone: ui.Red}, views.Num(views.Number(int64(a.Accounts))), views.At(l.p.Time(a.OpenedAt)),
		}})
	}
	return r
}

func (l labels) driftClosed(alerts []models.DriftAlert) views.Records {
	r := views.Records{Caption: l.p.T("drift.closed"), Heads: l.heads("drift.what", "drift.week", "drift.index#", "drift.note", "common.by", "drift.closed_at")}
	for _, a := range alerts {
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			views.Text(l.driftName(a.Factor)), views.Text(weekText(a.Week)), views.Num(driftIndex(a.PSI)), views.Note(a.Note), views.Text(a.ClosedName),
			views.At(l.p.Time(timeOr(a.ClosedAt))),
		}})
	}
	return r
}

// driftCohorts is how well each week's assessments told bad from good.
func (l labels) driftCohorts(cohorts []models.DriftCohort) views.Records {
	r := views.Records{
		Caption: l.p.T("drift.cohorts"), Empty: l.p.T("drift.cohorts_none", "n", models.CohortFewest),
		Heads: l.heads("drift.vintage", "drift.outcomes#", "model.bads#", "model.auc#", "model.ks#"),
	}
	for _, c := range cohorts {
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			views.Text(weekText(c.Week)), views.Num(views.Number(int64(c.Accounts))), views.Num(views.Number(int64(c.Bads))),
			views.Num(fixed(c.AUC, 3)), views.Num(fixed(c.KS, 3)),
		}})
	}
	return r
}
