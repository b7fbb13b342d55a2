package models

import (
	"cmp"
	"math"
	"slices"
	"time"

	"candor/engine/watch"
)

// Travels is where an account's events came from, and the moves between these places that were found impossible.
type Travels struct {
	Places     []Place // the latest seen first, those of Moves among them
	MorePlaces int     // beyond MostPlaces
	Moves      []Move  // newest first
	MoreMoves  int     // beyond MostMoves
	Unknown    int     // moves whose start is not among the events that were read
	Within     int     // moves between two points of one place, which no line joins
	Unplaced   int     // events stored without coordinates, also where their city became known later
}

// Place is a city, or a place without a name, that events came from.
type Place struct {
	City          string  // "" where none was named
	Lat, Lon      float64 // of the newest event, in degrees
	Centre        bool    // it is the city's centre, because none of the events sent where it was
	Here          bool    // the next move is measured from here
	N             int
	First, Latest time.Time
}

// Move is the way to an event that its decision found impossible, between two of the places by their index.
type Move struct {
	From, To  int
	Event     ID
	At        time.Time // of that event
	Km, Hours float64
}

// Bounds of what a page shows of Travels. The places of all moves have room among the places.
const (
	MostPlaces = 24
	MostMoves  = 10
)

// ReasonTravel is the reason of rules that find a move impossible.
const ReasonTravel = "impossible_travel"

// samePlaceKm is how far apart events that name the same city still came from one place.
const samePlaceKm = 50

// DegreeKm is how long a degree of latitude is, in km.
func DegreeKm() float64 { return watch.DistanceKm(0, 0, 1, 0) }

// TravelsOf gathers places and moves from an account's events in the order of receipt, newest first. What cannot be read of an event is
// left out: its own page says so.
func TravelsOf(events []Event) Travels {
	t := traveller{events: events, watched: make([]watch.Event, len(events)), at: make([]int, len(events))}
	for i := range events {
		t.watched[i], _ = events[i].Watched()
	}
	t.gather()
	for i := range events {
		t.move(i)
	}
	t.bound()
	return t.Travels
}

// traveller is what TravelsOf works on.
type traveller struct {
	Travels
	events  []Event
	watched []watch.Event
	at      []int // the place of each event, -1 for none
}

// gather finds the place of every event, and of the last one.
func (t *traveller) gather() {
	for i := range t.events {
		if t.at[i] = -1; !t.watched[i].HasPlace {
			t.Unplaced++
			continue
		}
		t.at[i] = t.place(&t.events[i])
	}
	next := watch.Event{ID: math.MaxInt64, At: watch.MaxAt, HasPlace: true}
	if _, from := t.way(&next, 0, time.UnixMicro(watch.MaxAt)); from >= 0 {
		t.Places[t.at[from]].Here = true
	}
}

// place counts an event at its place and returns which that is.
func (t *traveller) place(e *Event) int {
	b := &e.Body
	i := slices.IndexFunc(t.Places, func(p Place) bool {
		return p.City == b.City && watch.DistanceKm(p.Lat, p.Lon, *b.Lat, *b.Lon) <= samePlaceKm
	})
	if i < 0 {
		i = len(t.Places)
		t.Places = append(t.Places, Place{City: b.City, Lat: *b.Lat, Lon: *b.Lon, Centre: true, First: e.At, Latest: e.At})
	}
	p := &t.Places[i]
	if p.Centre && !b.Centre { // where somebody said to be says more than the middle of a city
		p.Lat, p.Lon, p.Centre = *b.Lat, *b.Lon, false
	}
	p.N++
	if e.At.Before(p.First) {
		p.First = e.At
	}
	if e.At.After(p.Latest) {
		p.Latest = e.At
	}
	return i
}

// way measures the way to an event from those received before it, which start at an index, and returns the one that it starts at, -1 where
// that is not among them. What came too late counts from when the account's state was built anew with it.
func (t *traveller) way(to *watch.Event, start int, when time.Time) (watch.Way, int) {
	var known []watch.Event
	var index []int
	for i := start; i < len(t.events); i++ {
		if e := &t.events[i]; !e.Late || e.CorrectedAt != nil && e.CorrectedAt.Before(when) {
			known, index = append(known, t.watched[i]), append(index, i)
		}
	}
	w, ok := watch.WayTo(to, known)
	if !ok {
		return w, -1
	}
	return w, index[w.From]
}

// move keeps the way to an event that was found impossible.
func (t *traveller) move(i int) {
	e := &t.events[i]
	if e.Outcome == "" {
		return
	}
	if r, err := e.Decided(); err != nil || !slices.Contains(r.Reasons, ReasonTravel) {
		return
	}
	if len(t.Moves) == MostMoves {
		t.MoreMoves++
		return
	}
	w, from := t.way(&t.watched[i], i+1, e.At)
	switch {
	case from < 0:
		t.Unknown++
	case t.at[from] == t.at[i]:
		t.Within++
	default:
		t.Moves = append(t.Moves, Move{From: t.at[from], To: t.at[i], Event: e.ID, At: e.At, Km: w.Km, Hours: w.Hours})
	}
}

// bound keeps the places of the moves and then those seen last, in the order of when they were.
func (t *traveller) bound() {
	moved := make([]bool, len(t.Places))
	for _, m := range t.Moves {
		moved[m.From], moved[m.To] = true, true
	}
	order := make([]int, len(t.Places))
	for i := range order {
		order[i] = i
	}
	latest := func(a, b int) int {
		p, q := &t.Places[a], &t.Places[b]
		return cmp.Or(q.Latest.Compare(p.Latest), cmp.Compare(a, b))
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case moved[a] && !moved[b]:
			return -1
		case moved[b] && !moved[a]:
			return 1
		}
		return latest(a, b)
	})
	if t.MorePlaces = max(0, len(order)-MostPlaces); t.MorePlaces > 0 {
		order = order[:MostPlaces]
	}
	slices.SortFunc(order, latest)
	kept, now := make([]Place, len(order)), make([]int, len(t.Places))
	for to, from := range order {
		kept[to], now[from] = t.Places[from], to
	}
	t.Places = kept
	for i := range t.Moves {
		m := &t.Moves[i]
		m.From, m.To = now[m.From], now[m.To]
	}
}
