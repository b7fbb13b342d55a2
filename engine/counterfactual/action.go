package counterfactual

import (
	"math"

	"candor/engine/factor"
)

// Kind is something that a customer can do.
type Kind string

// The actions, in the order in which a plan lists them.
const (
	PayDown        Kind = "pay_down"        // pay an amount of what is owed at once
	PayInFull      Kind = "pay_in_full"     // pay each of the next bills in full
	PayOnTime      Kind = "pay_on_time"     // pay what is past due and at least the minimum of each of the next bills, on time
	VerifyName     Kind = "verify_name"     // have the real name matched with the ID number
	VerifyDocument Kind = "verify_document" // have the ID document checked
	VerifyFace     Kind = "verify_face"     // have the face compared with the document
	BindCard       Kind = "bind_card"       // bind a bank card in the same name
)

// Kinds lists every action in order.
func Kinds() []Kind {
	return []Kind{PayDown, PayInFull, PayOnTime, VerifyName, VerifyDocument, VerifyFace, BindCard}
}

// Action is a kind with its parameter.
type Action struct {
	Kind   Kind
	Fen    int64 // PayDown: the amount, above 0
	Months int   // PayInFull and PayOnTime: how many statements, 1 to MaxMonths
}

// Bounds of the actions.
const (
	// MaxMonths is how many statements a plan reaches ahead: as many as the longest window of a factor looks back, and as
	// many as within months can mean.
	MaxMonths = 6
	// minimumBP is the least payment on a bill, in basis points: the tenth that is usual for cards in China.
	minimumBP = 1_000
	// faceFound is the similarity that a genuine face is taken to have, of 100.
	faceFound = 90
	// payDownSteps is into how many steps what is owed is divided, before rounding a step up to a plain amount.
	payDownSteps = 10
	// leastStep is the smallest step of an amount, in fen.
	leastStep = 10_000
)

// plan is a set of actions in a form that is quick to go through: at most one of each.
type plan struct {
	fen    int64
	pay    Kind // PayInFull, PayOnTime or empty
	months int
	checks uint8 // bit i is Kinds()[firstCheck+i]
	size   int
	effort int64
	money  *account // once the plan is done; plans that differ in checks share it, nil before it was worked out
}

// firstCheck is the place of the first check in Kinds.
const firstCheck = 3

// actions lists what a plan does.
func (p plan) actions() []Action {
	var list []Action
	if p.fen > 0 {
		list = append(list, Action{Kind: PayDown, Fen: p.fen})
	}
	if p.months > 0 {
		list = append(list, Action{Kind: p.pay, Months: p.months})
	}
	for i, k := range Kinds()[firstCheck:] {
		if p.checks&(1<<i) != 0 {
			list = append(list, Action{Kind: k})
		}
	}
	return list
}

// amounts returns the sums that can be paid at once: steps of a plain amount, and all that is owed.
func amounts(usedFen int64) []int64 {
	if usedFen <= 0 {
		return nil
	}
	step := plain((usedFen + payDownSteps - 1) / payDownSteps)
	var list []int64
	for fen := step; fen < usedFen; fen += step {
		list = append(list, fen)
	}
	return append(list, usedFen)
}

// plain rounds an amount up to 1, 2 or 5 times a power of ten, from leastStep.
func plain(fen int64) int64 {
	for unit := int64(leastStep); unit < math.MaxInt64/10; unit *= 10 {
		for _, times := range []int64{1, 2, 5} {
			if unit*times >= fen {
				return unit * times
			}
		}
	}
	return fen
}

// open returns the checks that are not passed yet, as bits.
func open(id factor.Identity) uint8 {
	var bits uint8
	for i, passed := range []bool{id.NameMatch == 1, id.Document == 1, id.Face >= faceFound, id.CardBound == 1} {
		if !passed {
			bits |= 1 << i
		}
	}
	return bits
}

// pass makes checks pass.
func pass(id *factor.Identity, checks uint8) {
	if checks&1 != 0 {
		id.NameMatch = 1
	}
	if checks&2 != 0 {
		id.Document = 1
	}
	if checks&4 != 0 {
		id.Face = faceFound
	}
	if checks&8 != 0 {
		id.CardBound = 1
	}
}
