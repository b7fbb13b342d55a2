package handlers

import (
	"cmp"
	"math"
	"strconv"
	"strings"

	"candor/engine/drift"
	"candor/engine/effect"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// effectShown puts a report into words.
type effectShown struct {
	l labels
	v *Visitor
	d *models.EffectPage
}

// effectView is the page of what a version did, for one reader.
func effectView(p views.Page, v *Visitor, d *models.EffectPage) views.EffectData {
	e := effectShown{labels{p}, v, d}
	page := views.EffectData{
		Note: p.T("effect.note", "version", d.Policy.Version), Tabs: policyTabs(p, &d.Policy, "/impact"), Alerts: e.alerts(), Closed: e.closed(), History: e.history(),
	}
	if since, waits := d.Waits(); waits {
		page.Waits = p.T("effect.waits", "time", p.DateTime(since))
	}
	if d.Before != 0 && v.Can(models.PermPolicyApprove) {
		page.Form = e.form()
	}
	switch {
	case d.Before == 0:
		page.Empty = &ui.EmptyArgs{Kind: "nothing", Title: p.T("effect.first"), Text: p.T("effect.first_text"), Href: "/policy#versions", Label: p.T("effect.first_link")}
		return page
	case d.Report == nil:
		page.Empty = &ui.EmptyArgs{Kind: "nothing", Title: p.T("effect.none"), Text: p.T("effect.none_text", "days", int(models.EffectYoung.Hours()/24))}
		return page
	}
	e.report(&page)
	return page
}

// report fills in what was counted.
func (e effectShown) report(page *views.EffectData) {
	b, follow := &e.d.Report.Body, e.d.Report.Ask.FollowDays
	page.Download = effectHref(e.d.Policy.Version) + ".csv?report=" + e.d.Report.PublicID()
	if e.v.User != nil {
		page.PrintLine = e.l.p.T("effect.print_head", "version", e.d.Policy.Version, "hash", b.DocumentHash[:min(16, len(b.DocumentHash))], "name", e.v.User.Name, "time", e.l.p.Exact(e.l.p.Now))
	}
	page.Verdict, page.Windows, page.Defaults = e.verdict(), e.windows(), e.defaults()
	page.Measures, page.FollowedN = e.measures(), e.l.p.T("effect.measures_note", "days", follow)
	if mix := effectMix(b); mix != nil {
		table := e.compared(e.l.p.T("effect.mix_title"), mix, func(k string) string { return e.l.rung(models.Outcome(k)).Label })
		page.Mix, page.MixChart = &table, e.dots(e.l.p.T("effect.mix_title"), e.l.p.T("effect.mix_caption"), mix, func(k string) string { return e.l.rung(models.Outcome(k)).Label }, false)
		page.MixNote = e.l.p.T("effect.mix_note", "before", decisions(b.Before.Outcomes), "after", decisions(b.After.Outcomes))
	}
	var tested int
	if page.Segments, tested = e.segments(); len(page.Segments) > 0 {
		page.Judged = e.l.p.N("effect.segments_note", tested)
	}
	page.Guards, page.Doubts, page.Method = e.guards(), e.doubts(), e.method()
}

// pp is a difference of shares in percentage points, with its sign.
func pp(v float64) string {
	s := fixed(100*v, 2)
	switch {
	case math.IsNaN(v):
		return views.Dash
	case strings.Trim(s, "−0.") == "":
		return "0.00"
	case v > 0:
		return "+" + s
	}
	return s
}

// rate is a share in percent.
func rate(s effect.Share) string {
	if s.Whole == 0 {
		return views.Dash
	}
	return fixed(100*float64(s.Part)/float64(s.Whole), 2) + "%"
}

// pText is a p-value in words; none is zero.
func (e effectShown) pText(p float64) string {
	switch {
	case math.IsNaN(p):
		return views.Dash
	case p < leastP:
		return e.l.p.T("effect.p_below", "bound", strconv.FormatFloat(leastP, 'f', -1, 64))
	}
	return fixed(p, 4)
}

// interval is the bounds of a difference in percentage points.
func (e effectShown) interval(c effect.Comparison) string {
	if !c.Difference.Low.Known() {
		return views.Dash
	}
	return e.l.p.T("effect.span", "from", pp(float64(c.Difference.Low)), "to", pp(float64(c.Difference.High)))
}

// verdict is what happened to the default rate, in a sentence.
func (e effectShown) verdict() ui.CalloutArgs {
	c, p := e.d.Report.Body.Defaults(), e.l.p
	if c.Few() {
		return ui.CalloutArgs{Title: p.T("effect.verdict_few"), Text: p.T("effect.verdict_few_text", "days", e.d.Report.Ask.FollowDays,
			"before", views.Number(int64(c.Before.Whole)), "after", views.Number(int64(c.After.Whole)), "fewest", effect.Fewest)}
	}
	a := ui.CalloutArgs{Text: p.T("effect.verdict_text", "difference", pp(float64(c.Difference.Value)), "interval", e.interval(c), "p", e.pText(float64(c.P)))}
	key := "effect.verdict_same"
	switch {
	case c.Difference.Low > 0:
		key, a.Tone = "effect.verdict_rose", ui.Red
	case c.Difference.High < 0:
		key, a.Tone = "effect.verdict_fell", ui.Green
	default:
		if least := c.Detectable(); least.Known() {
			a.Text = p.T("effect.verdict_power", "difference", pp(float64(c.Difference.Value)), "interval", e.interval(c), "p", e.pText(float64(c.P)), "least", fixed(100*float64(least), 2))
		}
	}
	a.Title = p.T(key, "before", rate(c.Before), "after", rate(c.After))
	return a
}

// windows is what was compared, when it was counted, and the entry of the publication.
func (e effectShown) windows() []ui.Pair {
	r, p := e.d.Report, e.l.p
	span := func(w models.EffectWindow) string {
		return p.T("effect.span", "from", p.DateTime(w.From), "to", p.DateTime(w.To))
	}
	whom := "effect.whom.all"
	if r.Ask.NewOnly {
		whom = "effect.whom.new"
	}
	pairs := []ui.Pair{
		{Key: p.T("effect.window_before"), Value: span(r.Body.Before.EffectWindow)}, {Key: p.T("effect.window_after"), Value: span(r.Body.After.EffectWindow)},
		{Key: p.T("effect.follow"), Value: p.N("common.days", r.Ask.FollowDays)}, {Key: p.T("effect.whom"), Value: p.T(whom)},
		{Key: p.T("effect.made"), Value: p.DateTime(timeOr(r.MadeAt))}, {Key: p.T("effect.asked_by"), Value: e.asker(r.AskedName)},
		{Key: p.T("effect.report"), Body: views.CodeOrDash(p, r.PublicID())}, {Key: p.T("effect.document"), Body: views.CodeOrDash(p, r.Body.DocumentHash)},
	}
	entry := ui.Pair{Key: p.T("effect.publication"), Value: views.Dash}
	if r.AuditSeq != 0 {
		entry.Value = p.T("effect.entry", "seq", r.AuditSeq)
		if e.v.Can(models.PermAuditRead) {
			entry.Body = views.TextLink("/audit/"+strconv.FormatInt(r.AuditSeq, 10), entry.Value)
		}
	}
	return append(pairs, entry)
}

// asker is who asked for a report; the daily look is the program's.
func (e effectShown) asker(name string) string {
	if name == models.System(models.JobEffectDaily).Name {
		return e.l.p.T("effect.daily")
	}
	return cmp.Or(name, views.Dash)
}

// doubts is what else may explain a difference.
func (e effectShown) doubts() []string {
	b, p := &e.d.Report.Body, e.l.p
	list := []string{p.T("effect.doubt_observed")}
	if index, level := b.Shift(); !math.IsNaN(index) {
		if level == drift.TooFew {
			index = math.NaN()
		}
		list = append(list, p.T("effect.doubt_shift", "index", driftIndex(index), "level", e.l.word("drift.level.", string(level))))
	}
	if b.Both > 0 {
		list = append(list, p.N("effect.doubt_both", b.Both))
	}
	if b.OtherModel {
		list = append(list, p.T("effect.doubt_model"))
	}
	if tried := e.d.Policy.TrialAt; tried != nil && tried.Before(b.Before.To) {
		list = append(list, p.T("effect.doubt_trial", "time", p.DateTime(*tried)))
	}
	if len(b.Published) > 0 {
		versions := make([]string, len(b.Published))
		for i, v := range b.Published {
			versions[i] = strconv.Itoa(v)
		}
		list = append(list, p.T("effect.doubt_published", "versions", strings.Join(versions, p.T("common.list_separator"))))
	}
	return append(list, p.T("effect.doubt_immature", "days", e.d.Report.Ask.FollowDays, "before", views.Number(int64(b.Before.Immature)), "after", views.Number(int64(b.After.Immature))))
}

// method is how the report is counted, with the worked example.
func (e effectShown) method() []string {
	p := e.l.p
	return []string{p.T("effect.method.a"), p.T("effect.method.b", "below", effect.ExactBelow), p.T("effect.method.c"), e.example()}
}

// example is the worked example as the program computes it.
func (e effectShown) example() string {
	c := workedExample()
	n := func(v int) string { return views.Number(int64(v)) }
	return e.l.p.T("effect.method.d", "before", n(c.Before.Whole), "before_bad", n(c.Before.Part), "after", n(c.After.Whole), "after_bad", n(c.After.Part),
		"before_rate", rate(c.Before), "after_rate", rate(c.After), "difference", pp(float64(c.Difference.Value)), "interval", e.interval(c), "p", e.pText(float64(c.P)))
}
