package handlers

import (
	"strconv"

	"candor/engine/validate"
	"candor/views"
	"candor/views/chart"
	"candor/views/ui"
)

// curve is an ROC curve: the share of bad accounts over that of good ones.
func curve(label string, points []validate.Point) chart.Curve {
	c := chart.Curve{Label: label}
	for _, p := range points {
		c.At = append(c.At, chart.Place{X: float64(p.Good), Y: float64(p.Bad)})
	}
	return c
}

// badAt is the share of bad accounts that a curve reaches at a share of good ones, on the straight line between its points.
func badAt(points []validate.Point, good float64) validate.Number {
	for i, p := range points {
		if float64(p.Good) < good {
			continue
		}
		if i == 0 || float64(p.Good) == good {
			return p.Bad
		}
		before := points[i-1]
		part := (validate.Number(good) - before.Good) / (p.Good - before.Good)
		return before.Bad + part*(p.Bad-before.Bad)
	}
	return validate.Unknown().Value
}

// roc draws the card's curve, and the champion's with it when there is one.
func (v validated) roc() chart.CurvesArgs {
	p, d := v.l.p, v.r.Discrimination
	name := func(who string, auc validate.Number) string {
		return p.T("validation.roc_curve", "name", p.Texts.T("validation."+who), "auc", three(auc))
	}
	a := chart.CurvesArgs{
		Frame: p.Frame(p.T("validation.roc"), p.T("validation.roc_caption", "n", views.Number(int64(v.r.Rows)), "bads", views.Number(int64(v.r.Bads)))),
		X:     p.T("validation.roc_good"), Y: p.T("validation.roc_bad"),
	}
	if len(d.ROC) == 0 {
		return a
	}
	own := curve(name("this_card", d.AUC.Value), d.ROC)
	for _, at := range d.ROC {
		if at.Score == d.KSAt {
			own.Mark = &chart.Place{X: float64(at.Good), Y: float64(at.Bad)}
			own.Name = p.T("validation.roc_ks", "ks", three(d.KS), "score", d.KSAt)
			a.Desc = p.T("validation.roc_desc", "bad", sharePart(at.Bad), "good", sharePart(at.Good), "score", d.KSAt)
		}
	}
	a.Curves = []chart.Curve{own}
	a.Table.Head = []string{a.X, p.T("validation.this_card")}
	other := v.r.Comparison.ROC
	if len(other) > 0 {
		a.Curves = append(a.Curves, curve(name("champion", known(v.r.Comparison.AUC).Value), other))
		a.Table.Head = append(a.Table.Head, p.T("validation.champion"))
	}
	for _, good := range []float64{0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7} {
		row := []string{share(good), sharePart(badAt(d.ROC, good))}
		if len(other) > 0 {
			row = append(row, sharePart(badAt(other, good)))
		}
		a.Table.Rows = append(a.Table.Rows, row)
	}
	return a
}

// spread draws where scores lie.
func (v validated) spread() chart.HistogramArgs {
	p, d := v.l.p, v.r.Discrimination
	a := chart.HistogramArgs{
		Frame: p.Frame(p.T("validation.spread"), p.T("validation.spread_caption", "n", views.Number(int64(v.r.Rows)), "width", d.Width)),
		Marks: []chart.Mark{{Label: p.T("validation.cut", "score", v.r.CutScore), Value: float64(v.r.CutScore)}}, PartLabel: p.T("validation.bad"), RestLabel: p.T("validation.good"),
	}
	a.Table.Head = []string{p.T("validation.scores"), p.T("model.count"), p.T("model.bads")}
	for _, g := range d.Scores {
		a.Bins = append(a.Bins, chart.Bin{From: float64(g.From), To: float64(g.From + d.Width), Count: g.Count, Part: g.Bad})
		a.Table.Rows = append(a.Table.Rows, []string{
			v.l.p.T("model.span_text", "low", g.From, "high", g.From+d.Width-1), views.Number(int64(g.Count)), views.Number(int64(g.Bad)),
		})
	}
	return a
}

// fit says how much better the card looks on what it was trained on.
func (v validated) fit() string {
	d := v.r.Discrimination
	return v.l.p.T("validation.fit", "fit", three(d.Fit), "more", three(d.Fit-d.AUC.Value))
}

// calibration compares what was predicted with what happened.
func (v validated) calibration() chart.CalibrationArgs {
	p, c := v.l.p, v.r.Calibration
	a := chart.CalibrationArgs{
		Frame:     p.Frame(p.T("validation.calibration"), p.T("validation.calibration_caption", "n", views.Number(int64(v.r.Rows)), "groups", len(c.Groups))),
		Predicted: p.T("model.predicted"), Observed: p.T("model.observed"),
	}
	for _, g := range c.Groups {
		a.Points = append(a.Points, chart.Calibrated{
			Predicted: float64(g.Predicted), Observed: float64(g.Observed.Value), Low: float64(g.Observed.Low), High: float64(g.Observed.High), N: g.Count,
		})
	}
	return a
}

// calibrationFacts are the numbers beside the picture, each with how to read it.
func (v validated) calibrationFacts() []ui.Pair {
	p, c := v.l.p, v.r.Calibration
	pair := func(key, value string) ui.Pair {
		if note := "validation." + key + "_note"; p.Texts.Has(note) {
			value = p.T("validation.with_note", "value", value, "note", p.Texts.T(note))
		}
		return ui.Pair{Key: p.Texts.T("validation." + key), Value: value}
	}
	five := func(n validate.Number) string { return num(n, 5) }
	return []ui.Pair{
		pair("slope", v.with(c.Slope, three)), pair("intercept", v.with(c.Intercept, three)), pair("ece", num(c.ECE, 4)), pair("ece_corrected", num(c.CorrectedECE(), 4)),
		pair("log_loss", num(c.LogLoss, 4)), pair("brier", five(c.Brier)), pair("reliability", five(c.Parts.Reliability)),
		pair("resolution", five(c.Parts.Resolution)), pair("uncertainty", five(c.Parts.Uncertainty)), pair("within", five(c.Parts.Within)),
	}
}

// lift lists the tenths by score.
func (v validated) lift() views.Records {
	p := v.l.p
	r := views.Records{Caption: p.T("validation.lift"), Empty: p.T("common.chart_empty"), Heads: []ui.ThArgs{
		{Label: p.T("validation.tenth"), Numeric: true}, {Label: p.T("validation.scores")}, {Label: p.T("model.count"), Numeric: true},
		{Label: p.T("model.bads"), Numeric: true}, {Label: p.T("model.bad_rate"), Numeric: true}, {Label: p.T("validation.lift_head"), Numeric: true},
		{Label: p.T("validation.capture")},
	}}
	for i, l := range v.r.Lift {
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			views.Num(strconv.Itoa(i + 1)), views.Text(p.T("model.span_text", "low", l.From, "high", l.To)), views.Num(views.Number(int64(l.Count))),
			views.Num(views.Number(int64(l.Bad))), views.Num(sharePart(l.BadRate)), views.Num(num(l.Lift, 2)), {Body: views.ShareBar(sharePart(l.Capture), float64(l.Capture))},
		}})
	}
	return r
}
