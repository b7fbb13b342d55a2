package handlers

import (
	"cmp"
	"fmt"
	"slices"

	"candor/engine/score"
	"candor/models"
	"candor/views"
	"candor/views/chart"
	"candor/views/ui"
)

// factorHeads are the columns of the table of lines.
func (l labels) factorHeads(d *models.ScoreDetail) []ui.ThArgs {
	heads := []ui.ThArgs{
		{Label: l.p.T("score.factor")}, {Label: l.p.T("score.aspect")}, {Label: l.p.T("score.value"), Numeric: true}, {Label: l.p.T("score.bin")},
		{Label: l.p.T("score.points_head"), Numeric: true}, {Label: l.p.T("lines.effect")}, {Label: l.p.T("score.range")},
		{Label: l.p.T("score.percentile"), Numeric: true},
	}
	if d.Before != nil {
		heads = slices.Insert(heads, atChange, ui.ThArgs{Label: l.p.T("score.since_head"), Numeric: true})
	}
	if d.Observed != nil {
		heads = append(heads, ui.ThArgs{Label: l.p.T("score.age"), Numeric: true})
	}
	return heads
}

// byMagnitude puts the lines that move the score most first.
func byMagnitude(lines []score.Line) {
	slices.SortStableFunc(lines, func(a, b score.Line) int { return cmp.Compare(magnitude(b.Points), magnitude(a.Points)) })
}

// factorTable lists the lines of a breakdown that have an effect, the strongest factor first. Their points sum
// to the score, and their changes to the change of the score.
func (l labels) factorTable(d *models.ScoreDetail, v *Visitor) views.Records {
	r := views.Records{Caption: l.p.T("score.factors"), Dense: true, Heads: l.factorHeads(d)}
	factors, others := split(d.Breakdown.Lines)
	byMagnitude(factors)
	for _, line := range others {
		if line.Kind == score.LineBase {
			r.Rows = append(r.Rows, l.sinceLast(d, line, l.plainLine(l.p.T("score.base"), line)))
		}
	}
	for _, line := range factors {
		if !idle(d, line) {
			r.Rows = append(r.Rows, l.sinceLast(d, line, l.factorLine(d, line)))
		}
	}
	for _, line := range others {
		if line.Kind != score.LineBase {
			row := l.plainLine(l.adjustment(line), line)
			row.Cells[0].Href = capHref(d, line, v)
			r.Rows = append(r.Rows, l.sinceLast(d, line, row))
		}
	}
	total := views.Record{Cells: []views.Cell{
		{Body: views.Strong(l.p.T("score.score")), Wide: true}, {}, {}, {}, {Body: views.Strong(views.Number(int64(d.Breakdown.Score))), Numeric: true}, {}, {}, {},
	}}
	if b := d.Before; b != nil {
		r.Rows = append(r.Rows, l.goneLines(b)...)
		total.Cells = slices.Insert(total.Cells, atChange, views.Cell{Body: views.Strong(points(d.Breakdown.Score - b.Score)), Numeric: true})
	}
	r.Rows = append(r.Rows, total)
	filled(&r)
	return r
}

// sinceLast puts into a line's row what changed since the last score, where there is one.
func (l labels) sinceLast(d *models.ScoreDetail, line score.Line, row views.Record) views.Record {
	if d.Before != nil {
		row.Cells = slices.Insert(row.Cells, atChange, l.lineChange(d.Before, line))
	}
	return row
}

func (l labels) plainLine(name string, line score.Line) views.Record {
	value, given, effect := views.Num(views.Dash), views.Number(int64(line.Points)), views.Text(views.Dash)
	if line.Kind != score.LineBase {
		value, given, effect = views.Num(trimmed(line.Value)), points(line.Points), l.mark(line.Points)
	}
	return views.Record{Cells: []views.Cell{
		{Text: name, Wide: true}, views.Text(views.Dash), value, views.Text(views.Dash), views.Num(given), effect, views.Text(views.Dash),
		views.Num(views.Dash),
	}}
}

func (l labels) factorLine(d *models.ScoreDetail, line score.Line) views.Record {
	name := views.Cell{Text: l.factor(line.Key), Wrap: true, Wide: true, Href: factorHref(d, line.Key)}
	if slices.ContainsFunc(d.Disputes, func(x models.Dispute) bool { return x.Factor == line.Key }) {
		name.Sub = l.p.T("dispute.mark")
	}
	value := views.Num(l.lineValue(line))
	rank := views.Num(views.Dash)
	if line.Missing {
		value = views.Cell{Body: ui.Badge(ui.BadgeArgs{Label: l.p.T("score.bin_missing"), Tone: ui.Amber}), Numeric: true}
	} else if percent, ok := percentile(d.Quantiles[line.Key], line.Value); ok {
		rank = views.Num(fmt.Sprint(percent))
	}
	bin := views.Dash
	if i := slices.IndexFunc(d.Card.Factors, func(f score.Factor) bool { return f.Key == line.Key }); i >= 0 && line.Bin >= 0 {
		bin = l.bin(&d.Card.Factors[i], line.Bin)
	}
	given := views.Num(points(line.Points))
	if line.Points < 0 {
		given.Tone = ui.Red
	}
	cells := []views.Cell{
		name, views.Text(l.word("aspect.", string(line.Aspect))), value, {Text: bin, Wrap: true}, given, l.mark(line.Points),
		pointsCell(name.Text, line.MinPoints, line.MaxPoints, line.Points), rank,
	}
	if d.Observed != nil {
		cells = append(cells, l.age(d, line))
	}
	return views.Record{ID: "f-" + line.Key, Cells: cells}
}

// history is the score over time; each step leads to its own breakdown.
func (l labels) history(d *models.ScoreDetail) chart.StepArgs {
	return l.steps(&d.Account, d.History, d.Policy.Bands)
}

// versionTable lists the decisions behind the history, beside the chart; what caused the one that is shown stands among its facts.
func (l labels) versionTable(d *models.ScoreDetail) views.Records {
	r := l.decisionTable(d.Account.PublicID(), d.History, d.Causes)
	r.Slim = true
	r.Heads = r.Heads[:len(r.Heads)-1]
	for i := range d.History {
		r.Rows[i].Cells = r.Rows[i].Cells[:len(r.Heads)]
		if d.History[i].ID == d.Decision.ID {
			r.Rows[i].Cells[1].Sub = l.p.T("score.shown")
		}
	}
	return r
}

// decisionTable lists an account's decisions, the newest first, each with its change and what caused it.
func (l labels) decisionTable(account string, list []models.Decision, causes map[models.ID]models.DecisionCause) views.Records {
	r := views.Records{Caption: l.p.T("account.decisions"), Empty: l.p.T("account.decisions_none"), Heads: []ui.ThArgs{
		{Label: l.p.T("score.at")}, {Label: l.p.T("score.score"), Numeric: true}, {Label: l.p.T("score.change"), Numeric: true},
		{Label: l.p.T("score.band")}, {Label: l.p.T("score.outcome")}, {Label: l.p.T("score.policy"), Numeric: true},
		{Label: l.p.T("score.cause")},
	}}
	for i, d := range list {
		change := views.Num(views.Dash)
		if i+1 < len(list) {
			change = views.Num(points(d.Score - list[i+1].Score))
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			{Text: l.p.DateTime(d.At), Href: "/accounts/" + account + "/score?decision=" + d.PublicID(), Row: true, Wide: true},
			views.Num(views.Number(int64(d.Score))), change, views.State(l.band(d.Band)), views.Text(l.word("outcome.", d.Outcome)),
			views.Num(fmt.Sprint(d.PolicyVersion)), l.decisionCause(&d, causes),
		}})
	}
	return r
}
