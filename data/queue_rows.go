package data

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// Queues lists the queues, those that the person starred first, with what waits in each. Counts stop at models.CountCap, and the oldest
// case is the first row of an index.
func (s *Store) Queues(ctx context.Context, user models.ID) ([]models.QueueRow, error) {
	set, err := s.QueueSetting(ctx, user)
	if err != nil {
		return nil, err
	}
	stars, now := set.Stars(), s.Now()
	var rows []models.QueueRow
	err = s.read(ctx, func(db *gorm.DB) error {
		for _, q := range models.CaseQueues() {
			row := models.QueueRow{Queue: q, Starred: slices.Contains(stars, q)}
			f := models.CaseFilter{State: models.CaseOpen, Queue: q.Key(), Sort: models.SortOldest, Now: now}
			if row.Pending, err = bounded(db, f); err != nil {
				return err
			}
			if row.Oldest, err = oldest(db, f); err != nil {
				return err
			}
			f.Unassigned = true
			if row.Free, err = bounded(db, f); err != nil {
				return err
			}
			rows = append(rows, row)
		}
		return nil
	})
	slices.SortStableFunc(rows, func(a, b models.QueueRow) int {
		switch {
		case a.Starred == b.Starred:
			return 0
		case a.Starred:
			return -1
		}
		return 1
	})
	return rows, err
}

// oldest is when the oldest case of a view was flagged: the first row of each place.
func oldest(db *gorm.DB, f models.CaseFilter) (at *time.Time, err error) {
	for _, place := range placesFrom(f, nil, false) {
		c := inOrder(f)
		c.atPlace(f, place)
		first, err := find[models.Case](db, "id, opened_at", "WHERE "+c.sql()+" ORDER BY "+caseOrder(f.Sort, false)+" LIMIT 1", c.args...)
		if err != nil {
			return nil, err
		}
		if len(first) > 0 && (at == nil || first[0].OpenedAt.Before(*at)) {
			at = &first[0].OpenedAt
		}
	}
	return at, nil
}

// StarQueue keeps a queue before the others on the actor's list, or no longer.
func (s *Store) StarQueue(ctx context.Context, actor models.Actor, queue models.CaseQueue, on bool) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		return tx.setQueue(func(row *models.QueueSetting) { row.Star(queue, on) })
	})
}
