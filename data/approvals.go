package data

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// Approvals returns what waits for a second person, the oldest first: limit changes,
// sanctions, scores by hand, policy versions, promotions of models, changes of the lists and second opinions on appeals. What is older than ApprovalTTL
// can no longer be approved and is not shown; opinions are waited for however long. Because other requests lapse within a day, limit
// bounds the whole list.
func (s *Store) Approvals(ctx context.Context, limit int) ([]models.Approval, error) {
	var waiting []models.Approval
	since := s.Now().Add(-models.ApprovalTTL)
	err := s.read(ctx, func(db *gorm.DB) error {
		var changes []models.LimitChange
		if err := db.Where("state = 'proposed' AND made_at >= ?", since).Order("id").Limit(limit).Find(&changes).Error; err != nil {
			return err
		}
		var sanctions []models.Sanction
		if err := db.Where("state = 'proposed' AND made_at >= ?", since).Order("id").Limit(limit).Find(&sanctions).Error; err != nil {
			return err
		}
		var policies []models.Policy
		err := db.Where("state = ? AND submitted_at >= ?", models.PolicySubmitted, since).Order("version").Limit(limit).Find(&policies).Error
		if err != nil {
			return err
		}
		waiting = nil
		for i := range changes {
			waiting = append(waiting, models.Approval{Limit: &changes[i]})
		}
		for i := range sanctions {
			waiting = append(waiting, models.Approval{Sanction: &sanctions[i]})
		}
		for i := range policies {
			waiting = append(waiting, models.Approval{Policy: &policies[i]})
		}
		if waiting, err = addPromotions(db, waiting, since); err != nil {
			return err
		}
		for _, add := range []func(*gorm.DB, []models.Approval, time.Time, int) ([]models.Approval, error){addOverrides, addAsides, addListChanges, addBatches} {
			if waiting, err = add(db, waiting, since, limit); err != nil {
				return err
			}
		}
		if waiting, err = addDisputes(db, waiting, limit); err != nil {
			return err
		}
		if waiting, err = addOpinions(db, waiting, limit); err != nil {
			return err
		}
		return s.nameApprovals(db, waiting)
	})
	slices.SortStableFunc(waiting, func(a, b models.Approval) int {
		_, _, at := a.Asked()
		_, _, other := b.Asked()
		return at.Compare(other)
	})
	return waiting[:min(len(waiting), limit)], err
}

// nameApprovals puts accounts and masked names to the requests.
func (s *Store) nameApprovals(db *gorm.DB, waiting []models.Approval) error {
	about := func(w *models.Approval) models.ID {
		switch {
		case w.Limit != nil:
			return w.Limit.AccountID
		case w.Sanction != nil:
			return w.Sanction.AccountID
		case w.Override != nil:
			return w.Override.AccountID
		case w.Aside != nil:
			return w.Aside.AccountID
		case w.Dispute != nil:
			return w.Dispute.AccountID
		case w.Opinion != nil:
			return w.Opinion.AccountID
		}
		return 0
	}
	var ids []models.ID
	for i := range waiting {
		if id := about(&waiting[i]); id != 0 {
			ids = append(ids, id)
		}
	}
	accounts, names, err := s.accountsByID(db, ids)
	if err != nil {
		return err
	}
	for i := range waiting {
		id := about(&waiting[i])
		if a, ok := accounts[id]; ok {
			waiting[i].Account, waiting[i].Name = &a, names[id]
		}
	}
	return nil
}

// addPromotions adds the proposal of a champion that waits; there is at most one.
func addPromotions(db *gorm.DB, waiting []models.Approval, since time.Time) ([]models.Approval, error) {
	var list []models.Promotion
	if err := db.Where("state = 'proposed' AND made_at >= ?", since).Order("id").Find(&list).Error; err != nil {
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
	err := db.Omit("lines", "refused").Where("state IN ('read','proposed') AND state = 'proposed' AND asked_at >= ?", since).
		Order("id").Limit(limit).Find(&list).Error
	for i := range list {
		waiting = append(waiting, models.Approval{ListChange: &list[i]})
	}
	return waiting, err
}

// addOpinions adds the second opinions that are waited for, each with its appeal and who may not give it. One whose appeal was withdrawn
// is not waited for any more.
func addOpinions(db *gorm.DB, waiting []models.Approval, limit int) ([]models.Approval, error) {
	asked := db.Model(&models.Appeal{}).Where("stage = ?", models.AppealOpinion)
	var list []models.Opinion
	err := db.Where("given_at IS NULL AND appeal_id IN (?)", asked.Select("id")).Order("id").Limit(limit).Find(&list).Error
	if err != nil || len(list) == 0 {
		return waiting, err
	}
	var appeals []models.Appeal
	ids := make([]models.ID, len(list))
	for i := range list {
		ids[i] = list[i].AppealID
	}
	if err := db.Select("id", "sanction_id", "stage", "assignee_id", "due_at").Where("id IN ?", ids).Find(&appeals).Error; err != nil {
		return nil, err
	}
	var sanctions []models.Sanction
	for i := range appeals {
		ids[i] = appeals[i].SanctionID
	}
	if err := db.Where("id IN ?", ids[:len(appeals)]).Find(&sanctions).Error; err != nil {
		return nil, err
	}
	policy, err := livePolicyRow(db)
	if err != nil {
		return nil, err
	}
	for i := range list {
		w := models.Approval{Opinion: &list[i]}
		w.Appeal = &appeals[slices.IndexFunc(appeals, func(a models.Appeal) bool { return a.ID == list[i].AppealID })]
		at := slices.IndexFunc(sanctions, func(sn models.Sanction) bool { return sn.ID == w.Appeal.SanctionID })
		if w.Barred, err = barred(db, &sanctions[at], policy.Document.DeskRules().OtherTeam); err != nil {
			return nil, err
		}
		waiting = append(waiting, w)
	}
	return waiting, nil
}
