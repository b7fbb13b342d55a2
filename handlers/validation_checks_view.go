package handlers

import (
	"candor/engine/validate"
	"candor/views"
	"candor/views/ui"
)

// checkPart is the section of the page that holds what a check is about. Read only.
var checkPart = map[string]string{
	validate.CheckRanking: "discrimination", validate.CheckOverfit: "discrimination", validate.CheckCalibration: "calibration",
	validate.CheckSlope: "calibration", validate.CheckPSI: "stability", validate.CheckDrift: "stability", validate.CheckTime: "stability",
	validate.CheckOrder: "factors", validate.CheckLeaning: "missing", validate.CheckFairness: "fairness", validate.CheckChampion: "comparison",
}

// checks lists what was asked of the card and how it went.
func (v validated) checks() views.Records {
	p := v.l.p
	r := views.Records{Caption: p.T("validation.section.checks"), Heads: []ui.ThArgs{
		{Label: p.T("validation.check")}, {Label: p.T("validation.result")}, {Label: p.T("validation.measured")},
		{Label: p.T("validation.limit")}, {Label: p.T("validation.part")},
	}}
	for _, c := range v.r.Checks {
		part := checkPart[c.Key]
		measured, limit := v.measured(c)
		cell := views.Cell{Text: measured, Wrap: true}
		if c.State == validate.StateNotDone {
			cell.Sub = v.whyNot(c.Key)
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			{Text: v.l.word("validation.check.", c.Key), Wrap: true, Wide: true}, views.State(v.checkState(c.State)), cell, views.Text(limit),
			{Text: v.l.word("validation.section.", part), Href: "#" + part},
		}})
	}
	return r
}

func (v validated) checkState(state string) ui.BadgeArgs {
	b := ui.BadgeArgs{Label: v.l.word("validation.state.", state)}
	switch state {
	case validate.StatePassed:
		b.Tone, b.Icon = ui.Green, "check"
	case validate.StateFailed:
		b.Tone, b.Icon = ui.Red, "close"
	default:
		b.Icon = "minus"
	}
	return b
}

// measured is what a check found and what it allows, in the unit of what it is about.
func (v validated) measured(c validate.Check) (found, limit string) {
	p := v.l.p
	most, least := func(s string) string { return p.T("validation.most", "value", s) }, func(s string) string { return p.T("validation.least", "value", s) }
	switch c.Key {
	case validate.CheckRanking:
		return three(c.Value), least(num(c.Limit, 2))
	case validate.CheckFairness:
		return three(c.Value), least(num(c.Limit, 1))
	case validate.CheckCalibration:
		return p.N("validation.groups_missed", int(c.Value)), p.T("validation.groups_most", "n", int(c.Limit), "all", len(v.r.Calibration.Groups))
	case validate.CheckSlope:
		return v.with(v.r.Calibration.Slope, three), p.T("validation.between", "low", num(1-c.Limit, 2), "high", num(1+c.Limit, 2))
	case validate.CheckOrder:
		if !c.Value.Known() {
			return views.Dash, p.T("validation.broken_most")
		}
		return p.N("validation.broken_n", int(c.Value)), p.T("validation.broken_most")
	case validate.CheckChampion:
		if d := v.r.Comparison.Difference; d != nil {
			return v.with(d.Estimate, three), p.T("validation.champion_limit")
		}
		return views.Dash, p.T("validation.champion_limit")
	}
	return three(c.Value), most(num(c.Limit, 2))
}

// whyNot says why a check could not be made.
func (v validated) whyNot(key string) string {
	why := "unknown"
	switch key {
	case validate.CheckDrift:
		if len(v.r.Months) < 2 {
			why = validate.SkippedMonths
		}
	case validate.CheckTime:
		if v.r.OutOfTime.Skipped != "" {
			why = v.r.OutOfTime.Skipped
		}
	case validate.CheckOrder:
		why = "no_direction"
	case validate.CheckFairness:
		why = "undeclared"
	case validate.CheckChampion:
		if v.r.Comparison.SameRows {
			why = "same_rows"
		} else if v.r.Comparison.Skipped != "" {
			why = v.r.Comparison.Skipped
		}
	}
	return v.l.word("validation.skipped.", why)
}

// lines says for the head of each section how its checks went: what failed before all else, so that nothing bad is folded away.
func (v validated) lines() map[string]string {
	passed, failed, notDone := map[string]int{}, map[string]int{}, map[string]int{}
	for _, c := range v.r.Checks {
		for _, id := range []string{"checks", checkPart[c.Key]} {
			switch c.State {
			case validate.StatePassed:
				passed[id]++
			case validate.StateFailed:
				failed[id]++
			default:
				notDone[id]++
			}
		}
	}
	lines := map[string]string{}
	for _, id := range sections() {
		switch {
		case failed[id] > 0 && id != "checks":
			lines[id] = v.l.p.N("validation.line_failed", failed[id])
		case failed[id] > 0:
			lines[id] = v.l.p.N("validation.verdict_fail", failed[id], "made", passed[id]+failed[id])
		case passed[id] > 0:
			lines[id] = v.l.p.N("validation.line_passed", passed[id])
		case notDone[id] > 0:
			lines[id] = v.l.p.N("validation.line_not_made", notDone[id])
		}
	}
	return lines
}
