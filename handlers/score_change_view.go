package handlers

import (
	"net/url"
	"slices"
	"time"

	"candor/engine/score"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// scoreChange sets the score against the one before it, nil for the first.
func (l labels) scoreChange(d *models.ScoreDetail) *views.ScoreChange {
	b := d.Before
	if b == nil {
		return nil
	}
	account := "/accounts/" + d.Account.PublicID()
	c := views.ScoreChange{
		Lead: l.p.T("score.since_lead", "before", b.Score, "after", d.Breakdown.Score, "time", l.p.DateTime(b.Decision.At), "points", points(d.Breakdown.Score-b.Score)),
		Last: account + "/score?decision=" + b.Decision.PublicID(), Parts: l.changeTable(d),
	}
	switch {
	case b.Decision.ModelID != d.Decision.ModelID:
		c.Versions = append(c.Versions, l.p.T("score.since_model", "before", b.ModelName, "after", d.ModelName))
	case b.Decision.PolicyVersion == d.Decision.PolicyVersion:
		c.Versions = append(c.Versions, l.p.T("score.since_same"))
	}
	if b.Decision.PolicyVersion != d.Decision.PolicyVersion {
		c.Versions = append(c.Versions, l.p.T("score.since_policy", "before", b.Decision.PolicyVersion, "after", d.Decision.PolicyVersion))
	}
	if at, and, told := l.daysOf(d); told {
		c.Compare = account + "/compare?" + url.Values{"at": {at}, "and": {and}}.Encode()
	}
	return &c
}

// daysOf is the days at whose ends the two decisions counted. The comparison knows days alone: told is false where another
// decision of the same day hides one of the two.
func (l labels) daysOf(d *models.ScoreDetail) (at, and string, told bool) {
	day := func(t time.Time) string { return t.In(l.p.Zone).Format(time.DateOnly) }
	at, and = day(d.Before.Decision.At), day(d.Decision.At)
	hidden := slices.ContainsFunc(d.History, func(h models.Decision) bool { return h.ID > d.Decision.ID && day(h.At) == and })
	return at, and, at != and && !hidden
}

// changeTable is the change by aspect, with what no aspect gives, and the sum of all.
func (l labels) changeTable(d *models.ScoreDetail) views.Records {
	r := views.Records{Caption: l.p.T("score.since"), Slim: true, Heads: []ui.ThArgs{
		{Label: l.p.T("score.since_part")}, {Label: l.p.T("score.since_before"), Numeric: true}, {Label: l.p.T("score.since_after"), Numeric: true},
		{Label: l.p.T("score.change"), Numeric: true},
	}}
	given := points
	add := func(name string, of func(c score.Change) bool) {
		before, after, n := 0, 0, 0
		for _, c := range d.Before.Changes {
			if of(c) {
				before, after, n = before+c.Before, after+c.After, n+1
			}
		}
		if n > 0 {
			r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
				views.Text(name), views.Num(given(before)), views.Num(given(after)), changed(after - before),
			}})
		}
	}
	for _, aspect := range []score.Aspect{score.AspectIdentity, score.AspectCredit, score.AspectRelationships, score.AspectBackground} {
		add(l.word("aspect.", string(aspect)), func(c score.Change) bool { return c.Kind == score.LineFactor && c.Aspect == aspect })
	}
	add(l.p.T("score.since_moved"), func(c score.Change) bool { return c.Kind != score.LineFactor && c.Kind != score.LineBase })
	given = func(n int) string { return views.Number(int64(n)) } // the base has no sign: it is where both begin
	add(l.p.T("score.base"), func(c score.Change) bool { return c.Kind == score.LineBase })
	r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
		{Body: views.Strong(l.p.T("score.score"))}, views.Num(views.Number(int64(d.Before.Score))), views.Num(views.Number(int64(d.Breakdown.Score))),
		{Body: views.Strong(points(d.Breakdown.Score - d.Before.Score)), Numeric: true},
	}})
	return r
}

// changed is a difference of points; what fell stands out.
func changed(n int) views.Cell {
	c := views.Num(points(n))
	if n < 0 {
		c.Tone = ui.Red
	}
	return c
}

// lineChange is what a line gave more or less than last time, and whether the last score had it.
func (l labels) lineChange(b *models.ScoreBefore, line score.Line) views.Cell {
	i := slices.IndexFunc(b.Changes, func(c score.Change) bool { return c.Kind == line.Kind && c.Key == line.Key })
	if i < 0 {
		return views.Num(views.Dash)
	}
	cell := changed(b.Changes[i].Points())
	if b.Changes[i].New {
		cell.Sub = l.p.T(lackOf(line.Kind, "new"))
	}
	return cell
}

// goneLines are the lines that only the last score had: cells of the factor table with the change in their place.
func (l labels) goneLines(b *models.ScoreBefore) (rows []views.Record) {
	for _, c := range b.Changes {
		if !c.Gone {
			continue
		}
		name, aspect := l.factor(c.Key), l.word("aspect.", string(c.Aspect))
		if c.Kind != score.LineFactor {
			name, aspect = l.adjustment(score.Line{Kind: c.Kind, Key: c.Key}), views.Dash
		}
		cell := changed(c.Points())
		cell.Sub = l.p.T(lackOf(c.Kind, "gone"))
		none := views.Text(views.Dash)
		rows = append(rows, views.Record{Cells: []views.Cell{
			{Text: name, Wrap: true, Wide: true}, views.Text(aspect), views.Num(views.Dash), none, views.Num(views.Dash), none, cell, none, views.Num(views.Dash),
		}})
	}
	return rows
}

// lackOf is the words for a line that one of two scores lacks: of a factor its card, of a cap or an override the score.
func lackOf(kind score.LineKind, which string) string {
	if kind == score.LineFactor {
		return "score.since_" + which + "_factor"
	}
	return "score.since_" + which + "_line"
}
