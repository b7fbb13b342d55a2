package rules

import (
	"math"
	"slices"
)

// interval is a comparison of a number slot with a constant as what it lets through: from lo to hi, both included. NaN is never
// in it. This one shape covers <, <=, ==, >= and > with two comparisons and no choice of operator at run time.
type interval struct {
	slot   int
	lo, hi float64
}

// intervalOf returns the interval of a comparison, if the node is one of a slot with a constant.
func intervalOf(n *node) (interval, bool) {
	if n.op < opEqual || n.op > opGreaterEqual || n.op == opNotEqual {
		return interval{}, false
	}
	o, left, right := n.op, n.kids[0], n.kids[1]
	if left.op == opNumber && right.op == opSlot {
		o, left, right = mirrored(o), right, left
	}
	if left.op != opSlot || right.op != opNumber {
		return interval{}, false
	}
	c, in := right.num, interval{slot: left.slot, lo: math.Inf(-1), hi: math.Inf(1)}
	switch o {
	case opEqual:
		in.lo, in.hi = c, c
	case opLess:
		in.hi = math.Nextafter(c, math.Inf(-1))
	case opLessEqual:
		in.hi = c
	case opGreater:
		in.lo = math.Nextafter(c, math.Inf(1))
	case opGreaterEqual:
		in.lo = c
	}
	return in, true
}

// mirrored is the operator with its sides exchanged.
func mirrored(o op) op {
	switch o {
	case opLess:
		return opGreater
	case opLessEqual:
		return opGreaterEqual
	case opGreater:
		return opLess
	case opGreaterEqual:
		return opLessEqual
	}
	return o
}

func compareNumbers(n *node) truthFn {
	if in, ok := intervalOf(n); ok {
		i, lo, hi := in.slot, in.lo, in.hi
		return func(s *Slots) bool { v := s.Num[i]; return v >= lo && v <= hi }
	}
	o, left, right := n.op, n.kids[0], n.kids[1]
	if left.op == opSlot && right.op == opSlot {
		return compareSlots(o, left.slot, right.slot)
	}
	if left.op == opSlot {
		return compareSlotWith(o, left.slot, number(right))
	}
	if right.op == opSlot {
		// Reading a slot cannot fail, so exchanging the sides changes nothing.
		return compareSlotWith(mirrored(o), right.slot, number(left))
	}
	a, b := number(left), number(right)
	switch o {
	case opEqual:
		return func(s *Slots) bool { return a(s) == b(s) }
	case opNotEqual:
		return func(s *Slots) bool { x, y := a(s), b(s); return x < y || x > y } // false with NaN, unlike !=
	case opLess:
		return func(s *Slots) bool { return a(s) < b(s) }
	case opLessEqual:
		return func(s *Slots) bool { return a(s) <= b(s) }
	case opGreater:
		return func(s *Slots) bool { return a(s) > b(s) }
	}
	return func(s *Slots) bool { return a(s) >= b(s) }
}

func compareSlots(o op, i, j int) truthFn {
	switch o {
	case opEqual:
		return func(s *Slots) bool { return s.Num[i] == s.Num[j] }
	case opNotEqual:
		return func(s *Slots) bool { x, y := s.Num[i], s.Num[j]; return x < y || x > y }
	case opLess:
		return func(s *Slots) bool { return s.Num[i] < s.Num[j] }
	case opLessEqual:
		return func(s *Slots) bool { return s.Num[i] <= s.Num[j] }
	case opGreater:
		return func(s *Slots) bool { return s.Num[i] > s.Num[j] }
	}
	return func(s *Slots) bool { return s.Num[i] >= s.Num[j] }
}

func compareSlotWith(o op, i int, b numberFn) truthFn {
	switch o {
	case opEqual:
		return func(s *Slots) bool { return s.Num[i] == b(s) }
	case opNotEqual:
		return func(s *Slots) bool { x, y := s.Num[i], b(s); return x < y || x > y }
	case opLess:
		return func(s *Slots) bool { return s.Num[i] < b(s) }
	case opLessEqual:
		return func(s *Slots) bool { return s.Num[i] <= b(s) }
	case opGreater:
		return func(s *Slots) bool { return s.Num[i] > b(s) }
	}
	return func(s *Slots) bool { return s.Num[i] >= b(s) }
}

// compareTexts compiles ==, !=, in and not in of texts. number has given every constant its number in the slot's dict.
func compareTexts(n *node) truthFn {
	left := n.kids[0]
	want := n.op == opEqual || n.op == opIn
	if n.op == opIn || n.op == opNotIn {
		if left.op == opText {
			yes := slices.Contains(n.texts, left.text) == want
			return func(*Slots) bool { return yes }
		}
		i, list := left.slot, n.ids
		return func(s *Slots) bool { id := s.ids[i]; return id != idMissing && slices.Contains(list, id) == want }
	}
	right := n.kids[1]
	if left.op == opText {
		left, right = right, left
	}
	switch {
	case left.op == opText:
		yes := (left.text == right.text) == want
		return func(*Slots) bool { return yes }
	case right.op == opText:
		i, c := left.slot, n.ids[0]
		return func(s *Slots) bool { id := s.ids[i]; return id != idMissing && (id == c) == want }
	}
	i, j := left.slot, right.slot
	return func(s *Slots) bool {
		return s.ids[i] != idMissing && s.ids[j] != idMissing && (s.texts[i] == s.texts[j]) == want
	}
}

// number gives the text constants below n their numbers in the dicts.
func (s *Set) number(n *node) {
	for _, kid := range n.kids {
		s.number(kid)
	}
	if len(n.kids) == 0 || n.kids[0].kind != texts || n.op == opKnown {
		return
	}
	slots, constants := n.kids, n.texts
	for _, kid := range n.kids {
		if kid.op == opText {
			constants = append(constants, kid.text)
		}
	}
	for _, kid := range slots {
		if kid.op != opTextSlot {
			continue
		}
		for _, text := range constants {
			n.ids = append(n.ids, s.dicts[kid.slot].add(text))
		}
	}
}
