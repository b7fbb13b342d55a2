package rules

import (
	"math"
	"slices"
)

// State is what became of a rule on one event.
type State string

// The states.
const (
	Fired     State = "fired"
	NotFired  State = "not_fired"
	Failed    State = "failed"
	Off       State = "off"        // switched off
	OtherKind State = "other_kind" // does not look at events of this kind
)

// Trace is what became of one rule, and why.
type Trace struct {
	Rule   string `json:"rule"`
	State  State  `json:"state"`
	Holds  bool   `json:"holds"` // what the condition yields, also for a rule that is off or looks elsewhere
	Leaves []Leaf `json:"leaves"`
}

// Leaf is one comparison of a rule with the values it compared: every one of them, reached or not.
type Leaf struct {
	Left       string `json:"left"` // as text: a feature's name, a constant or a sum
	LeftValue  Value  `json:"left_value"`
	Op         string `json:"op"`              // == != < <= > >= in "not in" known, or "" for true and false
	Right      string `json:"right,omitempty"` // "" for known
	RightValue Value  `json:"right_value"`
	Result     bool   `json:"result"`
	Reached    bool   `json:"reached"` // whether the rule looked at it, or was decided before
	Failed     bool   `json:"failed"`  // its arithmetic failed
	At         int    `json:"at"`      // where its operator stands in the condition, in characters from 0
}

// Value is what stood on one side of a comparison. Both fields are empty for a missing value, and for a list or nothing at all.
type Value struct {
	Number *float64 `json:"number,omitempty"`
	Text   string   `json:"text,omitempty"`
}

// Known reports whether there was a value.
func (v Value) Known() bool { return v.Number != nil || v.Text != "" }

// Explain traces every rule of the set, in order. It walks the tree rather than running the closures, and may allocate.
// Slots that were not made for the set fail every rule.
func (s *Set) Explain(sl *Slots) []Trace {
	kind := s.kindOf(sl)
	fits := sl != nil && sl.set == s && len(sl.Num) >= len(s.env.Numbers)
	traces := make([]Trace, len(s.rules))
	for i := range s.rules {
		t := Trace{Rule: s.rules[i].Key, State: Failed}
		if fits {
			w := walk{sl: sl, reached: true}
			t.Holds = w.truth(s.trees[i])
			t.Leaves = w.leaves
			t.State = NotFired
			switch {
			case w.failed:
				t.State, t.Holds = Failed, false
			case t.Holds:
				t.State = Fired
			}
		}
		if !s.rules[i].On {
			t.State = Off
		} else if !s.looks(i, kind) {
			t.State = OtherKind
		}
		traces[i] = t
	}
	return traces
}

// walk evaluates a tree and notes its leaves.
type walk struct {
	sl      *Slots
	leaves  []Leaf
	reached bool // whether evaluation would have come here
	failed  bool // arithmetic failed where evaluation would have come
	broken  bool // arithmetic failed in the leaf at hand
}

func (w *walk) truth(n *node) bool {
	switch n.op {
	case opAnd, opOr:
		return w.junction(n)
	case opNot:
		return !w.truth(n.kids[0])
	case opChoose:
		var a, b bool
		if w.choose(n.kids[0], func() { a = w.truth(n.kids[1]) }, func() { b = w.truth(n.kids[2]) }) {
			return a
		}
		return b
	}
	return w.leaf(n)
}

// junction visits all kids, those after the deciding one as not reached. They cannot change the result.
func (w *walk) junction(n *node) bool {
	stop, before := n.op == opOr, w.reached
	result := !stop
	for _, kid := range n.kids {
		if w.truth(kid) == stop {
			result, w.reached = stop, false
		}
	}
	w.reached = before
	return result
}

// choose visits both branches and returns whether the first is taken. Only the branch taken can have broken anything.
func (w *walk) choose(cond *node, yes, no func()) bool {
	before := w.reached
	c := w.truth(cond)
	broken := w.broken
	w.reached = before && c
	yes()
	afterYes := w.broken
	w.broken, w.reached = broken, before && !c
	no()
	w.reached = before
	if c {
		w.broken = afterYes
	}
	return c
}

func (w *walk) leaf(n *node) bool {
	at := len(w.leaves) // conditions inside an operand come after the leaf they serve
	w.leaves = append(w.leaves, Leaf{})
	outer := w.broken
	w.broken = false
	l := Leaf{Op: symbols[n.op], At: n.at, Reached: w.reached}
	if n.op == opTruth {
		l.Left, l.Result = n.String(), n.num != 0
	} else {
		l.Left, l.LeftValue = n.kids[0].String(), w.value(n.kids[0])
		switch n.op {
		case opKnown:
			l.Result = l.LeftValue.Known()
		case opIn, opNotIn:
			l.Right = n.listing()
			l.Result = l.LeftValue.Known() && n.contains(l.LeftValue) == (n.op == opIn)
		default:
			l.Right, l.RightValue = n.kids[1].String(), w.value(n.kids[1])
			l.Result = compared(n.op, l.LeftValue, l.RightValue)
		}
	}
	l.Failed = w.broken
	w.failed = w.failed || (w.broken && w.reached)
	w.broken = outer
	w.leaves[at] = l
	return l.Result
}

func (n *node) contains(v Value) bool {
	if v.Number != nil {
		return slices.Contains(n.nums, *v.Number)
	}
	return slices.Contains(n.texts, v.Text)
}

// compared is the truth table of the comparisons.
func compared(o op, a, b Value) bool {
	if !a.Known() || !b.Known() {
		return false
	}
	if a.Number == nil {
		return (a.Text == b.Text) == (o == opEqual)
	}
	x, y := *a.Number, *b.Number
	switch o {
	case opEqual:
		return x == y
	case opNotEqual:
		return x != y
	case opLess:
		return x < y
	case opLessEqual:
		return x <= y
	case opGreater:
		return x > y
	}
	return x >= y
}

func (w *walk) value(n *node) Value {
	switch n.op {
	case opText:
		return Value{Text: n.text}
	case opTextSlot:
		return Value{Text: w.sl.texts[n.slot]}
	}
	v := w.number(n)
	if math.IsNaN(v) {
		return Value{}
	}
	v = min(max(v, -math.MaxFloat64), math.MaxFloat64) // JSON has no infinity
	return Value{Number: &v}
}

func (w *walk) number(n *node) float64 {
	switch n.op {
	case opNumber:
		return n.num
	case opSlot:
		return w.sl.Num[n.slot]
	case opNegate:
		return -w.number(n.kids[0])
	case opChoose:
		var a, b float64
		if w.choose(n.kids[0], func() { a = w.number(n.kids[1]) }, func() { b = w.number(n.kids[2]) }) {
			return a
		}
		return b
	}
	a, b := w.number(n.kids[0]), w.number(n.kids[1])
	if math.IsNaN(a) || math.IsNaN(b) {
		return math.NaN()
	}
	r := a
	switch n.op {
	case opAdd:
		r += b
	case opSubtract:
		r -= b
	case opMultiply:
		r *= b
	case opDivide:
		r /= b
	case opRemainder:
		r = math.Mod(a, b)
	}
	if math.IsNaN(r) || math.IsInf(r, 0) {
		w.broken = true
		return math.NaN()
	}
	return r
}
