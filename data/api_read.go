package data

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/models"
)

// ScoreBySource returns an account with the decision behind its score and the breakdown of
// it. name is the account's public id or the source's own number for it. The decision is
// nil while the account has no score.
func (s *Store) ScoreBySource(ctx context.Context, source, name string) (*models.AccountScore, error) {
	var out models.AccountScore
	err := s.read(ctx, func(db *gorm.DB) error {
		q := db.Where("source = ? AND external_id = ?", source, name)
		if id, err := models.ParseID(models.PrefixAccount, name); err == nil {
			q = db.Where("id = ?", id)
		}
		err := q.Take(&out.Account).Error
		if err != nil {
			return err
		}
		if out.Account.DecisionID == 0 {
			return nil
		}
		out.Decision = &models.Decision{}
		if out.Confirmed, err = confirmedAt(db, &out.Account); err != nil {
			return err
		}
		return db.Where("id = ?", out.Account.DecisionID).Take(out.Decision).Error
	})
	if err != nil || out.Decision == nil {
		return &out, err
	}
	a, err := s.Assessor(ctx, out.Decision.ModelID, out.Decision.PolicyVersion)
	if err != nil {
		return nil, fmt.Errorf("score of %s: %w", out.Account.PublicID(), err)
	}
	in, err := decide.DecodeInput(out.Decision.Input)
	if err != nil {
		return nil, fmt.Errorf("score of %s: %w", out.Account.PublicID(), err)
	}
	out.Breakdown, out.Against = a.Explain(in), a.Evaluator().Reference()
	out.Gaps, out.Range = doubts(a.Evaluator(), in.Vector, &out.Breakdown)
	return &out, nil
}
