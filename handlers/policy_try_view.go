package handlers

import (
	"net/url"
	"strings"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// tryHref is the try of a version, with names and values of what is asked.
func tryHref(version int, rule string, kv ...string) string {
	q := url.Values{}
	if rule != "" {
		q.Set("rule", rule)
	}
	return policyHref(version) + "/try?" + with(q, kv...) + "#try"
}

// tryPage is the page of tries of a version.
func tryPage(p views.Page, v *Visitor, version *models.Policy, rule string, what tryAsked) views.TryPage {
	t := labels{p}
	d := views.TryPage{Tabs: policyTabs(p, version, "/try"), State: t.policyState(version.State), Box: tryBox(p, version, rule, what)}
	if ownDraft(v, version) {
		d.Note = p.T("policy_try.saved_only")
	}
	return d
}

// tryBox is the forms that ask, and the answer.
func tryBox(p views.Page, version *models.Policy, rule string, what tryAsked) views.TryBox {
	t, said := labels{p}, problems(p, what.err)
	field := func(name, value string) ui.FieldArgs {
		return ui.FieldArgs{
			Name: name, Label: p.Texts.T("policy_try." + name), Hint: p.Texts.T("policy_try." + name + "_hint"), Value: value, Error: said[name],
			Attrs: map[string]any{"autocomplete": "off", "spellcheck": "false"},
		}
	}
	b := views.TryBox{
		Action: policyHref(version.Version) + "/try", Post: policyHref(version.Version) + "/try", Rule: rule,
		Asked: field("event", what.event), Other: field("account", what.account), Number: field("number", what.number), Errors: fieldErrors(said),
	}
	if rule != "" {
		b.Hidden = map[string]string{"rule": rule}
	}
	switch {
	case what.answer == nil:
	case len(what.answer.Events) == 0:
		b.None = p.T("policy_try.none")
	default:
		t.tryAnswer(&b, version, rule, what)
	}
	return b
}

// tryAnswer puts the answer into words.
func (t labels) tryAnswer(b *views.TryBox, version *models.Policy, rule string, what tryAsked) {
	a, changed, first := what.answer, 0, 0
	b.Table = views.Records{Caption: t.p.T("policy_try.answer"), Framed: true, Dense: true, Heads: t.heads(
		"policy_try.decided", "event.kind", "common.amount#", "policy_try.outcome_live", "policy_try.outcome_draft",
		"policy_try.risk_live#", "policy_try.risk_draft#", "policy_try.lane_live", "policy_try.lane_draft")}
	follows := rule == "" && a.Follows()
	if follows {
		b.Table.Heads = append(b.Table.Heads, t.heads("policy_try.then_live", "policy_try.then_draft")...)
	}
	if rule != "" {
		b.Table.Heads = append(b.Table.Heads, t.heads("policy_try.rule_live", "policy_try.rule_draft")...)
	}
	for i := range a.Events {
		e := &a.Events[i]
		if e.Changed() {
			if changed == 0 {
				first = i
			}
			changed++
		}
		cells := t.triedCells(e, rule)
		if follows {
			cells = append(cells, t.followCells(e, a)...)
		}
		b.Table.Rows = append(b.Table.Rows, views.Record{Cells: cells})
		if rule != "" && len(a.Events) == 1 {
			b.Rules = append(b.Rules, t.triedRule(e, rule, a))
		}
	}
	b.Note = t.p.N("policy_try.said", len(a.Events), "changed", changed, "live", a.Live, "version", version.Version)
	if what.typed {
		b.Typed = t.p.T("policy_try.typed")
		if rule != "" && len(a.Events) > 1 { // an address cannot hold what is not saved: the first that differs stands for all
			b.Rules = append(b.Rules, t.triedRule(&a.Events[first], rule, a))
		}
		return
	}
	if rule != "" && len(a.Events) > 1 { // each event has its own values: the link of a row shows them
		b.Note = t.p.N("policy_try.said_rule", len(a.Events), "changed", changed, "live", a.Live, "version", version.Version)
		for i := range a.Events {
			first := &b.Table.Rows[i].Cells[0]
			first.Href = tryHref(version.Version, rule, "event", a.Events[i].Event.PublicID())
		}
	}
}

func (t labels) triedCells(e *models.TriedEvent, rule string) []views.Cell {
	draft := views.State(t.rung(e.Draft.Outcome))
	riskNow, riskThen := views.Num(decimal(float64(e.Live.Risk), 0)), views.Num(decimal(float64(e.Draft.Risk), 0))
	laneThen := views.Text(t.lane(e.Draft.Lane))
	if e.Live.Risk != e.Draft.Risk {
		riskThen.Tone = ui.Blue
	}
	if e.Live.Lane != e.Draft.Lane {
		laneThen.Tone = ui.Blue
	}
	cells := []views.Cell{
		{Text: t.p.DateTime(e.Event.ID.Time()), Href: decisionHref(e.Event.ID)}, views.Text(t.eventKind(e.Event.Kind)), t.eventAmount(&e.Event),
		views.State(t.rung(e.Live.Outcome)), draft, riskNow, riskThen, views.Text(t.lane(e.Live.Lane)), laneThen,
	}
	if rule != "" {
		cells = append(cells, t.traceCell(e.LiveTrace), t.traceCell(e.DraftTrace))
	}
	return cells
}

// followCells is what would be asked of the customer and done about the account after an event, under both versions.
func (t labels) followCells(e *models.TriedEvent, a *models.PolicyTry) []views.Cell {
	now, then := views.Text(t.follows(&e.Live, &a.LiveMeasures)), views.Text(t.follows(&e.Draft, &a.DraftMeasures))
	if now.Text != then.Text {
		then.Tone = ui.Blue
	}
	return []views.Cell{now, then}
}

// follows says it for one version.
func (t labels) follows(r *decide.EventResult, m *decide.Measures) string {
	var list []string
	if r.Challenge != "" {
		list = append(list, t.p.T("policy_try.asks", "what", t.word("challenge.kind.", r.Challenge), "time", t.p.N("common.minutes", r.Minutes)))
	}
	switch kind := models.SanctionKind(r.Sanction); kind {
	case "":
	case models.SanctionLimitCut:
		list = append(list, t.p.T("policy_try.cuts", "share", share(float64(m.CutBP)/10_000), "time", t.p.N("common.days", m.CutDays)))
	case models.SanctionRestrict:
		functions := make([]string, len(m.RestrictReach))
		for i, f := range m.RestrictReach {
			functions[i] = t.word("function.", f)
		}
		list = append(list, t.p.T("policy_try.restricts", "what", strings.Join(functions, t.p.T("common.list_separator")), "time", t.p.N("common.days", m.RestrictDays)))
	default:
		list = append(list, t.p.T("policy_try.proposes", "what", t.word("sanction.kind.", r.Sanction), "time", t.p.N("common.days", m.ReviewDays)))
	}
	return orDash(strings.Join(list, t.p.T("common.list_separator")))
}

// traceCell is what became of the rule on an event.
func (t labels) traceCell(trace *rules.Trace) views.Cell {
	if trace == nil {
		return views.Text(t.p.T("policy_try.no_rule"))
	}
	return views.State(ui.BadgeArgs{Label: t.p.T("decision.rule_state." + string(trace.State)), Tone: ruleTones[trace.State]})
}

// triedRule is the rule on one event under both versions, with every comparison's values.
func (t labels) triedRule(e *models.TriedEvent, key string, a *models.PolicyTry) views.TriedRule {
	out := views.TriedRule{
		Title:    t.p.T("policy_try.rule_on", "rule", key, "event", e.Event.PublicID()),
		LiveNote: t.p.T("policy_try.no_rule_live", "version", a.Live), DraftNote: t.p.T("policy_try.no_rule"),
	}
	if a.LiveRule != nil && e.LiveTrace != nil {
		r := t.decisionRule(a.LiveRule, e.LiveTrace)
		out.Live = &r
	}
	if a.DraftRule != nil && e.DraftTrace != nil {
		r := t.decisionRule(a.DraftRule, e.DraftTrace)
		out.Draft = &r
	}
	return out
}
