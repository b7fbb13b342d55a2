package handlers

import (
	"fmt"
	"strconv"

	"candor/engine/limits"
	"candor/models"
	"candor/views"
	"candor/views/chart"
	"candor/views/ui"
)

func limitForm(p views.Page, v *Visitor, around *models.LimitContext, line *models.CreditLine) views.LimitForm {
	d := views.LimitForm{
		Account: measureAccount(p, v, &around.Account, around.Name), Line: line.PublicID(), Version: strconv.FormatInt(line.Version, 10),
		Bounds: limitBounds(p, v, around, line), Use: limitUse(p, around), Calendar: limitCalendar(p, around.Statements),
	}
	for i := range around.Lines {
		l := &around.Lines[i]
		d.Tabs = append(d.Tabs, ui.Tab{
			Label: productText(p, l.Product), Href: d.Account.Href + "/limit?line=" + l.PublicID(), Current: l.ID == line.ID,
		})
	}
	d.Now = []ui.Pair{
		{Key: p.T("limit.line"), Value: productText(p, line.Product)},
		{Key: p.T("limit.granted"), Value: views.Money(line.LimitFen), Numeric: true},
		{Key: p.T("limit.in_force"), Value: views.Money(line.InForceFen()), Numeric: true},
		{Key: p.T("limit.used"), Value: views.Money(line.UsedFen), Numeric: true},
	}
	if line.TempUntil != nil {
		d.Notes = append(d.Notes, p.T("limit.temporary_until", "date", p.DateTime(*line.TempUntil)))
	}
	if line.CapFen != nil {
		d.Notes = append(d.Notes, p.T("limit.capped", "amount", views.Money(*line.CapFen)))
	}
	for i := range around.Changes {
		ch := &around.Changes[i]
		d.Changes = append(d.Changes, limitRow(p, v, ch))
		if ch.State == models.LimitProposed && ch.LineID == line.ID {
			d.Notes = append(d.Notes, p.T("refused.limit_waiting"))
		}
	}
	return d
}

func limitRow(p views.Page, v *Visitor, c *models.LimitChange) views.MeasureRow {
	files := restsLink(p, v, c)
	return views.MeasureRow{
		Href: "/limits/" + c.PublicID(), State: limitBadge(p, c.Stands()), Time: p.Time(c.MadeAt),
		Title: productText(p, c.Product) + " " + views.Money(c.FromFen) + " → " + views.Money(c.ToFen),
		Note:  dotted(labels{p}.reasonNames("limit", c.Reasons()), c.MadeName, limitMarks(p, c, files)),
		Files: files,
	}
}

func limitBadge(p views.Page, state models.LimitState) ui.BadgeArgs {
	tone := ui.Neutral
	switch state {
	case models.LimitProposed:
		tone = ui.Amber
	case models.LimitScheduled:
		tone = ui.Blue
	case models.LimitApplied:
		tone = ui.Green
	case models.LimitRejected:
		tone = ui.Red
	}
	return ui.BadgeArgs{Label: p.T("limit.state." + string(state)), Tone: tone}
}

// limitBounds explains how far one person may go, and what sets the bound.
func limitBounds(p views.Page, v *Visitor, around *models.LimitContext, line *models.CreditLine) []ui.Pair {
	doc := &around.Policy.Document
	r := models.LimitRequest(&around.Account, around.Lines, line, line.LimitFen)
	alone := models.AloneBounds(doc, r)
	pairs := []ui.Pair{
		{Key: p.T("limit.alone"), Value: views.Money(alone.Low) + " – " + views.Money(alone.High), Numeric: true},
	}
	if !v.Can(models.PermScoreRead) {
		return pairs
	}
	if alone.CapFen > 0 {
		pairs = append(pairs, ui.Pair{Key: p.T("limit.cap", "band", bandText(p, r.Band)), Value: views.Money(alone.CapFen), Numeric: true})
	} else {
		return append(pairs, ui.Pair{Key: p.T("limit.band"), Value: p.T("limit.bound.no_band")},
			ui.Pair{Key: p.T("limit.cut_share"), Value: views.Setting(doc.Approval.CutBP), Numeric: true})
	}
	if alone.IncomeFen > 0 {
		pairs = append(pairs, ui.Pair{Key: p.T("limit.income_cap"), Value: views.Money(alone.IncomeFen), Numeric: true})
	}
	return append(pairs,
		ui.Pair{Key: p.T("limit.raise_share"), Value: views.Setting(alone.RaiseBP), Numeric: true},
		ui.Pair{Key: p.T("limit.raise_amount"), Value: views.Money(doc.Approval.RaiseFen), Numeric: true},
		ui.Pair{Key: p.T("limit.cut_share"), Value: views.Setting(doc.Approval.CutBP), Numeric: true},
		ui.Pair{Key: p.T("limit.other_lines"), Value: views.Money(r.OtherFen), Numeric: true},
	)
}

// limitEffect judges and simulates a change without making it.
func limitEffect(p views.Page, v *Visitor, around *models.LimitContext, line *models.CreditLine, pd float64, cmd *models.ProposeLimit) *views.LimitEffect {
	doc := &around.Policy.Document
	bound := limits.Check(doc.Limits, doc.Approval, models.LimitRequest(&around.Account, around.Lines, line, cmd.ToFen))
	e := &views.LimitEffect{Tone: ui.Green, Verdict: p.T("limit.verdict.alone")}
	switch {
	case cmd.ToFen < line.UsedFen:
		e.Tone, e.Verdict = ui.Red, p.T("invalid.below_used")
	case bound != limits.BoundNone:
		e.Tone, e.Verdict = ui.Amber, p.T("limit.verdict.second")
		if v.Can(models.PermScoreRead) {
			e.Why = p.T("limit.bound." + string(bound))
		}
	}
	sim := limits.Simulate(line.InForceFen(), cmd.ToFen, line.UsedFen, max(pd, 0), doc.Loss)
	row := func(key, before, after string) ui.DiffRow {
		return ui.DiffRow{Field: p.T(key), Before: before, After: after, Same: before == after}
	}
	e.Diff = ui.DiffArgs{
		Caption: p.T("limit.effect"), Field: p.T("common.field"), Before: p.T("common.before"), After: p.T("common.after"),
		Rows: []ui.DiffRow{
			row("limit.granted", views.Money(line.LimitFen), views.Money(cmd.ToFen)),
			row("limit.utilisation", ofLimit(sim.UtilBeforeBP), ofLimit(sim.UtilAfterBP)),
			row("limit.exposure", views.Money(sim.ExposureBefore), views.Money(sim.ExposureAfter)),
		},
	}
	if v.Can(models.PermScoreRead) && pd >= 0 {
		e.Diff.Rows = append(e.Diff.Rows, row("limit.pd", share(pd), share(pd)), row("limit.loss", views.Money(sim.LossBefore), views.Money(sim.LossAfter)))
	}
	return e
}

// ofLimit formats basis points, −1 meaning that there is no limit to take a share of.
func ofLimit(bp int64) string {
	if bp < 0 {
		return views.Dash
	}
	return views.Percent(bp)
}

// limitUse is the bill of the last six months against the limit granted today.
func limitUse(p views.Page, around *models.LimitContext) []ui.MeterArgs {
	var use []ui.MeterArgs
	recent := around.Statements[max(0, len(around.Statements)-6):]
	for _, s := range recent {
		m := ui.MeterArgs{Label: monthText(s.Month), Text: views.Money(s.BillFen), Value: float64(max(s.BillFen, 0)), Max: float64(around.Account.LimitFen), Tone: ui.Blue}
		if around.Account.LimitFen > 0 && s.BillFen > around.Account.LimitFen {
			m.Tone = ui.Red
		}
		if m.Max <= 0 {
			m.Max = max(m.Value, 1)
		}
		use = append(use, m)
	}
	return use
}

// monthText writes 202611 as 2026-11.
func monthText(month int) string { return fmt.Sprintf("%04d-%02d", month/100, month%100) }

func limitCalendar(p views.Page, statements []models.Statement) chart.CalendarArgs {
	a := chart.CalendarArgs{Frame: p.Frame(p.T("limit.payments_question"), p.N("limit.payments_caption", len(statements)))}
	a.Quiet = true
	states := map[string]bool{}
	for _, s := range statements {
		state := standingState(s.Standing)
		m := chart.Month{Label: monthText(s.Month), State: state, Text: p.T("limit.standing." + state)}
		m.Short = m.Label[5:]
		if state == "late" {
			m.Late = s.DaysPastDue
		}
		a.Months = append(a.Months, m)
		states[state] = true
	}
	for _, state := range []string{"none", "full", "revolving", "late"} {
		if states[state] {
			a.Legend = append(a.Legend, chart.Month{Label: p.T("limit.standing." + state), State: state})
		}
	}
	return a
}

func standingState(standing int) string {
	switch {
	case standing <= -2:
		return "none"
	case standing == -1:
		return "full"
	case standing == 0:
		return "revolving"
	}
	return "late"
}

// limitPage is what one change's page shows. What the policy said is for those who may
// see scores; the rest is for everybody who reads accounts.
func limitPage(p views.Page, v *Visitor, c *models.LimitChange, around *models.LimitContext) views.LimitPage {
	d := views.LimitPage{
		Account: measureAccount(p, v, &around.Account, around.Name), ID: c.PublicID(), State: limitBadge(p, c.Stands()),
		Steps: limitSteps(p, c), Actions: limitActions(p, v, c),
	}
	d.Facts = []ui.Pair{
		{Key: p.T("limit.line"), Value: productText(p, c.Product)},
		{Key: p.T("limit.from_to"), Value: views.Money(c.FromFen) + " → " + views.Money(c.ToFen), Numeric: true},
		timePair(p, "limit.effective", &c.EffectiveAt), timePair(p, "limit.expires", c.ExpiresAt), timePair(p, "limit.review", c.ReviewAt),
		{Key: p.T("measure.made_by"), Value: c.MadeName}, timePair(p, "measure.made_at", &c.MadeAt),
	}
	if c.TellLang != "" {
		d.Facts = append(d.Facts, ui.Pair{Key: p.T("limit.told_lang"), Value: p.Texts.T("lang." + c.TellLang)})
	}
	if c.DecidedAt != nil {
		d.Facts = append(d.Facts, ui.Pair{Key: p.T("measure.decided_by"), Value: c.ApprovedName}, timePair(p, "measure.decided_at", c.DecidedAt))
	}
	if v.Can(models.PermScoreRead) {
		d.Facts = append(d.Facts, principalPair(p, "limit", c.Reasons()),
			ui.Pair{Key: p.T("measure.reason_staff"), Value: c.Reason})
		if c.Bound != "" {
			d.Facts = append(d.Facts, ui.Pair{Key: p.T("limit.why_second"), Value: p.T("limit.bound." + c.Bound)})
		}
	}
	d.Facts = append(d.Facts, limitLinks(p, v, c)...)
	if c.DecideReason != "" {
		d.Facts = append(d.Facts, ui.Pair{Key: p.T("measure.decide_reason"), Value: reasonText(p, "limit", c.DecideReason)})
	}
	return d
}

func limitSteps(p views.Page, c *models.LimitChange) views.MeasureSteps {
	way := []string{string(models.LimitScheduled), string(models.LimitApplied)}
	if c.Bound != "" {
		way = append([]string{string(models.LimitProposed)}, way...)
	}
	switch {
	case c.Stands() == models.LimitSuperseded:
		way = append(way, string(models.LimitSuperseded))
	case c.ExpiresAt != nil:
		way = append(way, string(models.LimitRestored))
	}
	return steps(p, "limit.state.", way, string(c.Stands()))
}

// limitActions is what the viewer may do to a change now, and why not.
func limitActions(p views.Page, v *Visitor, c *models.LimitChange) views.MeasureActions {
	a := views.MeasureActions{Version: strconv.FormatInt(c.Version, 10)}
	self := "/limits/" + c.PublicID()
	if (c.State == models.LimitProposed || c.State == models.LimitScheduled) && c.MadeBy == v.UserID() && v.UserID() != 0 {
		a.Withdraw = self + "/withdraw"
	}
	if c.State != models.LimitProposed {
		return a
	}
	waiting{self, models.PermLimitApprove, c.MadeBy, c.MadeAt}.answer(p, v, &a)
	return a
}
