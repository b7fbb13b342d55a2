package views

import "candor/views/chart"

// Fixtures of the charts of a model's validation.

func (p Page) galleryCurves() chart.CurvesArgs {
	better := []chart.Place{{}, {X: .02, Y: .2}, {X: .1, Y: .48}, {X: .25, Y: .72}, {X: .5, Y: .9}, {X: 1, Y: 1}}
	other := []chart.Place{{}, {X: .05, Y: .2}, {X: .2, Y: .45}, {X: .5, Y: .75}, {X: 1, Y: 1}}
	return chart.CurvesArgs{
		Frame: p.Frame(p.T("validation.roc"), p.T("ui.c_calib_cap")), X: p.T("validation.roc_good"), Y: p.T("validation.roc_bad"),
		Curves: []chart.Curve{
			{Label: p.T("validation.this_card"), At: better, Mark: &chart.Place{X: .25, Y: .72}, Name: p.T("validation.roc_ks", "ks", "0.470", "score", 640)},
			{Label: p.T("validation.champion"), At: other},
		},
	}
}

func (p Page) galleryShape() chart.ShapeArgs {
	a := chart.ShapeArgs{Frame: p.Frame(p.T("ui.c_f1"), p.N("validation.shape.broken_down", 1, "bins", "3"))}
	for i, b := range []struct{ points, off, count int }{{42, 3, 3100}, {20, 4, 2200}, {24, 9, 240}, {-18, 5, 900}, {-51, 8, 400}} {
		a.Bins = append(a.Bins, chart.ShapeBin{
			Label: Number(int64(i + 1)), Text: Signed(int64(b.points)), Points: float64(b.points), Low: float64(b.points - b.off),
			High: float64(b.points + b.off), Count: b.count, Broken: i == 2, Apart: i == 4,
		})
	}
	return a
}

func (p Page) galleryDots() chart.DotsArgs {
	return chart.DotsArgs{
		Frame: p.Frame(p.T("validation.ratio"), p.T("ui.c_hist_cap")), Marks: []chart.Mark{{Label: p.T("validation.ratio_line"), Value: .8, Draft: true}},
		Dots: []chart.Dot{
			{Label: p.T("declared.age.25_34"), Note: p.T("validation.ratio_base", "n", "4,020"), Text: "1.000", Value: 1, Low: 1, High: 1, Known: true},
			{Label: p.T("declared.age.under_25"), Note: p.T("validation.ratio_row", "interval", "0.71–0.82", "n", "733"), Text: "0.765", Value: .765, Low: .71, High: .82, Known: true, Bad: true},
			{Label: p.T("declared.age.60_over"), Note: p.T("validation.ratio_small", "n", "41")},
		},
	}
}
