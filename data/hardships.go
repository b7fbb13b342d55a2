package data

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"gorm.io/gorm"

	"candor/data/vault"
	"candor/models"
)

// hardshipPlace is where a column of a flag is sealed for.
func hardshipPlace(column string, id models.ID) vault.Place {
	return vault.Place{Table: "hardships", Column: column, Row: int64(id)}
}

// SetHardship puts a hardship flag on an account, until its end. *models.Invalid says field by field what is wrong, *models.Refused
// "hardship_open" that one stands already, and models.ErrState that nobody knows any more who the person is. The record keeps when, not
// what it is about.
func (s *Store) SetHardship(ctx context.Context, actor models.Actor, cmd models.SetHardship) (*models.Hardship, error) {
	if err := cmd.Validate(s.Now()); err != nil {
		return nil, err
	}
	var h *models.Hardship
	err := s.write(ctx, actor, func(tx *writeTx) (err error) {
		h, err = tx.setHardship(cmd)
		return err
	})
	if duplicate(err) {
		return nil, &models.Refused{Code: "hardship_open"}
	}
	if err != nil {
		return nil, fmt.Errorf("hardship: %w", err)
	}
	return h, nil
}

func (tx *writeTx) setHardship(cmd models.SetHardship) (*models.Hardship, error) {
	var a models.Account
	if err := tx.take(&a, cmd.AccountID); err != nil {
		return nil, err
	}
	if a.ErasedAt != nil {
		return nil, models.ErrState
	}
	if err := tx.endOverdue(&a); err != nil {
		return nil, err
	}
	id, err := tx.id()
	if err != nil {
		return nil, err
	}
	h := &models.Hardship{ID: id, AccountID: a.ID, Since: tx.now, EndsAt: stamp(*cmd.EndsAt), MadeName: tx.actor.Name, MadeAt: tx.now, Version: 1}
	if cmd.Since != nil {
		h.Since = stamp(*cmd.Since)
	}
	var errs [2]error
	h.Kind, errs[0] = tx.seal(string(cmd.Kind), hardshipPlace("kind_sealed", id), a.SubjectSlot)
	h.Note, errs[1] = tx.seal(cmd.Note, hardshipPlace("note_sealed", id), a.SubjectSlot)
	if err := errors.Join(errs[:]...); err != nil {
		return nil, err
	}
	if err := tx.insert(h); err != nil {
		return nil, err
	}
	a.HardshipUntil = &h.EndsAt
	if err := tx.update(&a, &a.Version, "hardship_until"); err != nil {
		return nil, err
	}
	if err := tx.enqueue(models.JobHardshipEnd, "hardship.end:"+h.PublicID(), h.ID, h.EndsAt); err != nil {
		return nil, err
	}
	after := map[string]any{"hardship": h.PublicID(), "since": h.Since, "until": h.EndsAt}
	return h, tx.audit(models.ActionHardshipSet, aboutAccount(a.ID), nil, after, "")
}

// endOverdue ends what stands on an account that is locked although its time is over, so that a new flag need not wait for the job.
func (tx *writeTx) endOverdue(a *models.Account) error {
	var over []models.Hardship
	if err := tx.db.Where("account_id = ? AND ended_at IS NULL AND ends_at <= ?", a.ID, tx.now).Find(&over).Error; err != nil {
		return err
	}
	for i := range over {
		if err := tx.endHardship(a, &over[i], "", ""); err != nil {
			return err
		}
	}
	return nil
}

// EndHardship ends a flag before its time. models.ErrState when it ended already, models.ErrNotFound when the account has no such flag.
func (s *Store) EndHardship(ctx context.Context, actor models.Actor, cmd models.EndHardship) error {
	if err := cmd.Validate(); err != nil {
		return err
	}
	return s.write(ctx, actor, func(tx *writeTx) error {
		var a models.Account
		if err := tx.take(&a, cmd.AccountID); err != nil {
			return err
		}
		var h models.Hardship
		if err := tx.db.Where("id = ? AND account_id = ?", cmd.ID, a.ID).Take(&h).Error; err != nil {
			return err
		}
		if err := expect(h.Version, cmd.Version); err != nil {
			return err
		}
		return tx.endHardship(&a, &h, tx.actor.Name, cmd.Reason)
	})
}

// endHardship ends a flag of an account that is locked, with the record of it. Name is "" for one whose time is over.
func (tx *writeTx) endHardship(a *models.Account, h *models.Hardship, name, reason string) error {
	if err := h.End(name, reason, tx.now); err != nil {
		return err
	}
	if err := tx.update(h, &h.Version, "ended_at", "ended_name", "end_reason"); err != nil {
		return err
	}
	a.HardshipUntil = nil
	if err := tx.update(a, &a.Version, "hardship_until"); err != nil {
		return err
	}
	how := "by hand"
	if name == "" {
		how = "expired"
	}
	before, after := map[string]any{"hardship": h.PublicID(), "until": h.EndsAt}, map[string]any{"hardship": h.PublicID(), "ended": how}
	return tx.audit(models.ActionHardshipEnded, aboutAccount(a.ID), before, after, reason)
}

// runHardshipEnd ends a flag whose time is over. Pages heed the time themselves.
func (tx *writeTx) runHardshipEnd(job models.Job) error {
	h := models.Hardship{}
	if err := tx.db.Where("id = ?", job.ObjectID).Take(&h).Error; err != nil {
		return err
	}
	var a models.Account
	if err := tx.take(&a, h.AccountID); err != nil { // the account first, as everybody locks
		return err
	}
	if err := tx.take(&h, h.ID); err != nil {
		return err
	}
	if h.EndedAt != nil || tx.now.Before(h.EndsAt) {
		return errIdle
	}
	return tx.endHardship(&a, &h, "", "")
}

// unflagErased ends the flag of a person who is made unknown, in the unit that says so: nobody is left to be warned about.
func (tx *writeTx) unflagErased(account models.ID) error {
	return tx.db.Model(&models.Hardship{}).Where("account_id = ? AND ended_at IS NULL", account).
		Updates(map[string]any{"ended_at": tx.now, "version": gorm.Expr("version + 1")}).Error
}

// Hardships reads the newest flags of an account with what they are about, for those who may know.
func (s *Store) Hardships(ctx context.Context, account models.ID) (*models.HardshipDetail, error) {
	var d models.HardshipDetail
	err := s.read(ctx, func(db *gorm.DB) error {
		d = models.HardshipDetail{}
		a, err := findOne[models.Account](db, "", "WHERE id = ?", int64(account))
		if err != nil {
			return err
		}
		d.Account = *a
		if d.Name, err = s.maskedName(db, a); err != nil {
			return err
		}
		rows, err := find[models.Hardship](db, "", "WHERE account_id = ? ORDER BY id DESC LIMIT "+strconv.Itoa(models.HardshipsShown), int64(account))
		if err != nil {
			return err
		}
		d.Flags, err = s.hardshipTexts(db, rows)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &d, nil
}

// hardshipTexts opens what flags are about.
func (s *Store) hardshipTexts(db *gorm.DB, rows []models.Hardship) ([]models.HardshipText, error) {
	list := make([]models.HardshipText, len(rows))
	for i, h := range rows {
		kind, err := s.openValue(db, h.Kind, hardshipPlace("kind_sealed", h.ID), h.AccountID)
		if err != nil {
			return nil, err
		}
		words, err := s.openValue(db, h.Note, hardshipPlace("note_sealed", h.ID), h.AccountID)
		if err != nil {
			return nil, err
		}
		list[i] = models.HardshipText{Hardship: h, About: models.HardshipKind(kind), Words: words}
	}
	return list, nil
}

// dossierHardships reads an account's flags for its dossier. What they are about leaves only with the identity in clear, which is
// recorded and counted as a reveal.
func (s *Store) dossierHardships(db *gorm.DB, account models.ID, clear bool, take func(*models.DossierRows) error) error {
	return byID(db, account, func(r *models.Hardship) models.ID { return r.ID }, func(rows []models.Hardship) (err error) {
		list := make([]models.HardshipText, len(rows))
		for i := range rows {
			list[i].Hardship = rows[i]
		}
		if clear {
			if list, err = s.hardshipTexts(db, rows); err != nil {
				return err
			}
		}
		return take(&models.DossierRows{Hardships: list})
	})
}
