package data

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"candor/engine/drift"
	"candor/engine/learn"
	"candor/engine/score"
	"candor/models"
)

// NewModel is a trained card to be stored.
type NewModel struct {
	Card       score.Scorecard
	Report     learn.Report
	Validation []byte            // JSON document of the validation; nil for none
	Out        []learn.OutOfFold // of the training rows: what later scores are compared with; nil for none
	Champion   bool              // it decides at once
	Challenger bool              // it does not decide, not even as the first
	Shadow     bool              // it scores beside the champion, where there is room for one more
	Origin     string            // models.OriginTrained when empty
	By         string            // whoever asked for it; the actor when empty
}

// row is the model as it is stored, but for who, when and where it stands.
func (n *NewModel) row() (models.Model, error) {
	artefact, err := score.Write(n.Card)
	if err != nil {
		return models.Model{}, err
	}
	report, err := json.Marshal(n.Report)
	if err != nil {
		return models.Model{}, err
	}
	if n.Origin == models.OriginImported {
		report = []byte("null") // it was not trained here
	}
	scores, err := bucketed(&n.Card, n.Out)
	if err != nil {
		return models.Model{}, err
	}
	sum := sha256.Sum256(artefact)
	return models.Model{
		Name: n.Card.ID, Method: n.Card.Method, Label: n.Card.Label, State: models.ModelChallenger, Origin: cmp.Or(n.Origin, models.OriginTrained),
		Artefact: artefact, Report: report, Validation: n.Validation, Scores: scores, SHA256: hex.EncodeToString(sum[:]), CreatedBy: n.By, Version: 1,
	}, nil
}

// SaveModel stores a card with its report. The lender's first model becomes champion, since
// without one nothing can be scored, unless Challenger is set; any later one is a challenger
// unless Champion is set, and then the champion before it retires.
func (s *Store) SaveModel(ctx context.Context, actor models.Actor, n NewModel) (*models.Model, error) {
	var m *models.Model
	err := s.write(ctx, actor, func(tx *writeTx) (err error) {
		m, err = tx.saveModel(n)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("save model: %w", err)
	}
	return m, nil
}

func (tx *writeTx) saveModel(n NewModel) (*models.Model, error) {
	m, err := n.row()
	if err != nil {
		return nil, err
	}
	if m.ID, err = tx.id(); err != nil {
		return nil, err
	}
	m.CreatedAt, m.CreatedBy = tx.now, cmp.Or(m.CreatedBy, tx.actor.Name)
	var champions, shadows int64
	if err := tx.db.Model(&m).Where("state = 'champion'").Count(&champions).Error; err != nil {
		return nil, err
	}
	if err := tx.db.Model(&m).Where("state = ? AND shadow = ?", models.ModelChallenger, true).Count(&shadows).Error; err != nil {
		return nil, err
	}
	champion := n.Champion || (champions == 0 && !n.Challenger)
	m.Shadow = n.Shadow && !champion && shadows < models.ShadowMax
	if err := tx.insert(&m); err != nil {
		return nil, err
	}
	action, after := models.ActionModelTrained, map[string]any{
		"name": m.Name, "label": m.Label, "sha256": m.SHA256, "rows": n.Report.Rows, "bads": n.Report.Bads, "auc": n.Report.AUC,
	}
	if m.Origin == models.OriginImported {
		action, after = models.ActionModelImported, map[string]any{"name": m.Name, "label": m.Label, "sha256": m.SHA256}
	}
	if err := tx.audit(action, modelTarget(&m), nil, after, ""); err != nil {
		return nil, err
	}
	if champion {
		return &m, tx.promote(&m)
	}
	return &m, nil
}

// bucketed is out-of-fold scores as the model's row keeps them, "" for none.
func bucketed(card *score.Scorecard, out []learn.OutOfFold) (string, error) {
	if len(out) == 0 {
		return "", nil
	}
	counts := make([]int, drift.Buckets(card))
	for _, o := range out {
		counts[drift.Bucket(card, o.Score)]++
	}
	b, err := json.Marshal(counts)
	return string(b), err
}

func modelTarget(m *models.Model) target {
	return target{kind: "model", id: m.PublicID()}
}

// promote makes a model the champion and retires the champion before it. Scores change only
// at the next rescoring.
func (tx *writeTx) promote(m *models.Model) error {
	var before any
	var old []models.Model
	if err := tx.db.Where("state = 'champion'").Find(&old).Error; err != nil {
		return err
	}
	for i := range old {
		old[i].State = models.ModelRetired
		if err := tx.update(&old[i], &old[i].Version, "state"); err != nil {
			return err
		}
		before = map[string]string{"champion": old[i].PublicID()}
		m.PreviousID = old[i].ID
	}
	now := tx.now
	m.State, m.ChampionAt, m.Shadow = models.ModelChampion, &now, false
	if err := tx.update(m, &m.Version, "state", "champion_at", "shadow", "previous_id"); err != nil {
		return err
	}
	return tx.audit(models.ActionModelPromoted, modelTarget(m), before, map[string]string{"champion": m.PublicID()}, "")
}

// ImportModel stores a model file from outside as a challenger without a training report.
// What this lender cannot score with is *models.Invalid by the field "file", and so is a card
// that is here already.
func (s *Store) ImportModel(ctx context.Context, actor models.Actor, file []byte) (*models.Model, error) {
	card, err := models.ReadArtefact(file)
	if err != nil {
		return nil, err
	}
	n := NewModel{Card: card, Challenger: true, Origin: models.OriginImported}
	row, err := n.row()
	if err != nil {
		return nil, fmt.Errorf("import model: %w", err)
	}
	var m *models.Model
	err = s.write(ctx, actor, func(tx *writeTx) error {
		var same models.Model
		err := tx.db.Select("id, name").Where("sha256 = ?", row.SHA256).Limit(1).Take(&same).Error
		if err == nil {
			var bad models.Invalid
			bad.Add("file", "model_known", "name", same.Name)
			return bad.OrNil()
		}
		if !errors.Is(err, gorm.ErrRecordNotFound) {
			return err
		}
		m, err = tx.saveModel(n)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("import model: %w", err)
	}
	return m, nil
}
