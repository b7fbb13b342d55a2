package handlers

import (
	"net/url"
	"strconv"
	"strings"

	"candor/engine/cohort"
	"candor/models"
	"candor/views"
	"candor/views/chart"
	"candor/views/ui"
)

// cohortBars is how many bars the distribution of a cohort has at most, so that each can be told from the next on a phone.
const cohortBars = 36

// cohortPage is a score beside a cohort.
func (l labels) cohortPage(d *models.ScoreCohort) views.ScoreCohortData {
	p, href := l.p, "/accounts/"+d.Account.PublicID()
	data := views.ScoreCohortData{Badges: []ui.BadgeArgs{l.band(d.Decision.Band)}, Back: href + "/score", Lead: l.cohortName(d), Read: l.cohortRead(d)}
	for _, of := range models.Cohorts() {
		data.Tabs = append(data.Tabs, ui.Tab{Label: p.T("cohort.of." + string(of)), Href: href + "/cohort?with=" + string(of), Current: of == d.Of})
	}
	if d.Unnamed() {
		data.Few = &ui.EmptyArgs{Kind: "no-access", Title: p.T("cohort.unnamed"), Text: p.T("cohort.unnamed_text")}
		return data
	}
	if d.Few() {
		data.Few = &ui.EmptyArgs{
			Kind: "no-access", Title: p.T("cohort.few", "least", cohort.Fewest), Text: p.T("cohort.few_text", "least", cohort.Fewest, "model", d.ModelName),
		}
		return data
	}
	data.Standing, data.Facts = l.cohortStanding(d), l.cohortFacts(d)
	data.Scores, data.Factors = l.cohortScores(d), l.cohortFactors(d)
	return data
}

// cohortName says who belongs to the cohort.
func (l labels) cohortName(d *models.ScoreCohort) string {
	key, value := "cohort.name."+string(d.Of), ""
	switch d.Of {
	case models.CohortBand:
		value = l.word("band.", d.Decision.Band)
	case models.CohortYear:
		if value = strconv.Itoa(d.Year); d.Unnamed() {
			key += "_none"
		}
	case models.CohortProposal:
		key += "_" + d.Decision.Outcome
	case models.CohortProduct:
		names := make([]string, len(d.Products))
		for i, product := range d.Products {
			names[i] = l.word("product.", string(product))
		}
		if value = strings.Join(names, l.p.T("common.list_separator")); value == "" {
			key += "_none"
		}
	}
	return l.p.T(key, "value", value, "model", d.ModelName)
}

// cohortRead says how much of the cohort was read. Of one that is too small it gives no number.
func (l labels) cohortRead(d *models.ScoreCohort) string {
	looked := views.Number(models.CohortLook)
	switch {
	case d.Few() && d.Looked:
		return l.p.T("cohort.read_few_looked", "looked", looked)
	case d.Few():
		return ""
	case d.More:
		return l.p.T("cohort.read_newest", "n", views.Number(int64(d.N)))
	case d.Looked:
		return l.p.T("cohort.read_looked", "n", views.Number(int64(d.N)), "looked", looked)
	}
	return l.p.T("cohort.read_all", "n", views.Number(int64(d.N)))
}

// cohortStanding says in a sentence where the score stands.
func (l labels) cohortStanding(d *models.ScoreCohort) string {
	s := d.Score
	switch {
	case s.Same == s.N:
		return l.p.T("cohort.all_same")
	case s.Fewer == 0 && s.Same == 0:
		return l.p.T("cohort.lowest")
	case s.More == 0 && s.Same == 0:
		return l.p.T("cohort.highest")
	case s.Fewer >= s.More:
		return l.p.T("cohort.above", "percent", s.Above())
	}
	return l.p.T("cohort.below", "percent", s.Below())
}

func (l labels) cohortFacts(d *models.ScoreCohort) []ui.Pair {
	s := d.Score
	number := func(n int) string { return views.Number(int64(n)) }
	return []ui.Pair{
		{Key: l.p.T("cohort.this"), Value: strconv.Itoa(d.Decision.Score), Numeric: true},
		{Key: l.p.T("cohort.median"), Value: exactly(s.Median), Numeric: true},
		{Key: l.p.T("cohort.middle"), Value: l.p.T("cohort.span", "low", exactly(s.Low), "high", exactly(s.High)), Numeric: true},
		{Key: l.p.T("cohort.lower"), Value: dotted(number(s.Fewer), shareText(s.Fewer, s.N)), Numeric: true},
		{Key: l.p.T("cohort.same"), Value: dotted(number(s.Same), shareText(s.Same, s.N)), Numeric: true},
		{Key: l.p.T("cohort.higher"), Value: dotted(number(s.More), shareText(s.More, s.N)), Numeric: true},
		{Key: l.p.T("score.model"), Value: d.ModelName},
	}
}

// cohortScores draws the cohort's scores, with the account's own and the median marked, over the bands.
func (l labels) cohortScores(d *models.ScoreCohort) chart.HistogramArgs {
	a := chart.HistogramArgs{Frame: l.p.Frame(l.p.T("cohort.scores"), l.p.T("cohort.scores_note", "n", views.Number(int64(d.N))))}
	a.Desc = l.p.T("cohort.scores_desc", "score", d.Decision.Score, "median", exactly(d.Score.Median), "low", exactly(d.Score.Low), "high", exactly(d.Score.High))
	a.Level = 2
	var bars []cohort.Bar
	for _, step := range []int{5, 10, scoreStep} {
		if bars = cohort.Bars(d.Scores, step, d.Decision.Score); len(bars) <= cohortBars {
			break
		}
	}
	a.Table.Head = []string{l.p.T("score.score"), l.p.T("cohort.accounts")}
	for _, b := range bars {
		a.Bins = append(a.Bins, chart.Bin{From: float64(b.From), To: float64(b.To), Count: b.N})
		a.Table.Rows = append(a.Table.Rows, []string{strconv.Itoa(b.From) + "–" + strconv.Itoa(b.To-1), views.Number(int64(b.N))})
	}
	low, high := a.Bins[0].From, a.Bins[len(a.Bins)-1].To
	for i, b := range d.Bands {
		from, to := bandSpan(d.Bands, i)
		if begin, end := max(low, float64(from)), min(high, float64(to)); begin < end {
			a.Bands = append(a.Bands, chart.Band{Label: l.word("band.", b.Name), From: begin, To: end, Shade: min(i+1, 5)})
		}
	}
	a.Marks = []chart.Mark{
		{Label: l.p.T("cohort.mark", "score", d.Decision.Score), Value: float64(d.Decision.Score)},
		{Label: l.p.T("cohort.mark_median", "score", exactly(d.Score.Median)), Value: d.Score.Median, Draft: true},
	}
	return a
}

// cohortFactors lists what each factor gave, the farthest from the cohort's median first.
func (l labels) cohortFactors(d *models.ScoreCohort) views.Records {
	r := views.Records{Caption: l.p.T("cohort.factors"), Heads: l.heads("score.factor", "cohort.this#", "cohort.median#", "cohort.distance#", "cohort.middle#", "cohort.fewer#")}
	for i := range d.Factors {
		f := &d.Factors[i]
		name := views.Cell{Text: l.factor(f.Key), Href: "/accounts/" + d.Account.PublicID() + "/score/factors/" + url.PathEscape(f.Key), Wrap: true, Wide: true}
		own, far := views.Num(points(f.Points)), views.Num(signedExactly(f.Distance()))
		if f.Missing {
			own.Sub, own.Tone = l.p.T("score.bin_missing"), ui.Amber
		}
		median := views.Num(signedExactly(f.Median))
		if f.MostMissing() {
			median.Sub, median.Tone = l.p.T("cohort.missing_of", "share", shareText(f.MissingOf, f.N)), ui.Amber
		}
		switch {
		case f.Distance() > 0:
			far.Tone = ui.Green
		case f.Distance() < 0:
			far.Tone = ui.Red
		}
		fewer := views.Cell{Text: views.Number(int64(f.Fewer)), Sub: shareText(f.Fewer, f.N), Numeric: true}
		middle := views.Num(l.p.T("cohort.span", "low", signedExactly(f.Low), "high", signedExactly(f.High)))
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{name, own, median, far, middle, fewer}})
	}
	return r
}

// exactly writes a quartile of whole numbers: 655, 655.5, 655.25.
func exactly(v float64) string {
	return strings.Replace(strconv.FormatFloat(v, 'f', -1, 64), "-", "−", 1)
}

// signedExactly is exactly with the sign of points.
func signedExactly(v float64) string {
	if v > 0 {
		return "+" + exactly(v)
	}
	return exactly(v)
}
