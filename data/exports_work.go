package data

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"candor/models"
)

// exportRadar reads items of the radar, the newest first: their places change as they are judged anew.
func (s *Store) exportRadar(ctx context.Context, e *models.Export, rows *models.ExportRows, after models.CaseCursor, limit int) error {
	c := radarConditions(*e.Filter.Radar)
	if after.ID != 0 {
		c.add("radar_items.id < ?", int64(after.ID))
	}
	return s.read(ctx, func(db *gorm.DB) (err error) {
		rows.Radar, err = s.radarEntries(db, c, "radar_items.id DESC", limit)
		return err
	})
}

// exportChallenges reads challenges of a state in the order of their list.
func (s *Store) exportChallenges(ctx context.Context, e *models.Export, rows *models.ExportRows, after models.CaseCursor, limit int) error {
	f := *e.Filter.Challenges
	if f.After, f.Before, f.Limit = nil, nil, limit; after.ID != 0 {
		f.After = &after
	}
	page, err := s.Challenges(ctx, f)
	rows.Asked = page.Items
	return err
}

// exportUsers reads users, the newest first: their names change.
func (s *Store) exportUsers(ctx context.Context, e *models.Export, rows *models.ExportRows, after models.CaseCursor, limit int) error {
	return s.read(ctx, func(db *gorm.DB) error {
		q := userQuery(db.Order("id DESC").Limit(limit), *e.Filter.Users)
		if after.ID != 0 {
			q = q.Where("id < ?", after.ID)
		}
		return q.Find(&rows.Users).Error
	})
}

// exportBatches reads batches in the order of their list.
func (s *Store) exportBatches(ctx context.Context, e *models.Export, rows *models.ExportRows, after models.CaseCursor, limit int) (err error) {
	f := *e.Filter.Batches
	f.After, f.Limit = after.ID, limit
	rows.Batches, err = s.Batches(ctx, f)
	return err
}

// countExport is how many rows an export's filter meets.
func (s *Store) countExport(ctx context.Context, e *models.Export) (n int64, err error) {
	err = s.read(ctx, func(db *gorm.DB) error {
		q, err := s.exportQuery(db, e)
		if err != nil {
			return err
		}
		return q.Count(&n).Error
	})
	return n, err
}

// exportQuery is the rows that an export's filter meets.
func (s *Store) exportQuery(db *gorm.DB, e *models.Export) (*gorm.DB, error) {
	switch e.Kind {
	case models.ExportQueue:
		return filterCases(db.Model(&models.Case{}), *e.Filter.Queue), nil
	case models.ExportAccounts:
		return filterAccounts(db, db.Model(&models.Account{}), *e.Filter.Accounts)
	case models.ExportAppeals:
		f := *e.Filter.Appeals
		f.After = nil
		return appealQuery(db.Model(&models.Appeal{}), f), nil
	case models.ExportAudit:
		return auditNarrowed(db.Model(&models.AuditEntry{}), *e.Filter.Audit), nil
	case models.ExportLists:
		f := *e.Filter.Lists
		f.After = 0
		return s.listQuery(db, f).Model(&models.ListEntry{}), nil
	case models.ExportItems:
		return itemQuery(db, *e.Filter.Items), nil
	case models.ExportDecisions:
		return db.Model(&models.Decision{}).Where("account_id = ?", e.Filter.Decisions.Account), nil
	case models.ExportRadar:
		c := radarConditions(*e.Filter.Radar)
		return db.Model(&models.RadarItem{}).Where(c.sql(), c.args...), nil
	case models.ExportOutbox:
		if e.Filter.Outbox.Held {
			return db.Model(&models.Message{}).Where("state = 'held'"), nil
		}
		return narrowDeliveries(db.Model(&models.Delivery{}), *e.Filter.Outbox), nil
	case models.ExportChallenges:
		return db.Model(&models.Challenge{}).Where("state = ?", e.Filter.Challenges.State), nil
	case models.ExportUsers:
		return userQuery(db.Model(&models.User{}), *e.Filter.Users), nil
	case models.ExportBatches:
		return batchQuery(db.Model(&models.Batch{}), *e.Filter.Batches), nil
	}
	return nil, fmt.Errorf("no rows of %q", e.Kind)
}
