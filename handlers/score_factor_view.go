package handlers

import (
	"net/url"
	"slices"
	"strconv"

	"candor/engine/score"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// scoreHref is the page of a score: of the account's where it is the one that counts, else of that decision.
func scoreHref(d *models.ScoreDetail) string {
	return "/accounts/" + d.Account.PublicID() + "/score" + ofDecision(d)
}

// factorHref is the page of one factor of a score.
func factorHref(d *models.ScoreDetail, key string) string {
	return "/accounts/" + d.Account.PublicID() + "/score/factors/" + url.PathEscape(key) + ofDecision(d)
}

// ofDecision is the query that names an older score.
func ofDecision(d *models.ScoreDetail) string {
	if d.Decision.ID == d.Account.DecisionID {
		return ""
	}
	return "?decision=" + d.Decision.PublicID()
}

// scoreFactorView is the page of one factor of a score.
func scoreFactorView(p views.Page, d *models.FactorDetail, v *Visitor) views.ScoreFactorData {
	l := labels{p}
	data := views.ScoreFactorData{
		About: l.aboutFactor(&d.Factor), Badges: []ui.BadgeArgs{*l.mark(d.Line.Points).Badge}, Back: scoreHref(d.ScoreDetail) + "#f-" + d.Line.Key,
		Facts: l.factorFacts(d), Values: l.factorValues(d, v), Steps: l.factorSteps(d), StepsNote: p.N("factor_page.steps_note", d.Scores),
		Disputes: l.disputes(slices.DeleteFunc(slices.Clone(d.Disputes), func(x models.Dispute) bool { return x.Factor != d.Line.Key })),
	}
	data.ValuesNote = p.T("factor_page.values_note")
	if d.Counts != nil {
		data.ValuesNote = p.T("factor_page.values_note_week", "week", weekText(d.Week))
	}
	if d.Decision.ID != d.Account.DecisionID {
		data.Older, data.Now = p.T("score.older", "time", p.DateTime(d.Decision.At)), "/accounts/"+d.Account.PublicID()+"/score"
	}
	if v.Can(models.PermCaseWork) {
		data.Dispute = "/accounts/" + d.Account.PublicID() + "/dispute?" + url.Values{"decision": {d.Decision.PublicID()}, "factor": {d.Line.Key}}.Encode()
	}
	return data
}

// aboutFactor says what a factor measures; of a pair, what either of the two does.
func (l labels) aboutFactor(f *score.Factor) []string {
	if f.Pair == nil {
		return []string{l.word("factor_about.", f.Key)}
	}
	return []string{l.word("factor_about.", f.Pair.Keys[0]), l.word("factor_about.", f.Pair.Keys[1])}
}

func (l labels) factorFacts(d *models.FactorDetail) []ui.Pair {
	p, line := l.p, d.Line
	value := ui.Pair{Key: p.T("score.value"), Value: l.lineValue(line)}
	if line.Missing {
		value = ui.Pair{Key: p.T("score.value"), Body: ui.Badge(ui.BadgeArgs{Label: p.T("score.bin_missing"), Tone: ui.Amber})}
	}
	facts := []ui.Pair{value}
	if line.Bin >= 0 && line.Bin < len(d.Factor.Bins) && !line.Missing {
		facts = append(facts, ui.Pair{Key: p.T("score.bin"), Value: l.bin(&d.Factor, line.Bin)})
	}
	facts = append(facts, ui.Pair{Key: p.T("score.points_head"), Value: points(line.Points), Numeric: true}, ui.Pair{
		Key: p.T("score.range"), Body: pointsCell(l.factor(line.Key), line.MinPoints, line.MaxPoints, line.Points).Body,
	})
	if percent, ok := percentile(d.Quantiles[line.Key], line.Value); ok && !line.Missing {
		facts = append(facts, ui.Pair{Key: p.T("score.percentile"), Value: strconv.Itoa(percent), Numeric: true})
	}
	if d.Before != nil {
		change := l.lineChange(d.Before, line)
		facts = append(facts, ui.Pair{Key: p.T("score.since_head"), Value: dotted(change.Text, change.Sub), Numeric: true})
	}
	if d.Observed != nil {
		age := l.age(d.ScoreDetail, line)
		facts = append(facts, ui.Pair{Key: p.T("score.age"), Value: dotted(age.Text, age.Sub)})
	}
	return append(facts, ui.Pair{Key: p.T("score.aspect"), Value: l.word("aspect.", string(line.Aspect))},
		ui.Pair{Key: p.T("factor_page.reason"), Value: p.T("reason." + d.Factor.Reason + ".title")}, ui.Pair{Key: p.T("score.model"), Value: d.ModelName})
}

// factorValues lists every group of values of the factor with what it gives, its accounts, and how many of those it was learned from went bad.
func (l labels) factorValues(d *models.FactorDetail, v *Visitor) views.Records {
	r := views.Records{Caption: l.p.T("factor_page.values"), Heads: l.heads("model.values", "score.points_head", "model.bad_rate#", "factor_page.learned#")}
	list := d.Champion && v.Can(models.PermModelRead) && v.Can(models.PermAccountRead)
	if d.Counts != nil {
		r.Heads = append(r.Heads, l.heads("factor_page.share#")...)
	}
	if list {
		r.Heads = append(r.Heads, l.heads("drift.accounts")...)
	}
	all := 0
	for _, n := range d.Counts {
		all += n
	}
	for i, b := range d.Factor.Bins {
		name := views.Cell{Text: l.bin(&d.Factor, i), Wrap: true, Wide: true}
		row := views.Record{}
		if i == d.Line.Bin {
			row.ID, name.Sub = "here", l.p.T("factor_page.here")
		}
		row.Cells = []views.Cell{
			name, {Body: views.PointsBar(views.PointsRange{Label: name.Text + " " + points(b.Points), Min: d.Line.MinPoints, Max: d.Line.MaxPoints, Value: b.Points})},
			views.Num(shareText(b.Bad, b.Count)), views.Num(views.Number(int64(b.Count))),
		}
		if d.Counts != nil {
			row.Cells = append(row.Cells, views.Num(shareText(d.Counts[i], all)))
		}
		if list {
			row.Cells = append(row.Cells, views.Cell{Text: l.p.T("drift.see_accounts"), Href: "/drift/factors/" + url.PathEscape(d.Factor.Key) + "/accounts?bin=" + strconv.Itoa(i)})
		}
		r.Rows = append(r.Rows, row)
	}
	return r
}

// factorSteps lists the scores in which the factor moved.
func (l labels) factorSteps(d *models.FactorDetail) views.Records {
	r := views.Records{Caption: l.p.T("factor_page.steps"), Heads: l.heads("score.at", "score.value", "score.points_head#", "score.change#", "score.score#")}
	for i, step := range d.Steps {
		at := views.Cell{
			Text: l.p.DateTime(step.Decision.At), Href: "/accounts/" + d.Account.PublicID() + "/score?decision=" + step.Decision.PublicID(), Wide: true,
		}
		value, given, change := views.Text(l.p.T("factor_page.not_then")), views.Num(views.Dash), views.Num(views.Dash)
		if step.Line != nil {
			value, given = views.Text(l.lineValue(*step.Line)), views.Num(points(step.Line.Points))
			if i+1 < len(d.Steps) && d.Steps[i+1].Line != nil {
				change = changed(step.Line.Points - d.Steps[i+1].Line.Points)
			}
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{at, value, given, change, views.Num(views.Number(int64(step.Decision.Score)))}})
	}
	return r
}
