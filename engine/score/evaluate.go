package score

import "math"

// Evaluate scores one vector into out and allocates nothing. Values are finite, or NaN for missing. A vector that is shorter than
// Width is read as if the rest were missing, at the price of a copy. The cost does not depend on the values.
func (e *Evaluator) Evaluate(vec []float64, out *Points) {
	if len(vec) < e.width {
		e.evaluateShort(vec, out)
		return
	}
	var lost [MaxFactors]int32
	sum, missing := int32(0), int32(0)
	columns, blocks, slots := e.columns[:e.singles], e.blocks, e.slots
	for i := range columns {
		c := &columns[i]
		x := vec[c.position]
		n := c.slots
		// The edges that x is above are counted. Sums of comparisons compile to flags and additions without a jump; a function
		// for one block would be too large to be inlined, and its call would cost as much as the block.
		row := blocks[c.first:c.last]
		for j := range row {
			b := &row[j]
			n += bit(x > b[0]) + bit(x > b[1]) + bit(x > b[2]) + bit(x > b[3]) +
				bit(x > b[4]) + bit(x > b[5]) + bit(x > b[6]) + bit(x > b[7])
		}
		s := &slots[n]
		sum += s.points
		missing += s.missing
		out.Bins[i&(MaxFactors-1)] = s.bin
		lost[c.reason&(MaxFactors-1)] += s.lost
	}
	if len(e.pairs) > 0 {
		more, gone := e.evaluatePairs(vec, out, &lost)
		sum, missing = sum+more, missing+gone
	}
	out.Sum, out.Missing = e.card.Base+int(sum), int(missing)
	out.Reasons = top(lost[:len(e.reasons)])
}

// evaluateShort pads a vector that is older than the catalogue. It is apart so that the padding costs nothing elsewhere.
//
//go:noinline
func (e *Evaluator) evaluateShort(vec []float64, out *Points) {
	padded := make([]float64, e.width)
	for i := copy(padded, vec); i < len(padded); i++ {
		padded[i] = math.NaN()
	}
	e.Evaluate(padded, out)
}

// bit is 1 for true; the compiler turns it into one instruction.
func bit(is bool) int {
	if is {
		return 1
	}
	return 0
}

// reasonBits is how far a loss is shifted to make room for its place in a sortable key.
const reasonBits = 6

// top returns the largest losses, most first; of equal ones the earlier reason is first, and none is 0. Each loss and its
// place become one number, pushed through a chain of maxima: the same instructions for every order.
func top(lost []int32) [TopReasons]Lost {
	var first, second, third, fourth int64
	for i, l := range lost {
		k := int64(l)<<reasonBits | int64(MaxFactors-1-i)
		first, k = max(first, k), min(first, k)
		second, k = max(second, k), min(second, k)
		third, k = max(third, k), min(third, k)
		fourth = max(fourth, k)
	}
	var reasons [TopReasons]Lost
	for i, k := range [TopReasons]int64{first, second, third, fourth} {
		reasons[i] = Lost{Reason: -1}
		if points := k >> reasonBits; points > 0 {
			reasons[i] = Lost{Reason: int32(MaxFactors - 1 - k&(MaxFactors-1)), Points: int32(points)}
		}
	}
	return reasons
}
