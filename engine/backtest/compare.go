package backtest

import (
	"errors"

	"candor/engine/decide"
)

// CompareOptions are the choices of one comparison of two policies.
type CompareOptions struct {
	Current  *decide.Monitor // of the policy in force
	Proposed *decide.Monitor
	// What either switches off for accounts of a jurisdiction.
	CurrentSwitches, ProposedSwitches decide.Switches

	Workers   int   // the report does not depend on it
	Clock     Clock // where local days begin
	DelayDays int   // how late labels are taken to be, in the windows of merchants
	// From and To are Unix microseconds; what happened at or after From and before To is reported. 0 is open.
	From, To int64
	// Stateless says that every event brings its stored input, so that no state has to be built and the events may come in
	// any order.
	Stateless bool

	AlarmFen    int64 // what a good event that was stopped costs, in fen
	CaseMinutes int   // of a reviewer a case
	Appeals     int   // that customers filed within the window
	// Name writes the public id of an event and of its account.
	Name func(event, account int64) (string, string)
	// Batched is called between two batches of 4096 events with how many are done. Its error ends the comparison. May be nil.
	Batched func(done int) error
}

// Compare decides every event of the source by both policies, in one pass, and reports how they differ on those of the window.
// The same events give the same report, to the byte, in any number of workers. It fails on a policy that is missing, and with
// what the source or Batched fail with.
func Compare(events Source, o CompareOptions) (*Comparison, error) {
	if o.Current == nil || o.Proposed == nil {
		return nil, errors.New("backtest: a comparison needs two policies")
	}
	t := newCompareTally(o)
	p := newPlayer(Options{Workers: o.Workers, Clock: o.Clock, DelayDays: o.DelayDays}, func(m *moment) error {
		if o.within(m.At) {
			t.take(m)
		}
		return nil
	})
	p.stateless = o.Stateless
	p.judge = func(m *moment) {
		if o.within(m.At) {
			m.both(&o)
		}
	}
	if o.Batched != nil {
		p.batched = func() error { return o.Batched(p.played) }
	}
	if err := p.play(events); err != nil {
		return nil, err
	}
	return t.finish(), nil
}

// within reports whether an event belongs to the window.
func (o *CompareOptions) within(at int64) bool { return at >= o.From && (o.To == 0 || at < o.To) }

// both decides the event by both policies on the same input, but for what either switches off where the account is.
func (m *moment) both(o *CompareOptions) {
	if m.Input == nil && len(m.Stored) > 0 {
		in, err := decide.DecodeEventInput(m.Stored)
		if err != nil {
			m.skip = SkipUnreadable
			return
		}
		m.Input = in
	}
	if m.Input == nil && o.Stateless {
		m.skip = SkipNoInput
		return
	}
	if m.Input == nil {
		m.Input = m.input()
	}
	if m.Input.Manual { // the stop is the lender's, not a policy's: without it both say what they would
		in := *m.Input
		in.Manual = false
		m.Input = &in
	}
	m.result = o.Current.Decide(o.CurrentSwitches.Event(m.Input, m.Jurisdiction))
	m.other = o.Proposed.Decide(o.ProposedSwitches.Event(m.Input, m.Jurisdiction))
}
