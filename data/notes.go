package data

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"unicode/utf8"

	"gorm.io/gorm"

	"candor/data/vault"
	"candor/models"
)

// notePlace is where a note's text is sealed for.
func notePlace(id models.ID) vault.Place {
	return vault.Place{Table: "notes", Column: "text_sealed", Row: int64(id)}
}

// AddNote puts a remark on an account, or what was said in a contact, and tells whom it mentions. The record keeps how long it is, whom
// it mentions and the facts of the contact, not its words. A login that is nobody's or a disabled person's is models.Invalid with the field "text".
func (s *Store) AddNote(ctx context.Context, actor models.Actor, cmd models.NewNote) (*models.Note, error) {
	if err := cmd.Validate(); err != nil {
		return nil, err
	}
	var note models.Note
	err := s.write(ctx, actor, func(tx *writeTx) error {
		subject, err := subjectOf(tx.db, cmd.AccountID)
		if err != nil {
			return err
		}
		people, err := tx.mentioned(cmd.Text)
		if err != nil {
			return err
		}
		id, err := tx.id()
		if err != nil {
			return err
		}
		note = models.Note{ID: id, AccountID: cmd.AccountID, AuthorID: actor.UserID, AuthorName: actor.Name, At: tx.now, Version: 1}
		action, after := models.ActionNoteAdded, map[string]any{"note": id.Public(models.PrefixNote), "characters": utf8.RuneCountInString(cmd.Text)}
		if cmd.Contact != nil {
			note.ContactFacts, action = *cmd.Contact, models.ActionContactLogged
			after["channel"], after["direction"], after["outcome"] = note.Channel, note.Direction, note.Outcome
		}
		if note.Text, err = tx.seal(cmd.Text, notePlace(id), subject); err != nil {
			return err
		}
		if err := tx.insert(&note); err != nil {
			return err
		}
		if len(people) > 0 {
			if after["mentions"], err = tx.mention(&note, people); err != nil {
				return err
			}
		}
		return tx.audit(action, aboutAccount(cmd.AccountID), nil, after, "")
	})
	if err != nil {
		return nil, err
	}
	return &note, nil
}

// PinNote puts a note of an account before the others, or back among them; what is so already stays unrecorded. The account is
// locked meanwhile, so that two people do not pin a fourth. *models.Refused "pins_full" when three are pinned.
func (s *Store) PinNote(ctx context.Context, actor models.Actor, cmd models.PinNote) error {
	err := s.write(ctx, actor, func(tx *writeTx) error {
		if err := tx.take(&models.Account{}, cmd.AccountID); err != nil {
			return err
		}
		var n models.Note
		if err := tx.db.Where("id = ? AND account_id = ?", cmd.NoteID, cmd.AccountID).Take(&n).Error; err != nil {
			return err
		}
		action, err := tx.pin(&n, cmd.Pinned)
		if err != nil {
			return err
		}
		if err := tx.db.Model(&n).Select("pinned_at", "pinned_name").Updates(&n).Error; err != nil {
			return err
		}
		if err := tx.marked(&n, "pinned_at", "pinned_name"); err != nil {
			return err
		}
		return tx.audit(action, aboutAccount(cmd.AccountID), nil, map[string]any{"note": n.ID.Public(models.PrefixNote)}, "")
	})
	if errors.Is(err, errIdle) {
		return nil
	}
	return err
}

// pin puts a note where it is wanted and returns what that is in the record; errIdle when it is there already.
func (tx *writeTx) pin(n *models.Note, wanted bool) (action string, err error) {
	changed, action := false, models.ActionNotePinned
	if wanted {
		var pinned int64
		if err := tx.db.Model(&models.Note{}).Where("account_id = ? AND pinned_at IS NOT NULL", n.AccountID).Count(&pinned).Error; err != nil {
			return "", err
		}
		changed, err = n.Pin(tx.actor.Name, tx.now, int(pinned))
	} else {
		changed, action = n.Unpin(), models.ActionNoteUnpinned
	}
	if err == nil && !changed {
		err = errIdle
	}
	return action, err
}

// aboutAccount names an account in the record.
func aboutAccount(id models.ID) target {
	return target{kind: "account", id: id.Public(models.PrefixAccount), accountID: id}
}

// fillNotes reads and opens the pinned notes and the newest of the others, and reads whom a note may mention.
func (s *Store) fillNotes(db *gorm.DB, d *models.AccountDetail) error {
	id := int64(d.Account.ID)
	pinned, err := find[models.Note](db, "", "WHERE account_id = ? AND pinned_at IS NOT NULL ORDER BY id DESC LIMIT "+strconv.Itoa(models.PinMax), id)
	if err != nil {
		return err
	}
	others, err := find[models.Note](db, "", "WHERE account_id = ? AND pinned_at IS NULL ORDER BY id DESC LIMIT "+strconv.Itoa(showNotes), id)
	if err != nil {
		return err
	}
	for _, n := range append(pinned, others...) {
		words, err := s.openValue(db, n.Text, notePlace(n.ID), n.AccountID)
		if err != nil {
			return err
		}
		d.Notes = append(d.Notes, models.NoteText{Note: n, Words: words})
	}
	if d.People, err = mentionable(db); err != nil {
		return err
	}
	now := s.Now()
	if slices.ContainsFunc(d.Notes, func(n models.NoteText) bool { return now.Sub(n.At) < models.NoteEditFor }) {
		d.Decided, err = decidedSince(db, d.Account.ID, now.Add(-models.NoteEditFor))
	}
	return err
}
