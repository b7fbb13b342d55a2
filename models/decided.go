package models

import (
	"errors"
	"time"
)

// Decided is an event with its decision, as its sender is answered.
type Decided struct {
	Event     Event
	Challenge *Challenge // asked of the customer, nil when none is
	Repeat    bool       // the event was decided before
}

// LabelEvent says what an event turned out to be, by its sender's own number.
type LabelEvent struct {
	Source, ExternalID string
	Bad                bool
	At                 time.Time // when it became known
}

var (
	// ErrDifferent: the external id is taken by another event.
	ErrDifferent = errors.New("the same id with another body")
	// ErrInFlight: the same event is being decided.
	ErrInFlight = errors.New("in flight")
	// ErrBusy: more waits than can be done in time, or another process keeps the database locked; nothing was stored.
	ErrBusy = errors.New("busy")
)
