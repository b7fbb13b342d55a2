package handlers

import (
	"cmp"
	"slices"

	"candor/engine/decide"
	"candor/engine/score"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// caseWhy is why a case is here: its flags and, for who sees scores, the lines that moved the score, each with what was seen, what it met,
// its points and the version it is from, the most points first.
func (l labels) caseWhy(d *models.CaseDetail, v *Visitor, data *views.CaseData) {
	if !v.Can(models.PermScoreRead) {
		data.Flags = l.flagTable(d.Flags, d.Account.Policy, false)
	} else {
		data.Flags = l.caseFlags(d, v)
		data.Lines = l.caseLines(&d.Account, v)
	}
	data.Flags.Empty = l.p.T("case.no_flags")
}

// whyFlag is a flag with the points that it speaks of: those of its rule, those that its factor gave the score, those that the score fell,
// or by how many it is below where it is flagged.
type whyFlag struct {
	*models.Flag
	points int
	known  bool
}

func (l labels) caseFlags(d *models.CaseDetail, v *Visitor) views.Records {
	list := make([]whyFlag, len(d.Flags))
	for i := range d.Flags {
		list[i] = weigh(&d.Flags[i], d)
	}
	slices.SortStableFunc(list, func(a, b whyFlag) int { return cmp.Compare(magnitude(b.points), magnitude(a.points)) })
	r := views.Records{Dense: true, Caption: l.p.T("account.flags"), Heads: []ui.ThArgs{
		{Label: l.p.T("queue.severity")}, {Label: l.p.T("flag.title")}, {Label: l.p.T("flag.seen"), Numeric: true}, {Label: l.p.T("flag.allowed")},
		{Label: l.p.T("score.points_head"), Numeric: true}, {Label: l.p.T("case.version")}, {Label: l.p.T("case.raised")},
	}}
	for _, f := range list {
		value, threshold := l.flagValue(f.Flag, d.Account.Policy)
		name, given := l.flagCell(f.Flag, true), views.Num(views.Dash)
		name.Sub, name.Wrap = l.word("source.", f.Source), true
		if f.known {
			given = views.Num(points(f.points))
		}
		r.Rows = append(r.Rows, views.Record{ID: f.ID.Public(models.PrefixFlag), Cells: []views.Cell{
			views.State(l.severity(f.Severity)), name, views.Num(value), {Text: threshold, Wrap: true},
			given, l.flagVersion(f.Flag, d, v), {Body: views.Since(l.flagState(f.State), l.p.Time(f.RaisedAt)), Wrap: true},
		}})
	}
	return r
}

// weigh finds the points of a flag. Those of a factor, and of a cap that it sets, are known while the score is still of the decision that raised the flag.
func weigh(f *models.Flag, d *models.CaseDetail) whyFlag {
	w := whyFlag{Flag: f}
	if d.Rules[f.ID] != "" {
		w.points, w.known = int(f.Threshold), true
		return w
	}
	switch measure, _ := measureOf(d.Account.Policy, f.Code); measure {
	case "":
	case decide.MeasureScore:
		w.points, w.known = int(f.Value)-int(f.Threshold), true
	case decide.MeasureScoreDrop:
		w.points, w.known = -int(f.Value), true
	default:
		b, of := d.Account.Breakdown, d.Account.Decision
		if b == nil || of == nil || of.ID != f.DecisionID {
			break
		}
		for _, line := range b.Lines {
			if line.Kind == score.LineFactor && line.Key == measure || capsBy(d.Account.Policy, line, measure) {
				w.points, w.known = w.points+line.Points, true
			}
		}
	}
	return w
}

// capsBy reports whether a line of the score is that of a cap that a factor sets.
func capsBy(p *decide.Policy, line score.Line, measure string) bool {
	return p != nil && line.Kind == score.LineCap && slices.ContainsFunc(p.Caps, func(c decide.Cap) bool { return c.Key == line.Key && c.Factor == measure })
}

// flagVersion names the version of the policy that raised a flag, and leads to it, or to the rule in it, for who may read it.
func (l labels) flagVersion(f *models.Flag, d *models.CaseDetail, v *Visitor) views.Cell {
	by, ok := d.Decided[f.DecisionID]
	if !ok {
		return views.Text(views.Dash)
	}
	c := views.Cell{Text: l.p.T("case.version_policy", "n", by.PolicyVersion), Wrap: true}
	key := d.Rules[f.ID]
	if key != "" {
		c.Text = l.p.T("case.version_rule", "n", by.PolicyVersion)
	}
	switch {
	case !v.Can(models.PermPolicyRead):
	case key != "":
		c.Href = ruleHref(by.PolicyVersion, key)
	default:
		c.Href = policyHref(by.PolicyVersion)
	}
	return c
}

// caseLines are the lines of the score that gave or took the most points, each leading to its place in the breakdown.
func (l labels) caseLines(d *models.AccountDetail, v *Visitor) *views.Records {
	if d.Breakdown == nil || d.Decision == nil {
		return nil
	}
	lines := slices.DeleteFunc(slices.Clone(d.Breakdown.Lines), func(line score.Line) bool { return line.Kind == score.LineBase || line.Points == 0 })
	slices.SortStableFunc(lines, func(a, b score.Line) int { return cmp.Compare(magnitude(b.Points), magnitude(a.Points)) })
	r := &views.Records{ID: "lines", Dense: true, Caption: l.p.T("case.lines"), Empty: l.p.T("score.no_reasons"), Heads: []ui.ThArgs{
		{Label: l.p.T("score.factor")}, {Label: l.p.T("score.value"), Numeric: true}, {Label: l.p.T("score.bin")},
		{Label: l.p.T("score.points_head"), Numeric: true}, {Label: l.p.T("case.version")},
	}}
	for _, line := range lines[:min(len(lines), fewItems)] {
		r.Rows = append(r.Rows, l.caseLine(d, v, line))
	}
	return r
}

func (l labels) caseLine(d *models.AccountDetail, v *Visitor, line score.Line) views.Record {
	given := views.Num(points(line.Points))
	if line.Points < 0 {
		given.Tone = ui.Red
	}
	if line.Kind != score.LineFactor {
		by := views.Text(l.p.T("case.version_policy", "n", d.Decision.PolicyVersion))
		if line.Kind == score.LineOverride {
			by = views.Text(l.word("source.", "person"))
		} else if v.Can(models.PermPolicyRead) {
			by.Href = policyHref(d.Decision.PolicyVersion)
		}
		bound := views.Text(trimmed(line.Value))
		if line.Kind == score.LineCap {
			bound.Text = l.p.T("case.line_cap", "most", trimmed(line.Value))
		}
		return views.Record{Cells: []views.Cell{{Text: l.adjustment(line), Wrap: true, Wide: true}, views.Num(views.Dash), bound, given, by}}
	}
	bin := views.Dash
	if d.Card != nil && line.Bin >= 0 {
		if i := slices.IndexFunc(d.Card.Factors, func(f score.Factor) bool { return f.Key == line.Key }); i >= 0 {
			bin = l.bin(&d.Card.Factors[i], line.Bin)
		}
	}
	by := views.Text(l.word("source.", "model"))
	if v.Can(models.PermModelRead) {
		by.Href = "/models/" + d.Decision.ModelID.Public(models.PrefixModel)
	}
	return views.Record{Cells: []views.Cell{
		{Text: l.factor(line.Key), Href: "/accounts/" + d.Account.PublicID() + "/score#f-" + line.Key, Wrap: true, Wide: true},
		views.Num(l.lineValue(line)), {Text: bin, Wrap: true}, given, by,
	}}
}
