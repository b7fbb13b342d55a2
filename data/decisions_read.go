package data

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/models"
)

// Decision returns one decision, whole.
func (s *Store) Decision(ctx context.Context, id models.ID) (*models.Decision, error) {
	var d models.Decision
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("id = ?", id).Take(&d).Error })
	if err != nil {
		return nil, err
	}
	return &d, nil
}

// Decisions returns an account's newest decisions without input and result.
func (s *Store) Decisions(ctx context.Context, account models.ID) (rows []models.Decision, err error) {
	err = s.read(ctx, func(db *gorm.DB) error {
		rows, err = decisionHistory(db, account, showDecisions)
		return err
	})
	return rows, err
}

// decisionHistory leaves the blobs where they are: a list needs none of them.
func decisionHistory(db *gorm.DB, account models.ID, limit int) ([]models.Decision, error) {
	var rows []models.Decision
	err := db.Select("id", "account_id", "run_id", "kind", "at", "model_id", "policy_version", "score", "band", "outcome").
		Where("account_id = ?", account).Order("id DESC").Limit(limit).Find(&rows).Error
	return rows, err
}

// overrideInForce returns the override that counts at a time, nil when none does.
func overrideInForce(db *gorm.DB, account models.ID, now time.Time) (*models.Override, error) {
	var rows []models.Override
	err := db.Where("account_id = ? AND ended_at IS NULL AND ends_at > ?", account, now).
		Order("id DESC").Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// ScoreDetail takes a decision apart: every line as its own card and policy explain it,
// and whether it can be recomputed to the bit. Without a decision id it is the one that
// gave the account's score; an account that was never scored is models.ErrNotFound.
func (s *Store) ScoreDetail(ctx context.Context, account, decision models.ID) (*models.ScoreDetail, error) {
	var d models.ScoreDetail
	err := s.read(ctx, func(db *gorm.DB) error {
		if err := db.Where("id = ?", account).Take(&d.Account).Error; err != nil {
			return err
		}
		if decision == 0 {
			decision = d.Account.DecisionID
		}
		// Both keys: another account's decision is as unknown as none.
		if err := db.Where("id = ? AND account_id = ?", decision, account).Take(&d.Decision).Error; err != nil {
			return err
		}
		var err error
		if d.History, err = decisionHistory(db, account, showDecisions); err != nil {
			return err
		}
		if d.Override, err = overrideInForce(db, account, s.Now()); err != nil {
			return err
		}
		return fillContext(db, &d)
	})
	if err != nil {
		return nil, err
	}
	if d.Masked, err = s.masked(&d.Account); err != nil {
		return nil, err
	}
	return &d, s.takeApart(ctx, &d)
}

// fillContext reads the model's name and the shape of the book at the latest rescoring.
func fillContext(db *gorm.DB, d *models.ScoreDetail) error {
	var names []string
	err := db.Model(&models.Model{}).Where("id = ?", d.Decision.ModelID).Limit(1).Pluck("name", &names).Error
	if err != nil {
		return err
	}
	if len(names) == 1 {
		d.ModelName = names[0]
	}
	var runs []models.Run
	if err := db.Where("ended_at IS NOT NULL").Order("id DESC").Limit(1).Find(&runs).Error; err != nil {
		return err
	}
	if len(runs) == 1 {
		d.Quantiles, d.Sample = runs[0].Summary.Quantiles, runs[0].Summary.Sample
	}
	return nil
}

// takeApart recomputes the decision from what was stored with it.
func (s *Store) takeApart(ctx context.Context, d *models.ScoreDetail) error {
	assessor, err := s.Assessor(ctx, d.Decision.ModelID, d.Decision.PolicyVersion)
	if err != nil {
		return err
	}
	if d.Input, err = decide.DecodeInput(d.Decision.Input); err == nil {
		d.Result, err = decide.DecodeResult(d.Decision.Result)
	}
	if err != nil {
		return fmt.Errorf("decision %s: %w", d.Decision.PublicID(), err)
	}
	identical, again, err := assessor.Replay(d.Decision.Input, d.Decision.Result)
	if err != nil {
		return fmt.Errorf("decision %s: %w", d.Decision.PublicID(), err)
	}
	d.Identical, d.Again = identical, again.Score
	d.Breakdown, d.Policy, d.Card = assessor.Explain(d.Input), assessor.Policy(), assessor.Evaluator().Card()
	return nil
}
