package handlers

import (
	"context"
	"math"
	"net/http/httptest"
	"net/url"
	"testing"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
)

// ruleFake is a policyFake that tries policies and counts fields from memory.
type ruleFake struct {
	policyFake
	seen  models.FieldsSeen
	tried models.TryEvents
	doc   decide.Policy
	found error // of a lender's number
}

func (f *ruleFake) FieldsSeen(context.Context) (*models.FieldsSeen, error) { return &f.seen, nil }

func (f *ruleFake) AccountByNumber(context.Context, string) (models.ID, error) {
	return 1 << 40, f.found
}

// TryPolicy decides a purchase of ¥6,000 under the default policy and under the document.
func (f *ruleFake) TryPolicy(_ context.Context, doc decide.Policy, what models.TryEvents) (*models.PolicyTry, error) {
	f.tried, f.doc = what, doc
	out := &models.PolicyTry{Live: 1}
	if what.Event == 77 || what.Account == 77 {
		return out, nil
	}
	live, err := decide.NewMonitor(decide.Default())
	if err != nil {
		return nil, err
	}
	draft, err := decide.NewMonitor(doc)
	if err != nil {
		return nil, err
	}
	in := decide.EventInput{Kind: "purchase", Product: "paylater", Status: "active", Band: "good", Line: true, AmountFen: 600_000, AvailableFen: 900_000}
	for i := range in.Vector {
		in.Vector[i] = math.NaN()
	}
	in.Vector[0] = 600_000
	n := 1
	if what.Account != 0 {
		n = 3
	}
	trace := func(m *decide.Monitor) (*rules.Rule, *rules.Trace) {
		for i := range m.Events().Rules {
			if r := &m.Events().Rules[i]; r.Key == what.Rule {
				return r, &m.Explain(&in)[i]
			}
		}
		return nil, nil
	}
	out.Account = 1 << 40
	for i := range n {
		e := models.TriedEvent{
			Event: models.Event{ID: models.ID(i+1) << models.IDBits, AccountID: out.Account, Kind: models.EventPurchase, AmountFen: in.AmountFen, Outcome: "allow"},
			Live:  live.Decide(&in), Draft: draft.Decide(&in),
		}
		out.LiveRule, e.LiveTrace = trace(live)
		out.DraftRule, e.DraftTrace = trace(draft)
		out.Events = append(out.Events, e)
	}
	return out, nil
}

// ruleDesk is the editor of a draft of the desk's visitor.
func ruleDesk(t *testing.T) (*desk, *ruleFake) {
	t.Helper()
	d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit, models.PermScoreRead)
	return d, &ruleFake{policyFake: policyFake{policy: draftOf(7, models.PolicyDraft)}, seen: models.FieldsSeen{Events: 2000, Known: map[string]int{"amount_fen": 2000, "kind": 2000}}}
}

func (d *desk) editor(f *ruleFake) *RuleEditor { return &RuleEditor{Site: d.site, Store: f} }

// get asks for a page of the editor.
func (d *desk) get(f *ruleFake, pattern, target string) *httptest.ResponseRecorder {
	h := d.editor(f)
	switch pattern {
	case "/policy/:version/rules":
		return d.ask("GET", pattern, target, nil, h.List)
	case "/policy/:version/rules/:key":
		return d.ask("GET", pattern, target, nil, h.Show)
	case "/policy/:version/new-rule":
		return d.ask("GET", pattern, target, nil, h.New)
	case "/policy/:version/fields":
		return d.ask("GET", pattern, target, nil, h.Fields)
	}
	return d.ask("GET", pattern, target, nil, h.Try)
}

// ruleFormOf is the form as a browser sends it for a rule.
func ruleFormOf(r *rules.Rule) url.Values {
	in := ruleInputOf(r)
	v := url.Values{
		"version": {"3"}, "key": {in.Key}, "family": {in.Family}, "intent": {in.Intent}, "when": {in.When}, "outcome": {in.Outcome}, "risk": {in.Risk},
		"severity": {in.Severity}, "reason": {in.Reason}, "sanction": {in.Sanction}, "lane": {in.Lane}, "kinds": in.Kinds,
	}
	if in.On {
		v.Set("on", "on")
	}
	return v
}

// saveRule sends the form of a rule.
func (d *desk) saveRule(f *ruleFake, key string, form url.Values) *httptest.ResponseRecorder {
	if key == "" {
		return d.ask("POST", "/policy/:version/rules", "/policy/2/rules", form, d.editor(f).Add)
	}
	return d.ask("POST", "/policy/:version/rules/:key", "/policy/2/rules/"+key, form, d.editor(f).Save)
}
