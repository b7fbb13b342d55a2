package data

import (
	"gorm.io/gorm"

	"candor/models"
)

// customerAsked reads what a link to a case shows: what was asked for, what is here, and nothing of why the account is looked at.
func (s *Store) customerAsked(db *gorm.DB, l *models.CustomerLink, c *models.CustomerCase) error {
	c.Asked = &models.Case{}
	if err := db.Where("id = ?", l.CaseID).Take(c.Asked).Error; err != nil {
		return err
	}
	if err := db.Where("id = ?", l.AccountID).Take(&c.Account).Error; err != nil {
		return err
	}
	var err error
	if c.Policy, err = livePolicyRow(db); err != nil {
		return err
	}
	if c.Name, err = s.maskedName(db, &c.Account); err != nil {
		return err
	}
	if c.Evidence, err = s.caseEvidence(db, c.Asked); err != nil {
		return err
	}
	if err := s.customerFiles(db, c, c.Asked.PublicID()); err != nil {
		return err
	}
	return customerTold(db, c)
}

// ownCase takes the case of a link while it is open; models.ErrState when it is decided.
func (tx *writeTx) ownCase(l *models.CustomerLink) (*models.Case, error) {
	var c models.Case
	if _, err := tx.hold(l.AccountID); err != nil { // before the case, as whoever raises flags does
		return &c, err
	}
	if err := tx.take(&c, l.CaseID); err != nil {
		return &c, err
	}
	switch {
	case c.AccountID != l.AccountID:
		return &c, models.ErrNotFound
	case c.State != models.CaseOpen:
		return &c, models.ErrState
	}
	return &c, nil
}

// answeredCase marks a request for a case as answered by the customer, with their words sealed in the place of what it shows. add keeps
// the file that came with it.
func (tx *writeTx) answeredCase(l *models.CustomerLink, e *models.Evidence, words string, add func(*writeTx, models.FileOwner) error) error {
	c, err := tx.ownCase(l)
	if err != nil {
		return err
	}
	if e.CaseID != c.ID {
		return models.ErrNotFound
	}
	if err := add(tx, models.FileOwner{Prefix: models.PrefixCase, ID: c.ID}); err != nil {
		return err
	}
	if err := e.Answer(tx.actor, tx.now); err != nil {
		return err
	}
	subject, err := subjectOf(tx.db, c.AccountID)
	if err != nil {
		return err
	}
	if e.Finding, err = tx.seal(words, findingPlace(e.ID), subject); err != nil {
		return err
	}
	if err := tx.keepReceived(e); err != nil {
		return err
	}
	if err := tx.audit(models.ActionCaseGiven, aboutCase(c), nil, map[string]string{"evidence": e.Kind}, ""); err != nil {
		return err
	}
	return tx.settled(c)
}
