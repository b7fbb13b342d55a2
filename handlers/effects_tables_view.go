package handlers

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"candor/engine/effect"
	"candor/models"
	"candor/views"
	"candor/views/chart"
	"candor/views/ui"
)

// heads of tables of comparisons.
func (e effectShown) comparedHeads(first string) []ui.ThArgs {
	return e.l.heads(first, "effect.before#", "effect.after#", "effect.difference#", "effect.interval#", "effect.p#")
}

// comparedCells are a comparison as cells after its name. What is too few has its counts and no verdict.
func (e effectShown) comparedCells(name views.Cell, c effect.Comparison, p float64) []views.Cell {
	share := func(s effect.Share) views.Cell {
		cell := views.Num(rate(s))
		if s.Whole == 0 {
			return cell
		}
		cell.Sub = e.l.p.T("effect.of", "part", views.Number(int64(s.Part)), "whole", views.Number(int64(s.Whole)))
		return cell
	}
	difference, interval, verdict := views.Num(pp(float64(c.Difference.Value))), views.Num(e.interval(c)), views.Num(e.pText(p))
	if c.Few() {
		difference, interval, verdict = views.Num(views.Dash), views.Num(views.Dash), views.Num(e.l.p.T("effect.few"))
	} else if c.Exact {
		verdict.Sub = e.l.p.T("effect.exact")
	}
	return []views.Cell{name, share(c.Before), share(c.After), difference, interval, verdict}
}

// defaults is the table that the page begins with.
func (e effectShown) defaults() views.Records {
	b := &e.d.Report.Body
	r := views.Records{Caption: e.l.p.T("effect.defaults_title"), Heads: e.comparedHeads("effect.what")}
	c := b.Defaults()
	rates := e.comparedCells(views.Cell{Body: views.Strong(e.l.p.T("effect.default_rate")), Wide: true}, c, float64(c.P))
	for i := 1; i <= 3; i++ {
		rates[i].Body = views.Strong(rates[i].Text)
	}
	rates[1].Sub, rates[2].Sub = "", "" // the counts are rows of their own
	for _, n := range effectCounts(b) {
		if strings.HasPrefix(n.key, "source.") && n.before+n.after == 0 {
			continue
		}
		label := e.l.p.Texts.T("effect." + n.key)
		if n.key == "immature" {
			label = e.l.p.T("effect.immature", "days", e.d.Report.Ask.FollowDays)
		}
		r.Rows = append(r.Rows, e.counted(label, views.Number(int64(n.before)), views.Number(int64(n.after))))
	}
	r.Rows = append(r.Rows, views.Record{Cells: rates})
	return r
}

// counted is a row of two numbers that are no shares.
func (e effectShown) counted(label, before, after string) views.Record {
	none := views.Num("") // a count has no interval; the style sheet leaves the empty cells of a card out
	return views.Record{Cells: []views.Cell{{Text: label, Wide: true}, views.Num(before), views.Num(after), none, none, none}}
}

// compared is a table of comparisons that were made together.
func (e effectShown) compared(caption string, list []effectCompared, name func(string) string) views.Records {
	r := views.Records{Caption: caption, Heads: e.comparedHeads("effect.what")}
	r.Heads[5].Label = e.l.p.T("effect.adjusted")
	for _, m := range list {
		r.Rows = append(r.Rows, views.Record{Cells: e.comparedCells(views.Cell{Text: name(m.key), Wide: true}, m.Comparison, m.adjusted)})
	}
	return r
}

// measures is what else changed, and reviewers' time.
func (e effectShown) measures() views.Records {
	b := &e.d.Report.Body
	r := views.Records{Caption: e.l.p.T("effect.measures_title"), Heads: e.comparedHeads("effect.what")}
	for _, m := range effectMeasures(b) {
		r.Rows = append(r.Rows, views.Record{Cells: e.comparedCells(views.Cell{Text: e.l.p.Texts.T("effect." + m.key), Wide: true}, m.Comparison, float64(m.P))})
	}
	hours := func(s *models.EffectSide) string { return fixed(float64(s.ReviewSecs)/3600, 1) }
	minutes := func(s *models.EffectSide) string {
		if s.Cases == 0 {
			return views.Dash
		}
		return fixed(float64(s.ReviewSecs)/60/float64(s.Cases), 1)
	}
	r.Rows = append(r.Rows, e.counted(e.l.p.T("effect.cases"), views.Number(int64(b.Before.Cases)), views.Number(int64(b.After.Cases))),
		e.counted(e.l.p.T("effect.hours"), hours(&b.Before), hours(&b.After)), e.counted(e.l.p.T("effect.minutes_case"), minutes(&b.Before), minutes(&b.After)))
	return r
}

// dots draws differences as dots with their intervals around the line of no change; the table below it holds the numbers. With rise one that is clear, also when all
// are judged together, is marked as bad.
func (e effectShown) dots(title, caption string, list []effectCompared, name func(string) string, rise bool) chart.DotsArgs {
	a := chart.DotsArgs{Frame: e.l.p.Frame(title, caption), Marks: []chart.Mark{{Value: 0, Label: e.l.p.T("effect.zero")}}}
	a.Quiet = true
	for _, m := range list {
		d := m.Difference
		before, after := views.Number(int64(m.Before.Whole)), views.Number(int64(m.After.Whole))
		dot := chart.Dot{Label: name(m.key), Note: e.l.p.T("effect.dot_few", "before", before, "after", after)}
		if !m.Few() {
			dot.Known, dot.Value, dot.Low, dot.High = true, 100*float64(d.Value), 100*float64(d.Low), 100*float64(d.High)
			dot.Text, dot.Bad = pp(float64(d.Value)), rise && d.Low > 0 && m.adjusted < 0.05
			dot.Note = e.l.p.T("effect.dot_note", "interval", e.interval(m.Comparison), "before", before, "after", after)
		}
		a.Dots = append(a.Dots, dot)
	}
	return a
}

// segments is the default rate of each dimension's segments, and how many were judged together.
func (e effectShown) segments() (list []views.EffectSegments, tested int) {
	all, tested := e.d.Report.Body.Segments()
	for _, dimension := range models.EffectDimensions() {
		var part []effectCompared
		for _, s := range all {
			if s.Dimension == dimension {
				part = append(part, effectCompared{s.Value, s.Comparison, s.Adjusted})
			}
		}
		if len(part) == 0 {
			continue
		}
		if dimension == models.SegmentBand {
			slices.SortStableFunc(part, func(a, b effectCompared) int { return cmp.Compare(e.bandPlace(a.key), e.bandPlace(b.key)) })
		}
		name := e.l.p.Texts.T("effect.dimension." + dimension)
		value := func(v string) string { return e.segment(dimension, v) }
		list = append(list, views.EffectSegments{
			Name: name, Chart: e.dots(name, e.l.p.T("effect.segments_caption"), part, value, true), Table: e.compared(name, part, value),
		})
	}
	return list, tested
}

// bandPlace is where a band stands in the version's document, the lowest first; bands of other versions come after its own.
func (e effectShown) bandPlace(name string) int {
	bands := e.d.Policy.Document.Bands
	for i := range bands {
		if bands[i].Name == name {
			return i
		}
	}
	return len(bands)
}

// segment is a value of a dimension in words.
func (e effectShown) segment(dimension, value string) string {
	if dimension == models.SegmentProduct {
		if value == "both" || value == "none" {
			return e.l.p.Texts.T("effect.product." + value)
		}
		return e.l.word("product.", value)
	}
	return e.l.word(dimension+".", value)
}

// guards is each guard beside what the report says of it.
func (e effectShown) guards() views.Records {
	b := &e.d.Report.Body
	r := views.Records{Caption: e.l.p.T("effect.guards_title"), Heads: e.l.heads("effect.guard", "effect.guard_value#", "effect.guard_bound#", "effect.guard_state")}
	crossed := map[effect.Guard]bool{}
	for _, g := range b.Crossed() {
		crossed[g] = true
	}
	enough := map[effect.Guard]bool{effect.GuardDefaultRise: !b.Defaults().Few(), effect.GuardOverturn: b.After.Overturned.Whole >= effect.GuardFewest}
	for _, g := range effect.AllGuards() {
		value, bound, known := b.GuardValue(g)
		shown, state := views.Dash, ui.BadgeArgs{Label: e.l.p.T("effect.guard_ok"), Tone: ui.Green, Icon: "check-circle"}
		if known {
			shown = e.guardText(g, value)
		}
		switch {
		case crossed[g]:
			state = ui.BadgeArgs{Label: e.l.p.T("effect.guard_crossed"), Tone: ui.Red, Icon: "alert"}
		case !enough[g]:
			state = ui.BadgeArgs{Label: e.l.p.T("effect.guard_few")}
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			{Text: e.l.p.Texts.T("effect.guard." + string(g)), Wide: true}, views.Num(shown), views.Num(e.guardText(g, bound)), views.State(state),
		}})
	}
	return r
}

// guardText is what a guard looks at: a rise in percentage points, where a fall has its sign; a share in percent.
func (e effectShown) guardText(g effect.Guard, bp int) string {
	if g == effect.GuardDefaultRise {
		return e.l.p.T("effect.points", "n", strings.TrimPrefix(pp(float64(bp)/10_000), "+"))
	}
	return views.Percent(int64(bp))
}

// alerts is the open ones, each with the way to the rollback.
func (e effectShown) alerts() []views.EffectAlert {
	var list []views.EffectAlert
	for i := range e.d.Alerts {
		a := &e.d.Alerts[i]
		if a.State != models.DriftAlertOpen {
			continue
		}
		row := views.EffectAlert{
			ID: a.PublicID(), Link: policyHref(a.PolicyVersion) + "/release", LinkLabel: e.l.p.T("effect.rollback_link", "version", a.PolicyVersion), Version: fmt.Sprint(a.Version),
			Text: e.l.p.Texts.T("effect.guard."+string(a.Guard)+"_text", "value", e.guardText(a.Guard, a.ValueBP), "bound", e.guardText(a.Guard, a.BoundBP), "time", e.l.p.DateTime(a.OpenedAt)),
		}
		if e.v.Can(models.PermPolicyApprove) {
			row.Action = effectHref(a.PolicyVersion) + "/alerts/" + a.PublicID() + "/close"
		}
		list = append(list, row)
	}
	return list
}

// closed is the alerts that a person dealt with, nil for none.
func (e effectShown) closed() *views.Records {
	r := views.Records{Caption: e.l.p.T("effect.closed_title"), Heads: e.l.heads("effect.guard", "effect.guard_value#", "effect.guard_bound#", "effect.note_field", "common.by", "effect.closed_at")}
	for _, a := range e.d.Alerts {
		if a.State == models.DriftAlertClosed {
			r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
				{Text: e.l.p.Texts.T("effect.guard." + string(a.Guard)), Wide: true}, views.Num(e.guardText(a.Guard, a.ValueBP)), views.Num(e.guardText(a.Guard, a.BoundBP)),
				views.Note(a.Note), views.Text(a.ClosedName), views.At(e.l.p.Moment(timeOr(a.ClosedAt))),
			}})
		}
	}
	if len(r.Rows) == 0 {
		return nil
	}
	return &r
}
