package data

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"candor/models"
)

// eventActor answers for the unit of work that decides a batch; each event names its sender.
func eventActor() models.Actor { return models.System("engine") }

// errKnown is a batch in which every event was decided before: nothing to write.
var errKnown = errors.New("every event is known")

// eventLoop decides what waits, a batch at a time: while one batch is being committed the
// next gathers (natural group commit), on either database. A batch on PostgreSQL costs the
// same trips whatever its size, so as much company as the last one had is waited for a little:
// who was just answered often asks again. What is durable is counted and answered beside the
// next batch.
func (s *Store) eventLoop(lane chan *eventWork) {
	durable := make(chan *eventGroup, 1)
	defer close(durable)
	s.desk.stopped.Go(func() {
		for g := range durable {
			s.answer(g)
		}
	})
	company := 1
	for first := range lane {
		batch := append(make([]*eventWork, 0, eventBatchMax), first)
		if s.dialect == postgresql {
			batch = gather(lane, batch, company, eventPatience)
		}
		for more := true; more && len(batch) < eventBatchMax; {
			select {
			case w, open := <-lane:
				if more = open; open {
					batch = append(batch, w)
				}
			default:
				more = false
			}
		}
		company = len(batch)
		s.decideBatch(batch, func(g *eventGroup) { durable <- g })
	}
}

// gather adds what comes within a time until the batch has a size.
func gather(lane chan *eventWork, batch []*eventWork, size int, patience time.Duration) []*eventWork {
	if len(batch) >= size {
		return batch
	}
	late := time.NewTimer(patience)
	defer late.Stop()
	for len(batch) < size {
		select {
		case w, open := <-lane:
			if !open {
				return batch
			}
			batch = append(batch, w)
		case <-late.C:
			return batch
		}
	}
	return batch
}

// decideBatch decides a batch as one unit of work. When that fails for a reason that does
// not pass, each event is tried alone, so that a poisonous one harms nobody else and is not lost itself. A database that
// another process keeps locked would be waited for by each of them in turn: they are turned away together.
func (s *Store) decideBatch(batch []*eventWork, answer func(*eventGroup)) {
	g := s.tryBatch(batch)
	if g.err != nil && (len(batch) > 1 && !errors.Is(g.err, models.ErrBusy) || poisonous(g.err)) {
		for _, w := range batch {
			answer(s.decideAlone(w))
		}
		return
	}
	answer(g)
	if len(g.deferred) > 0 {
		s.decideBatch(g.deferred, answer)
	}
}

// tryBatch runs the unit again while it only met somebody else's.
func (s *Store) tryBatch(batch []*eventWork) (g *eventGroup) {
	for try := range eventRetries {
		if try > 0 {
			time.Sleep(time.Duration(1+rand.IntN(4*try)) * time.Millisecond)
		}
		err := s.write(context.Background(), eventActor(), func(tx *writeTx) error {
			g = &eventGroup{batch: batch}
			return g.run(tx)
		})
		if err == nil || errors.Is(err, errKnown) {
			return g
		}
		g = &eventGroup{batch: batch, err: err}
		if !errors.Is(err, models.ErrConflict) {
			return g
		}
	}
	return g
}

// answer takes what a batch decided into the counts, then tells those who wait.
func (s *Store) answer(g *eventGroup) {
	if g.err == nil {
		g.count(&s.desk.counts)
		g.countTrials(&s.desk.trials)
		g.countLists(&s.desk.lists)
		g.countRules(&s.desk.rules)
		g.countMerchants(&s.desk.merchants)
		s.desk.sights.note(g.sights)
	}
	for _, w := range g.batch {
		if !slices.Contains(g.deferred, w) {
			s.desk.leave(w, g.err)
		}
	}
}
