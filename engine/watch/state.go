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

// lateness is Lateness in microseconds.
const lateness = int64(Lateness / time.Microsecond)

// ErrState is wrapped by every error of Decode.
var ErrState = errors.New("account state")

// State is the streaming state of one account. The zero value is that of an account without events. It has a fixed size and no
// pointers: keep one as scratch and decode into it.
type State struct {
	n      uint8
	buffer [Buffered + 1]note // sorted; one more than stays, for the event that is just added
	past   folded
}

// Add takes e into the state. It returns false, and changes nothing, for an event that comes too late: more than Lateness older
// than the newest, or not after an event that was already folded; also for one of no valid kind or time. An event whose ID is
// still in the buffer is taken as a repetition: Add returns true and changes nothing.
func (s *State) Add(e *Event) bool {
	if !e.Kind.Valid() || e.At <= 0 || e.At > MaxAt {
		return false
	}
	for i := range s.n {
		if s.buffer[i].id == e.ID {
			return true
		}
	}
	n := noteOf(e)
	if s.late(&n) {
		return false
	}
	s.insert(&n)
	old := s.buffer[s.n-1].at - lateness
	for s.n > Buffered || s.buffer[0].at < old || s.n > 1 && s.tooLong() {
		s.foldOldest()
	}
	return true
}

// Meet is Features and then Add, and returns what Add does. Buffered events that e makes old are folded once for both: where an
// account's events are far apart, each is.
func (s *State) Meet(e *Event, f *Facts, v *Vector) bool {
	if s.outlived(e) {
		for s.n > 0 {
			s.foldOldest()
		}
	}
	s.Features(e, f, v)
	return s.Add(e)
}

// outlived reports whether Add would fold every buffered event for e.
func (s *State) outlived(e *Event) bool {
	if s.n == 0 || !e.Kind.Valid() || e.At > MaxAt || s.buffer[s.n-1].at >= e.At-lateness {
		return false
	}
	for i := range s.n {
		if s.buffer[i].id == e.ID {
			return false
		}
	}
	return true
}

// late reports whether an event can no longer take its place in the order.
func (s *State) late(n *note) bool {
	if s.n > 0 && n.at < s.buffer[s.n-1].at-lateness {
		return true
	}
	return s.past.begun() && (n.at < s.past.at || n.at == s.past.at && n.id <= s.past.id)
}

// begun reports whether anything was folded.
func (p *folded) begun() bool { return p.moment[mFirst] != 0 }

// insert puts a note at its place in the buffer, which has room for one more than it keeps.
func (s *State) insert(n *note) {
	i := s.n
	for ; i > 0 && n.before(&s.buffer[i-1]); i-- {
		s.buffer[i] = s.buffer[i-1]
	}
	s.buffer[i] = *n
	s.n++
}

// foldOldest moves the oldest event of the buffer into the folded part.
func (s *State) foldOldest() {
	s.past.fold(&s.buffer[0])
	s.past.fit()
	copy(s.buffer[:], s.buffer[1:s.n])
	s.n--
}

// catchUp folds the buffered events that come before n into p, a copy of the folded part.
func (s *State) catchUp(n *note, p *folded) {
	for i := range s.n {
		if !s.buffer[i].before(n) {
			return
		}
		p.fold(&s.buffer[i])
		p.fit()
	}
}
