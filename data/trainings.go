package data

import (
	"context"
	"fmt"
	"strconv"

	"gorm.io/gorm"

	"candor/models"
)

// laneTraining makes trainings one at a time: each takes a core for minutes.
const laneTraining = "main"

func trainingTarget(t *models.Training) target { return target{kind: "training", id: t.PublicID()} }

// AskTraining queues a training, for whichever replica is free. A label that no account has
// is refused by field, and a training beside another as *models.Refused "training_open".
func (s *Store) AskTraining(ctx context.Context, actor models.Actor, ask models.AskTraining) (*models.Training, error) {
	ask.Normalise()
	if err := ask.Validate(); err != nil {
		return nil, err
	}
	if err := s.knownLabel(ctx, ask.Label); err != nil {
		return nil, err
	}
	var t *models.Training
	err := s.write(ctx, actor, func(tx *writeTx) (err error) {
		t, err = tx.askTraining(ask)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ask for a training: %w", err)
	}
	return t, nil
}

// knownLabel refuses a label that no account has. What was observed is weighed when the
// training begins, so that its name is always known.
func (s *Store) knownLabel(ctx context.Context, label string) error {
	if label == models.ObservedOutcome {
		return nil
	}
	var found []models.Label
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("name = ?", label).Limit(1).Find(&found).Error })
	if err == nil && len(found) == 0 {
		var bad models.Invalid
		bad.Add("label", "no_such_label", "label", label)
		err = bad.OrNil()
	}
	return err
}

func (tx *writeTx) askTraining(ask models.AskTraining) (*models.Training, error) {
	var open int64
	err := tx.db.Model(&models.Training{}).Where("state IN ?", []models.TrainingState{models.TrainingQueued, models.TrainingRunning}).Count(&open).Error
	if err != nil {
		return nil, err
	}
	if open > 0 {
		return nil, &models.Refused{Code: "training_open"}
	}
	id, err := tx.id()
	if err != nil {
		return nil, err
	}
	t := &models.Training{
		ID: id, Method: ask.Method, Label: ask.Label, Pairs: ask.Pairs, Folds: ask.Folds, Seed: ask.Seed, State: models.TrainingQueued,
		AskedBy: tx.actor.UserID, AskedName: tx.actor.Name, AskedAt: tx.now, Lane: laneTraining, Version: 1,
	}
	if err := tx.insert(t); err != nil {
		return nil, err
	}
	if err := tx.enqueue(models.JobModelTrain, models.JobModelTrain+":"+t.PublicID(), id, tx.now); err != nil {
		return nil, err
	}
	after := map[string]any{"method": t.Method, "label": t.Label, "pairs": t.Pairs, "folds": t.Folds, "seed": strconv.FormatInt(t.Seed, 10)}
	return t, tx.audit(models.ActionTrainingAsked, trainingTarget(t), nil, after, "")
}

// CancelTraining ends a training that waits or runs. A running one notices within seconds;
// nothing of it is kept.
func (s *Store) CancelTraining(ctx context.Context, actor models.Actor, id models.ID, version int64) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		var t models.Training
		if err := tx.take(&t, id); err != nil {
			return err
		}
		if err := expect(t.Version, version); err != nil {
			return err
		}
		was := t.State
		if err := t.Cancel(tx.now); err != nil {
			return err
		}
		if err := tx.update(&t, &t.Version, "state", "ended_at"); err != nil {
			return err
		}
		return tx.audit(models.ActionTrainingEnded, trainingTarget(&t), was, t.State, "")
	})
}

// Training returns one training.
func (s *Store) Training(ctx context.Context, id models.ID) (*models.Training, error) {
	var t models.Training
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("id = ?", id).Take(&t).Error })
	return &t, err
}

// Trainings returns the newest trainings.
func (s *Store) Trainings(ctx context.Context, limit int) ([]models.Training, error) {
	var list []models.Training
	err := s.read(ctx, func(db *gorm.DB) error { return db.Order("id DESC").Limit(limit).Find(&list).Error })
	return list, err
}

// TrainingLabels returns what may be trained on: the labels that sources sent, by name, with
// how many accounts have each, after the outcomes that the store observed, as of the last
// time they were weighed.
func (s *Store) TrainingLabels(ctx context.Context) ([]models.LabelCount, error) {
	observed := models.LabelCount{Name: models.ObservedOutcome}
	var sent []models.LabelCount
	const counts = "COUNT(*) AS rows, COALESCE(SUM(CASE WHEN bad THEN 1 ELSE 0 END), 0) AS bad"
	err := s.read(ctx, func(db *gorm.DB) error {
		if err := db.Model(&models.Observation{}).Select(counts).Scan(&observed).Error; err != nil {
			return err
		}
		return db.Model(&models.Label{}).Select("name, "+counts).Where("name NOT LIKE ?", "false_positive:%").
			Group("name").Order("name").Scan(&sent).Error
	})
	observed.Name = models.ObservedOutcome
	return append([]models.LabelCount{observed}, sent...), err
}
