package data

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/models"
)

// retrainSetting holds the schedule of trainings as JSON. It is a setting and no part of the
// policy: it decides nothing about anybody, since all it makes is challengers.
const retrainSetting = "retrain"

// Retrain returns the schedule of trainings, the zero value when there is none.
func (s *Store) Retrain(ctx context.Context) (r models.Retrain, err error) {
	err = s.read(ctx, func(db *gorm.DB) (err error) {
		r, err = retrainOf(db)
		return err
	})
	return r, err
}

func retrainOf(db *gorm.DB) (r models.Retrain, err error) {
	var rows []setting
	if err := db.Where("name = ?", retrainSetting).Limit(1).Find(&rows).Error; err != nil || len(rows) == 0 {
		return r, err
	}
	if err := json.Unmarshal([]byte(rows[0].Value), &r); err != nil {
		return r, fmt.Errorf("schedule of trainings: %w", err)
	}
	return r, nil
}

// SetRetrain replaces the schedule. Version is the schedule's as the asker read it; the first
// training is Days from now.
func (s *Store) SetRetrain(ctx context.Context, actor models.Actor, r models.Retrain) error {
	if err := r.Validate(); err != nil {
		return err
	}
	if r.Days > 0 {
		if err := s.knownLabel(ctx, r.Label); err != nil {
			return err
		}
	}
	return s.write(ctx, actor, func(tx *writeTx) error {
		was, err := retrainOf(tx.db.Clauses(clause.Locking{Strength: "UPDATE"}))
		if err != nil {
			return err
		}
		if err := expect(was.Version, r.Version); err != nil {
			return err
		}
		next := r
		next.Version++
		next.Next = nil
		if next.Days > 0 {
			at := stamp(tx.now.AddDate(0, 0, next.Days))
			next.Next = &at
		}
		if err := tx.keepRetrain(next); err != nil {
			return err
		}
		return tx.audit(models.ActionRetrainSet, target{kind: "training"}, was, next, "")
	})
}

// keepRetrain writes the schedule and plans its next training.
func (tx *writeTx) keepRetrain(r models.Retrain) error {
	value, err := json.Marshal(r)
	if err != nil {
		return err
	}
	row := setting{Name: retrainSetting, Value: string(value)}
	err = tx.db.Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "name"}}, DoUpdates: clause.AssignmentColumns([]string{"value"}),
	}).Create(&row).Error
	if err != nil || r.Next == nil {
		return err
	}
	return tx.enqueue(models.JobModelRetrain, fmt.Sprintf("%s:%d:%d", models.JobModelRetrain, r.Version, r.Next.Unix()), models.ID(r.Version), *r.Next)
}

// runRetrain asks for the training that is due and plans the next. A schedule that was
// changed meanwhile has jobs of its own; a training that still runs is not doubled.
func (tx *writeTx) runRetrain(job models.Job) error {
	r, err := retrainOf(tx.db.Clauses(clause.Locking{Strength: "UPDATE"}))
	if err != nil {
		return err
	}
	if r.Days == 0 || r.Next == nil || models.ID(r.Version) != job.ObjectID || r.Next.After(tx.now) {
		return errIdle
	}
	ask := models.AskTraining{Method: r.Method, Label: r.Label, Seed: tx.now.Unix()}
	ask.Normalise()
	before := *r.Next
	for !r.Next.After(tx.now) { // turns that were missed are not made up for
		at := r.Next.AddDate(0, 0, r.Days)
		r.Next = &at
	}
	if err := tx.keepRetrain(r); err != nil {
		return err
	}
	var refused *models.Refused
	if _, err := tx.askTraining(ask); err != nil && !errors.As(err, &refused) {
		return err
	}
	return tx.audit(models.ActionRetrainSet, target{kind: "training"}, before.Format(time.RFC3339), r.Next.Format(time.RFC3339), "")
}
