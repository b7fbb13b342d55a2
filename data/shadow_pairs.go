package data

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"candor/engine/contrast"
	"candor/models"
)

// pairsOf counts the accounts that a challenger scored beside a champion by both scores, with the outcomes that are known of them. It
// goes by all of them: pages read what a rescoring kept of it.
func pairsOf(db *gorm.DB, m *models.Model, champion models.ID) *gorm.DB {
	table, args := "labels l ON l.account_id = s.account_id AND l.name = ?", []any{m.Label}
	if m.Label == models.ObservedOutcome {
		table, args = "observations l ON l.account_id = s.account_id", nil
	}
	return db.Table("shadow_scores s").Where("s.model_id = ? AND s.champion_id = ?", m.ID, champion).Joins("LEFT JOIN "+table, args...).
		Select("s.champion_score AS champion, s.score AS challenger, COUNT(*) AS count, COUNT(l.account_id) AS known, " +
			"COALESCE(SUM(CASE WHEN l.bad THEN 1 ELSE 0 END), 0) AS bad").
		Group("s.champion_score, s.score")
}

// countShadows counts what each challenger said in a run that is about to end. Accounts that the run did not reach, because they were
// closed since they were scored, are left out: they are dropped as it ends.
func (r *rescoring) countShadows(ctx context.Context) ([]models.ShadowPair, error) {
	var kept []models.ShadowPair
	for _, sh := range r.shadows {
		var pairs []contrast.Pair
		err := r.store.read(ctx, func(db *gorm.DB) error {
			return pairsOf(db, &models.Model{ID: sh.model, Label: sh.label}, r.run.ModelID).
				Where("s.run_id = ? OR s.at >= ?", r.run.ID, r.run.StartedAt).Scan(&pairs).Error
		})
		if err != nil {
			return nil, fmt.Errorf("count what a challenger said: %w", err)
		}
		for _, p := range pairs {
			kept = append(kept, models.ShadowPair{
				ModelID: sh.model, ChampionID: r.run.ModelID, ChampionScore: p.Champion, Score: p.Challenger, Count: p.Count, Known: p.Known, Bad: p.Bad,
			})
		}
	}
	return kept, nil
}

// keepPairs puts the counts of a run in the place of earlier ones.
func (tx *writeTx) keepPairs(shadows []shadow, pairs []models.ShadowPair) error {
	for _, sh := range shadows {
		if err := tx.db.Where("model_id = ?", sh.model).Delete(&models.ShadowPair{}).Error; err != nil {
			return err
		}
	}
	if len(pairs) == 0 {
		return nil
	}
	for i := range pairs {
		pairs[i].At = tx.now
	}
	return tx.insertMany(&pairs, 8)
}

// countPairs reads what the last rescoring counted of a challenger beside the champion. Where none has counted yet, as in a store from
// before counts were kept, it counts now.
func countPairs(db *gorm.DB, c *models.Comparison) error {
	var kept []models.ShadowPair
	if err := db.Where("model_id = ?", c.Model.ID).Order("champion_score, score").Find(&kept).Error; err != nil {
		return err
	}
	for _, k := range kept {
		if k.ChampionID != c.Champion.ID {
			return nil // of another champion: the book has to be scored again
		}
		c.ScoredAt = k.At
		c.Pairs = append(c.Pairs, contrast.Pair{Champion: k.ChampionScore, Challenger: k.Score, Count: k.Count, Known: k.Known, Bad: k.Bad})
	}
	if len(kept) > 0 {
		return nil
	}
	var newest []models.ShadowScore
	err := db.Where("model_id = ? AND champion_id = ?", c.Model.ID, c.Champion.ID).Select("at").Order("at DESC").Limit(1).Find(&newest).Error
	if err != nil || len(newest) == 0 {
		return err
	}
	c.ScoredAt = newest[0].At
	return pairsOf(db, &c.Model, c.Champion.ID).Scan(&c.Pairs).Error
}
