package data

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"candor/models"
)

// Reveal returns one field of a person's identity in clear, after the record of who saw it
// and why is durable. A field that is not known is invalid; beyond the hourly quota it is
// models.ErrQuota, which is recorded too.
func (s *Store) Reveal(ctx context.Context, actor models.Actor, cmd models.Reveal) (string, error) {
	if err := cmd.Validate(); err != nil {
		return "", err
	}
	if err := s.checkQuota(ctx, actor, models.ActionPersonalRevealed, models.RevealQuota); err != nil {
		return "", err
	}
	var value string
	err := s.write(ctx, actor, func(tx *writeTx) error {
		var a models.Account
		if err := tx.db.Where("id = ?", cmd.AccountID).Take(&a).Error; err != nil {
			return err
		}
		p, err := s.openPersonal(&a)
		if err != nil {
			return err
		}
		if value, _ = p.Get(cmd.Field); value == "" {
			var bad models.Invalid
			bad.Add("field", "not_known")
			return bad.OrNil()
		}
		after := map[string]any{"field": cmd.Field}
		return tx.audit(models.ActionPersonalRevealed, aboutAccount(a.ID), nil, after, cmd.Reason)
	})
	if err != nil {
		return "", err
	}
	return value, nil
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
