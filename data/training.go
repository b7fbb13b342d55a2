package data

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"candor/engine/learn"
	"candor/engine/score"
	"candor/models"
)

// NewModel is a trained card to be stored.
type NewModel struct {
	Card       score.Scorecard
	Report     learn.Report
	Validation []byte // JSON document of the validation; nil for none
	Champion   bool   // it decides at once
}

// SaveModel stores a trained card with its report. The lender's first model becomes
// champion, since without one nothing can be scored; any later one is a challenger unless
// Champion is set, and then the champion before it retires.
func (s *Store) SaveModel(ctx context.Context, actor models.Actor, n NewModel) (*models.Model, error) {
	card, report := n.Card, n.Report
	artefact, err := score.Write(card)
	if err != nil {
		return nil, fmt.Errorf("save model: %w", err)
	}
	reportJSON, err := json.Marshal(report)
	if err != nil {
		return nil, fmt.Errorf("save model: %w", err)
	}
	sum := sha256.Sum256(artefact)
	var m models.Model
	err = s.write(ctx, actor, func(tx *writeTx) error {
		id, err := tx.id()
		if err != nil {
			return err
		}
		m = models.Model{
			ID: id, Name: card.ID, Method: card.Method, Label: card.Label, State: models.ModelChallenger, Origin: models.OriginTrained,
			Artefact: artefact, Report: reportJSON, Validation: n.Validation, SHA256: hex.EncodeToString(sum[:]),
			CreatedBy: actor.Name, CreatedAt: tx.now, Version: 1,
		}
		var champions int64
		if err := tx.db.Model(&m).Where("state = ?", models.ModelChampion).Count(&champions).Error; err != nil {
			return err
		}
		if err := tx.insert(&m); err != nil {
			return err
		}
		after := map[string]any{
			"name": m.Name, "label": m.Label, "sha256": m.SHA256, "rows": report.Rows, "bads": report.Bads, "auc": report.AUC,
		}
		if err := tx.audit(models.ActionModelTrained, modelTarget(&m), nil, after, ""); err != nil {
			return err
		}
		if n.Champion || champions == 0 {
			return tx.promote(&m)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("save model: %w", err)
	}
	return &m, nil
}

func modelTarget(m *models.Model) target {
	return target{kind: "model", id: m.PublicID()}
}

// PromoteModel makes a challenger the champion and retires the champion before it. Scores
// change only at the next rescoring.
func (s *Store) PromoteModel(ctx context.Context, actor models.Actor, id models.ID, version int64) (*models.Model, error) {
	var m models.Model
	err := s.write(ctx, actor, func(tx *writeTx) error {
		m = models.Model{}
		if err := tx.take(&m, id); err != nil {
			return err
		}
		if err := expect(m.Version, version); err != nil {
			return err
		}
		if m.State != models.ModelChallenger {
			return models.ErrState
		}
		return tx.promote(&m)
	})
	return &m, err
}

func (tx *writeTx) promote(m *models.Model) error {
	var before any
	var old []models.Model
	if err := tx.db.Where("state = ?", models.ModelChampion).Find(&old).Error; err != nil {
		return err
	}
	for i := range old {
		old[i].State = models.ModelRetired
		if err := tx.update(&old[i], &old[i].Version, "state"); err != nil {
			return err
		}
		before = map[string]string{"champion": old[i].PublicID()}
	}
	now := tx.now
	m.State, m.ChampionAt = models.ModelChampion, &now
	if err := tx.update(m, &m.Version, "state", "champion_at"); err != nil {
		return err
	}
	return tx.audit(models.ActionModelPromoted, modelTarget(m), before, map[string]string{"champion": m.PublicID()}, "")
}
