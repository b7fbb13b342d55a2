package data

import (
	"context"

	"gorm.io/gorm"

	"candor/models"
)

// MonitorWaiting counts what waits because of decisions about events. The states stand in the text of
// the statements, because a database takes a partial index for nothing else.
func (s *Store) MonitorWaiting(ctx context.Context) (w models.MonitorWaiting, err error) {
	err = s.read(ctx, func(db *gorm.DB) error {
		if w.Challenges, err = capped(db, db.Model(&models.Challenge{}).Where("state = 'open'")); err != nil {
			return err
		}
		if w.Held, err = capped(db, db.Model(&models.Event{}).Where("disposition = 'pending' AND outcome = 'hold'")); err != nil {
			return err
		}
		w.Late, err = capped(db, db.Model(&models.Event{}).Where("late AND corrected_at IS NULL"))
		return err
	})
	return w, err
}

// NoticedEvents returns the newest decisions that were not plain allow, without what they
// were made from.
func (s *Store) NoticedEvents(ctx context.Context, limit int) ([]models.EventItem, error) {
	var items []models.EventItem
	err := s.read(ctx, func(db *gorm.DB) error {
		var events []models.Event
		err := db.Omit("input", "result").Where("outcome NOT IN ('','allow')").Order("id DESC").Limit(limit).Find(&events).Error
		if err != nil || len(events) == 0 {
			return err
		}
		ids := make([]models.ID, len(events))
		for i := range events {
			ids[i] = events[i].AccountID
		}
		accounts, names, err := s.accountsByID(db, ids)
		for i := range events {
			id := events[i].AccountID
			items = append(items, models.EventItem{Event: events[i], Account: accounts[id], Masked: models.Personal{Name: names[id]}})
		}
		return err
	})
	return items, err
}

// NoticedSince counts decisions that were not plain allow and came after one, to CountCap.
func (s *Store) NoticedSince(ctx context.Context, id models.ID) (n int, err error) {
	err = s.read(ctx, func(db *gorm.DB) error {
		n, err = capped(db, db.Model(&models.Event{}).Where("outcome NOT IN ('','allow') AND id > ?", id))
		return err
	})
	return n, err
}
