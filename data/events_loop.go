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
// next gathers (natural group commit), on either database. A batch on PostgreSQL costs a
// dozen trips whatever its size, so after one with company the next is waited for a little.
func (s *Store) eventLoop(lane chan *eventWork) {
	busy := false
	for first := range lane {
		batch := append(make([]*eventWork, 0, eventBatchMax), first)
		if busy && s.dialect == postgresql {
			batch = gather(lane, batch, eventPatience)
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
		busy = len(batch) > 1
		s.decideBatch(batch)
	}
}

// gather adds what comes within a time.
func gather(lane chan *eventWork, batch []*eventWork, patience time.Duration) []*eventWork {
	late := time.NewTimer(patience)
	defer late.Stop()
	for len(batch) < eventBatchMax {
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
// not pass, each event is tried alone, so that a poisonous one harms nobody else.
func (s *Store) decideBatch(batch []*eventWork) {
	g, err := s.tryBatch(batch)
	if err != nil && len(batch) > 1 {
		for _, w := range batch {
			_, err := s.tryBatch([]*eventWork{w})
			s.desk.leave(w, err)
		}
		return
	}
	for _, w := range batch {
		if !slices.Contains(g.deferred, w) {
			s.desk.leave(w, err)
		}
	}
	if len(g.deferred) > 0 {
		s.decideBatch(g.deferred)
	}
}

// tryBatch runs the unit again while it only met somebody else's.
func (s *Store) tryBatch(batch []*eventWork) (g *eventGroup, err error) {
	for try := range eventRetries {
		if try > 0 {
			time.Sleep(time.Duration(1+rand.IntN(4*try)) * time.Millisecond)
		}
		err = s.write(context.Background(), eventActor(), func(tx *writeTx) error {
			g = &eventGroup{batch: batch}
			return g.run(tx)
		})
		if err == nil || errors.Is(err, errKnown) {
			g.count(&s.desk.counts)
			g.countTrials(&s.desk.trials)
			g.countLists(&s.desk.lists)
			g.countRules(&s.desk.rules)
			g.countMerchants(&s.desk.merchants)
			s.desk.sights.note(g.sights)
			return g, nil
		}
		if !errors.Is(err, models.ErrConflict) {
			return &eventGroup{}, err
		}
	}
	return &eventGroup{}, err
}
