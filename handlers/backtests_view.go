package handlers

import (
	"errors"
	"strconv"
	"time"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// backtestList is the history and the form.
func backtestList(p views.Page, v *Visitor, version *models.Policy, list []models.Backtest, before models.ID, try backtestTry) views.BacktestListPage {
	t := labels{p}
	self := "/backtests"
	d := views.BacktestListPage{
		Page: p, Note: p.T("backtest.all_note"),
		Empty: ui.EmptyArgs{Kind: "nothing", Title: p.T("backtest.none"), Text: p.T("backtest.none_all"), Href: "/policy", Label: p.T("policy.title")},
	}
	if version != nil {
		self = backtestsHref(version.Version)
		d.AllHref = "/backtests"
		d.Tabs, d.Note = policyTabs(p, version, "/backtests"), p.T("backtest.note")
		d.Empty = ui.EmptyArgs{Kind: "nothing", Title: p.T("backtest.none"), Text: p.T("backtest.none_text")}
		if v.Can(models.PermPolicyEdit) && version.State != models.PolicyDiscarded {
			f := t.backtestForm(version, try)
			d.Form = &f
		}
	}
	d.Refresh = self + "#backtests"
	if len(list) > backtestsPerPage {
		list = list[:backtestsPerPage]
		d.Older = self + "?before=" + list[len(list)-1].PublicID() + "#backtests"
	}
	if before > 0 {
		d.First = self + "#backtests"
	}
	for i := range list {
		d.Open = d.Open || list[i].Open()
		d.Rows = append(d.Rows, t.backtestRow(v, &list[i]))
	}
	return d
}

func (t labels) backtestForm(version *models.Policy, try backtestTry) views.BacktestForm {
	said := problems(t.p, try.err)
	value := func(name, standard string) string {
		if try.form != nil {
			return try.form.text(name)
		}
		return standard
	}
	f := views.BacktestForm{
		Action: backtestsHref(version.Version),
		Window: ui.FieldArgs{Kind: "radio", Name: "window", Label: t.p.T("backtest.window"), Value: value("window", "30"), Error: said["window"], Inline: true},
		From:   ui.FieldArgs{Kind: "date", Name: "from", Label: t.p.T("backtest.from"), Hint: t.p.T("backtest.dates_hint"), Value: value("from", ""), Error: said["from"]},
		To:     ui.FieldArgs{Kind: "date", Name: "to", Label: t.p.T("backtest.to"), Value: value("to", ""), Error: said["to"]},
		Minutes: ui.FieldArgs{
			Kind: "number", Name: "minutes", Label: t.p.T("backtest.minutes"), Hint: t.p.T("backtest.minutes_hint"), Required: true,
			Value: value("minutes", strconv.Itoa(models.BacktestCaseMinutes)), Error: said["minutes"],
		},
		Alarm: ui.FieldArgs{
			Kind: "money", Name: "alarm", Label: t.p.T("backtest.alarm"), Hint: t.p.T("backtest.alarm_hint"), Required: true,
			Value: value("alarm", yuanValue(models.BacktestAlarmFen)), Error: said["alarm"],
		},
		Button: ui.ButtonArgs{Label: t.p.T("backtest.start"), Kind: "primary", Icon: "impact"},
	}
	for _, days := range models.BacktestDays() {
		f.Window.Options = append(f.Window.Options, ui.Option{Value: strconv.Itoa(days), Label: t.p.N("backtest.last_days", days)})
	}
	f.Window.Options = append(f.Window.Options, ui.Option{Value: "dates", Label: t.p.T("backtest.dates")})
	for _, name := range []string{"window", "from", "to", "minutes", "alarm"} {
		if said[name] != "" {
			f.Errors = append(f.Errors, ui.FieldError{Name: name, Text: said[name]})
		}
	}
	var refused *models.Refused
	switch {
	case errors.As(try.err, &refused):
		f.Notice = t.p.T("refused." + refused.Code)
	case try.err != nil && len(f.Errors) == 0:
		f.Notice = t.p.T("error.conflict.text")
	}
	return f
}

// backtestWindow is the window in words.
func (t labels) backtestWindow(b *models.Backtest) string {
	return t.p.T("backtest.from_to", "from", t.p.DateTime(b.FromAt), "to", t.p.DateTime(b.ToAt))
}

func (t labels) backtestState(s models.BacktestState) ui.BadgeArgs {
	b := ui.BadgeArgs{Label: t.p.T("backtest.state." + string(s))}
	switch s {
	case models.BacktestQueued:
		b.Tone, b.Icon = ui.Amber, "clock"
	case models.BacktestRunning:
		b.Tone, b.Icon = ui.Blue, "refresh"
	case models.BacktestDone:
		b.Tone, b.Icon = ui.Green, "check-circle"
	case models.BacktestFailed:
		b.Tone, b.Icon = ui.Red, "alert"
	case models.BacktestCancelled:
		b.Icon = "close"
	}
	return b
}

func (t labels) backtestRow(v *Visitor, b *models.Backtest) views.BacktestRow {
	row := views.BacktestRow{
		Href: backtestHref(b), Window: t.backtestWindow(b), State: t.backtestState(b.State), Problem: b.Problem,
		Versions: t.p.T("backtest.pair", "version", b.PolicyVersion, "base", b.BaseVersion),
		Asked:    orDash(b.AskedName), AskedAt: t.p.Moment(b.AskedAt), Version: strconv.FormatInt(b.Version, 10),
		Progress: t.backtestProgress(b),
	}
	if b.State == models.BacktestDone {
		row.Result = t.backtestTook(b)
	}
	if b.Open() && v.Can(models.PermPolicyEdit) {
		row.Cancel = row.Href + "/cancel"
	}
	return row
}

// backtestTook is how long it ran, in words.
func (t labels) backtestTook(b *models.Backtest) string {
	if b.StartedAt == nil || b.EndedAt == nil {
		return ""
	}
	return t.p.N("backtest.took", max(1, int(b.EndedAt.Sub(*b.StartedAt)/time.Second)))
}

func (t labels) backtestProgress(b *models.Backtest) *ui.MeterArgs {
	if b.State != models.BacktestRunning || b.Steps == 0 {
		return nil
	}
	return &ui.MeterArgs{
		Label: t.p.T("backtest.progress"), Value: float64(b.Step), Max: float64(b.Steps),
		Text: t.p.T("backtest.progress_text", "done", views.Number(b.Step), "all", views.Number(b.Steps)),
	}
}

// backtestPage is one backtest with its report, if there is one.
func backtestPage(p views.Page, v *Visitor, b *models.Backtest, version *models.Policy) (views.BacktestPage, error) {
	t := labels{p}
	d := views.BacktestPage{
		Page: p, Note: p.T("backtest.report_note", "base", b.BaseVersion, "window", t.backtestWindow(b)), State: t.backtestState(b.State),
		Open: b.Open(), Refresh: backtestHref(b), Progress: t.backtestProgress(b), Version: strconv.FormatInt(b.Version, 10), Facts: t.backtestFacts(b),
	}
	if v.Can(models.PermPolicyEdit) {
		if b.Open() {
			d.Cancel = backtestHref(b) + "/cancel"
		} else {
			d.Repeat = backtestHref(b) + "/repeat"
		}
	}
	stale, err := b.Stale(version)
	if err != nil {
		return d, err
	}
	if stale {
		d.Notices = append(d.Notices, ui.CalloutArgs{Tone: ui.Amber, Title: p.T("backtest.stale"), Text: p.T("backtest.stale_text")})
	}
	switch b.State {
	case models.BacktestQueued:
		d.Waiting = p.T("backtest.waits")
	case models.BacktestRunning:
		d.Waiting = p.T("backtest.runs")
	case models.BacktestFailed:
		d.Notices = append(d.Notices, ui.CalloutArgs{Tone: ui.Red, Title: p.T("backtest.failed"), Text: b.Problem})
	}
	if b.State != models.BacktestDone {
		return d, nil
	}
	r, err := b.Found()
	if err != nil {
		return d, err
	}
	d.Download = backtestHref(b) + ".json"
	newBacktestWords(t, v, b, version, r).fill(&d)
	return d, nil
}

func (t labels) backtestFacts(b *models.Backtest) []ui.Pair {
	facts := []ui.Pair{
		{Key: t.p.T("backtest.window"), Value: t.backtestWindow(b)},
		{Key: t.p.T("backtest.versions"), Value: t.p.T("backtest.pair", "version", b.PolicyVersion, "base", b.BaseVersion)},
		{Key: t.p.T("backtest.asked"), Body: views.ByAt(orDash(b.AskedName), t.p.Moment(b.AskedAt))},
		{Key: t.p.T("backtest.minutes"), Value: t.p.N("common.minutes", b.CaseMinutes), Numeric: true},
		{Key: t.p.T("backtest.alarm"), Value: views.Money(b.AlarmFen), Numeric: true},
		{Key: t.p.T("backtest.document"), Body: views.CodeOrDash(t.p, b.DocumentSHA256)},
	}
	if took := t.backtestTook(b); took != "" {
		facts = append(facts, ui.Pair{Key: t.p.T("backtest.ended"), Value: took})
	}
	return facts
}
