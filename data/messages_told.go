package data

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"candor/models"
)

// TellCustomer queues a prepared wording as a letter to the customer, which is held as any other and can be recalled. *models.Refused says
// that it is not true of the account, or that the same is held already: the second of two clicks. An account without a person is
// models.ErrState.
func (s *Store) TellCustomer(ctx context.Context, actor models.Actor, cmd models.TellCustomer) (*models.Message, error) {
	var told *models.Message
	err := s.write(ctx, actor, func(tx *writeTx) error {
		d, err := tx.toldOf(cmd.AccountID)
		if err != nil {
			return err
		}
		m, err := d.Tell(cmd.Wording, tx.now)
		if err != nil {
			return err
		}
		if was, err := heldContact(tx.db, d.Account.ID, cmd.Wording); err != nil || was != nil {
			return errors.Join(err, &models.Refused{Code: "message_held"})
		}
		if err := tx.message(&d.Account, m.Template, m.Values, m.ObjectID); err != nil {
			return err
		}
		told, err = heldContact(tx.db, d.Account.ID, cmd.Wording)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("tell customer: %w", err)
	}
	return told, nil
}

// toldOf takes an account and reads what its prepared wordings are filled from.
func (tx *writeTx) toldOf(account models.ID) (*models.AccountDetail, error) {
	d := &models.AccountDetail{}
	if err := tx.take(&d.Account, account); err != nil {
		return nil, err
	}
	if d.Account.ErasedAt != nil {
		return nil, models.ErrState
	}
	err := errors.Join(
		newest(tx.db, &d.Sanctions, account, "id DESC", showHistory),
		newest(tx.db, &d.Appeals, account, "id DESC", showHistory),
		newest(tx.db, &d.Statements, account, "month DESC", showStatements),
	)
	if err != nil {
		return nil, err
	}
	return d, fillPastDue(tx.db, d)
}

// heldContact is the message of a prepared wording to an account that can still be recalled, nil for none.
func heldContact(db *gorm.DB, account models.ID, wording models.Prepared) (*models.Message, error) {
	var held []models.Message
	err := db.Where("account_id = ? AND template = ? AND state = 'held'", account, models.TemplateContact).Order("id DESC").Find(&held).Error
	for i := range held {
		if held[i].Values["wording"] == string(wording) {
			return &held[i], err
		}
	}
	return nil, err
}
