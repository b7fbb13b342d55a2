package data

import (
	"context"
	"sync"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// waitingFor is how long counts of waiting work may be old: until this process writes, or
// this long where nothing but time or another process changed them. Every page shows them,
// and counting is as dear as reading what the page is about.
const waitingFor = 2 * time.Second

// waitingCache keeps the counts that were last shown to each person.
type waitingCache struct {
	mu   sync.Mutex
	seen map[models.ID]counted
}

type counted struct {
	at     time.Time
	writes int64 // of the store when the counting began
	work   models.Waiting
}

// Waiting counts the work that waits for a person, for the navigation.
func (s *Store) Waiting(ctx context.Context, user models.ID) (models.Waiting, error) {
	now := counted{at: s.Now(), writes: s.writes.Load()}
	s.waiting.mu.Lock()
	last, ok := s.waiting.seen[user]
	s.waiting.mu.Unlock()
	if age := now.at.Sub(last.at); ok && last.writes == now.writes && age >= 0 && age < waitingFor {
		return last.work, nil
	}
	err := s.read(ctx, func(db *gorm.DB) (err error) {
		now.work, err = countWaiting(db, user, now.at)
		return err
	})
	if err != nil {
		return models.Waiting{}, err
	}
	s.waiting.mu.Lock()
	defer s.waiting.mu.Unlock()
	if len(s.waiting.seen) > 1000 { // people who left; whoever is here is counted again
		clear(s.waiting.seen)
	}
	if s.waiting.seen == nil {
		s.waiting.seen = map[models.ID]counted{}
	}
	s.waiting.seen[user] = now
	return now.work, nil
}

func countWaiting(db *gorm.DB, user models.ID, now time.Time) (w models.Waiting, err error) {
	unheld := models.CaseFilter{Unassigned: true, Now: now}
	if w.Cases, err = capped(db, filterCases(db.Model(&models.Case{}), unheld)); err != nil {
		return w, err
	}
	if w.Appeals, err = capped(db, db.Model(&models.Appeal{}).Where("stage NOT IN ?", endedAppeals)); err != nil {
		return w, err
	}
	if w.Radar, err = capped(db, radarWaiting(db, now)); err != nil {
		return w, err
	}
	if w.Drift, err = capped(db, driftAlerts(db)); err != nil {
		return w, err
	}
	w.Approvals, err = approvalsFor(db, user)
	return w, err
}
