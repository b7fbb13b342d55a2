package rules

import (
	"math"
	"slices"
)

type (
	numberFn func(*Slots) float64
	truthFn  func(*Slots) bool
)

// finite passes a result on; one that is not finite though both operands were known is a failure. r - r is 0 for every finite r
// and NaN for the rest, and inlines.
func (sl *Slots) finite(r, a, b float64) float64 {
	r = float64(r) // rounded: fused with the product it may be, r - r is what the product lost in rounding
	if r-r != 0 && a == a && b == b {
		sl.failed = true
		return math.NaN()
	}
	return r
}

// number compiles a node that yields a number. Two slots and slot with constant have closures of their own: they are what rules
// are made of, and every closure saved is an indirect call saved.
func number(n *node) numberFn {
	switch n.op {
	case opNumber:
		c := n.num
		return func(*Slots) float64 { return c }
	case opSlot:
		i := n.slot
		return func(s *Slots) float64 { return s.Num[i] }
	case opNegate:
		a := number(n.kids[0])
		return func(s *Slots) float64 { return -a(s) }
	case opChoose:
		c, a, b := truth(n.kids[0]), number(n.kids[1]), number(n.kids[2])
		return func(s *Slots) float64 {
			if c(s) {
				return a(s)
			}
			return b(s)
		}
	}
	left, right := n.kids[0], n.kids[1]
	switch {
	case left.op == opSlot && right.op == opSlot:
		return slotSlot(n.op, left.slot, right.slot)
	case left.op == opSlot && right.op == opNumber:
		return slotConst(n.op, left.slot, right.num)
	case left.op == opNumber && right.op == opSlot && (n.op == opMultiply || n.op == opAdd):
		return slotConst(n.op, right.slot, left.num) // both commute, to the bit
	}
	return anyAny(n.op, number(left), number(right))
}

func slotSlot(o op, i, j int) numberFn {
	switch o {
	case opAdd:
		return func(s *Slots) float64 { a, b := s.Num[i], s.Num[j]; return s.finite(a+b, a, b) }
	case opSubtract:
		return func(s *Slots) float64 { a, b := s.Num[i], s.Num[j]; return s.finite(a-b, a, b) }
	case opMultiply:
		return func(s *Slots) float64 { a, b := s.Num[i], s.Num[j]; return s.finite(a*b, a, b) }
	case opDivide:
		return func(s *Slots) float64 { a, b := s.Num[i], s.Num[j]; return s.finite(a/b, a, b) }
	}
	return func(s *Slots) float64 { a, b := s.Num[i], s.Num[j]; return s.finite(math.Mod(a, b), a, b) }
}

func slotConst(o op, i int, c float64) numberFn {
	switch o {
	case opAdd:
		return func(s *Slots) float64 { a := s.Num[i]; return s.finite(a+c, a, c) }
	case opSubtract:
		return func(s *Slots) float64 { a := s.Num[i]; return s.finite(a-c, a, c) }
	case opMultiply:
		return func(s *Slots) float64 { a := s.Num[i]; return s.finite(a*c, a, c) }
	case opDivide:
		return func(s *Slots) float64 { a := s.Num[i]; return s.finite(a/c, a, c) }
	}
	return func(s *Slots) float64 { a := s.Num[i]; return s.finite(math.Mod(a, c), a, c) }
}

func anyAny(o op, x, y numberFn) numberFn {
	switch o {
	case opAdd:
		return func(s *Slots) float64 { a, b := x(s), y(s); return s.finite(a+b, a, b) }
	case opSubtract:
		return func(s *Slots) float64 { a, b := x(s), y(s); return s.finite(a-b, a, b) }
	case opMultiply:
		return func(s *Slots) float64 { a, b := x(s), y(s); return s.finite(a*b, a, b) }
	case opDivide:
		return func(s *Slots) float64 { a, b := x(s), y(s); return s.finite(a/b, a, b) }
	}
	return func(s *Slots) float64 { a, b := x(s), y(s); return s.finite(math.Mod(a, b), a, b) }
}

// truth compiles a node that yields true or false.
func truth(n *node) truthFn {
	switch n.op {
	case opTruth:
		yes := n.num != 0
		return func(*Slots) bool { return yes }
	case opAnd:
		return conjunction(truthsOf(n.kids))
	case opOr:
		return disjunction(truthsOf(n.kids))
	case opNot:
		a := truth(n.kids[0])
		return func(s *Slots) bool { return !a(s) }
	case opChoose:
		c, a, b := truth(n.kids[0]), truth(n.kids[1]), truth(n.kids[2])
		return func(s *Slots) bool {
			if c(s) {
				return a(s)
			}
			return b(s)
		}
	case opKnown:
		i := n.kids[0].slot
		if n.kids[0].kind == texts {
			return func(s *Slots) bool { return s.ids[i] != idMissing }
		}
		return func(s *Slots) bool { return s.Num[i] == s.Num[i] }
	}
	if n.kids[0].kind == texts {
		return compareTexts(n)
	}
	if n.op == opIn || n.op == opNotIn {
		return inNumbers(n)
	}
	return compareNumbers(n)
}

func truthsOf(nodes []*node) []truthFn {
	all := make([]truthFn, len(nodes))
	for i, n := range nodes {
		all[i] = truth(n)
	}
	return all
}

func conjunction(all []truthFn) truthFn {
	if len(all) == 2 {
		a, b := all[0], all[1]
		return func(s *Slots) bool { return a(s) && b(s) }
	}
	return func(s *Slots) bool {
		for _, f := range all {
			if !f(s) {
				return false
			}
		}
		return true
	}
}

func disjunction(all []truthFn) truthFn {
	if len(all) == 2 {
		a, b := all[0], all[1]
		return func(s *Slots) bool { return a(s) || b(s) }
	}
	return func(s *Slots) bool {
		for _, f := range all {
			if f(s) {
				return true
			}
		}
		return false
	}
}

func inNumbers(n *node) truthFn {
	a, list, want := number(n.kids[0]), slices.Clone(n.nums), n.op == opIn
	return func(s *Slots) bool {
		v := a(s)
		return v == v && slices.Contains(list, v) == want
	}
}
