package views

import (
	"time"

	"candor/views/chart"
	"candor/views/ui"
)

// The gallery's fixtures. They are fixed so that its pictures can be compared between builds.

// galleryRow is one line of the sample queue.
type galleryRow struct {
	id, name, trigger string
	severity          ui.Tone
	level             string
	score             int64
	exposure          int64
	due               time.Duration
	status            ui.BadgeArgs
}

func (p Page) galleryRows() []galleryRow {
	state := func(key, icon string, tone ui.Tone) ui.BadgeArgs {
		return ui.BadgeArgs{Label: p.T(key), Tone: tone, Icon: icon}
	}
	return []galleryRow{
		{"acc_7Qm2x9", "张**", p.T("ui.f_opt_a"), ui.Red, p.T("ui.high"), 512, 2_384_000, -3 * time.Hour, state("ui.investigating", "search", ui.Blue)},
		{"acc_1Kd83p", "李*", p.T("ui.f_opt_b"), ui.Red, p.T("ui.high"), 547, 1_999_900, 5 * time.Hour, state("ui.waiting", "clock", ui.Amber)},
		{"acc_9Tz4c1", "欧阳**", p.T("ui.f_opt_c"), ui.Amber, p.T("ui.medium"), 601, 845_050, 26 * time.Hour, state("ui.appealed", "appeal", ui.Violet)},
		{"acc_5Ws0n7", "王**", p.T("ui.f_opt_a"), ui.Amber, p.T("ui.medium"), 633, 120_000, 50 * time.Hour, state("ui.frozen", "snow", ui.Red)},
		{"acc_3Hb6v2", "陈*", p.T("ui.f_opt_b"), ui.Neutral, p.T("ui.low"), 688, 9_900, 75 * time.Hour, state("ui.approved", "check", ui.Green)},
		{"acc_8Yf1r5", "赵**", p.T("ui.f_opt_c"), ui.Neutral, p.T("ui.low"), 702, 0, 100 * time.Hour, state("ui.closed", "lock", ui.Neutral)},
	}
}

func (p Page) galleryReasons() []ui.Option {
	return []ui.Option{{Value: "a", Label: p.T("ui.f_opt_a")}, {Value: "b", Label: p.T("ui.f_opt_b")}, {Value: "c", Label: p.T("ui.f_opt_c")}}
}

func (p Page) galleryEvents() []ui.Event {
	at := func(d time.Duration) ui.TimeArgs { return p.Time(p.Now.Add(-d)) }
	return []ui.Event{
		{ID: "ev-4", Title: p.T("ui.ev_appeal"), Actor: p.T("ui.person"), Person: true, Time: at(40 * time.Minute), Icon: "appeal", Tone: ui.Violet, Href: "#ev-4"},
		{ID: "ev-3", Title: p.T("common.note"), Text: p.T("ui.ev_note"), Actor: p.T("ui.person"), Person: true, Time: at(3 * time.Hour), Tone: ui.Blue},
		{ID: "ev-2", Title: p.T("ui.ev_cut"), Actor: p.T("common.system"), Time: at(26 * time.Hour), Icon: "limit", Tone: ui.Amber},
		{ID: "ev-1", Title: p.T("ui.ev_flag"), Text: p.T("ui.ev_flag_text"), Actor: p.T("common.system"), Time: at(26 * time.Hour), Icon: "flag", Tone: ui.Red},
	}
}

func (p Page) gallerySteps() []ui.Step {
	return []ui.Step{
		{Label: p.T("ui.st_received"), State: "done"}, {Label: p.T("ui.st_evidence"), State: "skipped"},
		{Label: p.T("ui.st_review"), State: "current", Note: p.T("ui.st_left")}, {Label: p.T("ui.st_second"), State: "todo"},
		{Label: p.T("ui.st_decided"), State: "todo"},
	}
}

func (p Page) galleryStepWords() map[string]string {
	return map[string]string{"done": p.T("ui.st_done"), "current": p.T("ui.st_current"), "todo": p.T("ui.st_todo"), "skipped": p.T("ui.st_skipped")}
}

func (p Page) galleryDiff() ui.DiffArgs {
	return ui.DiffArgs{
		Caption: p.T("ui.diff"), Field: p.T("common.field"), Before: p.T("common.before"), After: p.T("common.after"),
		Rows: []ui.DiffRow{
			{Field: p.T("ui.limit"), Before: Money(1_000_000), After: Money(300_000)},
			{Field: p.T("ui.status"), Before: p.T("ui.active"), After: p.T("ui.restricted")},
			{Field: p.T("ui.review"), Before: Dash, After: "2026-11-29", Same: false},
			{Field: p.T("ui.owner"), Before: p.T("ui.person"), After: p.T("ui.person"), Same: true},
		},
	}
}

func (p Page) galleryWaterfall() chart.WaterfallArgs {
	return chart.WaterfallArgs{
		Frame: p.Frame(p.T("ui.c_water"), p.T("ui.c_water_cap")),
		Start: chart.Total{Label: p.T("ui.c_base"), Value: 580},
		Items: []chart.Item{
			{Label: p.T("ui.c_f1"), Note: p.T("ui.c_f1n"), Value: 34, Href: "#"},
			{Label: p.T("ui.c_f2"), Note: p.T("ui.c_f2n"), Value: 61, Href: "#"},
			{Label: p.T("ui.c_f3"), Note: p.T("ui.c_f3n"), Value: -38},
			{Label: p.T("ui.c_f4"), Note: p.T("ui.c_f4n"), Value: -22},
			{Label: p.T("ui.c_f5"), Note: p.T("ui.c_f5n"), Value: 0},
			{Label: p.T("ui.c_cap"), Value: -15, Plain: true},
		},
		End:   chart.Total{Label: p.T("ui.c_end"), Value: 600},
		Marks: []chart.Mark{{Label: p.T("ui.c_cut"), Value: 600}},
	}
}

func (p Page) galleryBands() []chart.Band {
	return []chart.Band{
		{Label: p.T("ui.b1"), From: 350, To: 550, Shade: 1}, {Label: p.T("ui.b2"), From: 550, To: 600, Shade: 2},
		{Label: p.T("ui.b3"), From: 600, To: 650, Shade: 3}, {Label: p.T("ui.b4"), From: 650, To: 700, Shade: 4},
		{Label: p.T("ui.b5"), From: 700, To: 950, Shade: 5},
	}
}

func (p Page) galleryHistogram() chart.HistogramArgs {
	counts := []int{6, 14, 30, 61, 118, 190, 271, 340, 402, 431, 455, 462, 440, 402, 351, 290, 231, 168, 92, 40, 22, 10, 5, 1}
	a := chart.HistogramArgs{
		Frame: p.Frame(p.T("ui.c_hist"), p.T("ui.c_hist_cap")), Bands: p.galleryBands(),
		Marks:     []chart.Mark{{Label: p.T("ui.c_live"), Value: 600}, {Label: p.T("ui.c_draft"), Value: 620, Draft: true}},
		PartLabel: p.T("ui.c_bad"), RestLabel: p.T("ui.c_good"),
	}
	for i, n := range counts {
		from := float64(350 + 25*i)
		a.Bins = append(a.Bins, chart.Bin{From: from, To: from + 25, Count: n, Part: n * (24 - i) / 90})
	}
	return a
}

func (p Page) galleryStep() chart.StepArgs {
	months := []string{"2025-12", "2026-01", "2026-02", "2026-04", "2026-05", "2026-07", "2026-08", "2026-10", "2026-11"}
	at := []float64{0, 1, 2, 4, 5, 7, 8, 10, 11}
	values := []float64{655, 661, 648, 672, 640, 618, 625, 590, 600}
	a := chart.StepArgs{Frame: p.Frame(p.T("ui.c_step"), p.T("ui.c_step_cap")), Bands: p.galleryBands(), Min: 540, Max: 710}
	for i, m := range months {
		pt := chart.Point{At: at[i], Value: values[i], When: m, Href: "#" + m}
		if i == 4 {
			pt.Label, pt.Event = p.T("ui.c_policy"), true
		}
		a.Points = append(a.Points, pt)
	}
	return a
}

func (p Page) galleryStacked() chart.StackedArgs {
	return chart.StackedArgs{
		Frame: p.Frame(p.T("ui.c_stack"), p.T("ui.c_stack_cap")), Limit: 2_000_000, LimitText: p.T("ui.c_limit"), FreeText: p.T("ui.c_free"),
		Parts: []chart.Part{
			{Label: p.T("ui.paylater"), Text: Money(824_000), Value: 824_000},
			{Label: p.T("ui.c_cash"), Text: Money(550_000), Value: 550_000},
		},
	}
}

func (p Page) galleryCalendar() chart.CalendarArgs {
	states := map[byte]chart.Month{
		'n': {Label: p.T("ui.c_none"), State: "none"}, 'f': {Label: p.T("ui.c_full"), State: "full"},
		'r': {Label: p.T("ui.c_rev"), State: "revolving"}, 'l': {Label: p.T("ui.c_late"), State: "late", Late: 12},
		'o': {Label: p.T("ui.c_openm"), State: "open"},
	}
	a := chart.CalendarArgs{Frame: p.Frame(p.T("ui.c_cal"), p.T("ui.c_cal_cap"))}
	first := time.Date(2024, 12, 1, 0, 0, 0, 0, time.UTC)
	for i, s := range []byte("nnfffffrffffrrfflfffrlfo") {
		m := states[s]
		m.Text, m.Label = m.Label, Month(first.AddDate(0, i, 0), time.UTC)
		m.Short = m.Label[5:]
		if s == 'l' {
			m.Href = "#" + m.Label
		}
		a.Months = append(a.Months, m)
	}
	for _, s := range []byte("nfrlo") {
		a.Legend = append(a.Legend, states[s])
	}
	return a
}

func (p Page) galleryScale() chart.ScaleArgs {
	return chart.ScaleArgs{Frame: p.Frame(p.T("ui.c_scale"), p.T("ui.c_scale_cap")), Bands: p.galleryBands(), Value: 612, Text: "612", Before: 648}
}

func (p Page) galleryCalibration() chart.CalibrationArgs {
	return chart.CalibrationArgs{
		Frame: p.Frame(p.T("ui.c_calib"), p.T("ui.c_calib_cap")), Predicted: p.T("ui.c_pred"), Observed: p.T("ui.c_obs"),
		Points: []chart.Calibrated{
			{Predicted: .008, Observed: .006, Low: .003, High: .011, N: 3100}, {Predicted: .021, Observed: .024, Low: .018, High: .031, N: 3100},
			{Predicted: .052, Observed: .048, Low: .039, High: .058, N: 3100}, {Predicted: .094, Observed: .103, Low: .088, High: .119, N: 1900},
			{Predicted: .171, Observed: .158, Low: .131, High: .188, N: 1200},
		},
	}
}
