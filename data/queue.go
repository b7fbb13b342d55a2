package data

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// caseRow is what lists show of a case and its account, in one row.
type caseRow struct {
	models.Case        `gorm:"embedded"`
	models.CaseAccount `gorm:"embedded"`
	models.CaseNow     `gorm:"embedded"`
	Name               models.Sealed `gorm:"column:name_sealed"`
	ErasedAt           *time.Time    `gorm:"column:erased_at"`
}

// TableName is the table that the columns without another's name are of.
func (caseRow) TableName() string { return "cases" }

// caseColumns leaves out why and when a case was closed.
const caseColumns = "id, account_id, state, severity, risk, exposure_fen, score, band, source, top_code, flag_count, " +
	"opened_at, due_at, assignee_id, assignee_name, lease_until, closed_name, outcome, version, " +
	"place, snoozed_until, snoozed_name, waiting_since, came_back, queue, escalated_by, escalated_name, seen_flags, seen_score, seen_status, " +
	"accounts.score=now_score, accounts.status=now_status, " +
	"accounts.external_id, accounts.limit_fen, accounts.used_fen, accounts.days_past_due, accounts.name_sealed, accounts.erased_at"

// Cases returns a page of the queue: one statement a place, which is one unless cases are back
// from being put off.
func (s *Store) Cases(ctx context.Context, f models.CaseFilter) (models.CasePage, error) {
	back := f.After == nil && f.Before != nil
	var items []models.CaseItem
	err := s.read(ctx, func(db *gorm.DB) (err error) {
		if items, err = s.casesOf(db, f, back); err == nil {
			err = addBeside(db, f, items)
		}
		return err
	})
	if err != nil {
		return models.CasePage{}, err
	}
	more := len(items) > f.Limit
	if more {
		items = items[:f.Limit]
	}
	page := models.CasePage{Items: items, Newer: f.After != nil, Older: more}
	if back {
		slices.Reverse(items)
		page.Newer, page.Older = more, true
	}
	return page, nil
}

// casesOf reads the rows of a page and one more, in the order of the queue or, back, against it.
func (s *Store) casesOf(db *gorm.DB, f models.CaseFilter, back bool) (items []models.CaseItem, err error) {
	at := f.After
	if back {
		at = f.Before
	}
	for _, place := range placesFrom(f, at, back) {
		c := inOrder(f)
		c.atPlace(f, place)
		if at != nil && at.Place == place {
			c.beyond(f.Sort, *at, back, f.Whole && !back)
		}
		some, err := s.casesBy(db, c, caseOrder(f.Sort, back), f.Limit+1-len(items))
		if err != nil {
			return nil, err
		}
		if items = append(items, some...); len(items) > f.Limit {
			break
		}
	}
	return items, nil
}

// addTags puts the tags of their accounts to the rows of a page, in one statement.
func addTags(db *gorm.DB, items []models.CaseItem) error {
	accounts := make([]models.ID, len(items))
	for i := range items {
		accounts[i] = items[i].AccountID
	}
	tags, err := tagsBy(db, accounts)
	for i := range items {
		items[i].Tags = tags[items[i].AccountID]
	}
	return err
}

// placesFrom lists the places that a page reads, in order, from the one that a cursor stands in.
func placesFrom(f models.CaseFilter, at *models.CaseCursor, back bool) []models.CasePlace {
	places := []models.CasePlace{models.PlaceReturned, models.PlaceQueued}
	switch {
	case f.State == models.CaseClosed:
		return []models.CasePlace{models.PlaceQueued}
	case f.Snoozed:
		return []models.CasePlace{models.PlaceSnoozed}
	case back:
		slices.Reverse(places)
	}
	if at != nil && at.Place == places[1] {
		places = places[1:]
	}
	return places
}

// casesBy reads the first cases of an order that meet conditions, with their accounts. Of
// the identity lists show the name alone, so no more of it is opened.
func (s *Store) casesBy(db *gorm.DB, c conditions, order string, limit int) ([]models.CaseItem, error) {
	rows, err := find[caseRow](db, caseColumns, "JOIN accounts ON accounts.id = cases.account_id WHERE "+c.sql()+
		" ORDER BY "+order+" LIMIT "+strconv.Itoa(limit), c.args...)
	if err != nil {
		return nil, err
	}
	items := make([]models.CaseItem, len(rows))
	for i := range rows {
		r, item := &rows[i], &items[i]
		item.Case, item.Account, item.Now = r.Case, r.CaseAccount, r.CaseNow
		if item.Masked.Name, err = s.openName(db, r.AccountID, r.Name, r.ErasedAt != nil); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// CaseProgress counts what a person decided since a time, and what is left of a view. Both are kept as CountViews keeps counts.
func (s *Store) CaseProgress(ctx context.Context, user models.ID, since time.Time, f models.CaseFilter) (p models.Progress, err error) {
	f.State, f.After, f.Before, f.Apart = models.CaseOpen, nil, nil, user
	left := caseConditions(f)
	kept := []models.ViewCount{{Key: fmt.Sprint("done ", user, since.UnixMicro())}, {Key: fmt.Sprint("left ", left.sql(), left.args)}}
	now, writes := s.Now(), s.writes.Load()
	if s.counted.fill(kept, now, writes) {
		return models.Progress{Done: kept[0].N, Left: kept[1].N}, nil
	}
	err = s.read(ctx, func(db *gorm.DB) error {
		if p.Done, err = doneSince(db, user, since); err != nil {
			return err
		}
		p.Left, err = bounded(db, f)
		return err
	})
	if err == nil {
		s.counted.put(kept[0].Key, viewCount{now, writes, p.Done})
		s.counted.put(kept[1].Key, viewCount{now, writes, p.Left})
	}
	return p, err
}

// CasesSince counts the cases of a view that were opened after a time, to models.CountCap.
func (s *Store) CasesSince(ctx context.Context, f models.CaseFilter, since time.Time) (n int, err error) {
	f.After, f.Before = nil, nil
	err = s.read(ctx, func(db *gorm.DB) error {
		n, err = capped(db, filterCases(db.Model(&models.Case{}), f).Where("cases.id >= ?", models.FirstID(since)))
		return err
	})
	return n, err
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
