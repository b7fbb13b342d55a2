package data

import (
	"errors"
	"fmt"
	"math"

	"candor/engine/decide"
	"candor/engine/watch"
	"candor/models"
)

// errUnfit is an event that does not go into its account's state.
var errUnfit = errors.New("an event does not go into the state")

// errUnread is a state, or factors, that cannot be read.
var errUnread = errors.New("cannot be read")

// poisonous recognises what the engine will break on again: a panic, or a state or factors that cannot be read. What the database
// refused, and an account that is not there, is none.
func poisonous(err error) bool {
	return errors.Is(err, errPanic) || errors.Is(err, errUnread)
}

// decideAlone decides one event by itself. One that the engine breaks on is stored all the same, held for a person (S63): nothing that
// was sent is lost, and an error never approves.
func (s *Store) decideAlone(w *eventWork) *eventGroup {
	g := s.tryBatch([]*eventWork{w})
	if g.err == nil || !poisonous(g.err) {
		return g
	}
	w.failed = g.err
	return s.tryBatch([]*eventWork{w})
}

// giveUp is the decision on an event that the engine broke on: nothing is looked at but whether it could be at all.
func (g *eventGroup) giveUp(w *eventWork, in *decide.EventInput) decide.EventResult {
	in.Failed = true
	for i := range in.Vector {
		in.Vector[i] = math.NaN()
	}
	in.Late = !g.accounts[w.account].take(&w.watched)
	w.by = &w.live.decider
	return w.by.monitor.Decide(in)
}

// take puts an event into the state where that can be done. One that cannot be is told of as a late one, for somebody to look at.
func (a *eventAccount) take(e *watch.Event) (taken bool) {
	was := a.state
	defer func() {
		if recover() != nil {
			a.state, taken = was, false
		}
	}()
	return a.state.Add(e)
}

// mend builds states anew that could not be read, so that their accounts can go on. Where the events do not go into a state either, it
// begins anew with the event at hand, and the record says that what was there is set aside.
func (g *eventGroup) mend() error {
	for _, a := range g.order {
		if !a.unread {
			continue
		}
		done := models.Rebuilt{AccountID: a.account.ID}
		err := g.tx.rebuild(&done, &a.state)
		if errors.Is(err, errUnfit) {
			a.state, done.Version = watch.State{}, a.version
			err = g.tx.audit(models.ActionStateRebuilt, aboutAccount(a.account.ID), map[string]any{"version": a.version},
				map[string]any{"version": a.version + 1, "set_aside": true, "error": firstLine(err)}, "")
		}
		if err != nil {
			return err
		}
		a.version = done.Version
	}
	return nil
}

// tellFailed records what the engine broke on.
func (tx *writeTx) tellFailed(e *models.Event, cause error) error {
	on := target{kind: "event", id: e.PublicID(), accountID: e.AccountID}
	return tx.audit(models.ActionEventFailed, on, nil, map[string]any{"outcome": e.Outcome, "error": firstLine(cause)}, "")
}

// fit puts a stored event into a state; errUnfit where that cannot be done.
func fit(state *watch.State, e *models.Event) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %s: %v", errUnfit, e.PublicID(), p)
		}
	}()
	w, err := e.Watched()
	if err != nil {
		return fmt.Errorf("%w: %s: %w", errUnfit, e.PublicID(), err)
	}
	if !state.Add(&w) {
		return fmt.Errorf("%w: %s", errUnfit, e.PublicID())
	}
	return nil
}
