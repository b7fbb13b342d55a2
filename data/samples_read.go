package data

import (
	"context"

	"gorm.io/gorm"

	"candor/models"
)

// Samples returns a page of samples, newest first.
func (s *Store) Samples(ctx context.Context, f models.SampleFilter) ([]models.Sample, error) {
	var list []models.Sample
	err := s.read(ctx, func(db *gorm.DB) error {
		q := db.Order("id DESC").Limit(f.Limit)
		if f.After != 0 {
			q = q.Where("id < ?", f.After)
		}
		return q.Find(&list).Error
	})
	return list, err
}

// SampleDetail returns a sample with its items. What was decided first is left out of those that are not judged.
func (s *Store) SampleDetail(ctx context.Context, id models.ID) (*models.SampleDetail, error) {
	var d models.SampleDetail
	err := s.read(ctx, func(db *gorm.DB) error {
		d = models.SampleDetail{}
		if err := db.Where("id = ?", id).Take(&d.Sample).Error; err != nil {
			return err
		}
		return db.Where("sample_id = ?", id).Order("n").Limit(models.SampleMost).Find(&d.Items).Error
	})
	if err != nil {
		return nil, err
	}
	for i := range d.Items {
		d.Items[i] = d.Items[i].Blind()
	}
	return &d, nil
}

// SampleCase returns one item with its case and that case's flags. Until it is judged, neither item, case nor flags say what was decided.
func (s *Store) SampleCase(ctx context.Context, id models.ID, n int) (*models.SampleCase, error) {
	var d models.SampleCase
	err := s.read(ctx, func(db *gorm.DB) error {
		d = models.SampleCase{}
		if err := db.Where("id = ?", id).Take(&d.Sample).Error; err != nil {
			return err
		}
		if err := db.Where("sample_id = ? AND n = ?", id, n).Take(&d.Item).Error; err != nil {
			return err
		}
		if err := db.Where("id = ?", d.Item.CaseID).Take(&d.Case).Error; err != nil {
			return err
		}
		if err := db.Where("case_id = ?", d.Item.CaseID).Order("id DESC").Limit(models.SampleFlags).Find(&d.Flags).Error; err != nil {
			return err
		}
		var next []int
		err := db.Model(&models.SampleItem{}).Where("sample_id = ? AND second = '' AND n <> ?", id, n).Order("n").Limit(1).Pluck("n", &next).Error
		if len(next) == 1 {
			d.Next = next[0]
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	d.Blind()
	return &d, nil
}

// Unjudged returns the cases, with their accounts and nothing else, that a user drew to judge again and has not judged yet, at
// most SampleEligible.
func (s *Store) Unjudged(ctx context.Context, user models.ID) ([]models.SampleItem, error) {
	var items []models.SampleItem
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Table("sample_items AS i").Joins("JOIN samples AS s ON s.id = i.sample_id").Where("i.second = '' AND s.made_by = ?", user).
			Distinct("i.case_id", "i.account_id").Order("i.case_id").Limit(models.SampleEligible).Find(&items).Error
	})
	return items, err
}

// UnjudgedCases returns the cases of an account that a user drew to judge again and has not judged yet.
func (s *Store) UnjudgedCases(ctx context.Context, user, account models.ID) ([]models.ID, error) {
	var ids []models.ID
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Table("sample_items AS i").Joins("JOIN samples AS s ON s.id = i.sample_id").
			Where("i.account_id = ? AND i.second = '' AND s.made_by = ?", account, user).Distinct().Order("i.case_id").Pluck("i.case_id", &ids).Error
	})
	return ids, err
}
