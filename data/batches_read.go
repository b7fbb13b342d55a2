package data

import (
	"context"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// Batches returns a page of batches, newest first, without the rows of their files.
func (s *Store) Batches(ctx context.Context, f models.BatchFilter) ([]models.Batch, error) {
	var list []models.Batch
	err := s.read(ctx, func(db *gorm.DB) error {
		q := batchQuery(db.Omit("refused").Order("id DESC").Limit(f.Limit), f)
		if f.After != 0 {
			q = q.Where("id < ?", f.After)
		}
		return q.Find(&list).Error
	})
	return list, err
}

// batchQuery narrows batches, not their page.
func batchQuery(q *gorm.DB, f models.BatchFilter) *gorm.DB {
	if len(f.States) > 0 {
		q = q.Where("state IN ?", f.States)
	}
	return q
}

// itemQuery narrows items, not their page.
func itemQuery(db *gorm.DB, f models.ItemFilter) *gorm.DB {
	q := db.Model(&models.BatchItem{}).Where("batch_id = ?", f.Batch)
	if f.State != "" {
		q = q.Where("state = ?", f.State)
	}
	return q
}

// BatchDetail returns a batch with a page of its items and why others were left out. Items
// come in the order of their places.
func (s *Store) BatchDetail(ctx context.Context, f models.ItemFilter) (*models.BatchDetail, error) {
	var d models.BatchDetail
	err := s.read(ctx, func(db *gorm.DB) error {
		d = models.BatchDetail{}
		if err := db.Where("id = ?", f.Batch).Take(&d.Batch).Error; err != nil {
			return err
		}
		var items []models.BatchItem
		if err := itemQuery(db, f).Where("n > ?", f.After).Order("n").Limit(f.Limit + 1).Find(&items).Error; err != nil {
			return err
		}
		if d.More = len(items) > f.Limit; d.More {
			items = items[:f.Limit]
		}
		err := db.Model(&models.BatchItem{}).Select("state, code, count(*) AS n").
			Where("batch_id = ? AND state IN ?", f.Batch, []models.ItemState{models.ItemExcluded, models.ItemFailed, models.ItemKept}).
			Group("state, code").Order("n DESC, code").Limit(listMax).Scan(&d.Codes).Error
		if err != nil {
			return err
		}
		if d.Items, err = s.batchRows(db, &d.Batch, items); err != nil || !d.Batch.Warns() {
			return err
		}
		d.Hard, err = inHardship(db, f.Batch, s.Now())
		return err
	})
	if err != nil {
		return nil, err
	}
	return &d, nil
}

// batchRows puts accounts, and products of lines, to a page of items in one statement each.
func (s *Store) batchRows(db *gorm.DB, b *models.Batch, items []models.BatchItem) ([]models.BatchRow, error) {
	accounts, objects := make([]models.ID, len(items)), make([]models.ID, len(items))
	for i := range items {
		accounts[i], objects[i] = items[i].AccountID, items[i].ObjectID
	}
	known, names, err := s.accountsByID(db, accounts)
	if err != nil {
		return nil, err
	}
	products := map[models.ID]models.Product{}
	if b.Kind == models.BatchLimit && len(objects) > 0 {
		var lines []models.CreditLine
		if err := db.Select("id", "product").Where("id IN ?", objects).Find(&lines).Error; err != nil {
			return nil, err
		}
		for _, l := range lines {
			products[l.ID] = l.Product
		}
	}
	rows := make([]models.BatchRow, len(items))
	for i, it := range items {
		a := known[it.AccountID]
		rows[i] = models.BatchRow{BatchItem: it, ExternalID: a.ExternalID, Name: names[it.AccountID], Product: products[it.ObjectID]}
		if b.Warns() {
			rows[i].Hardship = a.Hardship(s.Now())
		}
	}
	return rows, nil
}

// inHardship counts the accounts with a hardship flag in force among what a batch would do.
func inHardship(db *gorm.DB, batch models.ID, now time.Time) (int, error) {
	var n int64
	err := db.Model(&models.BatchItem{}).Joins("JOIN hardships ON hardships.account_id = batch_items.account_id").
		Where("batch_items.batch_id = ? AND batch_items.state = ?", batch, models.ItemEligible).Where(hardshipStands, now).
		Distinct("batch_items.account_id").Count(&n).Error
	return int(n), err
}

// addBatches adds the batches that wait for a second person.
func addBatches(db *gorm.DB, waiting []models.Approval, since time.Time, limit int) ([]models.Approval, error) {
	var list []models.Batch
	err := db.Omit("refused").Where("state = ? AND asked_at >= ?", models.BatchWaiting, since).Order("id").Limit(limit).Find(&list).Error
	for i := range list {
		waiting = append(waiting, models.Approval{Batch: &list[i]})
	}
	return waiting, err
}
