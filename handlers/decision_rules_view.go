package handlers

import (
	"math"
	"slices"

	"candor/engine/rules"
	"candor/engine/watch"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// ruleTones is how pages mark what became of a rule. Read only.
var ruleTones = map[rules.State]ui.Tone{rules.Fired: ui.Red, rules.Failed: ui.Amber}

// decisionRules puts every rule into words: those that fired, those that failed, the rest.
func (l labels) decisionRules(d *models.EventDetail, v *Visitor, data *views.DecisionData) {
	for i := range d.Traces {
		t := &d.Traces[i]
		if i >= len(d.Policy.Rules) {
			break
		}
		rule := l.decisionRule(&d.Policy.Rules[i], t)
		switch t.State {
		case rules.Fired:
			rule.State = l.asideMark(d, &d.Policy.Rules[i], rule.State)
			rule.Aside = asideHref(d, v, &d.Policy.Rules[i])
			data.Fired = append(data.Fired, rule)
		case rules.Failed:
			data.Failed = append(data.Failed, rule)
		default:
			data.Rest = append(data.Rest, rule)
		}
	}
	data.RulesNote = l.p.T("decision.rules_note", "fired", len(data.Fired)-len(d.Result.Aside), "failed", len(data.Failed), "rest", len(data.Rest))
}

func (l labels) decisionRule(r *rules.Rule, t *rules.Trace) views.DecisionRule {
	out := views.DecisionRule{
		Name: l.ruleName(r.Key, r.Reason), Key: r.Key, Intent: l.intent(r), When: r.When, Family: l.typology(r.Family),
		State:   ui.BadgeArgs{Label: l.p.T("decision.rule_state." + string(t.State)), Tone: ruleTones[t.State]},
		Outcome: l.rung(r.Outcome), Risk: l.p.T("decision.rule_risk", "n", r.Risk),
	}
	for i := range t.Leaves {
		out.Leaves = append(out.Leaves, l.leaf(&t.Leaves[i]))
	}
	return out
}

// leaf is one comparison with the values that were compared.
func (l labels) leaf(leaf *rules.Leaf) views.DecisionLeaf {
	out := views.DecisionLeaf{What: l.feature(leaf.Left), Was: l.operand(leaf.LeftValue, leaf.Left), Test: l.test(leaf), Quiet: !leaf.Reached}
	if out.What != leaf.Left {
		out.Code = leaf.Left
	}
	switch {
	case !leaf.Reached:
		out.Held = l.p.T("decision.not_reached")
	case leaf.Failed:
		out.Held, out.Tone = l.p.T("decision.broke"), ui.Amber
	case leaf.Result:
		out.Held, out.Icon = l.p.T("decision.yes"), "check"
	default:
		out.Held, out.Icon = l.p.T("decision.no"), "close"
	}
	return out
}

// stateTables is the features by group: what was seen, and what an equal event right after
// would have met. Features that mean nothing for the event are left out.
func (l labels) stateTables(d *models.EventDetail) []views.DecisionGroup {
	var list []views.DecisionGroup
	var groups []string
	read := readByFired(d.Traces)
	for slot, f := range watch.Features() {
		seen, after := d.Input.Vector[slot], math.NaN()
		if d.State.After != nil {
			after = d.State.After[slot]
		}
		if math.IsNaN(seen) && math.IsNaN(after) {
			continue
		}
		at := slices.Index(groups, f.Group)
		if at < 0 {
			at = len(groups)
			groups = append(groups, f.Group)
			table := views.Records{Caption: l.word("feature_group.", f.Group), Slim: true, Heads: l.heads("decision.feature", "decision.seen#")}
			list = append(list, views.DecisionGroup{Table: table})
		}
		g := &list[at]
		if f.Shared() {
			g.Note = l.p.T("decision.shared_note")
		}
		name := views.Cell{Text: l.feature(f.Name), Sub: f.Name, Wrap: true}
		if read[f.Name] {
			g.Open = true
			name.Body, name.Sub = views.UsedFeature(name.Text, f.Name, l.p.T("decision.used")), ""
		}
		cells := []views.Cell{name, views.Num(l.featureValue(f.Unit, seen))}
		if !math.IsNaN(after) { // only the state gives these
			next := views.Num(l.featureValue(f.Unit, after))
			if after != seen {
				next.Tone = ui.Blue
			}
			cells = append(cells, next)
			if len(g.Table.Heads) == 2 {
				g.Table.Heads = append(g.Table.Heads, l.heads("decision.after#")...)
			}
		}
		g.Table.Rows = append(g.Table.Rows, views.Record{Cells: cells})
	}
	for i := range list {
		pad(&list[i].Table)
	}
	return list
}

// pad gives rows that know less than others of their table a dash.
func pad(r *views.Records) {
	for i := range r.Rows {
		for len(r.Rows[i].Cells) < len(r.Heads) {
			r.Rows[i].Cells = append(r.Rows[i].Cells, views.Num(views.Dash))
		}
	}
}

// readByFired is the features that rules looked at which fired or failed.
func readByFired(traces []rules.Trace) map[string]bool {
	read := map[string]bool{}
	for i := range traces {
		if traces[i].State != rules.Fired && traces[i].State != rules.Failed {
			continue
		}
		for _, leaf := range traces[i].Leaves {
			if leaf.Reached {
				read[leaf.Left], read[leaf.Right] = true, true
			}
		}
	}
	return read
}

// stateNote says whether the state that the event met can be built anew from the events.
func (l labels) stateNote(d *models.EventDetail) (string, ui.Tone) {
	s := &d.State
	switch {
	case d.Input.Failed:
		return l.p.T("decision.state_failed"), ui.Amber
	case !s.Known && s.Events < models.EventFoldMost:
		return l.p.T("decision.state_unfit"), ui.Amber
	case !s.Known:
		return l.p.T("decision.state_many", "n", views.Number(int64(s.Events))), ui.Neutral
	case s.Same:
		return l.p.T("decision.state_same", "n", views.Number(int64(s.Events))), ui.Green
	}
	return l.p.T("decision.state_differs", "n", views.Number(int64(s.Events))), ui.Amber
}
