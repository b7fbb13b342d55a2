package data

import (
	"context"
	"unicode/utf8"

	"gorm.io/gorm"

	"candor/data/vault"
	"candor/models"
)

// notePlace is where a note's text is sealed for.
func notePlace(id models.ID) vault.Place {
	return vault.Place{Table: "notes", Column: "text_sealed", Row: int64(id)}
}

// AddNote puts a remark on an account. The record keeps how long it is, not its words.
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
		id, err := tx.id()
		if err != nil {
			return err
		}
		note = models.Note{ID: id, AccountID: cmd.AccountID, AuthorID: actor.UserID, AuthorName: actor.Name, At: tx.now}
		if note.Text, err = tx.seal(cmd.Text, notePlace(id), subject); err != nil {
			return err
		}
		if err := tx.insert(&note); err != nil {
			return err
		}
		after := map[string]any{"note": id.Public(models.PrefixNote), "characters": utf8.RuneCountInString(cmd.Text)}
		return tx.audit(models.ActionNoteAdded, aboutAccount(cmd.AccountID), nil, after, "")
	})
	if err != nil {
		return nil, err
	}
	return &note, nil
}

// aboutAccount names an account in the record.
func aboutAccount(id models.ID) target {
	return target{kind: "account", id: id.Public(models.PrefixAccount), accountID: id}
}

// fillNotes reads and opens the newest notes.
func (s *Store) fillNotes(db *gorm.DB, d *models.AccountDetail) error {
	var notes []models.Note
	if err := newest(db, &notes, d.Account.ID, "id DESC", showNotes); err != nil {
		return err
	}
	for _, n := range notes {
		words, err := s.openValue(db, n.Text, notePlace(n.ID), n.AccountID)
		if err != nil {
			return err
		}
		d.Notes = append(d.Notes, models.NoteText{Note: n, Words: words})
	}
	return nil
}
