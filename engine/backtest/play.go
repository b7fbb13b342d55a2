package backtest

import (
	"container/heap"
	"fmt"
	"math"
	"sync"

	"candor/engine/decide"
	"candor/engine/watch"
)

// batch is how many events are worked on between two meetings of the workers.
const batch = 4096

// moment is an event with the features it met and the decision on them.
type moment struct {
	Event
	vector watch.Vector
	result decide.EventResult
	other  decide.EventResult // of the proposed policy, in a comparison
	skip   string             // why a comparison leaves it out, "" when it does not
}

// player plays events through the engine.
type player struct {
	judge     func(*moment) // decides, by many workers at once; nil: features only
	batched   func() error  // between two batches, to stop; nil: never
	stateless bool          // every event brings what it was decided on: no states, and any order
	clock     Clock
	delay     int // days, of the merchants' windows
	lanes     []lane
	merchants map[uint64]*watch.MerchantStats
	labels    labelQueue
	waiting   []moment
	last      int64
	played    int
	visit     func(*moment) error
}

// lane is the accounts of one worker. States are kept encoded: they take a tenth of the memory.
type lane struct {
	states  map[int64][]byte
	scratch watch.State
	facts   watch.Facts
	err     error
}

// merchantSeen tells an account's first purchase at a merchant.
var merchantSeen, _ = watch.Lookup("merchant_seen")

func newPlayer(o Options, visit func(*moment) error) *player {
	p := &player{
		clock: o.Clock, delay: o.DelayDays, merchants: map[uint64]*watch.MerchantStats{}, visit: visit,
		waiting: make([]moment, 0, batch), lanes: make([]lane, max(o.Workers, 1)),
	}
	if o.Monitor != nil {
		p.judge = func(m *moment) { m.decide(o.Monitor) }
	}
	for i := range p.lanes {
		p.lanes[i] = lane{states: map[int64][]byte{}, facts: watch.UnknownFacts()}
		p.lanes[i].facts.ZoneOffsetSeconds = o.Clock.OffsetSeconds
	}
	return p
}

// play goes through the source.
func (p *player) play(events Source) error {
	err := events(func(e *Event) error {
		if e.At < p.last && !p.stateless {
			return fmt.Errorf("event %d comes before the one before it: events must be in order of time", e.ID)
		}
		p.last = e.At
		p.waiting = append(p.waiting, moment{Event: *e})
		if len(p.waiting) < batch {
			return nil
		}
		return p.flush()
	})
	if err != nil {
		return err
	}
	return p.flush()
}

// flush works on what waits: what depends on the account alone, then what depends on merchants and labels, then the decisions.
func (p *player) flush() error {
	if !p.stateless {
		if err := p.meet(); err != nil {
			return err
		}
	}
	if p.judge != nil {
		p.each(func(worker int) {
			n := len(p.waiting)
			part := p.waiting[worker*n/len(p.lanes) : (worker+1)*n/len(p.lanes)]
			for i := range part {
				p.judge(&part[i])
			}
		})
	}
	for i := range p.waiting {
		if err := p.visit(&p.waiting[i]); err != nil {
			return err
		}
	}
	p.played += len(p.waiting)
	p.waiting = p.waiting[:0]
	if p.batched != nil {
		return p.batched()
	}
	return nil
}

// meet lets the events that wait meet the states of their accounts and merchants.
func (p *player) meet() error {
	p.each(func(worker int) { p.lanes[worker].meet(p.waiting, int64(worker), int64(len(p.lanes))) })
	for i := range p.lanes {
		if p.lanes[i].err != nil {
			return p.lanes[i].err
		}
	}
	for i := range p.waiting {
		p.market(&p.waiting[i])
	}
	return nil
}

// each runs one part of the work a worker and waits for all.
func (p *player) each(work func(worker int)) {
	if len(p.lanes) == 1 {
		work(0)
		return
	}
	var wait sync.WaitGroup
	for i := range p.lanes {
		wait.Go(func() { work(i) })
	}
	wait.Wait()
}

// meet lets each event of the worker's accounts meet the state before it, and adds it.
func (l *lane) meet(events []moment, worker, workers int64) {
	for i := range events {
		m := &events[i]
		if (m.Account%workers+workers)%workers != worker {
			continue
		}
		have := l.states[m.Account]
		if l.err = l.scratch.Decode(have); l.err != nil {
			return
		}
		l.scratch.Meet(&m.Event.Event, &l.facts, &m.vector)
		l.states[m.Account] = l.scratch.Append(have[:0])
	}
}

// market adds what is known of the merchant just before the event, the labels that became known by then among it.
func (p *player) market(m *moment) {
	for len(p.labels) > 0 && p.labels[0].known <= m.At {
		l := p.labels.next()
		p.stats(l.merchant).Add(watch.DayOf(l.at), watch.LabelDelta(true))
	}
	if m.Merchant == 0 {
		return
	}
	s := p.stats(m.Merchant)
	facts := s.Facts(m.At, p.delay)
	m.vector.SetMerchant(&facts)
	s.Add(watch.DayOf(m.At), watch.MerchantDelta(&m.Event.Event, m.vector[merchantSeen] == 0, false))
	if m.Labelled && m.Bad && m.Kind == watch.Purchase {
		p.labels.wait(label{known: m.LabelAt, at: m.At, id: m.ID, merchant: m.Merchant})
	}
}

func (p *player) stats(merchant uint64) *watch.MerchantStats {
	s := p.merchants[merchant]
	if s == nil {
		s = &watch.MerchantStats{}
		p.merchants[merchant] = s
	}
	return s
}

// decide decides the event.
func (m *moment) decide(monitor *decide.Monitor) { m.result = monitor.Decide(m.input()) }

// input is what the event was decided on in its time, or what can be known of it here.
func (m *moment) input() *decide.EventInput {
	if m.Input != nil {
		return m.Input
	}
	return &decide.EventInput{
		Kind: m.Kind.String(), Product: m.Product, Category: m.Category, Status: "active",
		Line: true, AmountFen: m.AmountFen, AvailableFen: math.MaxInt64, Vector: m.vector,
	}
}

// label is a purchase that will be known to be bad.
type label struct {
	known, at, id int64
	merchant      uint64
}

// labelQueue is a heap by the time a label becomes known.
type labelQueue []label

func (q labelQueue) Len() int { return len(q) }

func (q labelQueue) Less(i, j int) bool {
	return q[i].known < q[j].known || q[i].known == q[j].known && q[i].id < q[j].id
}

func (q labelQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// wait and next keep the queue in order.
func (q *labelQueue) wait(l label) { heap.Push(q, l) }
func (q *labelQueue) next() label  { return heap.Pop(q).(label) }

// Push is heap's.
func (q *labelQueue) Push(x any) { *q = append(*q, x.(label)) }

// Pop is heap's.
func (q *labelQueue) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}
