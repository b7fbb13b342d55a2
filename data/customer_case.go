package data

import (
	"context"

	"gorm.io/gorm"

	"candor/models"
)

// CustomerCase returns what a link shows.
func (s *Store) CustomerCase(ctx context.Context, l *models.CustomerLink) (*models.CustomerCase, error) {
	c := &models.CustomerCase{}
	if l.CaseID != 0 {
		err := s.read(ctx, func(db *gorm.DB) error { return s.customerAsked(db, l, c) })
		return c, err
	}
	var known *facts
	var now *models.Decision
	var override *models.Override
	err := s.read(ctx, func(db *gorm.DB) error {
		if err := db.Where("id = ?", l.SanctionID).Take(&c.Sanction).Error; err != nil {
			return err
		}
		if err := db.Where("id = ?", l.AccountID).Take(&c.Account).Error; err != nil {
			return err
		}
		own := func() *gorm.DB { return db.Where("account_id = ?", l.AccountID) }
		err := own().Where("state = 'active' AND id <> ?", l.SanctionID).Order("id").Limit(listMax).Find(&c.Others).Error
		if err != nil {
			return err
		}
		if c.Policy, err = livePolicyRow(db); err != nil {
			return err
		}
		if c.Name, err = s.maskedName(db, &c.Account); err != nil {
			return err
		}
		if err := s.customerAppeal(db, c); err != nil {
			return err
		}
		if err := customerTold(db, c); err != nil {
			return err
		}
		if now, err = lastDecision(own()); err != nil || now == nil {
			return err
		}
		if override, err = overrideInForce(db, l.AccountID, s.Now()); err != nil {
			return err
		}
		known, err = s.factsOf(db, &c.Account)
		return err
	})
	if err != nil {
		return nil, err
	}
	if now != nil {
		c.Next, err = s.next(ctx, known, now, 0, override)
	}
	return c, err
}

// customerAppeal reads the newest appeal against the measure with what the customer gave to it.
func (s *Store) customerAppeal(db *gorm.DB, c *models.CustomerCase) error {
	var found []models.Appeal
	err := db.Where("sanction_id = ?", c.Sanction.ID).Order("id DESC").Limit(1).Find(&found).Error
	if err != nil || len(found) == 0 {
		return err
	}
	c.Appeal = &found[0]
	if c.Words, err = s.openValue(db, c.Appeal.Words, wordsPlace(c.Appeal.ID), c.Account.ID); err != nil {
		return err
	}
	var asked []models.Evidence
	err = db.Where("appeal_id = ? AND requested_at IS NOT NULL", c.Appeal.ID).Order("id").Limit(listMax).Find(&asked).Error
	if err != nil {
		return err
	}
	for _, e := range asked { // what it shows is staff's, and stays theirs
		c.Evidence = append(c.Evidence, models.EvidenceItem{Evidence: e})
	}
	return s.customerFiles(db, c, c.Appeal.PublicID())
}

// customerFiles reads what the customer handed in to an appeal or a case.
func (s *Store) customerFiles(db *gorm.DB, c *models.CustomerCase, owner string) error {
	var files []models.File
	err := db.Where("owner_id = ? AND by_kind = ?", owner, models.ActorCustomer).
		Order("id DESC").Limit(models.FilesPerObject).Find(&files).Error
	if err != nil {
		return err
	}
	for i := range files {
		row, err := s.fileRow(db, &files[i])
		if err != nil {
			return err
		}
		c.Files = append(c.Files, *row)
	}
	return nil
}

// customerTold reads the letters that left and how the customer may be reached.
func customerTold(db *gorm.DB, c *models.CustomerCase) (err error) {
	if c.Letters, err = customerLetters(db, c); err != nil {
		return err
	}
	c.Contact, err = contactHistory(db, c.Account.ID)
	return err
}

// customerLetters is what was told about the measure and its newest appeal, or about the case, and cannot be recalled
// any more, each with the words of its policy.
func customerLetters(db *gorm.DB, c *models.CustomerCase) ([]models.Message, error) {
	about := []string{c.Sanction.PublicID()}
	switch {
	case c.Asked != nil:
		about = []string{c.Asked.PublicID()}
	case c.Appeal != nil:
		about = append(about, c.Appeal.PublicID())
	}
	var letters []models.Message
	err := db.Where("account_id = ? AND object_id IN ? AND state NOT IN ?", c.Account.ID, about,
		[]models.MessageState{models.MessageHeld, models.MessageRecalled}).Order("id DESC").Limit(listMax).Find(&letters).Error
	if err != nil || len(letters) == 0 {
		return nil, err
	}
	versions := make([]int, len(letters))
	for i := range letters {
		versions[i] = letters[i].PolicyVersion
	}
	var policies []models.Policy
	if err := db.Where("version IN ?", versions).Find(&policies).Error; err != nil {
		return nil, err
	}
	for i := range letters {
		for j := range policies {
			if policies[j].Version == letters[i].PolicyVersion {
				letters[i].Word(&policies[j])
			}
		}
	}
	return letters, nil
}

// CustomerAppeal files the customer's own appeal against the measure of a link, with what they send with it or not at all.
func (s *Store) CustomerAppeal(ctx context.Context, actor models.Actor, l *models.CustomerLink, lang, words string, files ...models.NewFile) (*models.Appeal, error) {
	return s.FileAppeal(ctx, actor, models.FileAppeal{SanctionID: l.SanctionID, Channel: models.ChannelPortal, Lang: lang, Words: words, Files: files})
}

// ownAppeal takes an appeal against the measure of a link while it is undecided: models.ErrNotFound
// for any other, models.ErrState when it is decided.
func (tx *writeTx) ownAppeal(l *models.CustomerLink, id models.ID) (*appealTx, error) {
	at, err := tx.takeAppeal(id)
	if err != nil {
		return nil, err
	}
	switch {
	case at.SanctionID != l.SanctionID || at.AccountID != l.AccountID:
		return nil, models.ErrNotFound
	case !at.Undecided():
		return nil, models.ErrState
	}
	return at, nil
}

// newestAppeal is the id of the appeal that a link shows.
func newestAppeal(db *gorm.DB, l *models.CustomerLink) (models.ID, error) {
	var a models.Appeal
	err := db.Select("id").Where("sanction_id = ?", l.SanctionID).Order("id DESC").Limit(1).Take(&a).Error
	return a.ID, err
}

// CustomerFile adds a file of the customer's to the appeal or case of a link.
func (s *Store) CustomerFile(ctx context.Context, actor models.Actor, l *models.CustomerLink, in models.NewFile) error {
	clean, err := s.inspect(ctx, in)
	if err != nil {
		return err
	}
	return s.write(ctx, actor, func(tx *writeTx) error {
		owner, err := tx.ownOpen(l)
		if err != nil {
			return err
		}
		in.Owner = owner
		_, err = tx.addFile(l.AccountID, in, clean)
		return err
	})
}

// ownOpen takes what a link's files belong to while it is undecided.
func (tx *writeTx) ownOpen(l *models.CustomerLink) (models.FileOwner, error) {
	if l.CaseID != 0 {
		c, err := tx.ownCase(l)
		return models.FileOwner{Prefix: models.PrefixCase, ID: c.ID}, err
	}
	id, err := newestAppeal(tx.db, l)
	if err != nil {
		return models.FileOwner{}, err
	}
	at, err := tx.ownAppeal(l, id)
	if err != nil {
		return models.FileOwner{}, err
	}
	return models.FileOwner{Prefix: models.PrefixAppeal, ID: at.ID}, nil
}

// CustomerAnswer is what the customer says or sends to a request for evidence: words, a file or
// both. With the last thing that was asked for an appeal its clock runs again; a case is back with the first.
func (s *Store) CustomerAnswer(ctx context.Context, actor models.Actor, l *models.CustomerLink, in models.CustomerAnswer) error {
	if err := in.Validate(); err != nil {
		return err
	}
	add := func(*writeTx, models.FileOwner) error { return nil }
	if in.File != nil {
		clean, err := s.inspect(ctx, *in.File)
		if err != nil {
			return err
		}
		add = func(tx *writeTx, owner models.FileOwner) error {
			file := *in.File
			file.Owner, file.EvidenceID = owner, in.EvidenceID
			_, err := tx.addFile(l.AccountID, file, clean)
			return err
		}
	}
	return s.write(ctx, actor, func(tx *writeTx) error {
		var e models.Evidence
		if err := tx.db.Where("id = ?", in.EvidenceID).Take(&e).Error; err != nil {
			return err
		}
		if l.CaseID != 0 {
			return tx.answeredCase(l, &e, in.Words, add)
		}
		at, err := tx.ownAppeal(l, e.AppealID)
		if err != nil {
			return err
		}
		if err := add(tx, models.FileOwner{Prefix: models.PrefixAppeal, ID: at.ID}); err != nil {
			return err
		}
		return tx.answered(at, &e, in.Words)
	})
}

// answered marks a request as answered by the customer, with their words sealed in the place of
// what it shows.
func (tx *writeTx) answered(at *appealTx, e *models.Evidence, words string) error {
	if err := e.Answer(tx.actor, tx.now); err != nil {
		return err
	}
	var err error
	if e.Finding, err = tx.seal(words, findingPlace(e.ID), at.h.SubjectSlot); err != nil {
		return err
	}
	return tx.received(at, e)
}

// CustomerWithdraw ends the appeal of a link at the customer's wish.
func (s *Store) CustomerWithdraw(ctx context.Context, actor models.Actor, l *models.CustomerLink, version int64) error {
	var id models.ID
	err := s.read(ctx, func(db *gorm.DB) (err error) {
		id, err = newestAppeal(db, l)
		return err
	})
	if err != nil {
		return err
	}
	return s.WithdrawAppeal(ctx, actor, id, version)
}

// CustomerLook returns a file that the customer of a link handed in, on record like any look;
// models.ErrNotFound for any other file.
func (s *Store) CustomerLook(ctx context.Context, actor models.Actor, l *models.CustomerLink, id models.ID) (*models.FileContent, error) {
	err := s.read(ctx, func(db *gorm.DB) error {
		owners := []string{l.CaseID.Public(models.PrefixCase)}
		if l.CaseID == 0 {
			var ids []models.ID
			if err := db.Model(&models.Appeal{}).Where("sanction_id = ?", l.SanctionID).Pluck("id", &ids).Error; err != nil {
				return err
			}
			owners = make([]string, len(ids))
			for i, id := range ids {
				owners[i] = id.Public(models.PrefixAppeal)
			}
		}
		var f models.File
		return db.Select("id").Where("id = ? AND owner_id IN ? AND by_kind = ?", id, owners, models.ActorCustomer).Take(&f).Error
	})
	if err != nil {
		return nil, err
	}
	return s.LookAtFile(ctx, actor, id, models.LookDownload)
}
