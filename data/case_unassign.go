package data

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"candor/models"
)

// UnassignCase takes back that the actor gave a case to somebody, or took it over: whoever held it before holds it again while that lease
// still runs, else nobody does, and a case that was put off is so again until the time that was chosen. Both are told. *models.Refused
// "undo_late" once anything followed, and for what was not the actor's.
func (s *Store) UnassignCase(ctx context.Context, actor models.Actor, id models.ID, version int64) (*models.Case, error) {
	return s.changeHold(ctx, actor, id, models.ActionCaseUnassigned, func(c *models.Case, tx *writeTx) error {
		if err := expect(c.Version, version); err != nil {
			return err
		}
		newest, err := newestEntry(tx.db, aboutCase(c))
		if err != nil {
			return err
		}
		u := c.UndoOf(newest, actor.UserID, tx.now)
		if u == nil || u.Verb != "unassign" {
			return &models.Refused{Code: "undo_late"}
		}
		held := c.HeldBy(tx.now)
		c.GiveBack(u)
		if err := tx.notify(held, models.NoticeCaseTakenBack, c.PublicID(), ""); err != nil {
			return err
		}
		if c.AssigneeID == 0 {
			return nil
		}
		if err := tx.notify(c.AssigneeID, models.NoticeCaseGiven, c.PublicID(), ""); err != nil {
			return err
		}
		return tx.sees(c)
	})
}

// newestEntry is the last entry of the record about an object, but for flags that were put on a case, which leave standing what somebody
// did to it; one that says nothing when there is none.
func newestEntry(db *gorm.DB, about target) (*models.AuditEntry, error) {
	var e models.AuditEntry
	err := db.Where("object_type = ? AND object_id = ? AND action <> ?", about.kind, about.id, models.ActionCaseFlagged).Order("seq DESC").Take(&e).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return &e, nil
	}
	return &e, err
}
