package score

import (
	"fmt"
	"math"
	"slices"
)

// blockSize is how many edges are compared at once. Rows of edges are padded with +Inf, which no value is above, so that every
// block takes the same instructions whatever the value.
const blockSize = 8

// block is a stretch of one factor's ascending edges.
type block [blockSize]float64

// slot is one stretch between two edges of a factor, and what it gives.
type slot struct {
	points  int32 // points of the bin
	lost    int32 // points lost against the reference, below 0 where the bin gives more than that
	missing int32 // points again when the bin is the missing one, else 0
	bin     uint8 // index into the factor's bins
}

// column is one factor of the card, compiled.
type column struct {
	position int // index into the vector
	first    int // its blocks are first..last-1
	last     int
	slots    int // its slots start here; slot 0 is missing
	reason   int // index into the reason codes
	against  int // points that losses are counted from
}

// Evaluator is a compiled scorecard. It is read only and safe for use by any number of goroutines at once.
type Evaluator struct {
	card    Scorecard
	columns []column
	singles int // the first columns, which are no pairs
	pairs   []crossing
	blocks  []block
	slots   []slot
	reasons []string
	from    Reference
	width   int // shortest vector that holds every factor of the card
}

// Compile validates a card and lays it out for evaluation, with reasons counted against the best bins. The keys name the places
// of the vector, in order, as factor.Keys gives them; a factor of the card that is not among them is an error.
func Compile(card Scorecard, factorKeys []string) (*Evaluator, error) {
	return CompileAgainst(card, factorKeys, ReferenceBest)
}

// CompileAgainst is Compile with reasons counted against another reference. Nothing but the reasons depends on it. A reference
// that is not known is an error.
func CompileAgainst(card Scorecard, factorKeys []string, from Reference) (*Evaluator, error) {
	if err := card.Validate(); err != nil {
		return nil, err
	}
	if !from.Valid() {
		return nil, fmt.Errorf("reference %q of reasons is not known", from)
	}
	e := &Evaluator{card: card, from: from.orBest()}
	for i := range card.Factors {
		if err := e.add(&card.Factors[i], factorKeys); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// add compiles one factor.
func (e *Evaluator) add(f *Factor, keys []string) error {
	of := []string{f.Key}
	if f.Pair != nil {
		of = f.Pair.Keys[:]
	}
	var positions [2]int
	for i, key := range of {
		if positions[i] = slices.Index(keys, key); positions[i] < 0 {
			return fmt.Errorf("factor %q: not in the catalogue", key)
		}
	}
	if f.Pair != nil {
		e.addPair(f, positions)
		return nil
	}
	c := e.layOut(f, positions[0], f.against(e.from))
	c.reason = e.reasonAt(f.Reason)
	e.columns = append(e.columns, c)
	e.singles++
	return nil
}

// reasonAt is the index of a reason code.
func (e *Evaluator) reasonAt(code string) int {
	at := slices.Index(e.reasons, code)
	if at < 0 {
		at = len(e.reasons)
		e.reasons = append(e.reasons, code)
	}
	return at
}

// layOut makes the blocks and slots of a factor's values.
func (e *Evaluator) layOut(f *Factor, position, against int) column {
	c := column{position: position, first: len(e.blocks), slots: len(e.slots), against: against}
	edges := f.edges()
	e.slots = append(e.slots, f.slotAt(math.NaN(), c.against))
	for i := range edges {
		// The upper end of a slot stands for all of it: no bin begins or ends inside.
		upper := math.MaxFloat64
		if i+1 < len(edges) {
			upper = edges[i+1]
		}
		e.slots = append(e.slots, f.slotAt(upper, c.against))
	}
	for start := 0; start < len(edges); start += blockSize {
		var b block
		for i := range b {
			b[i] = math.Inf(1)
		}
		copy(b[:], edges[start:])
		e.blocks = append(e.blocks, b)
	}
	c.last = len(e.blocks)
	e.width = max(e.width, position+1)
	return c
}

// edges returns the ascending bounds at which the factor's bin can change. The first is -Inf, which every number is above and
// NaN is not, so that a missing value ends in slot 0 without a test. A code is the stretch from the float before it to itself.
func (f *Factor) edges() []float64 {
	edges := []float64{math.Inf(-1)}
	for _, b := range f.Bins {
		if b.Kind == BinRange && b.UpTo != nil {
			edges = append(edges, *b.UpTo)
		}
		for _, c := range b.Codes {
			edges = append(edges, math.Nextafter(c, math.Inf(-1)), c)
		}
	}
	slices.Sort(edges)
	return slices.Compact(edges)
}

// slotAt returns what a value of the factor gives, and what it loses against some points.
func (f *Factor) slotAt(x float64, against int) slot {
	bin := f.BinOf(x)
	s := slot{points: int32(f.Bins[bin].Points), lost: int32(against - f.Bins[bin].Points), bin: uint8(bin)}
	if f.Bins[bin].Kind == BinMissing {
		s.missing = s.points
	}
	return s
}

// BinOf returns the index of the bin that a value falls in, or -1 for a factor without bins: the missing bin for NaN, -Inf and
// any value that no other bin takes; a bin that lists it as a code before the range that it lies in.
func (f *Factor) BinOf(x float64) int {
	missing, within := -1, -1
	for i, b := range f.Bins {
		switch b.Kind {
		case BinMissing:
			missing = i
		case BinCodes:
			if slices.Contains(b.Codes, x) {
				return i
			}
		case BinRange:
			if x > math.Inf(-1) && (b.Over == nil || x > *b.Over) && (b.UpTo == nil || x <= *b.UpTo) {
				within = i
			}
		}
	}
	if within >= 0 {
		return within
	}
	return missing
}

// Card returns the card that was compiled. Its slices are shared and must not be changed.
func (e *Evaluator) Card() Scorecard { return e.card }

// ReasonCodes returns the reason codes of the card in the order of its factors, which Lost.Reason indexes. It is read only.
func (e *Evaluator) ReasonCodes() []string { return e.reasons }

// Reference returns what the reasons are counted against.
func (e *Evaluator) Reference() Reference { return e.from }

// Width returns the length that a vector needs to hold every factor of the card.
func (e *Evaluator) Width() int { return e.width }
