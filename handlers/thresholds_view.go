package handlers

import (
	"math"
	"strconv"
	"strings"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/models"
	"candor/views"
	"candor/views/chart"
	"candor/views/ui"
)

// cutBars is how many bars a small distribution has.
const cutBars = 60

// thresholdBoard draws the cuts of a version from what is stored or was typed.
type thresholdBoard struct {
	l       labels
	s       thresholdsShown
	editing bool
	said    map[string]string
	total   int // accounts of the book
}

func thresholdsPage(p views.Page, v *Visitor, s thresholdsShown) views.ThresholdsPage {
	b := thresholdBoard{l: labels{p}, s: s, said: problems(p, s.err)}
	doc := s.version.Document
	b.editing = s.version.State == models.PolicyDraft && s.version.MadeBy == v.UserID() && v.UserID() != 0 && v.Can(models.PermPolicyEdit)
	d := views.ThresholdsPage{
		Page: p, Tabs: policyTabs(p, s.version, "/thresholds"), Note: s.version.Note, Editing: b.editing, Conflict: s.conflict,
		Action: policyHref(s.version.Version) + "/thresholds", Revision: strconv.FormatInt(s.version.Revision, 10),
	}
	if s.run == nil {
		d.Empty = p.T("policy.impact_none")
	} else {
		b.total = s.run.Accounts
		d.Total = strconv.Itoa(b.total)
		d.Scores = b.l.policyScores(s.run, s.live.Document, proposedOf(s))
		for _, key := range sortedKeys(s.sketches) {
			d.Sketches = append(d.Sketches, views.ThresholdSketch{Measure: key, Steps: stepsText(s.sketches[key])})
		}
		b.against(&d)
		d.Exact = b.exactLine(d.Action)
	}
	d.Trade = b.tradeOff()
	if b.editing {
		d.Unsaved = b.l.unsavedBox(v, s.version, s.live, d.Action, s.unsaved, b.said)
	}
	d.Ribbon = d.Scores.Bands
	d.Groups = []views.ThresholdGroup{
		{ID: "bands", Title: p.T("policy.bands"), Note: p.T("thresholds.bands_note"), Icon: "limit", Rows: b.bands()},
		{ID: "flags", Title: p.T("policy.flags"), Note: p.T("policy.flags_note"), Icon: "flag", Empty: p.T("thresholds.no_flags"), Rows: b.flags()},
		{ID: "caps", Title: p.T("policy.caps"), Note: p.T("thresholds.caps_note"), Icon: "arrow-down", Empty: p.T("policy.no_caps"), Rows: b.caps(doc)},
	}
	for i := range d.Groups {
		d.Groups[i].Line = b.line(d.Groups[i].Rows)
	}
	for _, name := range sortedKeys(b.said) {
		if name != "" {
			d.Errors = append(d.Errors, ui.FieldError{Name: name, Text: policyEditor{l: b.l}.where(name) + b.said[name]})
		}
	}
	d.Try = views.PolicyImpact{Action: d.Action, Names: ui.FieldArgs{Name: "try", Label: p.T("policy.try_label"), Hint: p.T("policy.try_hint"), Value: s.names}}
	for _, r := range s.preview {
		d.Try.Preview = append(d.Try.Preview, b.l.previewRow(policyShown{version: s.version, live: s.live}, r))
	}
	return d
}

// line says how many cuts there are and how many stand elsewhere than in force.
func (b thresholdBoard) line(rows []views.Threshold) string {
	moved := 0
	for i := range rows {
		if rows[i].Moved {
			moved++
		}
	}
	switch {
	case len(rows) == 0:
		return ""
	case b.s.version.Version == b.s.live.Version:
		return b.l.p.N("thresholds.line_live", len(rows))
	case moved == 0:
		return b.l.p.N("thresholds.line", len(rows))
	}
	return b.l.p.N("thresholds.line_moved", len(rows), "moved", moved)
}

// proposedOf is the document beside the one in force, nil for the one in force.
func proposedOf(s thresholdsShown) *decide.Policy {
	if s.version.Version == s.live.Version {
		return nil
	}
	return &s.version.Document
}

// stepsText is a sketch as the script reads it.
func stepsText(s models.Sketch) string {
	var b strings.Builder
	b.WriteByte('[')
	for i, st := range s.Steps {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("[" + plainNumber(st.Lo) + "," + plainNumber(st.Hi) + "," + strconv.Itoa(st.N) + "," + strconv.FormatInt(st.Fen, 10) + "]")
	}
	b.WriteByte(']')
	return b.String()
}

// cutOf is one cut of the document, and the same one of the version in force.
type cutOf struct {
	field, measure string
	op             decide.Op
	at             float64
	live           *float64 // nil where the version in force has none
}

// row draws one cut. Figures are those of the stored document: what was typed and refused is no threshold.
func (b thresholdBoard) row(label string, c cutOf) views.Threshold {
	r := views.Threshold{ID: c.field, Label: label, Measure: c.measure, Op: string(c.op), Value: plainNumber(c.at), Step: stepOf(c.measure)}
	r.Moved = c.live == nil || *c.live != c.at
	sketch, measured := b.s.sketches[c.measure]
	lo, hi, any := sketch.Range()
	switch {
	case b.s.run == nil:
	case !measured:
		r.NoPlot = b.l.p.T("thresholds.not_measured")
	case !any:
		r.NoPlot = b.l.p.T("thresholds.no_values")
	case yesNo(c.measure):
		r.NoPlot = b.l.p.T("thresholds.yes_no")
	default:
		r.Plot = b.plot(label, &sketch, c, lo, hi)
		r.Ends = [2]string{b.l.value(c.measure, r.Plot.Lo), b.l.value(c.measure, r.Plot.Hi)}
	}
	if c.live != nil && b.s.version.Version != b.s.live.Version && !yesNo(c.measure) {
		r.Live = b.l.p.T("thresholds.in_force", "value", b.l.value(c.measure, *c.live))
	}
	if measured && any {
		r.Figures = b.figures(&sketch, c)
		r.Figures.Exact = b.exact(c)
		if c.live != nil {
			r.LiveN = strconv.Itoa(sketch.Cut(c.op, *c.live).Accounts)
		}
	}
	if b.editing {
		f := digits(ui.FieldArgs{
			Name: c.field, Label: b.l.p.T("thresholds.box", "cut", label, "unit", b.l.unit(c.measure)), Quiet: true, Value: r.Value, Error: b.said[c.field], Required: true,
		}, "", "")
		f.Hint = b.l.p.T("thresholds.unit", "unit", b.l.unit(c.measure))
		if typed, refused := b.s.typed[c.field]; refused {
			f.Value = typed
		}
		f.Attrs["data-box"] = true
		r.Field = &f
	}
	return r
}

// plot is the distribution over the range of the slider, wide enough for both values.
func (b thresholdBoard) plot(label string, sketch *models.Sketch, c cutOf, lo, hi float64) *chart.CutArgs {
	lo, hi = min(lo, c.at), max(hi, c.at)
	if c.measure == decide.MeasureScore {
		lo, hi = decide.ScoreMin, decide.ScoreMax
	}
	a := chart.CutArgs{Label: b.l.p.T("thresholds.plot", "cut", label), At: c.at, Below: c.op == decide.OpBelow, Was: c.at}
	if c.live != nil {
		a.Was, a.Moved = *c.live, *c.live != c.at
		lo, hi = min(lo, *c.live), max(hi, *c.live)
	}
	if hi <= max(lo, c.at) && c.measure != decide.MeasureScore { // room to move the other way too
		hi = max(lo+1, hi+math.Ceil((hi-lo)/4))
	}
	a.Lo, a.Hi, a.Bins = lo, hi, sketch.Bins(lo, hi, cutBars)
	return &a
}

func (b thresholdBoard) figures(sketch *models.Sketch, c cutOf) views.ThresholdFigures {
	cut := sketch.Cut(c.op, c.at)
	f := views.ThresholdFigures{
		Shown: true, Share: shareText(cut.Accounts, b.total), Accounts: views.Number(int64(cut.Accounts)), Money: views.Money(cut.UsedFen),
	}
	if cut.Off > 0 {
		f.Off = "±" + views.Number(int64(cut.Off))
	}
	if c.live != nil {
		f.Change = views.Signed(int64(cut.Accounts - sketch.Cut(c.op, *c.live).Accounts))
	}
	return f
}

// stepOf is how finely a slider moves over a measure.
func stepOf(measure string) string {
	spec, _, known := factor.Lookup(measure)
	if !known {
		return "1"
	}
	switch spec.Unit {
	case factor.UnitShare:
		return "0.01"
	case factor.UnitFen:
		return "10000" // ¥100
	}
	return "1"
}

// yesNo reports a measure that a threshold can only be above or below of.
func yesNo(measure string) bool {
	spec, _, known := factor.Lookup(measure)
	return known && spec.Unit == factor.UnitFlag
}

func (b thresholdBoard) bands() []views.Threshold {
	doc := b.s.version.Document
	was := map[string]float64{}
	for _, band := range b.s.live.Document.Bands {
		was[band.Name] = float64(band.From)
	}
	var rows []views.Threshold
	for i, band := range doc.Bands {
		if i == 0 {
			continue // it starts where the scale does
		}
		c := cutOf{field: bandField(i), measure: decide.MeasureScore, op: decide.OpBelow, at: float64(band.From)}
		if v, known := was[band.Name]; known {
			c.live = &v
		}
		r := b.row(b.l.p.T("thresholds.band_from", "band", b.l.bandName(band.Name)), c)
		r.Rule = b.l.p.T("thresholds.band_rule", "range", bandRange(doc, i), "below", bandRange(doc, i-1), "band", b.l.bandName(doc.Bands[i-1].Name))
		r.Order, r.Above = "bands", b.l.p.T("invalid.ascending", "above", "{above}")
		rows = append(rows, r)
	}
	return rows
}

func (b thresholdBoard) flags() []views.Threshold {
	live := map[string]decide.FlagRule{}
	for _, f := range b.s.live.Document.Flags {
		live[f.Code] = f
	}
	var rows []views.Threshold
	for i, f := range b.s.version.Document.Flags {
		c := cutOf{field: flagField(i), measure: f.Measure, op: f.Op, at: f.Threshold}
		if was, known := live[f.Code]; known && was.Measure == f.Measure && was.Op == f.Op {
			c.live = &was.Threshold
		}
		r := b.row(b.l.word("flag.", f.Code), c)
		r.Rule, r.State = b.l.rule(f.Measure, f.Op, f.Threshold), ui.BadgeArgs{Label: b.l.p.T("common.off")}
		if f.On {
			r.State = b.l.severity(models.Severity(f.Severity))
		}
		rows = append(rows, r)
	}
	return rows
}

func (b thresholdBoard) caps(doc decide.Policy) []views.Threshold {
	live := map[string]decide.Cap{}
	for _, c := range b.s.live.Document.Caps {
		live[c.Key] = c
	}
	var rows []views.Threshold
	for i, cp := range doc.Caps {
		c := cutOf{field: capField(i), measure: cp.Factor, op: cp.Op, at: cp.Threshold}
		if was, known := live[cp.Key]; known && was.Factor == cp.Factor && was.Op == cp.Op {
			c.live = &was.Threshold
		}
		r := b.row(b.l.capName(cp.Key), c)
		r.Rule = b.l.p.T("thresholds.cap_rule", "rule", b.l.rule(cp.Factor, cp.Op, cp.Threshold), "score", cp.Score)
		if b.editing {
			name := capScoreField(i)
			f := digits(ui.FieldArgs{Name: name, Label: b.l.p.T("policy.cap_score"), Value: strconv.Itoa(cp.Score), Error: b.said[name], Required: true}, "", "")
			if typed, refused := b.s.typed[name]; refused {
				f.Value = typed
			}
			f.Attrs["aria-label"] = b.l.p.T("thresholds.cap_box", "cap", b.l.capName(cp.Key))
			r.Extra = &f
		}
		rows = append(rows, r)
	}
	return rows
}
