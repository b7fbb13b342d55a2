package backtest

import (
	"errors"

	"candor/engine/decide"
	"candor/engine/rules"
)

// Options are the choices of one backtest.
type Options struct {
	Monitor   *decide.Monitor // of the policy that decides; Train needs none
	Workers   int             // the report does not depend on it
	Clock     Clock           // local time of the events
	Days      Days            // that are reported
	DelayDays int             // how late labels are taken to be, in the windows of merchants
	AlarmFen  int64           // what a good event that was stopped costs, in fen
	// KnownOut takes an account out of the report from the day on before which one of its events was known to be bad, among
	// those on or after the day KnownFrom: its card would have been replaced.
	KnownOut  bool
	KnownFrom int64
}

// Run decides every event of the source and reports on those of the days asked for.
func Run(events Source, o Options) (*Report, error) {
	if o.Monitor == nil {
		return nil, errors.New("backtest: no policy")
	}
	t := newTally(o)
	known := newKnown(o)
	p := newPlayer(o, func(m *moment) error {
		today := o.Clock.Day(m.At)
		out := known.out(m, today)
		if o.Days.Has(today) {
			if out {
				t.report.Withdrawn++
			} else {
				t.take(m, today)
			}
		}
		return nil
	})
	if err := p.play(events); err != nil {
		return nil, err
	}
	t.report.Played = p.played
	return t.finish(), nil
}

// Alarms: an event is alerted from monitor on, and stopped from step_up on: it does not go through unless the customer, or a
// person, says so.
func alerted(o rules.Outcome) bool { return o.Rank() >= rules.Monitor.Rank() }
func stopped(o rules.Outcome) bool { return o.Rank() >= rules.StepUp.Rank() }

// known is the accounts that are known to have had a bad event.
type known struct {
	on     bool
	from   int64
	clock  Clock
	labels labelQueue // merchant is the account here
	set    map[int64]bool
}

func newKnown(o Options) *known {
	return &known{on: o.KnownOut, from: o.KnownFrom, clock: o.Clock, set: map[int64]bool{}}
}

// out takes note of an event and reports whether its account was known before the event's day.
func (k *known) out(m *moment, today int64) bool {
	if !k.on {
		return false
	}
	start := k.clock.Start(today)
	for len(k.labels) > 0 && k.labels[0].known < start {
		k.set[int64(k.labels.next().merchant)] = true
	}
	if m.Labelled && m.Bad && today >= k.from {
		k.labels.wait(label{known: m.LabelAt, at: m.At, id: m.ID, merchant: uint64(m.Account)})
	}
	return k.set[m.Account]
}
