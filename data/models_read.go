package data

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"candor/engine/learn"
	"candor/engine/score"
	"candor/models"
)

// Models returns models, newest first, from before an id (0: from the newest). Artefact,
// report and validation are left out: a list does not need them, only whether there is one.
func (s *Store) Models(ctx context.Context, before models.ID, limit int) ([]models.Model, error) {
	var list []models.Model
	var validated []models.ID
	err := s.read(ctx, func(db *gorm.DB) error {
		q := db.Omit("artefact", "report", "validation", "scores").Order("id DESC").Limit(limit)
		if before > 0 {
			q = q.Where("id < ?", before)
		}
		if err := q.Find(&list).Error; err != nil || len(list) == 0 {
			return err
		}
		return db.Model(&models.Model{}).Where("validation IS NOT NULL AND id BETWEEN ? AND ?", list[len(list)-1].ID, list[0].ID).Pluck("id", &validated).Error
	})
	for i := range list {
		list[i].Validated = slices.Contains(validated, list[i].ID)
	}
	return list, err
}

// Model returns one model with its artefact, report and validation.
func (s *Store) Model(ctx context.Context, id models.ID) (*models.Model, error) {
	var m models.Model
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("id = ?", id).Take(&m).Error })
	m.Validated = len(m.Validation) > 0
	return &m, err
}

// readCard reads a model's scorecard.
func readCard(m *models.Model) (score.Scorecard, error) {
	card, err := score.Read(m.Artefact)
	if err != nil {
		return score.Scorecard{}, fmt.Errorf("model %s: %w", m.PublicID(), err)
	}
	return card, nil
}

// ReadModel returns a model's scorecard and its training report, the zero report for a model
// that was not trained here.
func ReadModel(m *models.Model) (score.Scorecard, learn.Report, error) {
	card, err := readCard(m)
	if err != nil {
		return card, learn.Report{}, err
	}
	var report learn.Report
	if err := json.Unmarshal(m.Report, &report); err != nil {
		return card, report, fmt.Errorf("model %s: report: %w", m.PublicID(), err)
	}
	return card, report, nil
}
