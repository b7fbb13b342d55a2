package simulate

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"candor/data/demo"
)

// Options is what happens, and how much of it.
type Options struct {
	Seed      uint64
	Start     time.Time
	Customers []demo.Customer // of the lender, by their place in its book
	Personas  map[string]demo.Customer
	Rate      float64       // events a second of ordinary life; 0: none
	Attacks   []string      // names of scripts
	Every     time.Duration // between the beginnings of one attack; 0: each runs once
	Length    time.Duration // 0: until the attacks have run, DefaultLength without any
	Events    int           // 0: as many as there are
	Pace      float64       // how many times faster than life an attack runs
}

// DefaultLength is how long ordinary life is shown where nothing else says so; lead is how
// long it goes on before the first attack, and after the last.
const (
	DefaultLength = time.Minute
	lead          = 2 * time.Second
)

// Stream is a simulation: one event after the other, in the order of time.
type Stream struct {
	o        Options
	run      string // first part of every external id
	sent     int
	numbers  map[string]int // runs of each attack so far
	life     *life
	launches []launch // to come, by time
	steps    []Event  // of attacks that have begun, by time
	cast     *cast
}

// launch is the beginning of an attack.
type launch struct {
	at     time.Duration
	attack string
}

// New prepares a simulation. It fails on an attack that there is no script for, and when
// none of the customers can play their part.
func New(o Options) (*Stream, error) {
	for _, name := range o.Attacks {
		if _, ok := scripts[name]; !ok {
			return nil, fmt.Errorf("no attack %q", name)
		}
	}
	s := &Stream{o: o, numbers: map[string]int{}, cast: newCast(o.Customers, o.Personas)}
	short := strconv.FormatUint(o.Seed>>32^o.Seed&math.MaxUint32, 36) // names have at most 64 characters
	s.run = "sim-" + short + "-" + strconv.FormatInt(o.Start.UnixMilli(), 36) + "-"
	if o.Rate > 0 && len(s.cast.ordinary) == 0 {
		return nil, fmt.Errorf("none of %d customers is in good standing", len(o.Customers))
	}
	s.plan()
	s.life = newLife(o, s.cast.ordinary)
	return s, nil
}

// plan says when attacks begin: the several ones divide the time among them.
func (s *Stream) plan() {
	o := &s.o
	if o.Every == 0 {
		for i, name := range o.Attacks {
			s.launches = append(s.launches, launch{lead * time.Duration(i+1), name})
		}
		if o.Length == 0 {
			o.Length = s.untilDone()
		}
		return
	}
	if o.Length == 0 && o.Events == 0 {
		o.Length = DefaultLength
	}
	for i, name := range o.Attacks {
		s.launches = append(s.launches, launch{lead + o.Every*time.Duration(i)/time.Duration(len(o.Attacks)), name})
	}
	slices.SortStableFunc(s.launches, byTime)
}

func byTime(a, b launch) int { return cmp.Compare(a.at, b.at) }

// untilDone is when the last step of every attack will have been taken.
func (s *Stream) untilDone() time.Duration {
	if len(s.launches) == 0 {
		if s.o.Events > 0 {
			return 0
		}
		return DefaultLength
	}
	end := time.Duration(0)
	for len(s.launches) > 0 {
		s.begin()
		end = max(end, s.steps[len(s.steps)-1].Offset)
	}
	return end + lead
}

// begin lets the first attack that waits begin: its steps join those of others.
func (s *Stream) begin() {
	l := s.launches[0]
	s.launches = s.launches[1:]
	number := s.numbers[l.attack]
	s.numbers[l.attack]++
	if s.o.Every > 0 {
		s.launches = append(s.launches, launch{l.at + s.o.Every, l.attack})
		slices.SortStableFunc(s.launches, byTime)
	}
	p := &play{
		r:    rand.New(rand.NewPCG(s.o.Seed, attackStream(l.attack, number))),
		cast: s.cast, number: number, attack: l.attack, at: l.at, pace: max(s.o.Pace, 1),
		run: s.run + l.attack + "-" + strconv.Itoa(number) + "-",
	}
	scripts[l.attack](p)
	for i := range p.steps {
		p.steps[i].finish(s.o.Start, p.name(i))
	}
	s.steps = append(s.steps, p.steps...)
	slices.SortStableFunc(s.steps, func(a, b Event) int { return cmp.Compare(a.Offset, b.Offset) })
}

// attackStream numbers the random numbers of one run of an attack.
func attackStream(attack string, number int) uint64 {
	return uint64(slices.Index(Attacks(), attack)+1)<<32 | uint64(number)
}

// Length is when ordinary life ends, 0 without an end.
func (s *Stream) Length() time.Duration { return s.o.Length }

// Next returns the next event, false after the last.
func (s *Stream) Next() (Event, bool) {
	if s.o.Events > 0 && s.sent >= s.o.Events {
		return Event{}, false
	}
	living := s.life.offset()
	for len(s.launches) > 0 && (len(s.steps) == 0 || s.launches[0].at <= s.steps[0].Offset) && s.launches[0].at <= living &&
		(s.o.Length == 0 || s.launches[0].at < s.o.Length) {
		s.begin()
	}
	var e Event
	switch {
	case len(s.steps) > 0 && s.steps[0].Offset <= living:
		e, s.steps = s.steps[0], s.steps[1:]
	case living < never:
		e = s.life.next()
		e.finish(s.o.Start, s.run+strconv.Itoa(s.sent))
	default:
		return Event{}, false
	}
	if s.o.Length > 0 && e.Offset > s.o.Length {
		return Event{}, false
	}
	s.sent++
	return e, true
}
