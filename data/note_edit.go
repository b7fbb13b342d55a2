package data

import (
	"context"
	"errors"
	"strconv"
	"time"
	"unicode/utf8"

	"gorm.io/gorm"

	"candor/data/vault"
	"candor/models"
)

// formerPlace is where what a note said before is sealed for.
func formerPlace(id models.ID) vault.Place {
	return vault.Place{Table: "former_notes", Column: "text_sealed", Row: int64(id)}
}

// EditNote has a note say something else, keeps what it said, and tells whom it mentions that it did not mention before. The record
// keeps the lengths, not the words. The same words once more change nothing. models.ErrConflict when the note was changed since its form
// was drawn, a *models.Refused when the author may not change it any more, and models.Invalid as AddNote.
func (s *Store) EditNote(ctx context.Context, actor models.Actor, cmd models.EditNote) error {
	if err := cmd.Validate(); err != nil {
		return err
	}
	err := s.write(ctx, actor, func(tx *writeTx) error {
		if err := tx.take(&models.Account{}, cmd.AccountID); err != nil {
			return err
		}
		var n models.Note
		if err := tx.db.Where("id = ? AND account_id = ?", cmd.NoteID, cmd.AccountID).Take(&n).Error; err != nil {
			return err
		}
		decided, err := decidedSince(tx.db, n.AccountID, n.At)
		if err != nil {
			return err
		}
		if err := n.MayEdit(actor.UserID, tx.now, decided); err != nil {
			return err
		}
		if n.Version != cmd.Version {
			return models.ErrConflict
		}
		return tx.editNote(&n, cmd.Text)
	})
	if errors.Is(err, errIdle) {
		return nil
	}
	return err
}

// editNote keeps what a note says and has it say something else; errIdle when it says that already.
func (tx *writeTx) editNote(n *models.Note, text string) error {
	was, err := tx.store.vault.Open(n.Text, notePlace(n.ID))
	if errors.Is(err, vault.ErrErased) {
		return &models.Refused{Code: "account_erased"}
	}
	if err != nil {
		return err
	}
	if was == text {
		return errIdle
	}
	people, err := tx.mentioned(text)
	if err != nil {
		return err
	}
	if err := tx.keepFormer(n, was); err != nil {
		return err
	}
	subject, err := subjectOf(tx.db, n.AccountID)
	if err != nil {
		return err
	}
	if n.Text, err = tx.seal(text, notePlace(n.ID), subject); err != nil {
		return err
	}
	n.EditedAt = &tx.now
	if err := tx.update(n, &n.Version, "text_sealed", "edited_at"); err != nil {
		return err
	}
	after := map[string]any{"note": n.ID.Public(models.PrefixNote), "characters": utf8.RuneCountInString(text)}
	if people, err = tx.untold(n.ID, people); err != nil {
		return err
	}
	if len(people) > 0 {
		if after["mentions"], err = tx.mention(n, people); err != nil {
			return err
		}
	}
	before := map[string]any{"note": after["note"], "characters": utf8.RuneCountInString(was)}
	return tx.audit(models.ActionNoteEdited, aboutAccount(n.AccountID), before, after, "")
}

// keepFormer keeps what a note says now, sealed for its own place.
func (tx *writeTx) keepFormer(n *models.Note, words string) error {
	subject, err := subjectOf(tx.db, n.AccountID)
	if err != nil {
		return err
	}
	former := models.FormerNote{NoteID: n.ID, AccountID: n.AccountID, At: n.Written(), ReplacedAt: tx.now}
	if former.ID, err = tx.id(); err != nil {
		return err
	}
	if former.Text, err = tx.seal(words, formerPlace(former.ID), subject); err != nil {
		return err
	}
	return tx.insert(&former)
}

// untold leaves those of some people whom a note did not mention before: nobody is told of it twice.
func (tx *writeTx) untold(note models.ID, people []models.User) ([]models.User, error) {
	var told []models.ID
	if err := tx.db.Model(&models.Mention{}).Where("note_id = ?", note).Pluck("user_id", &told).Error; err != nil {
		return nil, err
	}
	known := make(map[models.ID]bool, len(told))
	for _, id := range told {
		known[id] = true
	}
	var left []models.User
	for i := range people {
		if !known[people[i].ID] {
			left = append(left, people[i])
		}
	}
	return left, nil
}

// decidedSince is when somebody last decided about an account, not before a moment; nil when nobody did.
func decidedSince(db *gorm.DB, account models.ID, since time.Time) (*time.Time, error) {
	grounds := models.NoteGrounds()
	args := []any{int64(account), since}
	for _, action := range grounds {
		args = append(args, action)
	}
	rows, err := find[models.AuditEntry](db, "at", "WHERE account_id = ? AND account_id <> 0 AND at >= ? AND action IN "+places(len(grounds))+" ORDER BY seq DESC LIMIT 1", args...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0].At, nil
}

// NoteDetail reads one note of an account with all it ever said. models.ErrNotFound when the account has no such note.
func (s *Store) NoteDetail(ctx context.Context, account, note models.ID) (*models.NoteDetail, error) {
	var d models.NoteDetail
	err := s.read(ctx, func(db *gorm.DB) error {
		a, err := findOne[models.Account](db, "", "WHERE id = ?", int64(account))
		if err != nil {
			return err
		}
		n, err := findOne[models.Note](db, "", "WHERE id = ? AND account_id = ?", int64(note), int64(account))
		if err != nil {
			return err
		}
		d.Account, d.Note.Note = *a, *n
		if d.Masked, err = s.masked(db, a); err != nil {
			return err
		}
		if d.Note.Words, err = s.openValue(db, n.Text, notePlace(n.ID), account); err != nil {
			return err
		}
		former, err := s.formerTexts(db, []models.Note{*n})
		if err != nil {
			return err
		}
		d.Former = former[n.ID]
		if d.Decided, err = decidedSince(db, account, n.At); err != nil {
			return err
		}
		d.People, err = mentionable(db)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &d, nil
}

// formerTexts opens what notes said before, by note, the newest first: one statement, none for notes that nobody changed.
func (s *Store) formerTexts(db *gorm.DB, notes []models.Note) (map[models.ID][]models.FormerText, error) {
	var edited []any
	for i := range notes {
		if notes[i].EditedAt != nil {
			edited = append(edited, int64(notes[i].ID))
		}
	}
	if len(edited) == 0 {
		return nil, nil
	}
	rows, err := find[models.FormerNote](db, "", "WHERE note_id IN "+places(len(edited))+" ORDER BY id DESC", edited...)
	if err != nil {
		return nil, err
	}
	byNote := map[models.ID][]models.FormerText{}
	for _, r := range rows {
		words, err := s.openValue(db, r.Text, formerPlace(r.ID), r.AccountID)
		if err != nil {
			return nil, err
		}
		byNote[r.NoteID] = append(byNote[r.NoteID], models.FormerText{Words: words, At: r.At, ReplacedAt: r.ReplacedAt})
	}
	return byNote, nil
}

// mentionable is the people whom a note may mention, one more than a form lists.
func mentionable(db *gorm.DB) ([]models.User, error) {
	return find[models.User](db, "login, name", "WHERE disabled = ? ORDER BY login LIMIT "+strconv.Itoa(models.PeopleShow+1), false)
}
