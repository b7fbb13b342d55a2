package models

import (
	"candor/engine/decide"
	"candor/engine/rules"
)

// TryMost is how many events of an account a try decides again, the latest ones.
const TryMost = 20

// TryEvents asks what a policy document would decide: about one past event, or about the latest
// events of an account. Rule is the key of a rule to take apart, "" for none.
type TryEvents struct {
	Event, Account ID // one of them
	Rule           string
}

// PolicyTry is past events decided under two policies. Nothing of it is stored.
type PolicyTry struct {
	Live    int // the version in force
	Account ID  // whose events they are, 0 when there are none
	Events  []TriedEvent
	// LiveRule and DraftRule are the rule asked for as each policy has it, nil where it has none.
	LiveRule, DraftRule *rules.Rule
	// LiveMeasures and DraftMeasures say how far each policy goes by itself, and for how long.
	LiveMeasures, DraftMeasures decide.Measures
}

// Follows reports whether anything is asked of a customer or done about an account after one of the events, under either policy.
func (t *PolicyTry) Follows() bool {
	for i := range t.Events {
		if e := &t.Events[i]; e.Live.Challenge+e.Draft.Challenge+e.Live.Sanction+e.Draft.Sanction != "" {
			return true
		}
	}
	return false
}

// TriedEvent is one event under both policies, without its input and stored result.
type TriedEvent struct {
	Event       Event
	Live, Draft decide.EventResult
	// LiveTrace and DraftTrace say what became of the rule asked for, nil where there is none.
	LiveTrace, DraftTrace *rules.Trace
}

// Changed reports whether the two policies differ in what becomes of the event.
func (t *TriedEvent) Changed() bool { return t.Live.Outcome != t.Draft.Outcome }

// FieldsMost is how many of the latest events say whether a field is ever observed.
const FieldsMost = 2000

// FieldsSeen is on how many of the latest decided events each field had a value that rules may
// name. A field that is not in Known had none on any of them.
type FieldsSeen struct {
	Events int
	Known  map[string]int
}

// Never reports whether there were events and the field had no value on any.
func (f *FieldsSeen) Never(name string) bool { return f.Events > 0 && f.Known[name] == 0 }

// NeverOf returns those of the names that were never observed, in their order.
func (f *FieldsSeen) NeverOf(names []string) []string {
	var out []string
	for _, name := range names {
		if f.Never(name) {
			out = append(out, name)
		}
	}
	return out
}
