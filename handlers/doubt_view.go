package handlers

import (
	"candor/engine/factor"
	"candor/engine/score"
	"candor/models"
	"candor/views"
	"candor/views/chart"
	"candor/views/ui"
	"strings"
)

// rangeText is the range of the bagged models, or why there is none.
func (l labels) rangeText(d *models.ScoreDetail) string {
	if d.Range == nil {
		return l.p.T("score.range_none")
	}
	if d.Breakdown.Score != d.Breakdown.CardSum {
		return l.p.T("score.range_card", "low", d.Range.Low, "high", d.Range.High)
	}
	return l.p.T("score.range_bags", "low", d.Range.Low, "high", d.Range.High)
}

// withRange draws the range beside the score where the score is the card's own: a cap or an
// override has no spread.
func withRange(a chart.ScaleArgs, d *models.ScoreDetail) chart.ScaleArgs {
	if d.Range != nil && d.Breakdown.Score == d.Breakdown.CardSum {
		a.Low, a.High = float64(d.Range.Low), float64(d.Range.High)
	}
	return a
}

// gapTable lists what an assessment did not know: what it counts for, and what a known value
// could have given.
func (l labels) gapTable(d *models.ScoreDetail) views.Records {
	r := views.Records{Caption: l.p.T("score.gaps"), Heads: []ui.ThArgs{
		{Label: l.p.T("score.factor")}, {Label: l.p.T("score.aspect")}, {Label: l.p.T("score.gap_given"), Numeric: true}, {Label: l.p.T("score.gap_range")},
	}}
	for _, g := range d.Gaps {
		span := points(g.Low)
		if g.Low != g.High {
			span = l.p.T("score.gap_span", "low", points(g.Low), "high", points(g.High))
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			{Text: l.factor(g.Key), Wrap: true, Wide: true}, views.Text(l.word("aspect.", string(g.Aspect))), views.Num(points(g.Points)),
			views.Text(span),
		}})
	}
	return r
}

// missingOf is an aspect with how many of its points rest on missing data.
func (l labels) missingOf(name string, gaps []score.Gap, aspect score.Aspect) views.Cell {
	sum, n := 0, 0
	for _, g := range gaps {
		if g.Aspect == aspect {
			sum, n = sum+g.Points, n+1
		}
	}
	if n == 0 {
		return views.Text(name)
	}
	return views.Cell{Text: name, Sub: l.p.T("score.gap_aspect", "points", points(sum)), Wrap: true}
}

// age is for how long the facts behind a factor have stood.
func (l labels) age(d *models.ScoreDetail, line score.Line) views.Cell {
	first, _, _ := strings.Cut(line.Key, "*") // a pair is as old as its first factor
	spec, _, known := factor.Lookup(first)
	if !known || line.Missing {
		return views.Num(views.Dash)
	}
	days, stale, ok := d.Observed.Age(spec, l.p.Now)
	if !ok {
		return views.Num(views.Dash)
	}
	c := views.Num(l.p.T("score.age_today"))
	if days > 0 {
		c.Text = l.p.N("score.age_days", days)
	}
	if stale {
		c.Tone, c.Sub = ui.Amber, l.p.T("score.stale")
	}
	return c
}

// ageNote says from when facts count as stale.
func (l labels) ageNote(d *models.ScoreDetail) string {
	if d.Observed == nil {
		return ""
	}
	return l.p.T("score.age_note", "statements", models.StaleDays(factor.SourceStatements), "relations", models.StaleDays(factor.SourceRelations),
		"checks", models.StaleDays(factor.SourceChecks), "profile", models.StaleDays(factor.SourceProfile))
}
