package handlers

import (
	"math"
	"strings"

	"candor/engine/counterfactual"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// nextSteps is what would take an account to the next band; nil where nothing was searched.
func (l labels) nextSteps(d *models.ScoreDetail) *views.NextSteps {
	r := d.Next
	if r == nil {
		return nil
	}
	n := &views.NextSteps{Say: l.customerSteps(r), Moves: l.moves(r)}
	n.Lead, n.Tone = l.nextLead(r)
	for _, a := range r.Actions {
		n.Steps = append(n.Steps, l.step("next.staff.", a))
	}
	if len(r.Actions) > 0 {
		n.When = l.p.T("next.at_once")
		if r.Months > 0 {
			n.When = l.p.N("next.after", r.Months)
		}
	}
	note := func(on bool, key string, kv ...any) {
		if on {
			n.Notes = append(n.Notes, l.p.Texts.T("next."+key, kv...))
		}
	}
	note(r.Now != d.Decision.Score, "today", "score", r.Now)
	note(r.Answer == counterfactual.Reached && len(r.Caps) > len(r.Held), "lifted", "caps", l.capNames(r.Caps))
	note(r.Months > 0, "assumed", "amount", views.Money(r.SpendFen))
	note(len(r.Actions) > 0, "fixed")
	return n
}

// nextLead is the answer in one sentence.
func (l labels) nextLead(r *counterfactual.Result) (string, ui.Tone) {
	goal, from := l.word("band.", r.Goal.Name), r.Goal.From
	switch r.Answer {
	case counterfactual.Reached:
		return l.p.N("next.reached", len(r.Actions), "score", r.Score, "band", l.word("band.", r.Band), "goal", goal, "from", from), ui.Green
	case counterfactual.Top:
		return l.p.T("next.top"), ui.Green
	case counterfactual.Overridden:
		return l.p.T("next.overridden", "score", r.Now), ui.Violet
	case counterfactual.Capped:
		if len(r.Actions) == 0 {
			return l.p.T("next.capped", "caps", l.capNames(r.Held), "score", r.Score), ui.Amber
		}
		return l.p.T("next.capped_at", "caps", l.capNames(r.Held), "score", r.Score, "goal", goal, "from", from), ui.Amber
	}
	if len(r.Actions) == 0 {
		return l.p.T("next.beyond", "score", r.Score, "goal", goal, "from", from), ui.Amber
	}
	return l.p.T("next.beyond_at", "score", r.Score, "goal", goal, "from", from), ui.Amber
}

func (l labels) capNames(keys []string) string {
	names := make([]string, len(keys))
	for i, key := range keys {
		names[i] = l.capName(key)
	}
	return strings.Join(names, l.p.T("common.list_separator"))
}

// step is an action in words: in numbers of statements where it takes months, with its amount where it has one.
func (l labels) step(prefix string, a counterfactual.Action) string {
	if a.Months > 0 {
		return l.p.N(prefix+string(a.Kind), a.Months)
	}
	return l.p.Texts.T(prefix+string(a.Kind), "amount", views.Money(a.Fen))
}

// moves lists the factors that the actions change, in the card's order.
func (l labels) moves(r *counterfactual.Result) views.Records {
	t := views.Records{Caption: l.p.T("next.moves"), Slim: true, Framed: true, Heads: []ui.ThArgs{
		{Label: l.p.T("score.factor")}, {Label: l.p.T("next.from"), Numeric: true}, {Label: l.p.T("next.to"), Numeric: true}, {Label: l.p.T("score.points_head"), Numeric: true},
	}}
	for _, m := range r.Moves {
		if m.Points == 0 {
			continue
		}
		t.Rows = append(t.Rows, views.Record{Cells: []views.Cell{
			{Text: l.factor(m.Key), Wrap: true}, views.Num(l.moved(m, 0)), views.Num(l.moved(m, 1)), views.Num(points(m.Points)),
		}})
	}
	return t
}

// moved is a factor's value before a plan or after it, of a pair both values.
func (l labels) moved(m counterfactual.Move, end int) string {
	value := func(key string, v float64) string {
		if math.IsNaN(v) {
			return l.p.T("score.bin_missing")
		}
		return l.factorValue(key, v)
	}
	v := [2]float64{m.From, m.To}[end]
	first, second, _ := strings.Cut(m.Key, "*")
	if m.Other == nil {
		return value(m.Key, v)
	}
	return l.p.T("score.bin_pair", "first", value(first, v), "second", value(second, m.Other[end]))
}

// customerSteps is what service may say: what helps and when it shows, and nothing of how the engine counts it.
func (l labels) customerSteps(r *counterfactual.Result) views.CustomerSteps {
	key := "next.say." + string(r.Answer)
	if len(r.Actions) > 0 && r.Answer != counterfactual.Reached {
		key += "_steps"
	}
	c := views.CustomerSteps{Lead: l.p.Texts.T(key)}
	for _, a := range r.Actions {
		c.Steps = append(c.Steps, l.step("next.customer.", a))
	}
	return c
}
