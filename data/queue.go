package data

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// caseColumns is what lists show of a case: not why and when it was closed.
const caseColumns = "id, account_id, state, severity, risk, exposure_fen, score, band, source, top_code, flag_count, " +
	"opened_at, due_at, assignee_id, assignee_name, lease_until, closed_name, outcome"

// caseAccountColumns is what lists of cases show of an account.
const caseAccountColumns = "id, external_id, status, name_sealed, limit_fen, used_fen, days_past_due"

// Cases returns a page of the queue in one statement, and the accounts it is about in one more.
func (s *Store) Cases(ctx context.Context, f models.CaseFilter) (models.CasePage, error) {
	back := f.After == nil && f.Before != nil
	var rows []models.Case
	var accounts map[models.ID]*models.Account
	err := s.read(ctx, func(db *gorm.DB) error {
		c := caseConditions(f)
		if f.After != nil {
			c.beyond(f.Sort, *f.After, false)
		} else if back {
			c.beyond(f.Sort, *f.Before, true)
		}
		var err error
		rows, accounts, err = casesBy(db, c, caseOrder(f.Sort, back), f.Limit+1)
		return err
	})
	if err != nil {
		return models.CasePage{}, err
	}
	more := len(rows) > f.Limit
	if more {
		rows = rows[:f.Limit]
	}
	page := models.CasePage{Newer: f.After != nil, Older: more}
	if back {
		slices.Reverse(rows)
		page.Newer, page.Older = more, true
	}
	page.Items, err = s.caseItems(rows, accounts)
	return page, err
}

// casesBy reads the first cases of an order that meet conditions, and their accounts.
func casesBy(db *gorm.DB, c conditions, order string, limit int) ([]models.Case, map[models.ID]*models.Account, error) {
	rows, err := find[models.Case](db, caseColumns, "WHERE "+c.sql()+" ORDER BY "+order+" LIMIT ?", append(c.args, limit)...)
	if err != nil || len(rows) == 0 {
		return nil, nil, err
	}
	ids := make([]any, len(rows))
	for i := range rows {
		ids[i] = int64(rows[i].AccountID)
	}
	list, err := find[models.Account](db, caseAccountColumns, "WHERE id IN "+places(len(ids)), ids...)
	accounts := make(map[models.ID]*models.Account, len(list))
	for i := range list {
		accounts[list[i].ID] = &list[i]
	}
	return rows, accounts, err
}

// caseItems joins cases with their accounts. Of the identity lists show the name alone, so
// no more of it is opened.
func (s *Store) caseItems(rows []models.Case, accounts map[models.ID]*models.Account) ([]models.CaseItem, error) {
	items := make([]models.CaseItem, len(rows))
	for i := range rows {
		items[i].Case = rows[i]
		a := accounts[rows[i].AccountID]
		if a == nil {
			continue // rows of one transaction on SQLite, and a foreign key on both: not reached
		}
		var err error
		if items[i].Masked.Name, err = s.maskedName(a); err != nil {
			return nil, err
		}
		items[i].Account = *a
	}
	return items, nil
}

// CaseProgress counts what a person decided since a time, and what is left of a view.
func (s *Store) CaseProgress(ctx context.Context, user models.ID, since time.Time, f models.CaseFilter) (p models.Progress, err error) {
	err = s.read(ctx, func(db *gorm.DB) error {
		if p.Done, err = doneSince(db, user, since); err != nil {
			return err
		}
		f.State = models.CaseOpen
		p.Left, err = capped(db, filterCases(db.Model(&models.Case{}), f))
		return err
	})
	return p, err
}

// capped counts rows, but not beyond models.CountCap: a page that says "1,000+" need not
// know how many more.
func capped(db *gorm.DB, rows *gorm.DB) (int, error) {
	var n int64
	err := db.Table("(?) AS few", rows.Select("1").Limit(models.CountCap)).Count(&n).Error
	return int(n), err
}

// doneSince counts the cases that a person closed.
func doneSince(db *gorm.DB, user models.ID, since time.Time) (int, error) {
	return capped(db, db.Model(&models.Case{}).Where("state = 'closed' AND closed_by = ? AND closed_at >= ?", user, since))
}
