package handlers

import (
	"candor/engine/validate"
	"candor/views"
	"candor/views/chart"
	"candor/views/ui"
)

// fairness shows each declared attribute: who is approved how often, and how honest the card is about each group.
func (v validated) fairness() []views.ValidationGroups {
	var list []views.ValidationGroups
	for _, a := range v.r.Fairness {
		g := views.ValidationGroups{Name: v.l.word("declared.", a.Name), Ratio: v.ratios(a), Table: v.groupTable(a)}
		for _, n := range []struct {
			key   string
			count int
		}{{"silent", a.Silent}, {"hidden", a.Hidden}, {"others", a.Others}} {
			if n.count > 0 {
				g.Notes = append(g.Notes, v.l.p.Texts.N("validation."+n.key, n.count))
			}
		}
		list = append(list, g)
	}
	return list
}

// group is a group of an attribute in words.
func (v validated) group(attribute, name string) string {
	return v.l.word("declared."+attribute+".", name)
}

// ratios draws the approval rates over that of the largest group.
func (v validated) ratios(a validate.Attribute) chart.DotsArgs {
	p, all := v.l.p, 0
	d := chart.DotsArgs{Marks: []chart.Mark{{Label: p.T("validation.ratio_line"), Value: validate.FourFifths, Draft: true}}}
	compared := false
	for _, g := range a.Groups {
		all += g.Count
		n := views.Number(int64(g.Count))
		dot := chart.Dot{Label: v.group(a.Name, g.Name)}
		switch {
		case g.TooSmall:
			dot.Note = p.T("validation.ratio_small", "n", n)
		case g.Ratio == nil:
			dot.Value, dot.Low, dot.High, dot.Known, dot.Text = 1, 1, 1, true, three(1)
			dot.Note = p.T("validation.ratio_base", "n", n)
		default:
			r := *g.Ratio
			dot.Known, dot.Text, compared = r.Value.Known(), three(r.Value), true
			dot.Value, dot.Low, dot.High = float64(r.Value), float64(r.Value), float64(r.Value)
			if r.Low.Known() {
				dot.Low, dot.High = float64(r.Low), float64(r.High)
			}
			dot.Bad = r.Value < validate.FourFifths
			dot.Note = p.T("validation.ratio_row", "interval", v.interval(r, three), "n", n)
		}
		d.Dots = append(d.Dots, dot)
	}
	d.Frame = p.Frame(p.T("validation.ratio"), p.T("validation.ratio_caption", "base", v.group(a.Name, a.Base), "n", views.Number(int64(all))))
	d.Quiet = true // the attribute's name stands above
	if !compared {
		d.Dots, d.Caption = nil, ""
		d.EmptyText = p.T("validation.ratio_empty", "n", v.r.MinGroup)
	}
	return d
}

// groupTable lists the groups with what was measured of each.
func (v validated) groupTable(a validate.Attribute) views.Records {
	p := v.l.p
	r := views.Records{Caption: v.l.word("declared.", a.Name), Empty: p.T("common.chart_empty"), Framed: true, Heads: []ui.ThArgs{
		{Label: p.T("validation.group")}, {Label: p.T("model.count"), Numeric: true}, {Label: p.T("model.bad_rate"), Numeric: true},
		{Label: p.T("validation.mean_pd"), Numeric: true}, {Label: p.T("validation.gap"), Numeric: true}, {Label: p.T("model.auc"), Numeric: true},
		{Label: p.T("validation.approved"), Numeric: true}, {Label: p.T("validation.ratio_head"), Numeric: true},
	}, Dense: true}
	for _, g := range a.Groups {
		cells := []views.Cell{{Text: v.group(a.Name, g.Name), Wide: true}, views.Num(views.Number(int64(g.Count)))}
		if g.TooSmall {
			cells[0].Sub = p.T("validation.too_small")
			for range 6 {
				cells = append(cells, views.Num(views.Dash))
			}
		} else {
			predicted := validate.Unknown().Value
			if g.MeanPD != nil {
				predicted = *g.MeanPD
			}
			cells = append(cells, views.Num(v.with(known(g.BadRate), sharePart)), views.Num(sharePart(predicted)), views.Num(v.with(known(g.Gap), sharePart)),
				views.Num(v.with(known(g.AUC), three)), views.Num(v.with(known(g.Approval), sharePart)), views.Num(v.with(known(g.Ratio), three)))
		}
		r.Rows = append(r.Rows, views.Record{Cells: cells})
	}
	return r
}

// versus says how the card stands against the champion, and how far that may be believed.
func (v validated) versus() views.ValidationVersus {
	p, c := v.l.p, v.r.Comparison
	if c.Difference == nil || c.KS == nil || c.Brier == nil {
		return views.ValidationVersus{Note: ui.CalloutArgs{Text: v.l.word("validation.skipped.", c.Skipped)}}
	}
	note := ui.CalloutArgs{Title: p.T("validation.versus_other"), Text: p.T("validation.versus_other_text")}
	if c.SameRows {
		note = ui.CalloutArgs{Tone: ui.Amber, Title: p.T("validation.versus_same"), Text: p.T("validation.versus_same_text")}
	}
	r := views.Records{Caption: p.T("validation.versus"), Framed: true, Heads: []ui.ThArgs{
		{Label: p.T("validation.model")}, {Label: p.T("model.auc"), Numeric: true}, {Label: p.T("model.ks"), Numeric: true}, {Label: p.T("model.brier"), Numeric: true},
	}}
	four := func(n validate.Number) string { return num(n, 4) }
	d, b := v.r.Discrimination, v.r.Calibration
	r.Rows = []views.Record{
		{Cells: []views.Cell{
			{Text: v.r.Card, Sub: p.T("validation.this_card"), Wide: true}, views.Num(v.with(d.AUC, three)), views.Num(three(d.KS)), views.Num(four(b.Brier)),
		}},
		{Cells: []views.Cell{
			{Text: c.Champion, Sub: p.T("validation.champion"), Wide: true}, views.Num(v.with(known(c.AUC), three)), views.Num(three(*c.KS)), views.Num(four(*c.Brier)),
		}},
		{Cells: []views.Cell{
			{Text: p.T("validation.versus_row"), Wide: true}, views.Num(v.difference(*c.Difference)), views.Num(three(d.KS - *c.KS)), views.Num(four(b.Brier - *c.Brier)),
		}},
	}
	return views.ValidationVersus{Note: note, Table: r}
}
