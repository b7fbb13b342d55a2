package data

import (
	"errors"
	"slices"
	"strings"

	"gorm.io/gorm"

	"candor/models"
)

// SetLinks says whether messages about measures, appeals and cases carry a link for the customer: for
// servers that customers reach. It belongs before the first job.
func (s *Store) SetLinks(on bool) { s.linked = on }

// linkMessage gives a message that is about a measure, an appeal or a case the customer's link to it:
// the newest that is still good, or a new one. A measure that may have no link leaves without.
func (tx *writeTx) linkMessage(m *models.Message) error {
	prefix, _, _ := strings.Cut(m.ObjectID, "_")
	if !tx.store.linked || !slices.Contains([]string{models.PrefixSanction, models.PrefixAppeal, models.PrefixCase}, prefix) {
		return nil
	}
	of, err := linkTo(tx.db, m.ObjectID)
	if err != nil {
		return err
	}
	var good []models.CustomerLink
	err = tx.db.Where("sanction_id = ? AND case_id = ? AND ended_at IS NULL AND expires_at > ?", of.SanctionID, of.CaseID, tx.now).
		Order("id DESC").Limit(1).Find(&good).Error
	if err != nil {
		return err
	}
	if len(good) == 0 {
		l, err := tx.customerLink(m.ObjectID)
		var refused *models.Refused
		if errors.As(err, &refused) {
			return nil
		}
		if err != nil {
			return err
		}
		good = append(good, *l)
	}
	m.LinkID = good[0].ID
	return tx.db.Model(m).Select("link_id").Updates(m).Error
}

// carriedLink is the path that opens what a message is about, "" when it has no link or the link is over.
func (s *Store) carriedLink(db *gorm.DB, m *models.Message) (string, error) {
	if m.LinkID == 0 {
		return "", nil
	}
	var l models.CustomerLink
	if err := db.Where("id = ?", m.LinkID).Take(&l).Error; err != nil {
		return "", err
	}
	if !l.Live(s.Now()) {
		return "", nil
	}
	return "/c/" + s.CustomerToken(&l), nil
}
