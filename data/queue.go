package data

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// Cases returns a page of the queue in one statement, and the accounts it is about in one more.
func (s *Store) Cases(ctx context.Context, f models.CaseFilter) (models.CasePage, error) {
	back := f.After == nil && f.Before != nil
	var rows []models.Case
	var accounts map[models.ID]*models.Account
	err := s.read(ctx, func(db *gorm.DB) error {
		q := filterCases(db, f)
		if f.After != nil {
			q = beyond(q, f.Sort, *f.After, false)
		} else if back {
			q = beyond(q, f.Sort, *f.Before, true)
		}
		if err := orderCases(q, f.Sort, back).Limit(f.Limit + 1).Find(&rows).Error; err != nil {
			return err
		}
		ids := make([]models.ID, len(rows))
		for i := range rows {
			ids[i] = rows[i].AccountID
		}
		var err error
		accounts, err = accountsByID(db, ids)
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

// caseItems joins cases with their accounts.
func (s *Store) caseItems(rows []models.Case, accounts map[models.ID]*models.Account) ([]models.CaseItem, error) {
	items := make([]models.CaseItem, len(rows))
	for i, c := range rows {
		items[i].Case = c
		a := accounts[c.AccountID]
		if a == nil {
			continue // rows of one transaction on SQLite, and a foreign key on both: not reached
		}
		masked, err := s.masked(a)
		if err != nil {
			return nil, err
		}
		items[i].Account, items[i].Masked = *a, masked
	}
	return items, nil
}

// filterCases puts a filter into conditions. The state always leads, as it does in every index.
func filterCases(db *gorm.DB, f models.CaseFilter) *gorm.DB {
	state := f.State
	if state == "" {
		state = models.CaseOpen
	}
	q := db.Where("state = ?", state)
	if f.Severity != 0 {
		// The risk holds the severity in its thousands, which lets its index skip the others.
		q = q.Where("severity = ? AND risk >= ? AND risk < ?", f.Severity, models.RiskOf(f.Severity, 950), models.RiskOf(f.Severity+1, 950))
	}
	if f.Code != "" {
		q = q.Where("EXISTS (SELECT 1 FROM flags WHERE flags.case_id = cases.id AND flags.code = ?)", f.Code)
	}
	if f.Source != "" {
		q = q.Where("source = ?", f.Source)
	}
	if f.Band != "" {
		q = q.Where("band = ?", f.Band)
	}
	if f.Assignee != 0 {
		q = q.Where("assignee_id = ? AND lease_until > ?", f.Assignee, f.Now)
	}
	if f.Unassigned {
		q = q.Where("(assignee_id = 0 OR lease_until <= ?)", f.Now)
	}
	if f.Overdue {
		q = q.Where("due_at < ?", f.Now)
	}
	if f.MinScore != 0 {
		q = q.Where("score >= ?", f.MinScore)
	}
	if f.MaxScore != 0 {
		q = q.Where("score <= ?", f.MaxScore)
	}
	if f.MinFen != 0 {
		q = q.Where("exposure_fen >= ?", f.MinFen)
	}
	return q
}

// orderCases sorts by an index, so that a page reads only its own rows; back is the other way round.
func orderCases(q *gorm.DB, sort models.CaseSort, back bool) *gorm.DB {
	switch sort {
	case models.SortDue:
		if back {
			return q.Order("due_at DESC, id DESC")
		}
		return q.Order("due_at, id")
	case models.SortExposure:
		if back {
			return q.Order("exposure_fen, id")
		}
		return q.Order("exposure_fen DESC, id DESC")
	case models.SortNewest:
		if back {
			return q.Order("id")
		}
		return q.Order("id DESC")
	}
	if back {
		return q.Order("risk, id")
	}
	return q.Order("risk DESC, id DESC")
}

// beyond starts after a place in the order; back is before it.
func beyond(q *gorm.DB, sort models.CaseSort, at models.CaseCursor, back bool) *gorm.DB {
	switch sort {
	case models.SortDue:
		due := time.UnixMicro(at.Key).UTC()
		if back {
			return q.Where("(due_at, id) < (?, ?)", due, at.ID)
		}
		return q.Where("(due_at, id) > (?, ?)", due, at.ID)
	case models.SortExposure:
		if back {
			return q.Where("(exposure_fen, id) > (?, ?)", at.Key, at.ID)
		}
		return q.Where("(exposure_fen, id) < (?, ?)", at.Key, at.ID)
	case models.SortNewest:
		if back {
			return q.Where("id > ?", at.ID)
		}
		return q.Where("id < ?", at.ID)
	}
	if back {
		return q.Where("(risk, id) > (?, ?)", at.Key, at.ID)
	}
	return q.Where("(risk, id) < (?, ?)", at.Key, at.ID)
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
