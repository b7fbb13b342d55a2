package data

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/models"
)

// How much of each list an account's page shows.
const (
	showStatements = 24
	showEvents     = 20
	showDevices    = 20
	showNotes      = 50
	showDecisions  = 30
	showHistory    = 20
	showEntries    = 60
)

// AccountDetail returns an account with everything its page shows.
func (s *Store) AccountDetail(ctx context.Context, id models.ID) (*models.AccountDetail, error) {
	var d models.AccountDetail
	err := s.read(ctx, func(db *gorm.DB) error { return s.fillAccount(db, id, &d) })
	if err != nil {
		return nil, err
	}
	return &d, s.explain(ctx, &d)
}

// explain takes the newest decision apart with the card and policy it was made with.
func (s *Store) explain(ctx context.Context, d *models.AccountDetail) error {
	if d.Decision == nil {
		return nil
	}
	assessor, err := s.Assessor(ctx, d.Decision.ModelID, d.Decision.PolicyVersion)
	if err != nil {
		return err
	}
	in, err := decide.DecodeInput(d.Decision.Input)
	if err != nil {
		return fmt.Errorf("decision %s: %w", d.Decision.PublicID(), err)
	}
	breakdown, policy := assessor.Explain(in), assessor.Policy()
	d.Breakdown, d.Policy = &breakdown, &policy
	return nil
}

// fillAccount reads an account's page: a fixed number of statements, none per row.
func (s *Store) fillAccount(db *gorm.DB, id models.ID, d *models.AccountDetail) error {
	if err := db.Where("id = ?", id).Take(&d.Account).Error; err != nil {
		return err
	}
	var err error
	if d.Masked, err = s.masked(&d.Account); err != nil {
		return err
	}
	newest := func(rows any, order string, limit int) {
		if err == nil {
			err = db.Where("account_id = ?", id).Order(order).Limit(limit).Find(rows).Error
		}
	}
	newest(&d.Lines, "product DESC", 10)
	newest(&d.Statements, "month DESC", showStatements)
	newest(&d.Checks, "kind", 20)
	newest(&d.Devices, "id DESC", showDevices)
	if err == nil {
		err = db.Where("account_id = ? AND amount_fen > 0", id).Order("id DESC").Limit(showEvents).Find(&d.Events).Error
	}
	newest(&d.Cases, "id DESC", showHistory)
	newest(&d.Limits, "id DESC", showHistory)
	newest(&d.Sanctions, "id DESC", showHistory)
	newest(&d.Appeals, "id DESC", showHistory)
	newest(&d.Entries, "seq DESC", showEntries)
	if err != nil {
		return err
	}
	for _, fill := range []func(*gorm.DB, *models.AccountDetail) error{s.fillNotes, s.fillLinks, s.fillDecisions, s.fillOpen} {
		if err := fill(db, d); err != nil {
			return err
		}
	}
	return nil
}

// fillLinks reads the linked accounts, up to models.LinkMax rows, and counts them by kind.
func (s *Store) fillLinks(db *gorm.DB, d *models.AccountDetail) error {
	var edges []models.Relationship
	err := db.Where("account_id = ?", d.Account.ID).Order("other_id, kind").Limit(models.LinkMax + 1).Find(&edges).Error
	if err != nil {
		return err
	}
	if len(edges) > models.LinkMax {
		edges, d.MoreLinks = edges[:models.LinkMax], true
	}
	ids := make([]models.ID, len(edges))
	for i, e := range edges {
		ids[i] = e.OtherID
	}
	others, err := accountsByID(db, ids)
	if err != nil {
		return err
	}
	d.LinkCounts = map[string]int{}
	for _, e := range edges {
		d.LinkCounts[e.Kind]++
		link := models.Link{Relationship: e}
		if other := others[e.OtherID]; other != nil {
			link.Status, link.DaysPastDue = other.Status, other.DaysPastDue
			if link.Masked, err = s.masked(other); err != nil {
				return err
			}
		}
		d.Links = append(d.Links, link)
	}
	return nil
}

// fillDecisions reads the decision that gave the score, and the history without blobs.
func (s *Store) fillDecisions(db *gorm.DB, d *models.AccountDetail) error {
	var err error
	if d.Decisions, err = decisionHistory(db, d.Account.ID, showDecisions); err != nil {
		return err
	}
	if d.Account.DecisionID != 0 {
		var whole []models.Decision
		if err := db.Where("id = ?", d.Account.DecisionID).Limit(1).Find(&whole).Error; err != nil {
			return err
		}
		if len(whole) == 1 {
			d.Decision = &whole[0]
		}
	}
	d.Override, err = overrideInForce(db, d.Account.ID, s.Now())
	return err
}

// fillOpen finds the open case among the cases that were read and loads its open flags.
func (s *Store) fillOpen(db *gorm.DB, d *models.AccountDetail) error {
	for i := range d.Cases {
		if d.Cases[i].State == models.CaseOpen {
			d.OpenCase = &d.Cases[i]
		}
	}
	if d.OpenCase == nil {
		return nil
	}
	return db.Where("case_id = ? AND state = ?", d.OpenCase.ID, models.FlagOpen).
		Order("severity DESC, id DESC").Limit(50).Find(&d.OpenFlags).Error
}
