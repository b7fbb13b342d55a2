package score

// Lost is a reason of the fast path: an index into Evaluator.ReasonCodes and the points lost under it.
type Lost struct {
	Reason int32 // index into Evaluator.ReasonCodes, -1 for none
	Points int32 // points lost net within the code, 0 for none
}

// Points is the result of the fast path, in fixed arrays so that one value serves a whole book.
type Points struct {
	Sum     int               // base and factors, before the scale's limits and any adjustment
	Missing int               // sum of the points that missing bins gave
	Bins    [MaxFactors]uint8 // chosen bin of each factor of the card, in the card's order
	Reasons [TopReasons]Lost  // most points lost first
}
