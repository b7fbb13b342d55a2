package data

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"candor/engine/learn"
	"candor/engine/score"
	"candor/engine/validate"
	"candor/models"
)

// Validate measures a trained card on the history that it was trained on, against the
// champion and the line that the live policy draws above its lowest band, and returns the
// document that NewModel.Validation keeps. The options are those of the training.
func (s *Store) Validate(ctx context.Context, d learn.Data, t learn.Trained, o learn.Options) ([]byte, error) {
	against := validate.Options{Fit: func(part learn.Data) (score.Scorecard, error) { return learn.Fit(part, o) }}
	var err error
	if against.Champion, err = s.championCard(ctx); err != nil {
		return nil, err
	}
	policy, err := s.LivePolicy(ctx)
	switch {
	case err == nil:
		against.CutScore = policy.Document.AboveLowest()
	case !errors.Is(err, models.ErrNotFound):
		return nil, err
	}
	report, err := validate.Measure(d, t, against)
	if err != nil {
		return nil, err
	}
	document, err := json.Marshal(report)
	if err != nil {
		return nil, fmt.Errorf("write validation: %w", err)
	}
	return document, nil
}

// championCard returns the card that decides now, nil when none does yet.
func (s *Store) championCard(ctx context.Context) (*score.Scorecard, error) {
	var found []models.Model
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Select("id", "artefact").Where("state = 'champion'").Limit(1).Find(&found).Error
	})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	card, err := readCard(&found[0])
	return &card, err
}
