package handlers

import (
	"math"
	"strings"

	"candor/engine/decide"
	"candor/engine/score"
	"candor/models"
	"candor/views"
	"candor/views/chart"
	"candor/views/ui"
)

// fewItems is how many factors the short waterfall names; the rest is one line.
const fewItems = 7

// scoreCard is a score in short, for the pages of accounts and cases; nil before the first.
func (l labels) scoreCard(d *models.AccountDetail) *views.ScoreCard {
	if d.Decision == nil || d.Breakdown == nil {
		return nil
	}
	card := &views.ScoreCard{
		Href:      "/accounts/" + d.Account.PublicID() + "/score",
		Note:      l.computed(d),
		Scale:     l.scale(d.Policy.Bands, d.Decision.Score, previous(d.Decisions, d.Decision)),
		Waterfall: l.waterfall(*d.Breakdown, fewItems), Reasons: l.reasons(d.Breakdown.Reasons),
	}
	card.Scale.Quiet = true
	if n := d.Breakdown.MissingPoints; n != 0 {
		card.Missing = l.p.T("score.missing", "points", points(n))
	}
	if o := d.Override; o != nil {
		card.Override = l.override(o)
	}
	if o := d.Proposed; o != nil {
		card.Waits, card.WaitsHref = l.proposed(o), "/overrides/"+o.PublicID()
	}
	card.Disputes = l.disputes(d.Disputes)
	return card
}

// computed says when a score was given, and when a rescoring last found that it stands.
func (l labels) computed(d *models.AccountDetail) string {
	at, policy := l.p.Ago(d.Decision.At), d.Decision.PolicyVersion
	if d.Confirmed == nil {
		return l.p.T("score.computed", "time", at, "policy", policy)
	}
	return l.p.T("score.computed_confirmed", "time", at, "confirmed", l.p.Ago(*d.Confirmed), "policy", policy)
}

// previous is the score before a decision, 0 for none.
func previous(history []models.Decision, of *models.Decision) int {
	for _, d := range history {
		if d.ID < of.ID {
			return d.Score
		}
	}
	return 0
}

func (l labels) override(o *models.Override) string {
	return l.p.T("score.override_in_force", "score", o.Score, "name", o.MadeName, "date", l.p.Date(o.EndsAt), "reason", o.Reason)
}

// proposed is an override that a second person has not agreed to.
func (l labels) proposed(o *models.Override) string {
	return l.p.T("score.override_waits", "score", o.Score, "name", o.MadeName, "date", l.p.Date(o.EndsAt), "reason", o.Reason)
}

// scale places a score on the policy's bands.
func (l labels) scale(bands []score.Band, now, before int) chart.ScaleArgs {
	a := chart.ScaleArgs{
		Frame: l.p.Frame(l.p.T("score.scale"), ""), Value: float64(now), Text: views.Number(int64(now)), Before: float64(before),
	}
	for i, b := range bands {
		from, to := bandSpan(bands, i)
		a.Bands = append(a.Bands, chart.Band{Label: l.word("band.", b.Name), From: float64(from), To: float64(to), Shade: min(i+1, 5)})
	}
	a.Desc = l.p.T("score.scale_desc", "score", now)
	return a
}

// waterfall draws every line of a breakdown, the strongest first; beyond most factors the
// rest is one line, so that the sum still closes. Zero lines are left out.
func (l labels) waterfall(b score.Breakdown, most int) chart.WaterfallArgs {
	w := chart.WaterfallArgs{Frame: l.p.Frame(l.p.T("score.which"), "")}
	w.Start.Label, w.End.Label = l.p.T("score.base"), l.p.T("score.score")
	w.End.Value = float64(b.Score)
	w.Table.Head = []string{l.p.T("score.line"), l.p.T("score.points_head"), l.p.T("score.subtotal")}
	factors, others := split(b.Lines)
	byMagnitude(factors)
	rest, hidden := 0, 0
	for i, line := range factors {
		switch {
		case line.Points == 0:
		case i >= most:
			rest += line.Points
			hidden++
		default:
			w.Items = append(w.Items, chart.Item{Label: l.factor(line.Key), Note: l.lineValue(line), Value: float64(line.Points)})
		}
	}
	if hidden > 0 {
		w.Items = append(w.Items, chart.Item{Label: l.p.N("score.others", hidden), Value: float64(rest), Plain: true})
	}
	for _, line := range others {
		if line.Kind == score.LineBase {
			w.Start.Value = float64(line.Points)
		} else if line.Points != 0 {
			w.Items = append(w.Items, chart.Item{Label: l.adjustment(line), Value: float64(line.Points), Plain: true})
		}
	}
	w.Caption = l.p.T("score.which_note", "base", int(w.Start.Value), "score", b.Score)
	return w
}

func split(lines []score.Line) (factors, others []score.Line) {
	for _, line := range lines {
		if line.Kind == score.LineFactor {
			factors = append(factors, line)
		} else {
			others = append(others, line)
		}
	}
	return factors, others
}

func magnitude(n int) int { return max(n, -n) }

// factor is a factor's name.
func (l labels) factor(key string) string { return l.word("factor.", key) }

// adjustment names a line that no factor gave.
func (l labels) adjustment(line score.Line) string {
	if line.Kind == score.LineOverride {
		return l.p.T("cap.override")
	}
	return l.word("cap.", strings.TrimPrefix(line.Key, "cap_"))
}

// lineValue is the value a factor had, or that it is not known.
func (l labels) lineValue(line score.Line) string {
	if line.Missing {
		return l.p.T("score.bin_missing")
	}
	if first, second, pair := strings.Cut(line.Key, "*"); pair && line.Other != nil {
		return l.p.T("score.bin_pair", "first", l.factorValue(first, line.Value), "second", l.factorValue(second, *line.Other))
	}
	return l.factorValue(line.Key, line.Value)
}

// reasons puts reasons into words, for staff and for the customer.
func (l labels) reasons(list []score.Reason) []views.ReasonLine {
	out := make([]views.ReasonLine, len(list))
	for i, r := range list {
		names := make([]string, len(r.Factors))
		for j, key := range r.Factors {
			names[j] = l.factor(key)
		}
		out[i] = views.ReasonLine{
			Title: l.p.T("reason." + r.Code + ".title"), Lost: points(-r.Lost), Staff: l.p.T("reason." + r.Code + ".staff"),
			Customer: l.p.T("reason." + r.Code + ".customer"), Help: l.p.T("reason." + r.Code + ".help"),
			Factors: strings.Join(names, l.p.T("common.list_separator")),
		}
	}
	return out
}

// scoreView is the page that takes a decision apart.
func scoreView(p views.Page, d *models.ScoreDetail, v *Visitor) views.ScoreData {
	l := labels{p}
	href := "/accounts/" + d.Account.PublicID()
	data := views.ScoreData{
		ID: p.Copy(d.Decision.PublicID()), Badges: []ui.BadgeArgs{l.band(d.Decision.Band)}, Now: href + "/score",
		Scale: l.scale(d.Policy.Bands, d.Decision.Score, previous(d.History, &d.Decision)), Facts: l.scoreFacts(d),
		Waterfall: l.waterfall(d.Breakdown, math.MaxInt), Factors: l.factorTable(d, v), Sum: l.sum(d.Breakdown),
		Aspects: l.aspectTable(d), Reasons: l.reasons(d.Breakdown.Reasons), History: l.history(d), Versions: l.versionTable(d),
		Gaps: l.gapTable(d), AgeNote: l.ageNote(d), Next: l.nextSteps(d), Lost: l.lostHead(d.Policy.Reasons.Reference),
		Since: l.scoreChange(d), Idle: l.idleTable(d), Text: l.plainText(d), Tabs: l.headOf(&d.Account, d.Masked, v, "/score").Tabs,
	}
	data.IdleNote = p.N("lines.without", len(data.Idle.Rows))
	data.Scale = withRange(data.Scale, d)
	data.Scale.Caption = l.rangeText(d)
	// These charts are parts of the page themselves, without a panel's heading above them.
	data.Scale.Level, data.Waterfall.Level, data.History.Level = 2, 2, 2
	if d.Decision.ID != d.Account.DecisionID {
		data.Older = p.T("score.older", "time", p.DateTime(d.Decision.At))
	} else {
		data.Cohort = href + "/cohort"
	}
	if n := d.Breakdown.MissingPoints; n != 0 {
		data.Missing = p.T("score.missing", "points", points(n))
	}
	if d.Override != nil {
		data.InForce, data.InForceHref = l.override(d.Override), "/overrides/"+d.Override.PublicID()
	}
	if d.Proposed != nil {
		data.Waits, data.WaitsHref = l.proposed(d.Proposed), "/overrides/"+d.Proposed.PublicID()
	}
	data.Disputes = l.disputes(d.Disputes)
	if v.Can(models.PermCaseWork) {
		data.Dispute = href + "/dispute?decision=" + d.Decision.PublicID()
	}
	if v.Can(models.PermScoreOverride) {
		data.Override, data.Rescore = href+"/override", href+"/rescore"
	}
	return data
}

func (l labels) scoreFacts(d *models.ScoreDetail) []ui.Pair {
	replay := ui.BadgeArgs{Label: l.p.T("score.replay_same"), Tone: ui.Green, Icon: "check"}
	if !d.Identical {
		replay = ui.BadgeArgs{Label: l.p.T("score.replay_differs", "score", d.Again), Tone: ui.Red, Icon: "alert", Solid: true}
	}
	outcome := ui.BadgeArgs{Label: l.word("outcome.", d.Decision.Outcome), Tone: ui.Green}
	if d.Decision.Outcome == string(decide.OutcomeFlag) {
		outcome.Tone = ui.Amber
	}
	cause := l.decisionCause(&d.Decision, d.Causes)
	facts := []ui.Pair{
		{Key: l.p.T("score.at"), Body: ui.Time(l.p.Moment(d.Decision.At))}, {Key: l.p.T("score.cause"), Value: dotted(cause.Text, cause.Sub)},
	}
	if d.Confirmed != nil {
		facts = append(facts, ui.Pair{Key: l.p.T("score.confirmed"), Body: ui.Time(l.p.Moment(*d.Confirmed))})
	}
	return append(facts, []ui.Pair{
		{Key: l.p.T("score.outcome"), Body: ui.Badge(outcome)},
		{Key: l.p.T("score.model"), Value: d.ModelName},
		{Key: l.p.T("score.policy"), Value: l.p.T("score.policy_version", "version", d.Decision.PolicyVersion)},
		{Key: l.p.T("score.replay"), Body: ui.Badge(replay)},
		{Key: l.p.T("score.pd"), Value: share(d.Breakdown.PD), Numeric: true},
	}...)
}

// lostHead names the column of lost points by what they are counted against.
func (l labels) lostHead(from score.Reference) string {
	if from == score.ReferenceMean {
		return l.p.T("score.lost_mean")
	}
	return l.p.T("score.lost")
}

// sum is the breakdown as one addition: base, what the factors gave, what was adjusted.
func (l labels) sum(b score.Breakdown) string {
	base, factors, moved := 0, 0, 0
	for _, line := range b.Lines {
		switch line.Kind {
		case score.LineBase:
			base += line.Points
		case score.LineFactor:
			factors += line.Points
		default:
			moved += line.Points
		}
	}
	return l.p.T("score.sum", "base", base, "factors", points(factors), "moved", points(moved), "score", b.Score)
}

// aspectTable sums the points by aspect.
func (l labels) aspectTable(d *models.ScoreDetail) views.Records {
	b := &d.Breakdown
	r := views.Records{Caption: l.p.T("score.aspects"), Slim: true, Heads: []ui.ThArgs{
		{Label: l.p.T("score.aspect")}, {Label: l.p.T("score.points_head"), Numeric: true}, {Label: l.p.T("score.range")},
	}}
	for _, aspect := range []score.Aspect{score.AspectIdentity, score.AspectCredit, score.AspectRelationships, score.AspectBackground} {
		sum, low, high, n := 0, 0, 0, 0
		for _, line := range b.Lines {
			if line.Kind == score.LineFactor && line.Aspect == aspect {
				sum, low, high, n = sum+line.Points, low+line.MinPoints, high+line.MaxPoints, n+1
			}
		}
		name := l.word("aspect.", string(aspect))
		if n == 0 {
			r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{views.Text(name), views.Num(views.Dash), views.Text(l.p.T("score.aspect_unused"))}})
			continue
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{l.missingOf(name, d.Gaps, aspect), views.Num(points(sum)), pointsCell(name, low, high, sum)}})
	}
	return r
}

func pointsCell(label string, low, high, at int) views.Cell {
	return views.Cell{Body: views.PointsCell(views.PointsRange{Label: label + " " + points(at), Min: low, Max: high, Value: at}), Wide: true}
}
