package data

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"gorm.io/gorm"

	"candor/data/vault"
	"candor/models"
)

// EraseAccount makes a person unknown for good: the identity and its indexes leave the
// account, and the person's own key is destroyed, without which nothing about them that is
// sealed opens again, in this database or in any copy of it. Numbers, decisions and the
// record stay. It is refused for a person of whom anything is sealed without the key.
func (s *Store) EraseAccount(ctx context.Context, actor models.Actor, cmd models.EraseAccount) error {
	if err := cmd.Validate(); err != nil {
		return err
	}
	var subject int64
	err := s.write(ctx, actor, func(tx *writeTx) error {
		var a models.Account
		if err := tx.take(&a, cmd.AccountID); err != nil {
			return err
		}
		if a.ErasedAt != nil {
			return models.ErrState
		}
		if a.SubjectSlot == 0 {
			return &models.Refused{Code: "no_subject_key"}
		}
		if _, err := s.vault.SubjectErased(a.SubjectSlot); err != nil {
			return err // not the keys folder that made it
		}
		if err := tx.db.Where("account_id = ?", a.ID).Delete(&models.Draft{}).Error; err != nil { // nobody goes on with them
			return err
		}
		if err := tx.onlyUnder(a.SubjectSlot, a.ID); err != nil {
			return err
		}
		subject = a.SubjectSlot
		a.Name, a.Phone, a.IDNumber, a.Email = nil, nil, nil, nil
		a.NameIndex, a.PhoneIndex, a.PhoneTailIndex, a.IDNumberIndex, a.IDTailIndex = nil, nil, nil, nil, nil
		a.ErasedAt, a.UpdatedAt, a.HardshipUntil = &tx.now, tx.now, nil
		err := tx.update(&a, &a.Version, "name_sealed", "phone_sealed", "id_number_sealed", "email_sealed",
			"name_index", "phone_index", "phone_tail_index", "id_number_index", "id_tail_index", "erased_at", "updated_at", "hardship_until")
		if err != nil {
			return err
		}
		if err := errors.Join(tx.eraseFiles(a.ID), tx.untagErased(a.ID), tx.unflagErased(a.ID)); err != nil {
			return err
		}
		return tx.audit(models.ActionAccountErased, aboutAccount(a.ID), nil, map[string]any{"subject": subject}, cmd.Reason)
	})
	if err != nil {
		return fmt.Errorf("erase account: %w", err)
	}
	// The record comes first: should the machine stop here, finishErasures does the rest.
	return s.vault.EraseSubject(subject)
}

// onlyUnder refuses when a value about a person is sealed without the person's own key, and
// so would stay readable. A value that does not open at all is closed already.
func (tx *writeTx) onlyUnder(subject int64, account models.ID) error {
	for _, p := range sealedPlaces() {
		rows, err := p.sealedRows(tx.db.Where(p.account+" = ?", account), 0, 0, -1)
		if err != nil {
			return err
		}
		for _, row := range rows {
			for i, value := range row.values {
				if len(value) == 0 {
					continue
				}
				at := vault.Place{Table: p.table, Column: p.columns[i], Row: int64(row.id)}
				of, err := tx.store.vault.SubjectOf(value, at)
				if errors.Is(err, vault.ErrOpen) {
					continue
				}
				if err != nil {
					return err
				}
				if of != subject {
					return &models.Refused{Code: "no_subject_key"}
				}
			}
		}
	}
	return nil
}

// finishErasures destroys the keys of erased persons that are there still, because the
// machine stopped in between or the keys folder came back from a copy.
func (s *Store) finishErasures(ctx context.Context) error {
	var gone []int64
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Model(&models.Account{}).Where("erased_at IS NOT NULL").Pluck("subject_slot", &gone).Error
	})
	if err != nil {
		return fmt.Errorf("finish erasures: %w", err)
	}
	for _, subject := range gone {
		// Without the file there is nothing to destroy; what else is missing with it, pages tell.
		if err := s.vault.EraseSubject(subject); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("finish erasures: %w", err)
		}
	}
	return nil
}
