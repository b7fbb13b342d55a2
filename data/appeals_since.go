package data

import (
	"context"
	"errors"

	"candor/engine/score"
	"candor/models"
)

// sinceMeasure sets the score of the measure against the one of now, line by line, and counts the facts of then once more by the versions
// that are in force; nil where either was never scored.
func (s *Store) sinceMeasure(ctx context.Context, d *models.AppealDetail) (*models.AppealSince, error) {
	if d.Then == nil || d.Now == nil {
		return nil, nil
	}
	in, then, err := s.explained(ctx, d.Then)
	if err != nil {
		return nil, err
	}
	_, now, err := s.explained(ctx, d.Now)
	if err != nil {
		return nil, err
	}
	live, _, _, err := s.LiveAssessor(ctx)
	since := &models.AppealSince{Then: then.Score, Now: now.Score, Changes: score.Changes(&then, &now)}
	if errors.Is(err, models.ErrNotFound) {
		return since, nil
	}
	if err != nil {
		return nil, err
	}
	since.Again = live.Explain(in).Score
	return since, nil
}
