package decide

import (
	"math"
	"slices"

	"candor/engine/factor"
	"candor/engine/rules"
	"candor/engine/score"
)

// Release is how versions of the policy come into force.
type Release struct {
	// ShadowFirst wants every version to have run in shadow before it is published.
	ShadowFirst bool `json:"shadow_first,omitempty"`
	// RollbackNeedsSecond takes the one-click rollback away: what undoes a version then goes
	// through draft and approval as any other.
	RollbackNeedsSecond bool `json:"rollback_needs_second,omitempty"`
}

// Switches turn parts of the engine off.
type Switches struct {
	// RelationshipsOff is the jurisdictions, ISO 3166-1 alpha-2, whose accounts are scored
	// without the relationships aspect: its factors count as missing there. "*" is all.
	RelationshipsOff []string `json:"relationships_off,omitempty"`
}

// jurisdictionsMax bounds the list of jurisdictions.
const jurisdictionsMax = 50

// Jurisdiction reports whether s is two capital letters, as ISO 3166-1 alpha-2 writes them.
func Jurisdiction(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}

func (s *Switches) check(add adder) {
	if len(s.RelationshipsOff) > jurisdictionsMax {
		add("switches.relationships_off", "count_between", "min", "0", "max", "50")
		return
	}
	for i, j := range s.RelationshipsOff {
		if j != "*" && !Jurisdiction(j) {
			add("switches.relationships_off", "jurisdiction")
		} else if slices.Contains(s.RelationshipsOff[:i], j) {
			add("switches.relationships_off", "unique")
		}
	}
}

// Off reports whether the relationships aspect is switched off for a jurisdiction.
func (s *Switches) Off(jurisdiction string) bool {
	return len(s.RelationshipsOff) > 0 && (slices.Contains(s.RelationshipsOff, "*") || slices.Contains(s.RelationshipsOff, jurisdiction))
}

// relationFactors is the places of the factors on relationships in a vector.
var relationFactors = func() (at []int) {
	for i, f := range factor.Catalogue {
		if f.Aspect == score.AspectRelationships {
			at = append(at, i)
		}
	}
	return at
}()

// Mask makes missing, in place, what the policy's switches take away from the accounts of a
// jurisdiction, and reports whether it took anything away. What is masked is stored as it was
// scored, so that a replay needs no switch.
func (s *Switches) Mask(v factor.Vector, jurisdiction string) bool {
	if !s.Off(jurisdiction) {
		return false
	}
	for _, i := range relationFactors {
		if i < len(v) {
			v[i] = math.NaN()
		}
	}
	return true
}

// Bucket is the hundredth of the accounts, 0 to 99, that an account falls into for a version:
// the same on every replica and at every time, and another deal for another version. A
// version that decides for n in a hundred decides for the buckets below n, so that raising n
// takes nobody out. It is the finaliser of SplitMix64 (Steele, Lea, Flood, "Fast splittable
// pseudorandom number generators", 2014) over both numbers.
func Bucket(version int, account int64) int {
	x := uint64(account) + uint64(version)*0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return int((x ^ x>>31) % 100)
}

// stop leaves the decision to people: money that would leave is held, whatever rules, lists
// and score say, unless it is blocked by what is not there; nothing else is turned away or
// challenged, but for what could not be evaluated, which stays held; and no account is
// sanctioned by the engine.
func (e *evaluation) stop() {
	if !e.in.Manual {
		return
	}
	r := &e.result
	r.Sanction = ""
	money := e.in.Kind == "purchase" || e.in.Kind == "draw" || e.in.Kind == "transfer_out"
	switch {
	case r.Lane == LaneBlock:
		return
	case money, len(r.Failed) > 0 && r.Outcome.Rank() > rules.Monitor.Rank():
		r.Outcome = rules.Hold
	case r.Outcome.Rank() > rules.Monitor.Rank():
		r.Outcome = rules.Monitor
	default:
		return
	}
	r.Lane, r.Reasons = LaneStop, append([]string{ReasonStop}, r.Reasons...)
}

// Event returns an event's input as the policy decides on it for an account of a jurisdiction: without what its switches take
// away, the very same where they take nothing. What another policy took away in its time is not in the input and cannot come back.
func (s *Switches) Event(in *EventInput, jurisdiction string) *EventInput {
	if !s.Off(jurisdiction) {
		return in
	}
	out := *in
	out.Vector.ForgetRelations()
	return &out
}
