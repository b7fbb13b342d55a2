package data

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"candor/data/vault"
	"candor/models"
)

func draftPlace(id models.ID) vault.Place {
	return vault.Place{Table: "drafts", Column: "body_sealed", Row: int64(id)}
}

// SaveDraft keeps what a person has typed into a form, in place of what was kept of it before; nothing typed drops it. Beyond
// models.DraftsMost the person's oldest goes.
func (s *Store) SaveDraft(ctx context.Context, user models.ID, cmd models.NewDraft) error {
	if err := cmd.Validate(); err != nil {
		return err
	}
	if len(cmd.Fields) == 0 {
		return s.DropDraft(ctx, user, cmd.Form)
	}
	body, err := json.Marshal(cmd.Fields)
	if err != nil {
		return err
	}
	return s.keep(ctx, func(db *gorm.DB, now time.Time) error {
		tx := &writeTx{ctx: ctx, db: db, store: s, now: now}
		d := models.Draft{UserID: user, Form: cmd.Form, At: now}
		var have []models.Draft
		err := db.Select("id").Where("user_id = ? AND form = ?", user, cmd.Form).Find(&have).Error
		switch {
		case err != nil:
			return err
		case len(have) == 1:
			d.ID = have[0].ID
		default:
			if d.ID, err = tx.id(); err != nil {
				return err
			}
		}
		if d.AccountID, err = accountOfForm(db, cmd.Form); err != nil {
			return err
		}
		subject := int64(0)
		if d.AccountID != 0 {
			if subject, err = subjectOf(db, d.AccountID); err != nil {
				return err
			}
		}
		if d.Body, err = tx.seal(string(body), draftPlace(d.ID), subject); err != nil {
			return err
		}
		if len(have) == 1 {
			return db.Model(&d).Select("account_id", "at", "body_sealed").Updates(&d).Error
		}
		if err := db.Create(&d).Error; err != nil {
			return err
		}
		newest := db.Model(&models.Draft{}).Select("id").Where("user_id = ?", user).Order("at DESC, id DESC").Limit(models.DraftsMost)
		return db.Where("user_id = ? AND id NOT IN (?)", user, newest).Delete(&models.Draft{}).Error
	})
}

// accountOfForm is whom a form is about, by the object that its path names; 0 when that is nobody.
func accountOfForm(db *gorm.DB, form string) (models.ID, error) {
	for part := range strings.SplitSeq(form, "/") {
		prefix, _, _ := strings.Cut(part, "_")
		id, err := models.ParseID(prefix, part)
		if err != nil {
			continue // a word of the path
		}
		if prefix == models.PrefixAccount {
			return existingAccount(db, "accounts", "id", id)
		}
		if table, ok := draftTables[prefix]; ok {
			return existingAccount(db, table, "account_id", id)
		}
	}
	return 0, nil
}

// draftTables holds the rows that stand for a person, by the prefix of their ids.
var draftTables = map[string]string{
	models.PrefixCase: "cases", models.PrefixAppeal: "appeals", models.PrefixLimit: "limit_changes", models.PrefixSanction: "sanctions",
}

// existingAccount reads the account of a row, 0 when there is no such row.
func existingAccount(db *gorm.DB, table, column string, id models.ID) (models.ID, error) {
	var found []models.ID
	err := db.Table(table).Where("id = ?", id).Limit(1).Pluck(column, &found).Error
	if err != nil || len(found) == 0 {
		return 0, err
	}
	return found[0], nil
}

// Drafts opens what a person has typed into some forms. One that does not open any more, because its person was erased or its key
// is gone, is left out: it can be of no use.
func (s *Store) Drafts(ctx context.Context, user models.ID, forms []string) ([]models.DraftText, error) {
	var rows []models.Draft
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Where("user_id = ? AND form IN ? AND at > ?", user, forms, s.Now().Add(-models.DraftFor)).Order("form").Find(&rows).Error
	})
	if err != nil {
		return nil, err
	}
	var list []models.DraftText
	for _, d := range rows {
		body, err := s.vault.Open(d.Body, draftPlace(d.ID))
		if errors.Is(err, vault.ErrOpen) || errors.Is(err, vault.ErrErased) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("open draft: %w", err)
		}
		text := models.DraftText{Form: d.Form, At: d.At}
		if err := json.Unmarshal([]byte(body), &text.Fields); err != nil {
			return nil, fmt.Errorf("open draft: %w", err)
		}
		list = append(list, text)
	}
	return list, nil
}

// DropDraft forgets what a person typed into a form, as it was sent or is not wanted. To have none is no error, and no write.
func (s *Store) DropDraft(ctx context.Context, user models.ID, form string) error {
	var n int64
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Model(&models.Draft{}).Where("user_id = ? AND form = ?", user, form).Count(&n).Error
	})
	if err != nil || n == 0 {
		return err
	}
	return s.keep(ctx, func(db *gorm.DB, _ time.Time) error {
		return db.Where("user_id = ? AND form = ?", user, form).Delete(&models.Draft{}).Error
	})
}
