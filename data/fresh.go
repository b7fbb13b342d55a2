package data

import (
	"context"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// since counts rows that were made after a time, to models.CountCap. An id is made with its row, so only those rows are read.
func (s *Store) since(ctx context.Context, after time.Time, rows func(db *gorm.DB) *gorm.DB) (n int, err error) {
	err = s.read(ctx, func(db *gorm.DB) error {
		n, err = capped(db, rows(db).Where("id >= ?", models.FirstID(after)))
		return err
	})
	return n, err
}

// AppealsSince counts the appeals of a view that were filed after a time.
func (s *Store) AppealsSince(ctx context.Context, f models.AppealFilter, after time.Time) (int, error) {
	f.After = nil
	return s.since(ctx, after, func(db *gorm.DB) *gorm.DB { return appealQuery(db.Model(&models.Appeal{}), f) })
}

// RadarSince counts the items of a view of the radar that were found after a time.
func (s *Store) RadarSince(ctx context.Context, f models.RadarFilter, after time.Time) (int, error) {
	c := radarConditions(f)
	return s.since(ctx, after, func(db *gorm.DB) *gorm.DB { return db.Model(&models.RadarItem{}).Where(c.sql(), c.args...) })
}

// ChallengesSince counts the challenges that wait for an answer and were made after a time.
func (s *Store) ChallengesSince(ctx context.Context, after time.Time) (int, error) {
	return s.since(ctx, after, func(db *gorm.DB) *gorm.DB {
		return db.Model(&models.Challenge{}).Where("state = 'open'")
	})
}
