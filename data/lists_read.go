package data

import (
	"context"

	"gorm.io/gorm"

	"candor/models"
)

// Lists returns a page of list entries, newest first.
func (s *Store) Lists(ctx context.Context, f models.ListFilter) (models.ListPage, error) {
	var page models.ListPage
	err := s.read(ctx, func(db *gorm.DB) error {
		q := inForceEntries(db, s)
		if f.Ended {
			q = db.Where("(ended_at IS NOT NULL OR ends_at <= ?)", s.Now())
		}
		if f.Lane != "" {
			q = q.Where("lane = ?", f.Lane)
		}
		if f.Kind != "" {
			q = q.Where("kind = ?", f.Kind)
		}
		if f.After != 0 {
			q = q.Where("id < ?", f.After)
		}
		return q.Order("id DESC").Limit(f.Limit + 1).Find(&page.Items).Error
	})
	if page.Older = len(page.Items) > f.Limit; page.Older {
		page.Items = page.Items[:f.Limit]
	}
	return page, err
}

// inForceEntries is the entries that events are held against now.
func inForceEntries(db *gorm.DB, s *Store) *gorm.DB {
	return db.Where("ended_at IS NULL AND (ends_at IS NULL OR ends_at > ?)", s.Now())
}

// ListDetail returns one entry with what was recorded of it.
func (s *Store) ListDetail(ctx context.Context, id models.ID) (*models.ListDetail, error) {
	var d models.ListDetail
	err := s.read(ctx, func(db *gorm.DB) error {
		if err := db.Where("id = ?", id).Take(&d.Entry).Error; err != nil {
			return err
		}
		return db.Where("object_type = ? AND object_id = ?", "list", d.Entry.PublicID()).Order("seq DESC").Limit(20).Find(&d.Entries).Error
	})
	return &d, err
}

// fillListed reads the entries in force that name the account itself, and what its customer
// was asked for.
func (s *Store) fillListed(db *gorm.DB, d *models.AccountDetail) error {
	if err := newest(db, &d.Challenges, d.Account.ID, "id DESC", showHistory); err != nil {
		return err
	}
	return inForceEntries(db, s).Where("kind = 'account' AND token = ?", d.Account.PublicID()).
		Order("id DESC").Limit(listMax).Find(&d.Listed).Error
}
