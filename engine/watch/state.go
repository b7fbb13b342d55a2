package watch

import (
	"errors"
	"time"
)

// Limits of a state.
const (
	Lateness = 10 * time.Minute // how much later than a newer event one may still arrive
	Buffered = 12               // newest events that are kept unfolded
	Recent   = 16               // newest money events that patterns look at
	MaxBytes = 1024             // what Append writes at most
)

// ErrState is wrapped by every error of Decode.
var ErrState = errors.New("account state")

// State is the streaming state of one account. The zero value is that of an account without events. It has a fixed size and no
// pointers: keep one as scratch and decode into it.
type State struct {
	newest int64
}

// Decode replaces s by the state that Append wrote as b; no bytes stand for an account without events. Bytes that Append would
// not write give an error that wraps ErrState, and s then holds the state of an account without events.
func (s *State) Decode(b []byte) error {
	*s = State{}
	return nil
}

// Append appends the state to dst, at most MaxBytes bytes. Equal states give equal bytes.
func (s *State) Append(dst []byte) []byte { return dst }

// Features fills v with the features of e, which need not have been added, among the events before it in s. Facts that are not
// known are NaN in f. It changes neither s, e nor f.
func (s *State) Features(e *Event, f *Facts, v *Vector) {}

// Add takes e into the state. It returns false, and changes nothing, for an event that comes too late: more than Lateness older
// than the newest, or not after an event that was already folded; also for one of no valid kind or time. An event whose ID is
// still in the buffer is taken as a repetition: Add returns true and changes nothing.
func (s *State) Add(e *Event) bool { return true }
