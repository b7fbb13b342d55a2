package data

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// Challenges returns a page of challenges of one state.
func (s *Store) Challenges(ctx context.Context, f models.ChallengeFilter) (models.ChallengePage, error) {
	var page models.ChallengePage
	err := s.read(ctx, func(db *gorm.DB) error {
		rows, more, err := challengeRows(db, f)
		if err != nil {
			return err
		}
		page.Newer, page.Older = f.After != nil, more
		if f.After == nil && f.Before != nil {
			slices.Reverse(rows)
			page.Newer, page.Older = more, true
		}
		page.Items, err = s.challengeItems(db, rows)
		return err
	})
	return page, err
}

// challengeRows reads the rows of a page, and whether there are more of them beyond.
func challengeRows(db *gorm.DB, f models.ChallengeFilter) ([]models.Challenge, bool, error) {
	ascending := f.State == models.ChallengeOpen
	at := f.After
	if at == nil && f.Before != nil {
		at, ascending = f.Before, !ascending
	}
	order, sign := "due_at DESC, id DESC", "<"
	if ascending {
		order, sign = "due_at, id", ">"
	}
	q := db.Where("state = ?", f.State)
	if at != nil {
		q = q.Where("(due_at, id) "+sign+" (?, ?)", time.UnixMicro(at.Key).UTC(), int64(at.ID))
	}
	var rows []models.Challenge
	err := q.Order(order).Limit(f.Limit + 1).Find(&rows).Error
	if len(rows) > f.Limit {
		return rows[:f.Limit], true, err
	}
	return rows, false, err
}

// challengeItems joins challenges with their events and accounts, one query for each.
func (s *Store) challengeItems(db *gorm.DB, rows []models.Challenge) ([]models.ChallengeItem, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	events, ids := make([]models.ID, len(rows)), make([]models.ID, len(rows))
	for i := range rows {
		events[i], ids[i] = rows[i].EventID, rows[i].AccountID
	}
	var found []models.Event
	if err := db.Omit("input", "result").Where("id IN ?", events).Find(&found).Error; err != nil {
		return nil, err
	}
	byID := make(map[models.ID]models.Event, len(found))
	for _, e := range found {
		byID[e.ID] = e
	}
	accounts, names, err := s.accountsByID(db, ids)
	if err != nil {
		return nil, err
	}
	items := make([]models.ChallengeItem, len(rows))
	for i := range rows {
		c := rows[i]
		items[i] = models.ChallengeItem{
			Challenge: c, Event: byID[c.EventID], Account: accounts[c.AccountID], Masked: models.Personal{Name: names[c.AccountID]},
		}
	}
	return items, nil
}

// ChallengeDetail returns a challenge with everything its page shows.
func (s *Store) ChallengeDetail(ctx context.Context, id models.ID) (*models.ChallengeDetail, error) {
	var d models.ChallengeDetail
	err := s.read(ctx, func(db *gorm.DB) error {
		if err := db.Where("id = ?", id).Take(&d.Challenge).Error; err != nil {
			return err
		}
		c := &d.Challenge
		if !c.Proof() {
			if err := db.Omit("input").Where("id = ?", c.EventID).Take(&d.Event).Error; err != nil {
				return err
			}
		}
		if err := db.Where("id = ?", c.AccountID).Take(&d.Account).Error; err != nil {
			return err
		}
		var err error
		d.Failures, err = capped(db, db.Model(&models.Challenge{}).Where("account_id = ? AND id < ? AND state IN ?", c.AccountID, c.ID,
			[]models.ChallengeState{models.ChallengeFailed, models.ChallengeExpired}))
		if err != nil {
			return err
		}
		if err := s.fillFinding(db, &d); err != nil {
			return err
		}
		return db.Where("object_type = ? AND object_id = ?", "challenge", c.PublicID()).Order("seq DESC").Limit(20).Find(&d.Entries).Error
	})
	if err != nil {
		return nil, err
	}
	if d.Challenge.Proof() {
		return &d, nil
	}
	r, err := d.Event.Decided()
	if err != nil {
		return nil, err
	}
	d.Reasons = r.Reasons
	return &d, nil
}

// fillFinding opens who the customer is, masked, and what was found.
func (s *Store) fillFinding(db *gorm.DB, d *models.ChallengeDetail) (err error) {
	if d.Masked, err = s.masked(db, &d.Account); err != nil || len(d.Challenge.Finding) == 0 {
		return err
	}
	d.Finding, err = s.openValue(db, d.Challenge.Finding, challengePlace(d.Challenge.ID), d.Account.ID)
	return err
}
