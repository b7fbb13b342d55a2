package data

import (
	"context"
	"strconv"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// mentioned is the people that a text mentions. Any who cannot be are models.Invalid with the field "text".
func (tx *writeTx) mentioned(text string) ([]models.User, error) {
	logins := models.Mentions(text)
	if len(logins) == 0 {
		return nil, nil
	}
	var found []models.User
	if err := tx.db.Select("id", "login", "disabled").Where("login IN ?", logins).Order("id").Find(&found).Error; err != nil {
		return nil, err
	}
	return found, models.CheckMentioned(logins, found)
}

// mention puts a note before people, tells them at their next page, and returns who they are for the record.
func (tx *writeTx) mention(n *models.Note, people []models.User) ([]string, error) {
	rows, ids := make([]models.Mention, len(people)), make([]string, len(people))
	for i := range people {
		rows[i] = models.Mention{NoteID: n.ID, UserID: people[i].ID, AccountID: n.AccountID, At: tx.now}
		ids[i] = people[i].PublicID()
		if err := tx.notify(people[i].ID, models.NoticeMentioned, n.AccountID.Public(models.PrefixAccount), ""); err != nil {
			return nil, err
		}
	}
	return ids, tx.insert(&rows)
}

// openMentions narrows to what waits for a person.
const openMentions = "user_id = ? AND done_at IS NULL"

// fillMentions reads the notes that wait for a person: a fixed number of statements. Nothing is opened for somebody who may
// not read accounts.
func (s *Store) fillMentions(db *gorm.DB, q models.HomeQuery, h *models.Home) error {
	rows, err := find[models.Mention](db, "", "WHERE "+openMentions+" ORDER BY note_id DESC LIMIT "+strconv.Itoa(models.MentionShow), int64(q.UserID))
	if err != nil || len(rows) == 0 {
		return err
	}
	if h.MentionCount, err = capped(db, db.Model(&models.Mention{}).Where(openMentions, q.UserID)); err != nil {
		return err
	}
	notes, accounts := make([]any, len(rows)), make([]models.ID, len(rows))
	for i := range rows {
		notes[i], accounts[i] = int64(rows[i].NoteID), rows[i].AccountID
	}
	found, err := find[models.Note](db, "", "WHERE id IN "+places(len(notes)), notes...)
	if err != nil {
		return err
	}
	byID := make(map[models.ID]*models.Note, len(found))
	for i := range found {
		byID[found[i].ID] = &found[i]
	}
	var known map[models.ID]*models.Account
	if q.Accounts {
		if known, err = accountsByID(db, accounts); err != nil {
			return err
		}
	}
	for _, m := range rows {
		item := models.MentionItem{Mention: m, ByName: byID[m.NoteID].AuthorName}
		if err := s.openMention(db, &item, byID[m.NoteID], known[m.AccountID]); err != nil {
			return err
		}
		h.Mentions = append(h.Mentions, item)
	}
	return nil
}

// openMention adds the masked name and the first words, when the account may be read.
func (s *Store) openMention(db *gorm.DB, item *models.MentionItem, n *models.Note, a *models.Account) (err error) {
	if a == nil {
		return nil
	}
	item.ExternalID = a.ExternalID
	if item.Masked, err = s.masked(db, a); err != nil {
		return err
	}
	words, err := s.openValue(db, n.Text, notePlace(n.ID), n.AccountID)
	item.Words = models.FirstWords(words, models.MentionWords)
	return err
}

// SeeMentions notes that a person has opened an account, so that its notes wait no longer for them. It writes nothing when none did.
func (s *Store) SeeMentions(ctx context.Context, user, account models.ID) error {
	waiting := func(db *gorm.DB) *gorm.DB {
		return db.Model(&models.Mention{}).Where(openMentions+" AND account_id = ?", user, account)
	}
	var n int64
	err := s.read(ctx, func(db *gorm.DB) error { return waiting(db).Count(&n).Error })
	if err != nil || n == 0 {
		return err
	}
	return s.keep(ctx, func(db *gorm.DB, now time.Time) error { return waiting(db).Update("done_at", now).Error })
}

// DoneMention notes that a person is done with a note that mentions them; once more changes nothing. models.ErrNotFound when it
// does not mention them.
func (s *Store) DoneMention(ctx context.Context, user, note models.ID) error {
	return s.keep(ctx, func(db *gorm.DB, now time.Time) error {
		var m models.Mention
		if err := db.Where("note_id = ? AND user_id = ?", note, user).Take(&m).Error; err != nil {
			return err
		}
		return db.Model(&models.Mention{}).Where(openMentions+" AND note_id = ?", user, note).Update("done_at", now).Error
	})
}
