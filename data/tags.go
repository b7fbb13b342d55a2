package data

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/models"
)

// TagAccount puts a tag on an account, or takes it off; what is so already stays unrecorded. The account is locked meanwhile, so that
// two people do not put on one too many. *models.Invalid with the field "tag" for what is no tag, *models.Refused "tags_full" when there
// are models.TagMost, models.ErrForbidden for an account whose person was made unknown.
func (s *Store) TagAccount(ctx context.Context, actor models.Actor, cmd models.TagAccount) error {
	cmd.Tag = models.NormTag(cmd.Tag)
	if err := cmd.CheckPut(s.Now()); err != nil && cmd.On {
		return err
	}
	err := s.write(ctx, actor, func(tx *writeTx) error {
		changed, err := tx.tagLocked(cmd, cmd.Reason)
		if err == nil && !changed {
			err = errIdle
		}
		return err
	})
	if errors.Is(err, errIdle) {
		return nil
	}
	return err
}

// tagLocked locks an account and changes a tag of it. Nothing is written on one whose person was made unknown.
func (tx *writeTx) tagLocked(cmd models.TagAccount, reason string) (changed bool, err error) {
	var a models.Account
	if err := tx.take(&a, cmd.AccountID); err != nil {
		return false, err
	}
	if a.ErasedAt != nil {
		return false, models.ErrForbidden
	}
	return tx.tag(cmd, reason)
}

// tag puts a tag on an account that is locked or takes it off, with the record of it, and reports whether it was not so already.
func (tx *writeTx) tag(cmd models.TagAccount, reason string) (changed bool, err error) {
	row := models.AccountTag{AccountID: cmd.AccountID, Tag: cmd.Tag, At: tx.now, ByID: tx.actor.UserID, ByName: tx.actor.Name}
	row.Reason, row.EndsAt = cmd.Reason, stampPtr(cmd.EndsAt)
	var has []string
	if err := tx.db.Model(&row).Where("account_id = ?", cmd.AccountID).Pluck("tag", &has).Error; err != nil {
		return false, err
	}
	on := false
	for _, t := range has {
		on = on || t == cmd.Tag
	}
	facts := map[string]any{"tag": cmd.Tag}
	switch {
	case on == cmd.On:
		return false, nil
	case cmd.On && len(has) >= models.TagMost:
		return false, &models.Refused{Code: "tags_full"}
	case cmd.On:
		if row.EndsAt != nil {
			facts["until"] = *row.EndsAt
		}
		if err := errors.Join(tx.insert(&row), tx.countTag(cmd.Tag, 1), tx.enqueueTagEnd(&row)); err != nil {
			return false, err
		}
		return true, tx.audit(models.ActionTagAdded, aboutAccount(cmd.AccountID), nil, facts, reason)
	}
	return true, tx.untag(&row, nil, reason)
}

// untag takes a tag off an account that is locked, with the record of it.
func (tx *writeTx) untag(row *models.AccountTag, after any, reason string) error {
	err := errors.Join(tx.db.Where("account_id = ? AND tag = ?", row.AccountID, row.Tag).Delete(&models.AccountTag{}).Error, tx.countTag(row.Tag, -1))
	if err != nil {
		return err
	}
	return tx.audit(models.ActionTagRemoved, aboutAccount(row.AccountID), map[string]any{"tag": row.Tag}, after, reason)
}

// enqueueTagEnd has a tag with an end come off at it.
func (tx *writeTx) enqueueTagEnd(t *models.AccountTag) error {
	if t.EndsAt == nil {
		return nil
	}
	unique := fmt.Sprintf("tag.end:%s:%d", t.AccountID.Public(models.PrefixAccount), t.EndsAt.UnixMicro())
	return tx.enqueue(models.JobTagEnd, unique, t.AccountID, *t.EndsAt)
}

// runTagEnd takes the tags off an account whose time is over.
func (tx *writeTx) runTagEnd(job models.Job) error {
	var a models.Account
	if err := tx.take(&a, job.ObjectID); err != nil {
		return err
	}
	var over []models.AccountTag
	if err := tx.db.Where("account_id = ? AND ends_at <= ?", a.ID, tx.now).Order("tag").Find(&over).Error; err != nil {
		return err
	}
	for i := range over {
		if err := tx.untag(&over[i], map[string]any{"ended": "expired"}, ""); err != nil {
			return err
		}
	}
	if len(over) == 0 {
		return errIdle
	}
	return nil
}

// countTag keeps how many accounts have a tag; one that none has is in use no more.
func (tx *writeTx) countTag(tag string, by int64) error {
	err := tx.db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "tag"}}, DoUpdates: clause.Assignments(map[string]any{"n": gorm.Expr("tags.n + ?", by)})}).
		Create(&models.Tag{Tag: tag, N: by}).Error
	if err != nil || by > 0 {
		return err
	}
	return tx.db.Where("tag = ? AND n <= 0", tag).Delete(&models.Tag{}).Error
}

// untagErased takes all tags off an account whose person is made unknown: staff may have written anything.
func (tx *writeTx) untagErased(account models.ID) error {
	var has []string
	if err := tx.db.Model(&models.AccountTag{}).Where("account_id = ?", account).Pluck("tag", &has).Error; err != nil {
		return err
	}
	for _, tag := range has {
		if err := tx.countTag(tag, -1); err != nil {
			return err
		}
	}
	return tx.db.Where("account_id = ?", account).Delete(&models.AccountTag{}).Error
}

// TagsInUse is the tags that most accounts have, for forms to offer.
func (s *Store) TagsInUse(ctx context.Context) ([]string, error) {
	var tags []string
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Model(&models.Tag{}).Order("n DESC, tag DESC").Limit(models.TagShow).Pluck("tag", &tags).Error
	})
	return tags, err
}

// tagsBy is the tags of some accounts, in one statement.
func tagsBy(db *gorm.DB, accounts []models.ID) (map[models.ID][]string, error) {
	var rows []models.AccountTag
	err := db.Select("account_id", "tag").Where("account_id IN ?", accounts).Order("account_id, tag").Find(&rows).Error
	tags := map[models.ID][]string{}
	for _, r := range rows {
		tags[r.AccountID] = append(tags[r.AccountID], r.Tag)
	}
	return tags, err
}
