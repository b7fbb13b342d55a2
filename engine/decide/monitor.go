package decide

import (
	"fmt"
	"slices"
	"sync"

	"candor/engine/rules"
	"candor/engine/watch"
)

// Monitor decides events by one policy. It is safe for many goroutines.
type Monitor struct {
	events *Events
	set    *rules.Set
	kinds  map[string]int
	floors map[string]rules.Outcome
	pool   sync.Pool // of *evaluation
}

// textSlots is the text features that rules may name, in the order of their slots.
var textSlots = []string{"kind", "product", "category", "status", "band"}

// EventEnv is what event rules may name: the features of engine/watch and a few texts.
func EventEnv() rules.Env {
	env := rules.Env{Texts: textSlots}
	for _, f := range watch.Features() {
		env.Numbers = append(env.Numbers, f.Name)
	}
	for k := watch.Purchase; k.Valid(); k++ {
		env.Kinds = append(env.Kinds, k.String())
	}
	return env
}

// NewMonitor compiles the policy's part on events.
func NewMonitor(p Policy) (*Monitor, error) {
	if p.Events == nil {
		return nil, fmt.Errorf("policy: it says nothing about events")
	}
	env := EventEnv()
	set, faults := rules.Compile(p.Events.Rules, env)
	if len(faults) > 0 {
		return nil, fmt.Errorf("policy: %w", faults[0])
	}
	m := &Monitor{events: p.Events, set: set, kinds: map[string]int{}, floors: map[string]rules.Outcome{}}
	for i, k := range env.Kinds {
		m.kinds[k] = i
	}
	for _, b := range p.Events.Bands {
		m.floors[b.Band] = b.Outcome
	}
	m.pool.New = func() any { return &evaluation{monitor: m, slots: set.NewSlots()} }
	return m, nil
}

// Events is the part of the policy that the monitor was compiled from.
func (m *Monitor) Events() *Events { return m.events }

func (m *Monitor) floorOf(band string) rules.Outcome {
	if o, ok := m.floors[band]; ok {
		return o
	}
	return rules.Allow
}

// evaluation is the work on one event.
type evaluation struct {
	monitor *Monitor
	in      *EventInput
	slots   *rules.Slots
	hits    rules.Hits
	result  EventResult
	order   []int // fired rules, the strongest first
}

func (m *Monitor) begin(in *EventInput) *evaluation {
	e := m.pool.Get().(*evaluation)
	e.in, e.result, e.order = in, EventResult{}, e.order[:0]
	e.fill()
	return e
}

func (m *Monitor) end(e *evaluation) {
	e.in = nil
	m.pool.Put(e)
}

func (e *evaluation) fill() {
	in := e.in
	e.slots.Num = in.Vector[:]
	for i, text := range in.texts() {
		e.slots.SetText(i, text)
	}
	e.slots.Kind = rules.AnyKind
	if k, ok := e.monitor.kinds[in.Kind]; ok {
		e.slots.Kind = k
	}
}

// texts is the values of textSlots.
func (in *EventInput) texts() [5]string {
	return [...]string{in.Kind, in.Product, in.Category, in.Status, in.Band}
}

// Known returns the names of the fields that rules may name and that have a value on the event,
// in the order of EventEnv: numbers first.
func (in *EventInput) Known() []string {
	var names []string
	for i, f := range watch.Features() {
		if v := in.Vector[i]; v == v {
			names = append(names, f.Name)
		}
	}
	for i, text := range in.texts() {
		if text != "" {
			names = append(names, textSlots[i])
		}
	}
	return names
}

// SetsAside reports whether a rule does not fire on an account for which those of some keys are set aside.
func SetsAside(keys []string, r *rules.Rule) bool {
	return slices.Contains(keys, r.Key) && !r.Hard() && !r.Allows()
}

// run evaluates the rules and notes which fired and which failed.
func (e *evaluation) run() {
	e.monitor.set.Evaluate(e.slots, &e.hits)
	list := e.monitor.events.Rules
	for _, i := range e.hits.Fired {
		if len(e.in.Aside) > 0 && SetsAside(e.in.Aside, &list[i]) {
			e.result.Aside = append(e.result.Aside, list[i].Key)
			continue
		}
		e.order = append(e.order, int(i))
	}
	slices.SortStableFunc(e.order, func(a, b int) int {
		if by := list[b].Outcome.Rank() - list[a].Outcome.Rank(); by != 0 {
			return by
		}
		return list[b].Risk - list[a].Risk
	})
	for _, i := range e.order {
		e.result.Fired = append(e.result.Fired, Fired{Rule: list[i].Key, Outcome: list[i].Outcome, Risk: list[i].Risk})
	}
	for _, i := range e.hits.Failed {
		e.result.Failed = append(e.result.Failed, list[i].Key)
	}
}

// reasons is the codes of what counted, the strongest first, none twice.
func (e *evaluation) reasons() []string {
	var codes []string
	add := func(code string) {
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	if len(e.result.Failed) > 0 {
		add(rules.ReasonRuleError)
	}
	for _, i := range e.order {
		if r := &e.monitor.events.Rules[i]; !r.Allows() { // what spoke for the event is no reason against it
			add(r.Reason)
		}
	}
	if e.watched() {
		add(ReasonListWatch)
	}
	spends := e.in.Kind == "purchase" || e.in.Kind == "draw"
	if spends && e.monitor.floorOf(e.in.Band) != rules.Allow {
		add(ReasonBand)
	}
	return codes
}

// ruleErrorSeverity is how badly somebody is wanted where a check broke.
const ruleErrorSeverity = 3

// flags is the reasons to call a person: one a code, as severe as the worst rule of it.
func (e *evaluation) flags() []Flag {
	var out []Flag
	raise := func(code string, severity int, threshold float64) {
		if severity == 0 {
			return
		}
		at := slices.IndexFunc(out, func(f Flag) bool { return f.Code == code })
		if at < 0 {
			out = append(out, Flag{Code: code, Value: float64(e.result.Risk), Threshold: threshold, Severity: severity, Source: "rule"})
		} else if out[at].Severity < severity {
			out[at].Severity, out[at].Threshold = severity, threshold
		}
	}
	if len(e.result.Failed) > 0 {
		raise(rules.ReasonRuleError, ruleErrorSeverity, 0)
	}
	for _, i := range e.order {
		r := &e.monitor.events.Rules[i]
		raise(r.Reason, r.Severity, float64(r.Risk))
	}
	return out
}

// sanction is the strongest that a rule asks for.
func (e *evaluation) sanction() string {
	best := 0
	for _, i := range e.order {
		best = max(best, slices.Index(rules.Sanctions, e.monitor.events.Rules[i].Sanction))
	}
	return rules.Sanctions[best]
}

// challenge is what the policy asks of the customer for the family of the strongest rule.
func (e *evaluation) challenge() (kind string, minutes int) {
	family := ""
	if len(e.order) > 0 {
		family = e.monitor.events.Rules[e.order[0]].Family
	}
	for _, c := range e.monitor.events.Challenge {
		if c.Family == family || c.Family == "" {
			return c.Kind, c.Minutes
		}
	}
	return "", 0
}

// Family is the typology of the rule that asked for a decision's sanction, "" for none.
func (m *Monitor) Family(r *EventResult) string {
	for _, f := range r.Fired {
		for i := range m.events.Rules {
			if rule := &m.events.Rules[i]; rule.Key == f.Rule && rule.Sanction == r.Sanction {
				return rule.Family
			}
		}
	}
	return ""
}

// Explain says of every rule why it fired or did not on an input.
func (m *Monitor) Explain(in *EventInput) []rules.Trace {
	e := m.begin(in)
	defer m.end(e)
	return m.set.Explain(e.slots)
}
