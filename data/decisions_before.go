package data

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/engine/score"
	"candor/models"
)

// before sets a decision that was taken apart against the one before it, nil for an account's first. The earlier one is
// explained by the card and policy it was made with.
func (s *Store) before(ctx context.Context, d *models.ScoreDetail) (*models.ScoreBefore, error) {
	var b models.ScoreBefore
	var none bool
	err := s.read(ctx, func(db *gorm.DB) error {
		rows, err := find[models.Decision](db, "", "WHERE account_id = ? AND id < ? ORDER BY id DESC LIMIT 1", int64(d.Account.ID), int64(d.Decision.ID))
		if none = len(rows) == 0; err != nil || none {
			return err
		}
		b.Decision = rows[0]
		named, err := find[models.Model](db, "name", "WHERE id = ?", int64(b.Decision.ModelID))
		if err == nil && len(named) == 1 {
			b.ModelName = named[0].Name
		}
		return err
	})
	if err != nil || none {
		return nil, err
	}
	_, earlier, err := s.explained(ctx, &b.Decision)
	if err != nil {
		return nil, err
	}
	b.Score, b.Changes = earlier.Score, score.Changes(&earlier, &d.Breakdown)
	return &b, nil
}

// explained takes a decision apart by the card and policy it was made with.
func (s *Store) explained(ctx context.Context, d *models.Decision) (decide.Input, score.Breakdown, error) {
	assessor, err := s.Assessor(ctx, d.ModelID, d.PolicyVersion)
	if err != nil {
		return decide.Input{}, score.Breakdown{}, err
	}
	in, err := decide.DecodeInput(d.Input)
	if err != nil {
		return decide.Input{}, score.Breakdown{}, fmt.Errorf("decision %s: %w", d.PublicID(), err)
	}
	return in, assessor.Explain(in), nil
}
