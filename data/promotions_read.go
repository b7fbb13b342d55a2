package data

import (
	"context"

	"gorm.io/gorm"

	"candor/models"
)

// Promotion returns one proposal or return, with the names of its models.
func (s *Store) Promotion(ctx context.Context, id models.ID) (*models.PromotionDetail, error) {
	var found []models.PromotionDetail
	err := s.read(ctx, func(db *gorm.DB) (err error) {
		var p models.Promotion
		if err := db.Where("id = ?", id).Take(&p).Error; err != nil {
			return err
		}
		found, err = withModels(db, []models.Promotion{p})
		return err
	})
	if err != nil {
		return nil, err
	}
	return &found[0], nil
}

// Promotions returns the newest changes of champion, asked for or done; those of one model
// when model is not 0.
func (s *Store) Promotions(ctx context.Context, model models.ID, limit int) ([]models.PromotionDetail, error) {
	var found []models.PromotionDetail
	err := s.read(ctx, func(db *gorm.DB) (err error) {
		q := db.Order("id DESC").Limit(limit)
		if model != 0 {
			q = q.Where("model_id = ?", model)
		}
		var list []models.Promotion
		if err := q.Find(&list).Error; err != nil {
			return err
		}
		found, err = withModels(db, list)
		return err
	})
	return found, err
}

// withModels names the models of promotions in one statement.
func withModels(db *gorm.DB, list []models.Promotion) ([]models.PromotionDetail, error) {
	if len(list) == 0 {
		return nil, nil
	}
	var ids []models.ID
	for _, p := range list {
		ids = append(ids, p.ModelID, p.ChampionID)
	}
	var rows []models.Model
	if err := db.Select("id, name").Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, err
	}
	names := make(map[models.ID]string, len(rows))
	for _, m := range rows {
		names[m.ID] = m.Name
	}
	out := make([]models.PromotionDetail, len(list))
	for i, p := range list {
		out[i] = models.PromotionDetail{Promotion: p, Models: models.PromotionModels{Model: names[p.ModelID], Champion: names[p.ChampionID]}}
	}
	return out, nil
}
