package handlers

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
	"candor/views/chart"
	"candor/views/ui"
)

// policyScores is the book's scores over the bands of a policy, with the cut-offs in force
// and, where they differ, the proposed ones.
func (t labels) policyScores(run *models.Run, now decide.Policy, proposed *decide.Policy) chart.HistogramArgs {
	a := chart.HistogramArgs{Frame: t.p.Frame(t.p.T("policy.scores_question"), t.p.T("policy.scores_caption",
		"n", views.Number(int64(run.Accounts)), "time", t.p.DateTime(timeOr(run.EndedAt))))}
	for i, n := range run.Summary.Scores {
		from := decide.ScoreMin + 10*i
		if from >= decide.ScoreMax { // the last bucket is one score wide
			break
		}
		if i == len(run.Summary.Scores)-2 {
			n += run.Summary.Scores[i+1]
		}
		a.Bins = append(a.Bins, chart.Bin{From: float64(from), To: float64(from + 10), Count: n})
	}
	shown := now
	if proposed != nil {
		shown = *proposed
	}
	for i, b := range shown.Bands {
		to := decide.ScoreMax
		if i+1 < len(shown.Bands) {
			to = shown.Bands[i+1].From
		}
		shade := 1 + i*4/max(1, len(shown.Bands)-1)
		a.Bands = append(a.Bands, chart.Band{Label: t.word("band.", b.Name), From: float64(b.From), To: float64(to), Shade: shade})
	}
	was := map[int]bool{}
	for _, b := range now.Bands[min(1, len(now.Bands)):] {
		was[b.From] = true
		a.Marks = append(a.Marks, chart.Mark{Label: t.word("band.", b.Name), Value: float64(b.From)})
	}
	if proposed != nil {
		for _, b := range proposed.Bands[min(1, len(proposed.Bands)):] {
			if !was[b.From] {
				a.Marks = append(a.Marks, chart.Mark{Label: t.p.T("policy.mark_new", "band", t.word("band.", b.Name)), Value: float64(b.From), Draft: true})
			}
		}
	}
	slices.SortStableFunc(a.Marks, func(x, y chart.Mark) int { return cmp.Compare(x.Value, y.Value) }) // so that labels side by side are staggered
	return a
}

// policyImpact is what the version would do to the book.
func (t labels) policyImpact(s policyShown) views.PolicyImpact {
	m := views.PolicyImpact{Shown: true, Action: policyHref(s.version.Version)}
	if s.run == nil {
		m.Empty = t.p.T("policy.impact_none")
		return m
	}
	m.Scores = t.policyScores(s.run, s.live.Document, &s.version.Document)
	m.Bands = t.impactBands(s.impact)
	for _, f := range s.impact.Flags {
		m.Flags = append(m.Flags, t.impactFlag(s, f))
	}
	if !s.impact.Exact {
		m.Notes = append(m.Notes, t.p.T("policy.impact_inexact"))
	}
	if s.impact.Beyond {
		m.Notes = append(m.Notes, t.p.T("policy.impact_beyond"))
	}
	m.Names = ui.FieldArgs{Name: "try", Label: t.p.T("policy.try_label"), Hint: t.p.T("policy.try_hint"), Value: s.names}
	for _, r := range s.preview {
		m.Preview = append(m.Preview, t.previewRow(s, r))
	}
	return m
}

// impactBands pairs bands by name: first those in force, then new ones.
func (t labels) impactBands(m models.Impact) []views.ImpactRow {
	var rows []views.ImpactRow
	at := map[string]int{}
	was := map[string]int{}
	for _, b := range m.Now {
		at[b.Band], was[b.Band] = len(rows), b.Accounts
		rows = append(rows, views.ImpactRow{
			Label: t.word("band.", b.Band), RangeNow: scoreRange(b.From, b.To), AccountsNow: views.Number(int64(b.Accounts)),
			ShareNow: shareText(b.Accounts, m.Accounts), MoneyNow: views.MoneyShort(b.UsedFen, t.p.Lang),
			AccountsNew: "0", RangeNew: views.Dash, MoneyNew: views.MoneyShort(0, t.p.Lang), Change: views.Signed(-int64(b.Accounts)),
		})
	}
	for _, b := range m.New {
		i, known := at[b.Band]
		if !known {
			i = len(rows)
			rows = append(rows, views.ImpactRow{Label: t.word("band.", b.Band), RangeNow: views.Dash, AccountsNow: "0", MoneyNow: views.MoneyShort(0, t.p.Lang)})
		}
		r := &rows[i]
		r.RangeNew, r.AccountsNew = scoreRange(b.From, b.To), views.Number(int64(b.Accounts))
		r.ShareNew, r.MoneyNew = shareText(b.Accounts, m.Accounts), views.MoneyShort(b.UsedFen, t.p.Lang)
		r.Change = views.Signed(int64(b.Accounts - was[b.Band]))
	}
	return rows
}

// shareText is part of whole in percent with one decimal.
func shareText(part, whole int) string {
	if whole == 0 {
		return views.Dash
	}
	return strconv.FormatFloat(math.Round(1000*float64(part)/float64(whole))/10, 'f', 1, 64) + "%"
}

// impactFlag is one threshold on the score.
func (t labels) impactFlag(s policyShown, f models.FlagShare) views.ImpactRow {
	row := views.ImpactRow{
		Label: t.word("flag.", f.Code), RangeNow: t.scoreRule(s.live.Document, f.Code), RangeNew: t.scoreRule(s.version.Document, f.Code),
		AccountsNow: countText(f.Now), AccountsNew: countText(f.New), Change: views.Signed(int64(max(f.New, 0) - max(f.Now, 0))),
	}
	if f.Now >= 0 {
		row.ShareNow = shareText(f.Now, s.impact.Accounts)
	}
	if f.New >= 0 {
		row.ShareNew = shareText(f.New, s.impact.Accounts)
	}
	return row
}

func countText(n int) string {
	if n < 0 {
		return views.Dash
	}
	return views.Number(int64(n))
}

// scoreRule is a rule's threshold in short, a dash where the policy does not use it.
func (t labels) scoreRule(doc decide.Policy, code string) string {
	for _, f := range doc.Flags {
		if f.Code == code && f.On {
			sign := "≥ "
			if f.Op == decide.OpBelow {
				sign = "< "
			}
			return sign + number(f.Threshold)
		}
	}
	return views.Dash
}

func (t labels) previewRow(s policyShown, r models.Preview) views.PreviewRow {
	name := r.ExternalID
	if name == "" {
		name = r.AccountID.Public(models.PrefixAccount)
	}
	flags := func(codes []string) string {
		words := make([]string, len(codes))
		for i, c := range codes {
			words[i] = t.word("flag.", c)
		}
		return orDash(strings.Join(words, t.p.T("common.list_separator")))
	}
	row := views.PreviewRow{
		Name: name, Href: "/accounts/" + r.AccountID.Public(models.PrefixAccount),
		ScoreNow: strconv.Itoa(r.ScoreNow), ScoreNew: strconv.Itoa(r.ScoreNew),
		BandNow: t.bandOf(s.live.Document, r.BandNow), BandNew: t.bandOf(s.version.Document, r.BandNew),
		FlagsNow: flags(r.FlagsNow), FlagsNew: flags(r.FlagsNew),
	}
	row.Same = row.FlagsNow == row.FlagsNew
	return row
}

// policyChanges is a comparison in words: the path of a field becomes its name on the page.
func (t labels) policyChanges(changes []models.FieldChange) []ui.DiffRow {
	rows := make([]ui.DiffRow, len(changes))
	for i, c := range changes {
		rows[i] = ui.DiffRow{Field: t.policyPath(c.Path), Before: t.policyValue(c.Path, c.Before), After: t.policyValue(c.Path, c.After)}
	}
	return rows
}

// policyPath names a field: list, row, column.
func (t labels) policyPath(path string) string {
	parts := strings.Split(path, "/")
	last := t.p.Texts.T("policy.field." + parts[len(parts)-1])
	if !t.p.Texts.Has("policy.field." + parts[len(parts)-1]) {
		last = parts[len(parts)-1]
	}
	if quick := "quick.field." + parts[len(parts)-1]; parts[0] == "quick_reasons" && t.p.Texts.Has(quick) {
		last = t.p.Texts.T(quick)
	}
	if evidencePath(path) {
		last = t.p.T("policy.field.evidence")
	}
	if len(parts) < 3 {
		return last
	}
	if parts[0] == "events" && len(parts) > 3 { // events/rules/<key>/<field>: the list is one deeper
		parts = parts[1:]
	}
	row := map[string]func(string) string{
		"bands": t.bandName, "limits": t.bandName, "caps": t.capName, "flags": func(code string) string { return t.word("flag.", code) },
		"appeal_evidence":  func(reason string) string { return t.word("sanction.reason.", reason) },
		"measure_evidence": func(measure string) string { return t.word("sanction.kind.", measure) },
	}[parts[0]]
	if row == nil {
		row = func(s string) string { return s }
	}
	return t.p.T("policy.path", "list", t.p.T("policy.list."+parts[0]), "row", row(parts[1]), "field", last)
}

// policyValue writes a value in its unit.
func (t labels) policyValue(path, value string) string {
	if value == "" {
		return views.Dash
	}
	n, err := strconv.ParseInt(value, 10, 64)
	switch {
	case strings.HasSuffix(path, "_fen") && err == nil:
		return views.Money(n)
	case strings.HasSuffix(path, "_bp") && err == nil:
		return views.Percent(n)
	case strings.HasSuffix(path, "/measure"), strings.HasSuffix(path, "/factor"):
		return t.measureName(value)
	case strings.HasSuffix(path, "/on"):
		return t.word("policy.on_value.", value)
	case evidencePath(path):
		return evidenceWords(t.p, strings.Split(value, ", "))
	case strings.HasPrefix(path, "quick_reasons/") && strings.HasSuffix(path, "/outcome"):
		return t.outcome(models.CaseOutcome(value)).Label
	case path == "reasons/reference":
		return t.word("policy.reference.", value)
	case strings.HasSuffix(path, "/op"):
		return t.word("policy.op.", value)
	case strings.HasSuffix(path, "/severity"):
		return t.word("severity.", value)
	case strings.HasSuffix(path, "/source"):
		return t.word("source.", value)
	}
	return value
}
