package data

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/models"
)

// SetFactorNote has the note on a factor say something else; an empty text removes it, and the same text once more changes nothing. The
// record keeps what it said before and after. models.ErrConflict when it was changed since it was read.
func (s *Store) SetFactorNote(ctx context.Context, actor models.Actor, cmd models.SetFactorNote) error {
	if err := cmd.Validate(); err != nil {
		return err
	}
	err := s.write(ctx, actor, func(tx *writeTx) error {
		was, err := factorNote(tx.db.Clauses(clause.Locking{Strength: "UPDATE"}), cmd.Factor)
		if err != nil {
			return err
		}
		if err := expect(was.Version, cmd.Version); err != nil {
			return err
		}
		if was.Text == cmd.Text {
			return errIdle
		}
		next := models.FactorNote{Factor: cmd.Factor, Text: cmd.Text, ByName: tx.actor.Name, At: tx.now, Version: was.Version}
		if was.Version == 0 {
			next.Version = 1
			err = tx.insert(&next)
		} else {
			err = tx.update(&next, &next.Version, "text", "by_name", "at")
		}
		if err != nil {
			return err
		}
		return tx.audit(models.ActionFactorNoted, target{kind: "factor", id: cmd.Factor}, map[string]any{"text": was.Text}, map[string]any{"text": next.Text}, "")
	})
	switch {
	case errors.Is(err, errIdle):
		return nil
	case duplicate(err): // two people wrote the first one at once
		return models.ErrConflict
	case err != nil:
		return fmt.Errorf("note on a factor: %w", err)
	}
	return nil
}

// factorNote reads the note on a factor, the zero value when there never was one.
func factorNote(db *gorm.DB, key string) (models.FactorNote, error) {
	var rows []models.FactorNote
	err := db.Where("factor = ?", key).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return models.FactorNote{}, err
	}
	return rows[0], nil
}
