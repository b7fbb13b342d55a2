package data

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"candor/data/vault"
	"candor/models"
)

// Reveal returns one field of a person's identity in clear, after the record of who saw it
// and why is durable. A field that is not known is invalid, and so is one that does not
// open, after that is recorded; beyond the hourly quota it is models.ErrQuota, which is
// recorded too.
func (s *Store) Reveal(ctx context.Context, actor models.Actor, cmd models.Reveal) (string, error) {
	if err := cmd.Validate(); err != nil {
		return "", err
	}
	if err := s.checkQuota(ctx, actor, models.ActionPersonalRevealed, models.RevealQuota); err != nil {
		return "", err
	}
	var value string
	var bad models.Invalid
	err := s.write(ctx, actor, func(tx *writeTx) error {
		value, bad = "", models.Invalid{}
		var a models.Account
		if err := tx.db.Where("id = ?", cmd.AccountID).Take(&a).Error; err != nil {
			return err
		}
		found, err := tx.reveal(&a, cmd)
		var failed *vault.OpenError
		if errors.As(err, &failed) { // the record of it is kept, so the unit goes on
			bad.Add("field", "unreadable")
			return tx.auditUnreadable(unreadable{failed, a.ID}, cmd.Reason)
		}
		value = found
		return err
	})
	if err == nil {
		err = bad.OrNil()
	}
	if err != nil {
		return "", err
	}
	return value, nil
}

// reveal opens the field and records it.
func (tx *writeTx) reveal(a *models.Account, cmd models.Reveal) (string, error) {
	var value string
	var bad models.Invalid
	for _, f := range sealedFields(a) {
		if f.field != cmd.Field {
			continue
		}
		var err error
		if value, err = tx.store.openField(tx.db, a, f); err != nil {
			return "", err
		}
	}
	switch value {
	case "":
		bad.Add("field", "not_known")
	case models.Erased:
		bad.Add("field", "erased")
	}
	if err := bad.OrNil(); err != nil {
		return "", err
	}
	after := map[string]any{"field": cmd.Field}
	return value, tx.audit(models.ActionPersonalRevealed, aboutAccount(a.ID), nil, after, cmd.Reason)
}

// checkQuota refuses an act that the actor has done quota times within the last hour, and
// records that it did. It looks at the entry that lies quota entries back, not at all.
func (s *Store) checkQuota(ctx context.Context, actor models.Actor, action string, quota int) error {
	var entries []models.AuditEntry
	err := s.read(ctx, func(db *gorm.DB) error {
		// The list is a constant of the statement, so that the partial index serves.
		return db.Select("seq", "at").Where("actor_id = ? AND action = ?", actor.ID, action).
			Where("action IN ('personal.revealed','personal.searched')").
			Order("seq DESC").Offset(quota - 1).Limit(1).Find(&entries).Error
	})
	if err != nil || len(entries) == 0 || s.Now().Sub(entries[0].At) >= models.QuotaWindow {
		return err
	}
	refused := s.write(ctx, actor, func(tx *writeTx) error {
		return tx.audit(models.ActionPersonalRefused, target{kind: "user", id: actor.ID}, nil, map[string]any{"act": action, "quota": quota}, "")
	})
	return errors.Join(models.ErrQuota, refused)
}
