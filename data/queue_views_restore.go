package data

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"candor/models"
)

// RestoreView brings a removed view back as it was, for whoever removed it: under its id, with its owner, and with it as the beginning for
// those who began with it and chose nothing since. *models.Refused "undo_late" when the view is back or was another's act,
// "view_again" when its owner keeps another under the same name by now, and "views_full" when the owner keeps as many as one may.
func (s *Store) RestoreView(ctx context.Context, actor models.Actor, id models.ID) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		about := target{kind: "view", id: id.Public(models.PrefixView)}
		newest, err := newestEntry(tx.db, about)
		if err != nil {
			return err
		}
		if newest.Action != models.ActionViewRemoved || newest.ActorID != actor.ID {
			return &models.Refused{Code: "undo_late"}
		}
		var was models.RemovedView
		if err := json.Unmarshal([]byte(newest.Before), &was); err != nil || was.Owner == "" {
			return errors.Join(err, &models.Refused{Code: "undo_late"})
		}
		v, err := tx.viewAgain(id, was)
		if err != nil {
			return err
		}
		if err := tx.insert(v); err != nil {
			return err
		}
		for _, user := range was.First {
			uid, err := models.ParseID(models.PrefixUser, user)
			if err != nil {
				return fmt.Errorf("restore view: %w", err)
			}
			if err := tx.db.Model(&models.QueueSetting{}).Where("user_id = ? AND first_view = ''", uid).Update("first_view", v.PublicID()).Error; err != nil {
				return err
			}
		}
		return tx.audit(models.ActionViewRestored, about, nil, was, "")
	})
}

// viewAgain is a removed view, when its owner has room and no other of that name for it.
func (tx *writeTx) viewAgain(id models.ID, was models.RemovedView) (*models.QueueView, error) {
	owner, err := models.ParseID(models.PrefixUser, was.Owner)
	if err != nil {
		return nil, fmt.Errorf("restore view: %w", err)
	}
	v := &models.QueueView{ID: id, OwnerID: owner, OwnerName: was.OwnerName, Scope: was.Scope, Team: was.Team, Name: was.Name, Query: was.Query, List: was.List, CreatedAt: tx.now, Version: 1}
	var own []models.QueueView
	if err := tx.db.Where("owner_id = ? AND list = ?", owner, v.List).Find(&own).Error; err != nil {
		return nil, err
	}
	if len(own) >= models.QueueViewsMost {
		return nil, &models.Refused{Code: "views_full"}
	}
	for i := range own {
		if o := &own[i]; o.Name == v.Name && o.Scope == v.Scope && o.Team == v.Team {
			return nil, &models.Refused{Code: "view_again"}
		}
	}
	return v, nil
}

// beganWith is who begins the queue with a view.
func beganWith(db *gorm.DB, v *models.QueueView) ([]string, error) {
	var users []models.ID
	err := db.Model(&models.QueueSetting{}).Where("first_view = ?", v.PublicID()).Order("user_id").Pluck("user_id", &users).Error
	list := make([]string, len(users))
	for i, id := range users {
		list[i] = id.Public(models.PrefixUser)
	}
	return list, err
}
