package data

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// Approvals returns what waits for a second person, the oldest first: limit changes,
// sanctions, policy versions, promotions of models and changes of the lists. What is older than ApprovalTTL can no longer be approved
// and is not shown. Because requests lapse within a day, limit bounds the whole list.
func (s *Store) Approvals(ctx context.Context, limit int) ([]models.Approval, error) {
	var waiting []models.Approval
	since := s.Now().Add(-models.ApprovalTTL)
	err := s.read(ctx, func(db *gorm.DB) error {
		var changes []models.LimitChange
		if err := db.Where("state = ? AND made_at >= ?", models.LimitProposed, since).Order("id").Limit(limit).Find(&changes).Error; err != nil {
			return err
		}
		var sanctions []models.Sanction
		if err := db.Where("state = ? AND made_at >= ?", models.SanctionProposed, since).Order("id").Limit(limit).Find(&sanctions).Error; err != nil {
			return err
		}
		var policies []models.Policy
		err := db.Where("state = ? AND submitted_at >= ?", models.PolicySubmitted, since).Order("version").Limit(limit).Find(&policies).Error
		if err != nil {
			return err
		}
		waiting = nil
		var ids []models.ID
		for i := range changes {
			waiting = append(waiting, models.Approval{Limit: &changes[i]})
			ids = append(ids, changes[i].AccountID)
		}
		for i := range sanctions {
			waiting = append(waiting, models.Approval{Sanction: &sanctions[i]})
			ids = append(ids, sanctions[i].AccountID)
		}
		for i := range policies {
			waiting = append(waiting, models.Approval{Policy: &policies[i]})
		}
		if waiting, err = addPromotions(db, waiting, since); err != nil {
			return err
		}
		if waiting, err = addListChanges(db, waiting, since, limit); err != nil {
			return err
		}
		if waiting, err = addBatches(db, waiting, since, limit); err != nil {
			return err
		}
		return s.nameApprovals(db, waiting, ids)
	})
	slices.SortStableFunc(waiting, func(a, b models.Approval) int {
		_, _, at := a.Asked()
		_, _, other := b.Asked()
		return at.Compare(other)
	})
	return waiting[:min(len(waiting), limit)], err
}

// nameApprovals puts accounts and masked names to the requests.
func (s *Store) nameApprovals(db *gorm.DB, waiting []models.Approval, ids []models.ID) error {
	accounts, names, err := s.accountsByID(db, ids)
	if err != nil {
		return err
	}
	for i := range waiting {
		id := models.ID(0)
		switch w := &waiting[i]; {
		case w.Limit != nil:
			id = w.Limit.AccountID
		case w.Sanction != nil:
			id = w.Sanction.AccountID
		}
		if a, ok := accounts[id]; ok {
			waiting[i].Account, waiting[i].Name = &a, names[id]
		}
	}
	return nil
}

// addPromotions adds the proposal of a champion that waits; there is at most one.
func addPromotions(db *gorm.DB, waiting []models.Approval, since time.Time) ([]models.Approval, error) {
	var list []models.Promotion
	if err := db.Where("state = ? AND made_at >= ?", models.PromotionProposed, since).Order("id").Find(&list).Error; err != nil {
		return nil, err
	}
	details, err := withModels(db, list)
	for i := range details {
		waiting = append(waiting, models.Approval{Promotion: &details[i].Promotion, Models: details[i].Models})
	}
	return waiting, err
}

// addListChanges adds the changes of the lists that wait, without their lines.
func addListChanges(db *gorm.DB, waiting []models.Approval, since time.Time, limit int) ([]models.Approval, error) {
	var list []models.ListChange
	err := db.Omit("lines", "refused").Where("state IN ('read','proposed') AND state = ? AND asked_at >= ?", models.ListProposed, since).
		Order("id").Limit(limit).Find(&list).Error
	for i := range list {
		waiting = append(waiting, models.Approval{ListChange: &list[i]})
	}
	return waiting, err
}
