package handlers

import (
	"encoding/json"
	"strings"

	"candor/engine/validate"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// validated puts a validation into the words and pictures of a page.
type validated struct {
	l labels
	r validate.Report
}

// validationPage is a model's validation, or why there is none.
func validationPage(p views.Page, m *models.Model) views.ValidationPage {
	v := validated{l: labels{p}}
	d := views.ValidationPage{Page: p, State: v.l.modelState(m.State)}
	if len(m.Validation) == 0 {
		d.None = &ui.EmptyArgs{Kind: "nothing", Title: p.T("validation.none"), Text: p.T("validation.none_text")}
		return d
	}
	if err := json.Unmarshal(m.Validation, &v.r); err != nil || v.r.Schema != validate.Schema {
		d.None = &ui.EmptyArgs{Kind: "nothing", Title: p.T("validation.unreadable"), Text: p.T("validation.unreadable_text")}
		return d
	}
	d.Download = "/models/" + m.PublicID() + "/validation.json"
	d.Note = p.T("validation.note", "rows", views.Number(int64(v.r.Rows)), "bads", views.Number(int64(v.r.Bads)),
		"rate", shareText(v.r.Bads, v.r.Rows), "label", v.l.word("model.label.", v.r.Label))
	d.Verdict, d.Stats, d.Anchors, d.Checks, d.Lines = v.verdict(), v.stats(), v.anchors(), v.checks(), v.lines()
	d.ROC, d.Spread, d.Fit = v.roc(), v.spread(), v.fit()
	d.Calibration, d.CalibrationFacts, d.Lift = v.calibration(), v.calibrationFacts(), v.lift()
	d.Shapes, d.Stability, d.Missing = v.shapes(), v.stability(), v.missing()
	if v.r.Bags > 0 {
		d.BagNote = p.T("validation.bags_note", "n", v.r.Bags)
	}
	d.FairNote = p.T("validation.fair_none")
	if len(v.r.Fairness) > 0 {
		d.FairNote = p.T("validation.fair_note", "cut", v.r.CutScore)
	}
	d.Fairness, d.Comparison = v.fairness(), v.versus()
	d.Method = []string{
		p.T("validation.method_auc"), p.T("validation.method_folds", "folds", v.r.Folds), p.T("validation.method_small", "n", v.r.MinGroup),
		p.T("validation.method_limits"),
	}
	d.Facts = []ui.Pair{
		{Key: p.T("model.made"), Body: views.ByAt(orDash(m.CreatedBy), p.Moment(m.CreatedAt))},
		{Key: p.T("validation.fingerprint"), Body: views.CodeOrDash(p, v.r.SHA256)},
		{Key: p.T("model.artefact"), Body: views.CodeOrDash(p, m.SHA256)},
	}
	return d
}

// num writes a number that may not be known.
func num(n validate.Number, decimals int) string {
	if !n.Known() {
		return views.Dash
	}
	s := fixed(float64(n), decimals)
	if unsigned, negative := strings.CutPrefix(s, "−"); negative && strings.Trim(unsigned, "0.") == "" {
		return unsigned // a hair below 0 is 0 when it is rounded
	}
	return s
}

// sharePart writes a share that may not be known in percent.
func sharePart(n validate.Number) string {
	if !n.Known() {
		return views.Dash
	}
	return num(100*n, 1) + "%"
}

// interval writes the bounds of an estimate.
func (v validated) interval(e validate.Estimate, write func(validate.Number) string) string {
	if !e.Low.Known() || !e.High.Known() {
		return views.Dash
	}
	return v.l.p.T("model.span_text", "low", write(e.Low), "high", write(e.High))
}

// three writes a number with three decimals.
func three(n validate.Number) string { return num(n, 3) }

// with writes an estimate with its interval.
func (v validated) with(e validate.Estimate, write func(validate.Number) string) string {
	if !e.Value.Known() {
		return views.Dash
	}
	if !e.Low.Known() || !e.High.Known() {
		return write(e.Value)
	}
	return v.l.p.T("validation.value_interval", "value", write(e.Value), "interval", v.interval(e, write))
}

// known is the estimate behind a pointer, unknown for none.
func known(e *validate.Estimate) validate.Estimate {
	if e == nil {
		return validate.Unknown()
	}
	return *e
}

// verdict says in a sentence how the checks went.
func (v validated) verdict() ui.CalloutArgs {
	passed, failed, notDone := v.r.Passed()
	a := ui.CalloutArgs{Tone: ui.Green, Title: v.l.p.N("validation.verdict_pass", passed), Text: v.l.p.T("validation.all_made")}
	if failed > 0 {
		a.Tone, a.Title = ui.Amber, v.l.p.N("validation.verdict_fail", failed, "made", passed+failed)
	}
	if notDone > 0 {
		a.Text = v.l.p.N("validation.not_made", notDone)
	}
	return a
}

// stats is the strip of numbers under the verdict.
func (v validated) stats() []ui.StatArgs {
	d, p := v.r.Discrimination, v.l.p
	passed, failed, notDone := v.r.Passed()
	checks := ui.StatArgs{
		Label: p.T("validation.stat.checks"), Value: p.T("validation.stat.checks_value", "passed", passed, "made", passed+failed),
		Note: p.N("validation.stat.checks_note", notDone), Href: "#checks",
	}
	if failed > 0 {
		checks.Tone = ui.Amber
	}
	return []ui.StatArgs{
		{Label: p.T("model.auc"), Value: three(d.AUC.Value), Note: p.T("validation.stat.auc_note", "interval", v.interval(d.AUC, three)), Href: "#discrimination"},
		{Label: p.T("model.ks"), Value: three(d.KS), Note: p.T("validation.stat.ks_note", "score", d.KSAt)},
		{Label: p.T("model.gini"), Value: three(d.Gini), Note: p.T("validation.stat.gini_note")},
		{Label: p.T("model.ece"), Value: num(v.r.Calibration.ECE, 4), Note: p.T("validation.stat.ece_note"), Href: "#calibration"},
		{Label: p.T("validation.stat.psi"), Value: num(v.r.PSI, 4), Note: p.T("validation.stat.psi_note")},
		checks,
	}
}

// sections are the parts of the page by their ids, in order.
func sections() []string {
	return []string{"checks", "discrimination", "calibration", "lift", "factors", "stability", "missing", "fairness", "comparison", "method"}
}

func (v validated) anchors() []views.Anchor {
	var list []views.Anchor
	for _, id := range sections() {
		list = append(list, views.Anchor{ID: id, Label: v.l.p.Texts.T("validation.section." + id)})
	}
	return list
}
