package data

import (
	"crypto/sha256"
	"encoding/hex"

	"gorm.io/gorm/clause"

	"candor/models"
)

// once refuses what the actor's form asked for already. The mark is kept with what the form does: when that fails, the form can
// be sent again.
func (tx *writeTx) once() error {
	if tx.actor.Once == "" {
		return nil
	}
	sum := sha256.Sum256([]byte(tx.actor.ID + " " + tx.actor.Once))
	made := tx.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&models.FormKey{Key: hex.EncodeToString(sum[:]), At: tx.now})
	if made.Error == nil && made.RowsAffected == 0 {
		return models.ErrTwice
	}
	return made.Error
}
