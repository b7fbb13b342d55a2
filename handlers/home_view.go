package handlers

import (
	"net/url"
	"time"

	"candor/models"
	"candor/views"
	"candor/views/chart"
	"candor/views/ui"
)

// homeView is the home page as one person's rights show it.
func homeView(p views.Page, v *Visitor, h models.Home) views.HomeData {
	l := labels{p}
	d := views.HomeData{CanNext: v.Can(models.PermCaseWork), View: "sort=risk"}
	if v.Can(models.PermCaseRead) {
		d.Stats = append(d.Stats,
			l.workStat("free", h.Unassigned, "/queue?sort=risk&who=free", ui.Neutral, ""),
			l.workStat("soon", h.DueSoon, "/queue?sort=due&who=free", ui.Amber, p.T("home.soon_note")),
			l.workStat("overdue", h.Overdue, "/queue?due=overdue&sort=due", ui.Red, ""))
		d.Trends = l.trends(h.Days)
	}
	if v.Can(models.PermAppealRead) {
		d.Stats = append(d.Stats, l.workStat("appeals", h.Appeals, "/appeals", ui.Neutral, ""), l.workStat("appeals_late", h.AppealsOverdue, "/appeals", ui.Red, ""))
	}
	if v.Can(models.PermAppealRead) && v.Can(models.PermCaseAssign) && h.AppealsCalled > 0 {
		d.Stats = append(d.Stats, l.workStat("appeals_called", h.AppealsCalled, "/appeals?view=open&due=called", ui.Red, p.T("home.appeals_called_note")))
	}
	if v.Can(models.PermRadarWork) {
		d.Stats = append(d.Stats, l.workStat("radar", h.Radar, "/radar?who=free", ui.Amber, p.T("home.radar_note", "percent", models.RadarMinBP/100)))
	}
	if v.Can(models.PermDriftClose) {
		d.Stats = append(d.Stats, l.workStat("drift", h.Drift, "/drift#alerts", ui.Red, p.T("home.drift_note")))
	}
	if h.Guards > 0 && (v.Can(models.PermPolicyEdit) || v.Can(models.PermPolicyApprove)) {
		d.Stats = append(d.Stats, l.workStat("guards", h.Guards, effectHref(h.GuardVersion), ui.Red, p.T("home.guards_note")))
	}
	if canAny(v, answering) {
		d.Stats = append(d.Stats, l.workStat("approvals", h.Approvals.For(v.Can), "/approvals?show=yours", ui.Amber, p.T("home.approvals_note")))
	}
	if readsRecord(v) {
		today := p.Now.In(p.Zone).Format(time.DateOnly)
		d.Stats = append(d.Stats, l.workStat("reveals", h.Reveals, "/audit?"+url.Values{"from": {today}, "to": {today}, "personal": {"1"}}.Encode(), ui.Neutral, p.T("home.reveals_note")))
	}
	if v.Can(models.PermCaseWork) {
		d.Done = p.N("home.done", h.DoneToday)
		d.Mine, d.Next = l.mineTable(h.Mine), l.nextTable(h.Next)
	}
	if worksAppeals(v) && v.Can(models.PermAccountRead) {
		d.Due = l.dueTable(h.Due)
	}
	d.Find = v.Can(models.PermAccountRead) && !v.Can(models.PermCaseRead)
	d.Mentions, d.MentionNote = l.mentions(h, v)
	if len(d.Stats) == 0 && d.Mentions == nil {
		d.Empty = &ui.EmptyArgs{Kind: "nothing", Title: p.T("home.empty"), Text: p.T("home.empty_text"), Href: "/help", Label: p.T("nav.help")}
	}
	return d
}

// workStat is a count of work; its colour speaks only when there is some.
func (l labels) workStat(key string, n int, href string, tone ui.Tone, note string) ui.StatArgs {
	if n == 0 {
		tone = ui.Neutral
	}
	return ui.StatArgs{Label: l.p.T("home." + key), Value: capped(n), Href: href, Tone: tone, Note: note}
}

// trends are the last days' flags and decisions, today's number in front.
func (l labels) trends(days []models.DayCount) []ui.StatArgs {
	if len(days) == 0 {
		return nil
	}
	flags, decided := make([]float64, len(days)), make([]float64, len(days))
	for i, d := range days {
		flags[i], decided[i] = float64(d.Flags), float64(d.Decided)
	}
	stat := func(key string, today int, values []float64) ui.StatArgs {
		lowest, highest := values[0], values[0]
		for _, v := range values {
			lowest, highest = min(lowest, v), max(highest, v)
		}
		note := l.p.T("home.range", "low", int(lowest), "high", int(highest), "n", len(values))
		return ui.StatArgs{
			Label: l.p.T("home." + key), Value: views.Number(int64(today)), Note: note,
			Chart: chart.Sparkline(chart.SparkArgs{Label: l.p.T("home."+key) + ": " + note, Values: values}),
		}
	}
	last := days[len(days)-1]
	return []ui.StatArgs{stat("flags_today", last.Flags, flags), stat("decided_today", last.Decided, decided)}
}
