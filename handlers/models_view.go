package handlers

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"candor/engine/factor"
	"candor/engine/learn"
	"candor/engine/score"
	"candor/models"
	"candor/views"
	"candor/views/chart"
	"candor/views/ui"
)

func (t labels) modelState(s models.ModelState) ui.BadgeArgs {
	b := ui.BadgeArgs{Label: t.word("model.state.", string(s))}
	switch s {
	case models.ModelChampion:
		b.Tone, b.Icon = ui.Green, "star"
	case models.ModelChallenger:
		b.Tone, b.Icon = ui.Blue, "clock"
	}
	return b
}

func modelList(p views.Page, list []models.Model, older bool) views.ModelListPage {
	t := labels{p}
	d := views.ModelListPage{Page: p}
	if len(list) > modelsPerPage {
		list = list[:modelsPerPage]
		d.OlderHref = "/models?before=" + list[len(list)-1].PublicID()
	}
	if older {
		d.NewerHref = "/models"
	}
	for i := range list {
		m := &list[i]
		row := views.ModelRow{
			Shadow: t.shadowBadge(m), Name: m.Name, Href: "/models/" + m.PublicID(), ID: m.PublicID(), State: t.modelState(m.State),
			Method: t.word("model.method.", m.Method), Label: t.word("model.label.", m.Label), Made: orDash(m.CreatedBy),
			MadeAt: p.Moment(m.CreatedAt), ChampionAt: p.Moment(timeOr(m.ChampionAt)),
		}
		if m.Validated {
			row.Validation = "/models/" + m.PublicID() + "/validation"
		}
		d.Rows = append(d.Rows, row)
	}
	return d
}

// modelPage is a model's report in words and numbers.
func modelPage(p views.Page, m *models.Model) views.ModelPage {
	t := labels{p}
	d := views.ModelPage{
		Page: p, State: t.modelState(m.State), Validation: "/models/" + m.PublicID() + "/validation",
		Note: p.T("model.report_note", "method", t.word("model.method.", m.Method), "label", t.word("model.label.", m.Label)),
	}
	var r learn.Report
	if err := json.Unmarshal(m.Report, &r); err != nil || r.Rows == 0 {
		d.NoReport = p.T("model.no_report")
		if m.Origin == models.OriginImported {
			d.NoReport = p.T("model.no_report_imported")
		}
		return d
	}
	d.Stats = t.modelStats(&r)
	d.Calibration = t.calibration(&r)
	d.Recipe = r.Recipe
	d.Facts = []ui.Pair{
		{Key: p.T("model.made"), Body: views.ByAt(orDash(m.CreatedBy), p.Moment(m.CreatedAt))},
		{Key: p.T("model.champion_at"), Value: p.DateTime(timeOr(m.ChampionAt))},
		{Key: p.T("model.data"), Value: p.T("model.data_text", "rows", views.Number(int64(r.Rows)), "bads", views.Number(int64(r.Bads)), "rate", shareText(r.Bads, r.Rows))},
		{Key: p.T("model.recipe"), Value: orDash(r.Recipe)},
		{Key: p.T("common.id"), Body: views.CodeOrDash(p, m.PublicID())},
		{Key: p.T("model.fingerprint"), Body: views.CodeOrDash(p, r.SHA256)},
		{Key: p.T("model.artefact"), Body: views.CodeOrDash(p, m.SHA256)},
	}
	slices.SortStableFunc(r.Factors, func(a, b learn.FactorReport) int { return cmp.Compare(b.IV, a.IV) })
	for _, f := range r.Factors {
		d.Factors = append(d.Factors, t.modelFactor(f))
	}
	for i, f := range r.Folds {
		d.Folds = append(d.Folds, views.ModelFold{
			Number: strconv.Itoa(i + 1), Rows: views.Number(int64(f.Rows)), Bads: views.Number(int64(f.Bads)), Factors: strconv.Itoa(f.Factors),
			AUC: fixed(f.AUC, 4), KS: fixed(f.KS, 4), Brier: fixed(f.Brier, 4),
		})
	}
	for _, x := range r.Dropped {
		row := views.ModelDropped{Name: t.word("factor.", x.Key), Why: t.word("model.dropped.", x.Why), IV: views.Dash}
		if x.IV > 0 || x.Why == learn.DroppedWeak {
			row.IV = fixed(x.IV, 3)
		}
		d.Dropped = append(d.Dropped, row)
	}
	return d
}

func fixed(v float64, decimals int) string {
	return strings.Replace(strconv.FormatFloat(v, 'f', decimals, 64), "-", "−", 1)
}

func (t labels) modelStats(r *learn.Report) []ui.StatArgs {
	stat := func(key, value string) ui.StatArgs {
		return ui.StatArgs{Label: t.p.Texts.T("model." + key), Value: value, Note: t.p.Texts.T("model." + key + "_note")}
	}
	auc := stat("auc", fixed(r.AUC, 4))
	auc.Unit = "± " + fixed(r.AUCSD, 4)
	return []ui.StatArgs{
		auc, stat("ks", fixed(r.KS, 4)), stat("gini", fixed(r.Gini, 4)), stat("brier", fixed(r.Brier, 4)),
		stat("log_loss", fixed(r.LogLoss, 4)), stat("ece", fixed(r.ECE, 4)),
	}
}

// calibration compares what was predicted with what happened, with 95 % intervals.
func (t labels) calibration(r *learn.Report) chart.CalibrationArgs {
	a := chart.CalibrationArgs{
		Frame: t.p.Frame(t.p.T("model.calibration_question"), t.p.T("model.calibration_caption",
			"n", views.Number(int64(r.Rows)), "groups", len(r.Calibration), "ece", fixed(r.ECE, 4), "corrected", fixed(learn.ECECorrected(r.Calibration), 4))),
		Predicted: t.p.T("model.predicted"), Observed: t.p.T("model.observed"),
	}
	for _, b := range r.Calibration {
		low, high := wilson(b.Observed, b.Count)
		a.Points = append(a.Points, chart.Calibrated{Predicted: b.Predicted, Observed: b.Observed, Low: low, High: high, N: b.Count})
	}
	return a
}

// wilson is the 95 % score interval of a share (Wilson, Journal of the American
// Statistical Association 22, 1927, p. 209).
func wilson(share float64, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.959964
	m := float64(n)
	mid := (share + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(share*(1-share)/m+z*z/(4*m*m))
	return max(0, mid-half), min(1, mid+half)
}

func (t labels) modelFactor(f learn.FactorReport) views.ModelFactor {
	lowest, highest := score.Factor{Bins: f.Bins}.Span()
	row := views.ModelFactor{
		Name: t.word("factor.", f.Key), IV: fixed(f.IV, 3), MeanPoints: fixed(score.Factor{Bins: f.Bins}.MeanDistance(), 1),
		Span: t.p.T("model.span_text", "low", views.Signed(int64(lowest)), "high", views.Signed(int64(highest))),
	}
	first, _, _ := strings.Cut(f.Key, "*") // a pair stands under its first factor
	if spec, _, known := factor.Lookup(first); known {
		row.Aspect = t.word("aspect.", string(spec.Aspect))
	}
	card := score.Factor{Key: f.Key, Bins: f.Bins, Pair: f.Pair}
	for i, b := range f.Bins {
		row.Bins = append(row.Bins, views.ModelBin{
			Values: t.bin(&card, i), Count: views.Number(int64(b.Count)), Bad: views.Number(int64(b.Bad)),
			Rate: shareText(b.Bad, b.Count), WoE: fixed(b.WoE, 3), Points: views.Signed(int64(b.Points)),
		})
	}
	return row
}
