package handlers

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"candor/engine/factor"
	"candor/engine/score"
	"candor/engine/validate"
	"candor/views"
	"candor/views/chart"
	"candor/views/ui"
)

// width is how many points lie between a shape's best and worst bins.
func width(s validate.Shape) int {
	low, high := 0, 0
	for i, b := range s.Bins {
		if i == 0 {
			low, high = b.Points, b.Points
		}
		low, high = min(low, b.Points), max(high, b.Points)
	}
	return high - low
}

// shapes draws each factor, the widest first.
func (v validated) shapes() []chart.ShapeArgs {
	sorted := slices.Clone(v.r.Factors)
	slices.SortStableFunc(sorted, func(a, b validate.Shape) int { return cmp.Compare(width(b), width(a)) })
	list := make([]chart.ShapeArgs, len(sorted))
	for i, s := range sorted {
		list[i] = v.shape(s)
	}
	return list
}

// shape draws one factor, with its numbers in a table.
func (v validated) shape(s validate.Shape) chart.ShapeArgs {
	p := v.l.p
	a := chart.ShapeArgs{Frame: p.Frame(v.l.word("factor.", s.Key), v.order(s))}
	a.Table.Head = []string{p.T("validation.bin"), p.T("model.points"), p.T("model.count"), p.T("model.bad_rate")}
	if v.r.Bags > 0 {
		a.Table.Head = append(a.Table.Head, p.T("validation.bag_spread"))
	}
	f := score.Factor{Key: s.Key, Pair: s.Pair}
	for _, b := range s.Bins {
		f.Bins = append(f.Bins, score.Bin{Kind: b.Kind, Over: b.Over, UpTo: b.UpTo, Codes: b.Codes, Points: b.Points})
	}
	for i, b := range s.Bins {
		n := strconv.Itoa(i + 1)
		values, given, count := v.l.bin(&f, i), points(b.Points), views.Number(int64(b.Count))
		bar := chart.ShapeBin{
			Label: n, Points: float64(b.Points), Count: b.Count, Broken: slices.Contains(s.Breaks, i), Apart: b.Kind != score.BinRange,
			Text: p.T("validation.shape_bin", "values", values, "points", given, "count", count, "rate", sharePart(b.BadRate.Value)),
		}
		named := p.T("validation.bin_values", "n", n, "values", values)
		row := []string{named, given, count, v.with(b.BadRate, sharePart)}
		if s.Pair == nil && (bar.Apart || b.Over == nil || b.UpTo == nil) { // the cells of a pair are in the table
			a.Keys = append(a.Keys, named)
		}
		if b.Bags != nil {
			bar.Low, bar.High = float64(b.Bags.Low), float64(b.Bags.High)
		}
		if v.r.Bags > 0 {
			row = append(row, v.bags(b.Bags))
		}
		a.Bins, a.Table.Rows = append(a.Bins, bar), append(a.Table.Rows, row)
	}
	low, high := f.Span()
	a.Desc = p.T("validation.shape_desc", "n", len(s.Bins), "low", points(low), "high", points(high), "order", a.Caption)
	return a
}

// bags is where nine tenths of the models put a bin.
func (v validated) bags(s *validate.Spread) string {
	if s == nil {
		return views.Dash
	}
	return v.l.p.T("model.span_text", "low", num(s.Low, 0), "high", num(s.High, 0))
}

// order says whether a shape follows its direction, and where it does not.
func (v validated) order(s validate.Shape) string {
	way := "up"
	if s.Direction == factor.Down {
		way = "down"
	}
	switch s.Order {
	case validate.OrderKept:
		return v.l.p.Texts.T("validation.shape.kept_" + way)
	case validate.OrderBroken:
		var bins []string
		for _, b := range s.Breaks {
			bins = append(bins, strconv.Itoa(b+1))
		}
		return v.l.p.Texts.N("validation.shape.broken_"+way, len(bins), "bins", strings.Join(bins, v.l.p.T("common.list_separator")))
	}
	return v.l.p.T("validation.shape.free")
}

// missing lists what the card leans on, the most first.
func (v validated) missing() views.Records {
	p := v.l.p
	r := views.Records{Caption: p.T("validation.section.missing"), Empty: p.T("common.chart_empty"), Heads: []ui.ThArgs{
		{Label: p.T("model.factor")}, {Label: p.T("validation.missing_lost"), Numeric: true}, {Label: p.T("validation.missing_auc"), Numeric: true},
		{Label: p.T("validation.missing_mean"), Numeric: true}, {Label: p.T("validation.missing_largest"), Numeric: true},
		{Label: p.T("validation.missing_seen"), Numeric: true},
	}}
	sorted := slices.Clone(v.r.Missing)
	slices.SortStableFunc(sorted, func(a, b validate.Missing) int { return cmp.Compare(b.Drop, a.Drop) })
	for _, m := range sorted {
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			{Text: v.l.word("factor.", m.Key), Wrap: true, Wide: true}, views.Num(num(m.Drop, 4)), views.Num(num(m.AUC, 4)), views.Num(num(m.Mean, 1)),
			views.Num(points(m.Largest)), views.Num(views.Number(int64(m.Seen))),
		}})
	}
	return r
}

// stability shows the months and the test out of time.
func (v validated) stability() views.ValidationTime {
	d := views.ValidationTime{}
	switch len(v.r.Months) {
	case 0:
		d.Note = v.l.p.T("validation.months_none")
	case 1:
		d.Note = v.l.p.T("validation.months_one", "month", monthText(v.r.Months[0].Month))
	default:
		d.Months, d.Table = v.monthDots(), v.monthTable()
	}
	d.Test, d.Results = v.outOfTime()
	return d
}

func (v validated) monthDots() chart.DotsArgs {
	a := chart.DotsArgs{Frame: v.l.p.Frame(v.l.p.T("validation.months"), v.l.p.T("validation.months_caption"))}
	for _, m := range v.r.Months {
		dot := chart.Dot{Label: monthText(m.Month), Known: m.AUC.Value.Known(), Text: three(m.AUC.Value), Note: v.l.p.T("validation.too_small")}
		if dot.Known {
			dot.Value, dot.Low, dot.High = float64(m.AUC.Value), float64(m.AUC.Low), float64(m.AUC.High)
			dot.Note = v.l.p.T("validation.ratio_row", "interval", v.interval(m.AUC, three), "n", views.Number(int64(m.Count)))
		}
		a.Dots = append(a.Dots, dot)
	}
	return a
}

func (v validated) monthTable() views.Records {
	p := v.l.p
	r := views.Records{Caption: p.T("validation.section.stability"), Heads: []ui.ThArgs{
		{Label: p.T("validation.month")}, {Label: p.T("model.count"), Numeric: true}, {Label: p.T("model.bad_rate"), Numeric: true},
		{Label: p.T("validation.mean_pd"), Numeric: true}, {Label: p.T("model.auc"), Numeric: true}, {Label: p.T("validation.psi_first"), Numeric: true},
	}}
	for _, m := range v.r.Months {
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			{Text: monthText(m.Month), Wide: true}, views.Num(views.Number(int64(m.Count))), views.Num(v.with(m.BadRate, sharePart)), views.Num(sharePart(m.MeanPD)),
			views.Num(v.with(m.AUC, three)), views.Num(num(m.PSI, 4)),
		}})
	}
	return r
}

// outOfTime says what was trained on and tested on, and what came of it.
func (v validated) outOfTime() (string, []ui.Pair) {
	p, t := v.l.p, v.r.OutOfTime
	if t.AUC == nil || t.Change == nil || t.MeanPD == nil {
		return v.l.word("validation.skipped.", t.Skipped), nil
	}
	text := p.T("validation.time_text", "from", monthText(t.From), "to", monthText(t.To), "rows", views.Number(int64(t.TrainRows)),
		"bads", views.Number(int64(t.TrainBads)), "month", monthText(t.Month), "new", views.Number(int64(t.Rows)), "newbads", views.Number(int64(t.Bads)))
	return text, []ui.Pair{
		{Key: p.T("validation.time_auc"), Value: v.with(*t.AUC, three)},
		{Key: p.T("validation.time_folds"), Value: v.with(known(t.Folds), three)},
		{Key: p.T("validation.time_change"), Value: v.difference(*t.Change)},
		{Key: p.T("validation.time_pd"), Value: p.T("validation.time_pd_text", "predicted", sharePart(*t.MeanPD), "observed", shareText(t.Bads, t.Rows))},
	}
}

// difference writes how two AUCs differ, with how likely that is by chance.
func (v validated) difference(d validate.Difference) string {
	if !d.P.Known() {
		return v.with(d.Estimate, three)
	}
	p := v.l.p.T("validation.p_is", "p", three(d.P))
	if d.P < 0.001 {
		p = v.l.p.T("validation.p_below")
	}
	return v.l.p.T("validation.p_value", "value", three(d.Value), "interval", v.interval(d.Estimate, three), "p", p)
}
