package handlers

import (
	"strconv"

	"candor/engine/agree"
	"candor/engine/validate"
	"candor/models"
	"candor/views"
	"candor/views/chart"
	"candor/views/ui"
)

// sampleList is a page of the list and the form.
func sampleList(p views.Page, f models.SampleFilter, list []models.Sample, typed views.MeasureForm) views.SamplesPage {
	l := labels{p}
	d := views.SamplesPage{Page: p, Form: typed, Fields: l.sampleFields(typed)}
	if len(list) == f.Limit {
		list = list[:f.Limit-1]
		d.Older = "/samples?before=" + list[len(list)-1].PublicID()
	}
	if f.After != 0 {
		d.First = "/samples"
	}
	d.Note = p.N("sample.shown", len(list))
	d.Table = views.Records{
		ID: "samples", Caption: p.T("sample.list"), Keys: true, Heads: l.heads("sample.period", "sample.judged#", "sample.drawn#", "sample.eligible#", "sample.made"),
	}
	for i := range list {
		s := &list[i]
		d.Table.Rows = append(d.Table.Rows, views.Record{ID: s.PublicID(), Cells: []views.Cell{
			{Text: l.samplePeriod(s), Href: sampleHref(s.ID), Row: true, Wide: true}, views.Num(views.Number(int64(s.Judged))),
			views.Num(views.Number(int64(s.Drawn))), views.Num(views.Number(int64(s.Eligible))), {Body: views.ByAt(s.MadeName, p.Time(s.MadeAt))},
		}})
	}
	d.Empty = ui.EmptyArgs{Kind: "nothing", Title: p.T("sample.none"), Text: p.T("sample.none_text")}
	return d
}

// samplePeriod is the days of a period, both whole.
func (l labels) samplePeriod(s *models.Sample) string {
	return l.p.T("sample.from_until", "from", l.p.Date(s.FromAt), "until", l.p.Date(s.UntilAt.Add(-1)))
}

// sampleFields are the fields of the form, as they were typed or as they usually are.
func (l labels) sampleFields(typed views.MeasureForm) []ui.FieldArgs {
	p := l.p
	value := func(name, usual string) string {
		if typed.Values == nil {
			return usual
		}
		return typed.V(name)
	}
	return []ui.FieldArgs{
		{Kind: "date", Name: "from", Label: p.T("sample.from"), Value: value("from", p.Date(p.Now.AddDate(0, 0, -sampleBack))), Error: typed.Problems["from"], Required: true},
		{Kind: "date", Name: "until", Label: p.T("sample.until"), Value: value("until", p.Date(p.Now)), Error: typed.Problems["until"], Required: true},
		{
			Kind: "number", Name: "n", Label: p.T("sample.n"), Hint: p.T("sample.n_hint", "most", models.SampleMost, "few", agree.Fewest),
			Value: value("n", strconv.Itoa(sampleUsual)), Error: typed.Problems["n"], Required: true,
		},
		{Kind: "number", Name: "seed", Label: p.T("sample.seed"), Hint: p.T("sample.seed_hint"), Value: value("seed", ""), Error: typed.Problems["seed"]},
	}
}

// sampleView is one sample.
func sampleView(p views.Page, v *Visitor, d *models.SampleDetail) views.SamplePage {
	l, s := labels{p}, &d.Sample
	page := views.SamplePage{
		Page: p, ID: p.Copy(s.PublicID()), CSV: sampleHref(s.ID) + "/items.csv", Items: l.sampleItems(d),
		Facts: []ui.Pair{
			{Key: p.T("sample.period"), Value: l.samplePeriod(s)},
			{Key: p.T("sample.eligible"), Value: views.Number(int64(s.Eligible)), Numeric: true}, {Key: p.T("sample.asked"), Value: views.Number(int64(s.Asked)), Numeric: true},
			{Key: p.T("sample.seed"), Value: strconv.FormatInt(s.Seed, 10), Numeric: true}, {Key: p.T("sample.made"), Body: views.ByAt(s.MadeName, p.Time(s.MadeAt))},
		},
	}
	if n := d.Next(); n > 0 && v.UserID() == s.MadeBy {
		page.Next = sampleItemHref(s.ID, n)
	}
	if v.UserID() != s.MadeBy {
		page.Notes = append(page.Notes, ui.CalloutArgs{Tone: ui.Blue, Text: p.T("sample.not_yours", "name", s.MadeName)})
	}
	a := d.Agreement()
	page.Stats = l.agreement(s, a)
	if a.N == 0 {
		page.Notes = append(page.Notes, ui.CalloutArgs{Tone: ui.Blue, Text: p.T("sample.begin")})
		return page
	}
	if a.Few() {
		page.Notes = append(page.Notes, ui.CalloutArgs{Tone: ui.Amber, Text: p.N("sample.few", a.N, "least", agree.Fewest)})
	}
	page.Table, page.Heat = l.sampleTable(d.Table()), l.sampleHeat(d.Grid(), a.N)
	return page
}

// agreement is the figures, each with what it rests on.
func (l labels) agreement(s *models.Sample, a agree.Agreement) []ui.StatArgs {
	p := l.p
	stats := []ui.StatArgs{{Label: p.T("sample.judged"), Value: views.Number(int64(a.N)), Note: p.T("sample.of_drawn", "n", s.Drawn)}}
	if a.N == 0 {
		return stats
	}
	percent := func(n validate.Number) string { return percentText(float64(n)) }
	kappa := ui.StatArgs{Label: p.T("sample.kappa"), Value: kappaText(a.Kappa.Value), Note: p.T("sample.kappa_none")}
	if a.Kappa.Value.Known() {
		kappa.Note = p.T("sample.kappa_note", "low", kappaText(a.Kappa.Low), "high", kappaText(a.Kappa.High), "error", kappaText(a.Error))
	}
	if a.Kappa.Value.Known() && a.Error == 0 {
		kappa.Note = p.T("sample.kappa_edge") // the formula gives 0, which would read as certainty
	}
	return append(stats,
		ui.StatArgs{
			Label: p.T("sample.agreement"), Value: percent(a.Observed.Value),
			Note: p.T("sample.agreement_note", "same", a.Same, "n", a.N, "low", percent(a.Observed.Low), "high", percent(a.Observed.High)),
		},
		kappa, ui.StatArgs{Label: p.T("sample.expected"), Value: percent(a.Expected), Note: p.T("sample.expected_note")})
}

// kappaText is a kappa or its error with two decimals.
func kappaText(n validate.Number) string {
	if !n.Known() {
		return views.Dash
	}
	return strconv.FormatFloat(float64(n), 'f', 2, 64)
}

// sampleTable is what was decided first, by row, against the lead's judgement, by column.
func (l labels) sampleTable(counts [][]int) views.Records {
	names := []string{l.outcome(models.CaseCleared).Label, l.outcome(models.CaseConfirmed).Label}
	r := views.Records{Caption: l.p.T("sample.table"), Slim: true, Heads: []ui.ThArgs{{Label: l.p.T("sample.first")}}}
	for i, name := range names {
		r.Heads = append(r.Heads, ui.ThArgs{Label: l.p.T("sample.own_is", "outcome", name), Numeric: true})
		row := views.Record{Cells: []views.Cell{views.Text(name)}}
		for _, n := range counts[i] {
			row.Cells = append(row.Cells, views.Num(views.Number(int64(n))))
		}
		r.Rows = append(r.Rows, row)
	}
	return r
}

// sampleHeat is the agreement of each reviewer by top reason.
func (l labels) sampleHeat(g models.SampleGrid, n int) chart.HeatArgs {
	p := l.p
	a := chart.HeatArgs{Frame: p.Frame(p.T("sample.heat"), p.N("sample.heat_caption", n, "least", models.SampleJudgeable)), Corner: p.T("sample.reviewer")}
	a.Quiet = true
	a.Columns = append(a.Columns, p.T("sample.all_reasons"))
	for _, code := range g.Codes {
		a.Columns = append(a.Columns, l.flagName(code))
	}
	for _, r := range g.Reviewers {
		row := chart.HeatRow{Label: r.Name, Cells: []chart.HeatCell{l.sampleCell(r.Name, p.T("sample.all_reasons"), r.All)}}
		for i, s := range r.ByCode {
			row.Cells = append(row.Cells, l.sampleCell(r.Name, l.flagName(g.Codes[i]), s))
		}
		a.Rows = append(a.Rows, row)
	}
	for _, level := range []int{models.SampleAgrees, models.SampleParts, models.SampleFar, models.SampleTooFew} {
		a.Legend = append(a.Legend, chart.HeatCell{Text: l.word("sample.mark_", strconv.Itoa(level)), Level: level})
	}
	return a
}

func (l labels) sampleCell(name, reason string, s models.SampleShare) chart.HeatCell {
	if s.Whole == 0 {
		return chart.HeatCell{Text: views.Dash}
	}
	return chart.HeatCell{
		Text: l.p.T("sample.same_of", "same", s.Same, "n", s.Whole), Level: s.Mark(),
		Title: l.p.T("sample.cell", "name", name, "reason", reason, "same", s.Same, "n", s.Whole),
	}
}
