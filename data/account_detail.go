package data

import (
	"context"
	"errors"
	"fmt"
	"strconv"

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
	showEntries    = 60 // on a case's page
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
	breakdown, policy, card := assessor.Explain(in), assessor.Policy(), assessor.Evaluator().Card()
	d.Breakdown, d.Policy, d.Card = &breakdown, &policy, &card
	return nil
}

// fillAccount reads an account's page: a fixed number of statements, none per row.
func (s *Store) fillAccount(db *gorm.DB, id models.ID, d *models.AccountDetail) error {
	account, err := findOne[models.Account](db, "", "WHERE id = ?", int64(id))
	if err != nil {
		return err
	}
	d.Account = *account
	if d.Masked, err = s.masked(db, &d.Account); err != nil {
		return err
	}
	err = errors.Join(
		newest(db, &d.Lines, id, "product DESC", 10),
		newest(db, &d.Statements, id, "month DESC", showStatements),
		newest(db, &d.Checks, id, "kind", 20),
		newest(db, &d.Devices, id, "id DESC", showDevices),
		newest(db, &d.Cases, id, "id DESC", showHistory),
		newest(db, &d.Limits, id, "id DESC", showHistory),
		newest(db, &d.Sanctions, id, "id DESC", showHistory),
		newest(db, &d.Appeals, id, "id DESC", showHistory),
		newest(db, &d.Tags, id, "tag", models.TagMost),
	)
	if err == nil {
		d.Events, err = find[models.Event](db, "", "WHERE account_id = ? AND amount_fen > 0 ORDER BY id DESC LIMIT "+strconv.Itoa(showEvents), int64(id))
	}
	if err != nil {
		return err
	}
	for _, fill := range []func(*gorm.DB, *models.AccountDetail) error{fillPastDue, s.fillNotes, s.fillLinks, s.fillDecisions, s.fillOpen, s.fillListed} {
		if err := fill(db, d); err != nil {
			return err
		}
	}
	return nil
}

// newest reads the first rows that an account has of one kind.
func newest[T any](db *gorm.DB, rows *[]T, account models.ID, order string, limit int) (err error) {
	*rows, err = find[T](db, "", "WHERE account_id = ? ORDER BY "+order+" LIMIT "+strconv.Itoa(limit), int64(account))
	return err
}

// fillLinks reads the linked accounts, up to models.LinkMax rows, and counts them by kind.
func (s *Store) fillLinks(db *gorm.DB, d *models.AccountDetail) error {
	var edges []models.Relationship
	err := newest(db, &edges, d.Account.ID, "other_id, kind", models.LinkMax+1)
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
	if d.LinkView, err = linkViewOf(db); err != nil {
		return err
	}
	d.LinkCounts = map[string]int{}
	for _, e := range edges {
		d.LinkCounts[e.Kind]++
		link := models.Link{Relationship: e}
		if other := others[e.OtherID]; other != nil {
			link.Status, link.DaysPastDue = other.Status, other.DaysPastDue
			if link.Masked, err = s.masked(db, other); err != nil {
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
	if d.Decisions, d.Causes, err = causedHistory(db, d.Account.ID); err != nil {
		return err
	}
	if d.Confirmed, err = confirmedAt(db, &d.Account); err != nil {
		return err
	}
	if d.Account.DecisionID != 0 {
		whole, err := find[models.Decision](db, "", "WHERE id = ?", int64(d.Account.DecisionID))
		if err != nil {
			return err
		}
		if len(whole) == 1 {
			d.Decision = &whole[0]
		}
	}
	if d.Override, d.Proposed, err = overridesNow(db, d.Account.ID, s.Now()); err != nil {
		return err
	}
	if d.Disputes, err = openDisputes(db, d.Account.ID); err != nil {
		return err
	}
	d.Asides, err = s.openAsides(db, d.Account.ID)
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
	var err error
	d.OpenFlags, err = find[models.Flag](db, "", "WHERE case_id = ? AND state = ? ORDER BY severity DESC, id DESC LIMIT 50",
		int64(d.OpenCase.ID), string(models.FlagOpen))
	return err
}
