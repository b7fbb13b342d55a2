package data

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"candor/models"
)

// Account returns one account's row.
func (s *Store) Account(ctx context.Context, id models.ID) (*models.Account, error) {
	var a models.Account
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("id = ?", id).Take(&a).Error })
	if err != nil {
		return nil, err
	}
	return &a, nil
}

// Accounts returns a page of the book, newest account first.
func (s *Store) Accounts(ctx context.Context, f models.AccountFilter) (models.AccountPage, error) {
	var items []models.AccountItem
	err := s.read(ctx, func(db *gorm.DB) (err error) {
		q := db.Limit(f.Limit + 1)
		switch {
		case f.After == 0 && f.Before != 0:
			q = q.Where("id > ?", f.Before).Order("id")
		case f.After != 0:
			q = q.Where("id < ?", f.After).Order("id DESC")
		default:
			q = q.Order("id DESC")
		}
		if q, err = filterAccounts(db, q, f); err != nil {
			return err
		}
		items, err = s.accountItems(db, q)
		return err
	})
	if err != nil {
		return models.AccountPage{}, err
	}
	more := len(items) > f.Limit
	if more {
		items = items[:f.Limit]
	}
	page := models.AccountPage{Newer: f.After != 0, Older: more}
	if f.After == 0 && f.Before != 0 {
		slices.Reverse(items)
		page.Newer, page.Older = more, true
	}
	page.Items = items
	return page, nil
}

// filterAccounts puts a filter's conditions, not its page, on a query of accounts.
func filterAccounts(db, q *gorm.DB, f models.AccountFilter) (*gorm.DB, error) {
	var c conditions
	if f.Status != "" {
		c.anyOf("accounts.status", several(string(f.Status)), f.Not.Status)
		if active := slices.Contains(models.Several(string(f.Status)), string(models.StatusActive)); active == f.Not.Status {
			c.add("status <> 'active'") // a constant, so that the partial index serves
		}
	}
	if f.Band != "" {
		c.anyOf("accounts.band", several(f.Band), f.Not.Band)
	}
	c.within("accounts.score", f.Score)
	c.within("accounts.days_past_due", f.Late)
	c.within("accounts.used_fen", f.UsedFen)
	c.within("accounts.limit_fen", f.LimitFen)
	if len(c.list) > 0 {
		q = q.Where(c.sql(), c.args...)
	}
	if f.Tag != "" {
		q = q.Where("id IN (?)", db.Model(&models.AccountTag{}).Select("account_id").Where("tag = ?", f.Tag))
	}
	if f.Cell != nil {
		return inCell(db, q, f.Cell)
	}
	return q, nil
}

// accountItems reads the accounts of a query with what staff may see of their identity.
func (s *Store) accountItems(db, q *gorm.DB) ([]models.AccountItem, error) {
	var rows []models.Account
	if err := q.Find(&rows).Error; err != nil {
		return nil, err
	}
	items := make([]models.AccountItem, len(rows))
	for i := range rows {
		masked, err := s.masked(db, &rows[i])
		if err != nil {
			return nil, err
		}
		items[i] = models.AccountItem{Account: rows[i], Masked: masked}
	}
	return items, nil
}

// masked opens an account's identity and leaves what staff may see without asking.
func (s *Store) masked(db *gorm.DB, a *models.Account) (models.Personal, error) {
	p, err := s.openPersonal(db, a)
	if err != nil {
		return models.Personal{}, err
	}
	return p.Masked(), nil
}

// accountsByID loads accounts in one statement.
func accountsByID(db *gorm.DB, ids []models.ID) (map[models.ID]*models.Account, error) {
	found := make(map[models.ID]*models.Account, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = int64(id)
	}
	rows, err := find[models.Account](db, "", "WHERE id IN "+places(len(args)), args...)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		found[rows[i].ID] = &rows[i]
	}
	return found, nil
}

// MaskedNames returns what staff may see of some accounts' identities.
func (s *Store) MaskedNames(ctx context.Context, ids []models.ID) (map[models.ID]models.Personal, error) {
	var names map[models.ID]models.Personal
	err := s.read(ctx, func(db *gorm.DB) error {
		found, err := accountsByID(db, ids)
		if err != nil {
			return err
		}
		names = make(map[models.ID]models.Personal, len(found))
		for id, a := range found {
			if names[id], err = s.masked(db, a); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return names, nil
}
