package data

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"candor/models"
)

// message queues something a customer is to be told: a template and its values, rendered
// when it is read. It is held for MessageHold, so that it can be recalled.
func (tx *writeTx) message(account *models.Account, template string, values map[string]string, objectID string) error {
	id, err := tx.id()
	if err != nil {
		return err
	}
	m := models.Message{
		ID: id, AccountID: account.ID, Template: template, Lang: account.Lang, Values: values,
		ObjectID: objectID, State: models.MessageHeld, CreatedAt: tx.now,
	}
	if m.Lang == "" {
		m.Lang = "zh-CN"
	}
	err = tx.db.Model(&models.Policy{}).Select("version").Where("state = 'live'").Limit(1).Scan(&m.PolicyVersion).Error
	if err != nil {
		return fmt.Errorf("policy of a message: %w", err)
	}
	if err := tx.insert(&m); err != nil {
		return err
	}
	if err := tx.enqueue(models.JobMessageRelease, "message.release:"+m.PublicID(), m.ID, tx.now.Add(models.MessageHold)); err != nil {
		return err
	}
	return tx.audit(models.ActionMessageQueued, messageTarget(&m), nil, map[string]string{"template": template, "about": objectID}, "")
}

func messageTarget(m *models.Message) target {
	return target{kind: "message", id: m.PublicID(), accountID: m.AccountID}
}

// Message returns a message with its account, and the account's masked name.
func (s *Store) Message(ctx context.Context, id models.ID) (*models.Message, *models.Account, string, error) {
	var m models.Message
	var a models.Account
	var name string
	err := s.read(ctx, func(db *gorm.DB) error {
		if err := s.fillMessage(db, id, &m, &a); err != nil {
			return err
		}
		var err error
		name, err = s.maskedName(db, &a)
		return err
	})
	if err != nil {
		return nil, nil, "", err
	}
	return &m, &a, name, nil
}

// fillMessage reads a message in the words of its policy version, with its account.
func (s *Store) fillMessage(db *gorm.DB, id models.ID, m *models.Message, a *models.Account) error {
	if err := db.Where("id = ?", id).Take(m).Error; err != nil {
		return err
	}
	if err := db.Where("id = ?", m.AccountID).Take(a).Error; err != nil {
		return err
	}
	if m.PolicyVersion > 0 {
		var p models.Policy
		if err := db.Where("version = ?", m.PolicyVersion).Take(&p).Error; err != nil {
			return err
		}
		m.Word(&p)
	}
	return nil
}

// Messages returns the newest messages to an account.
func (s *Store) Messages(ctx context.Context, accountID models.ID) ([]models.Message, error) {
	var found []models.Message
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Where("account_id = ?", accountID).Order("id DESC").Limit(listMax).Find(&found).Error
	})
	return found, err
}

// RecallMessage takes a message back while it is held; after that ErrState.
func (s *Store) RecallMessage(ctx context.Context, actor models.Actor, id models.ID) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		var m models.Message
		if err := tx.take(&m, id); err != nil {
			return err
		}
		if err := m.Recall(tx.now); err != nil {
			return err
		}
		if err := tx.moveMessage(&m); err != nil {
			return err
		}
		return tx.audit(models.ActionMessageRecalled, messageTarget(&m), held, m.State, "")
	})
}

const held = models.MessageHeld

// moveMessage writes a message's new state over held.
func (tx *writeTx) moveMessage(m *models.Message) error {
	done := tx.db.Model(m).Where("state = ?", held).Select("state", "released_at").Updates(m)
	if done.Error == nil && done.RowsAffected == 0 {
		return models.ErrConflict
	}
	return done.Error
}

func (tx *writeTx) runMessageRelease(job models.Job) error {
	var m models.Message
	if err := tx.take(&m, job.ObjectID); err != nil {
		return err
	}
	if err := m.Release(tx.now); errors.Is(err, models.ErrState) {
		return errIdle
	} else if err != nil {
		return err
	}
	if err := tx.moveMessage(&m); err != nil {
		return err
	}
	if err := tx.deliver(&m); err != nil {
		return err
	}
	return tx.audit(models.ActionMessageReleased, messageTarget(&m), held, m.State, "")
}
