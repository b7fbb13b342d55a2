package rules

import (
	"fmt"
	"math"
	"slices"
)

// Env is the catalogue of what rules may name: the order of the names is the order of the slots.
type Env struct {
	Numbers []string // names of number features; Slots.Num in this order
	Texts   []string // names of text features; Slots.Str in this order
	Kinds   []string // names of event kinds; Slots.Kind counts in them
}

// AnyKind is the Slots.Kind of an event whose kind the catalogue does not have: only rules for all kinds look at it.
const AnyKind = -1

// reserved are the words that expr or this package gives a meaning.
var reserved = []string{"and", "or", "not", "in", "let", "if", "else", "true", "false", "nil", "known", "matches", "contains"}

// check returns what is wrong with the catalogue. It is the caller's program that is at fault then, not a rule.
func (e *Env) check() []Fault {
	var faults []Fault
	bad := func(format string, args ...any) {
		faults = append(faults, Fault{Index: -1, Field: "env", Code: FaultEnv, Message: fmt.Sprintf(format, args...)})
	}
	seen := map[string]bool{}
	for _, name := range slices.Concat(e.Numbers, e.Texts) {
		switch {
		case !identifier.MatchString(name) || slices.Contains(reserved, name):
			bad("feature name %q is not allowed", name)
		case seen[name]:
			bad("feature name %q stands twice", name)
		}
		seen[name] = true
	}
	kinds := map[string]bool{}
	for _, kind := range e.Kinds {
		if kinds[kind] || kind == "" {
			bad("event kind %q is empty or stands twice", kind)
		}
		kinds[kind] = true
	}
	return faults
}

// Slots are the features of one event as a [Set] reads them. Make them with [Set.NewSlots], use them again for the next event,
// and give them to one goroutine at a time: evaluation notes in them what failed.
type Slots struct {
	Num  []float64 // NaN when missing; may be replaced by the caller's own slice of at least that length
	Kind int       // index in Env.Kinds, or AnyKind

	set    *Set
	texts  []string // what SetText was given, "" when missing
	ids    []uint32 // the same, as numbers of the slot's dict
	failed bool     // arithmetic failed in the rule being evaluated
}

// NewSlots returns slots that fit the set, every feature missing.
func (s *Set) NewSlots() *Slots {
	slots := &Slots{
		Num: make([]float64, len(s.env.Numbers)), texts: make([]string, len(s.env.Texts)),
		ids: make([]uint32, len(s.env.Texts)), set: s,
	}
	slots.Clear()
	return slots
}

// Clear makes every feature missing and the kind unknown.
func (sl *Slots) Clear() {
	for i := range sl.Num {
		sl.Num[i] = math.NaN()
	}
	clear(sl.texts)
	clear(sl.ids)
	sl.Kind = AnyKind
}

// SetText fills text slot i.
func (sl *Slots) SetText(i int, text string) {
	sl.texts[i] = text
	sl.ids[i] = sl.set.dicts[i].id(text)
}

// SetKind sets the kind by its name.
func (sl *Slots) SetKind(kind string) { sl.Kind = slices.Index(sl.set.env.Kinds, kind) }

// dict numbers the constants that the rules compare one text slot with: the only texts that need telling apart quickly. It
// is complete when the set is compiled, so nothing grows with what customers send.
type dict struct {
	texts []string
	long  map[string]uint32 // the same, once there are too many to walk
}

// Numbers of texts in a dict. Constants follow.
const (
	idMissing = iota
	idOther   // a text that no rule names
	idFirst
)

// walked is how many texts are compared one by one; from there on a map is quicker.
const walked = 8

func (d *dict) id(text string) uint32 {
	if text == "" {
		return idMissing
	}
	if d.long != nil {
		if id, ok := d.long[text]; ok {
			return id
		}
		return idOther
	}
	for i, t := range d.texts {
		if t == text {
			return uint32(i) + idFirst
		}
	}
	return idOther
}

// add returns the number of a constant, a new one if it has none.
func (d *dict) add(text string) uint32 {
	if id := d.id(text); id != idOther {
		return id
	}
	d.texts = append(d.texts, text)
	id := uint32(len(d.texts)) - 1 + idFirst
	if len(d.texts) > walked {
		if d.long == nil {
			d.long = map[string]uint32{}
			for i, t := range d.texts {
				d.long[t] = uint32(i) + idFirst
			}
		}
		d.long[text] = id
	}
	return id
}
