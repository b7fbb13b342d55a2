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

// factorTable lists every line of a breakdown, the strongest factor first. Its points sum
// to the score, and its changes to the change of the score.
func (l labels) factorTable(d *models.ScoreDetail) views.Records {
	r := views.Records{Caption: l.p.T("score.factors"), Dense: true, Heads: []ui.ThArgs{
		{Label: l.p.T("score.factor")}, {Label: l.p.T("score.aspect")}, {Label: l.p.T("score.value"), Numeric: true}, {Label: l.p.T("score.bin")},
		{Label: l.p.T("score.points_head"), Numeric: true}, {Label: l.p.T("score.range")}, {Label: l.p.T("score.percentile"), Numeric: true},
	}}
	if d.Before != nil {
		r.Heads = slices.Insert(r.Heads, atChange, ui.ThArgs{Label: l.p.T("score.since_head"), Numeric: true})
	}
	if d.Observed != nil {
		r.Heads = append(r.Heads, ui.ThArgs{Label: l.p.T("score.age"), Numeric: true})
	}
	factors, others := split(d.Breakdown.Lines)
	slices.SortStableFunc(factors, func(a, b score.Line) int { return cmp.Compare(magnitude(b.Points), magnitude(a.Points)) })
	for _, line := range others {
		if line.Kind == score.LineBase {
			r.Rows = append(r.Rows, l.sinceLast(d, line, l.plainLine(l.p.T("score.base"), line)))
		}
	}
	for _, line := range factors {
		r.Rows = append(r.Rows, l.sinceLast(d, line, l.factorLine(d, line)))
	}
	for _, line := range others {
		if line.Kind != score.LineBase {
			r.Rows = append(r.Rows, l.sinceLast(d, line, l.plainLine(l.adjustment(line), line)))
		}
	}
	total := views.Record{Cells: []views.Cell{
		{Body: views.Strong(l.p.T("score.score")), Wide: true}, {}, {}, {}, {Body: views.Strong(views.Number(int64(d.Breakdown.Score))), Numeric: true}, {}, {},
	}}
	if b := d.Before; b != nil {
		r.Rows = append(r.Rows, l.goneLines(b)...)
		total.Cells = slices.Insert(total.Cells, atChange, views.Cell{Body: views.Strong(points(d.Breakdown.Score - b.Score)), Numeric: true})
	}
	r.Rows = append(r.Rows, total)
	for i := range r.Rows {
		if n := len(r.Heads) - len(r.Rows[i].Cells); n > 0 { // lines that are no factor have no age
			r.Rows[i].Cells = append(r.Rows[i].Cells, make([]views.Cell, n)...)
		}
	}
	return r
}

// atChange is which column tells the change since the last score.
const atChange = 5

// sinceLast puts into a line's row what changed since the last score, where there is one.
func (l labels) sinceLast(d *models.ScoreDetail, line score.Line, row views.Record) views.Record {
	if d.Before != nil {
		row.Cells = slices.Insert(row.Cells, atChange, l.lineChange(d.Before, line))
	}
	return row
}

func (l labels) plainLine(name string, line score.Line) views.Record {
	value, given := views.Num(views.Dash), views.Number(int64(line.Points))
	if line.Kind != score.LineBase {
		value, given = views.Num(trimmed(line.Value)), points(line.Points)
	}
	return views.Record{Cells: []views.Cell{
		{Text: name, Wide: true}, views.Text(views.Dash), value, views.Text(views.Dash), views.Num(given), views.Text(views.Dash), views.Num(views.Dash),
	}}
}

func (l labels) factorLine(d *models.ScoreDetail, line score.Line) views.Record {
	name := views.Cell{Text: l.factor(line.Key), Wrap: true, Wide: true}
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
		name, views.Text(l.word("aspect.", string(line.Aspect))), value, {Text: bin, Wrap: true}, given,
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

// versionTable lists the decisions behind the history.
func (l labels) versionTable(d *models.ScoreDetail) views.Records {
	r := l.decisionTable(d.Account.PublicID(), d.History)
	r.Slim = true
	for i := range d.History {
		if d.History[i].ID == d.Decision.ID {
			r.Rows[i].Cells[1].Sub = l.p.T("score.shown")
		}
	}
	return r
}

// decisionTable lists an account's decisions, the newest first, each with its change.
func (l labels) decisionTable(account string, list []models.Decision) views.Records {
	r := views.Records{Caption: l.p.T("account.decisions"), Empty: l.p.T("account.decisions_none"), Heads: []ui.ThArgs{
		{Label: l.p.T("score.at")}, {Label: l.p.T("score.score"), Numeric: true}, {Label: l.p.T("score.change"), Numeric: true},
		{Label: l.p.T("score.band")}, {Label: l.p.T("score.outcome")}, {Label: l.p.T("score.policy"), Numeric: true},
	}}
	for i, d := range list {
		change := views.Num(views.Dash)
		if i+1 < len(list) {
			change = views.Num(points(d.Score - list[i+1].Score))
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			{Text: l.p.DateTime(d.At), Href: "/accounts/" + account + "/score?decision=" + d.PublicID(), Row: true, Wide: true},
			views.Num(views.Number(int64(d.Score))), change, views.State(l.band(d.Band)), views.Text(l.word("outcome.", d.Outcome)),
			views.Num(fmt.Sprint(d.PolicyVersion)),
		}})
	}
	return r
}
