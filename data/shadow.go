package data

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/engine/score"
	"candor/models"
)

// shadow is a challenger that scores what the champion scores, in silence: it touches no
// account, flag or decision.
type shadow struct {
	model     models.ID
	label     string
	evaluator *score.Evaluator
}

// liveShadows returns the challengers that are switched on, compiled, the oldest first; none
// costs one read of an index.
func (s *Store) liveShadows(ctx context.Context, policyVersion int) ([]shadow, error) {
	var rows []models.Model
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Select("id, label").Where("state = ? AND shadow = ?", models.ModelChallenger, true).
			Order("id").Limit(models.ShadowMax).Find(&rows).Error
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	shadows := make([]shadow, len(rows))
	for i, m := range rows {
		a, err := s.Assessor(ctx, m.ID, policyVersion)
		if err != nil {
			return nil, fmt.Errorf("challenger: %w", err)
		}
		shadows[i] = shadow{model: m.ID, label: m.Label, evaluator: a.Evaluator()}
	}
	return shadows, nil
}

// shadowScores is what the challengers say of an input, under the same caps and override.
func (b *scoreBatch) shadowScores(a *decide.Assessor, in decide.Input) []int {
	if len(b.shadows) == 0 {
		return nil
	}
	adjusts := a.Adjusts(in)
	scores := make([]int, len(b.shadows))
	for i, s := range b.shadows {
		scores[i] = s.evaluator.Score(in.Vector, adjusts)
	}
	return scores
}

// setShadows keeps what the challengers say of a batch, in place of what they said before.
func (tx *writeTx) setShadows(run *models.Run, b *scoreBatch) error {
	if len(b.shadows) == 0 {
		return nil
	}
	rows := tx.rows(newDigest(), "shadow_scores", "model_id", "account_id", "run_id", "score", "champion_id", "champion_score", "gap", "at")
	rows.tail = " ON CONFLICT (model_id, account_id) DO UPDATE SET run_id = excluded.run_id, score = excluded.score, " +
		"champion_id = excluded.champion_id, champion_score = excluded.champion_score, gap = excluded.gap, at = excluded.at"
	for j, s := range b.shadows {
		for i := range b.rows {
			is, was := b.scored[i].shadow[j], b.scored[i].result.Score
			err := rows.add(int64(s.model), int64(b.rows[i].ID), int64(run.ID), is, int64(run.ModelID), was, max(is-was, was-is), tx.now)
			if err != nil {
				return err
			}
		}
	}
	return rows.close()
}

// dropShadows removes what a whole run did not replace: accounts that were closed since.
func (tx *writeTx) dropShadows(run *models.Run, shadows []shadow) error {
	for _, s := range shadows {
		err := tx.db.Where("model_id = ? AND run_id <> ? AND at < ?", s.model, run.ID, run.StartedAt).Delete(&models.ShadowScore{}).Error
		if err != nil {
			return fmt.Errorf("shadow scores: %w", err)
		}
	}
	return nil
}

// observeForShadows brings the observed outcomes up to date where a challenger learnt from
// them, so that its comparison counts what has matured since.
func (s *Store) observeForShadows(ctx context.Context, actor models.Actor, shadows []shadow) error {
	for _, sh := range shadows {
		if sh.label == models.ObservedOutcome {
			_, err := s.ObserveOutcomes(ctx, actor)
			return err
		}
	}
	return nil
}

// SetShadow switches whether a challenger scores beside the champion. Switched off, what it
// said is kept until it is switched on and the book scored again.
func (s *Store) SetShadow(ctx context.Context, actor models.Actor, id models.ID, version int64, on bool) (*models.Model, error) {
	var m models.Model
	err := s.write(ctx, actor, func(tx *writeTx) error {
		m = models.Model{}
		if err := tx.take(&m, id); err != nil {
			return err
		}
		if err := expect(m.Version, version); err != nil {
			return err
		}
		var others int64
		q := tx.db.Model(&models.Model{}).Where("state = ? AND shadow = ? AND id <> ?", models.ModelChallenger, true, id)
		if err := q.Count(&others).Error; err != nil {
			return err
		}
		was := m.Shadow
		if err := m.SetShadow(on, int(others)); err != nil {
			return err
		}
		if err := tx.update(&m, &m.Version, "shadow"); err != nil {
			return err
		}
		return tx.audit(models.ActionModelShadow, modelTarget(&m), map[string]bool{"shadow": was}, map[string]bool{"shadow": on}, "")
	})
	if err != nil {
		return nil, fmt.Errorf("shadow model: %w", err)
	}
	return &m, nil
}
