package data

import (
	"context"
	"slices"
	"strconv"
	"time"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/models"
)

// radarRow is what the list shows of an item and its account, in one row.
type radarRow struct {
	models.RadarItem   `gorm:"embedded"`
	models.CaseAccount `gorm:"embedded"`
	Name               models.Sealed `gorm:"column:name_sealed"`
	ErasedAt           *time.Time    `gorm:"column:erased_at"`
}

// TableName is the table that the columns without another's name are of.
func (radarRow) TableName() string { return "radar_items" }

const radarColumns = "id, account_id, kind, subject_id, state, wrong_bp, harm, rank, evidence, lines, found_at, judged_at, " +
	"assignee_id, assignee_name, lease_until, closed_at, closed_name, outcome, reason, " +
	"accounts.external_id, accounts.limit_fen, accounts.used_fen, accounts.days_past_due, accounts.name_sealed, accounts.erased_at"

// Radar returns a page of the radar in one statement.
func (s *Store) Radar(ctx context.Context, f models.RadarFilter) (models.RadarPage, error) {
	back := f.After == nil && f.Before != nil
	order := "rank DESC, radar_items.id DESC"
	c := radarConditions(f)
	if f.After != nil {
		c.add("(rank, radar_items.id) < (?, ?)", f.After.Key, int64(f.After.ID))
	} else if back {
		order = "rank, radar_items.id"
		c.add("(rank, radar_items.id) > (?, ?)", f.Before.Key, int64(f.Before.ID))
	}
	var items []models.RadarEntry
	err := s.read(ctx, func(db *gorm.DB) (err error) {
		items, err = s.radarEntries(db, c, order, f.Limit)
		return err
	})
	if err != nil {
		return models.RadarPage{}, err
	}
	more := len(items) > f.Limit
	if more {
		items = items[:f.Limit]
	}
	page := models.RadarPage{Items: items, Newer: f.After != nil, Older: more}
	if back {
		slices.Reverse(items)
		page.Newer, page.Older = more, true
	}
	return page, nil
}

// radarEntries reads items with their accounts, and one more than asked for where there is one.
func (s *Store) radarEntries(db *gorm.DB, c conditions, order string, limit int) ([]models.RadarEntry, error) {
	rows, err := find[radarRow](db, radarColumns, "JOIN accounts ON accounts.id = radar_items.account_id WHERE "+c.sql()+
		" ORDER BY "+order+" LIMIT "+strconv.Itoa(limit+1), c.args...)
	if err != nil {
		return nil, err
	}
	items := make([]models.RadarEntry, len(rows))
	for i := range rows {
		r, item := &rows[i], &items[i]
		item.RadarItem, item.Account = r.RadarItem, r.CaseAccount
		if item.Masked.Name, err = s.openName(db, r.AccountID, r.Name, r.ErasedAt != nil); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// radarConditions puts a filter into conditions. The state leads, as it does in the index.
func radarConditions(f models.RadarFilter) (c conditions) {
	state := f.State
	if state == "" {
		state = models.RadarOpen
	}
	c.add("radar_items.state = ?", string(state))
	if f.Kind != "" {
		c.anyOf("kind", []any{string(f.Kind)}, f.Not.Kind)
	}
	if f.MinBP > 0 {
		c.add("wrong_bp >= ?", f.MinBP)
	}
	switch {
	case f.Assignee != 0 && f.Not.Who:
		c.add("(assignee_id <> ? OR lease_until IS NULL OR lease_until <= ?)", int64(f.Assignee), f.Now)
	case f.Assignee != 0:
		c.add("assignee_id = ? AND lease_until > ?", int64(f.Assignee), f.Now)
	case f.Unassigned && f.Not.Who:
		c.add("assignee_id <> 0 AND lease_until > ?", f.Now)
	case f.Unassigned:
		c.add("(assignee_id = 0 OR lease_until IS NULL OR lease_until <= ?)", f.Now)
	}
	return c
}

// radarWaiting is the items that a page shows and nobody holds.
func radarWaiting(db *gorm.DB, now time.Time) *gorm.DB {
	c := radarConditions(models.RadarFilter{MinBP: models.RadarMinBP, Unassigned: true, Now: now})
	return db.Model(&models.RadarItem{}).Where(c.sql(), c.args...)
}

// RadarDetail returns an item with everything its page shows.
func (s *Store) RadarDetail(ctx context.Context, id models.ID) (*models.RadarDetail, error) {
	var d models.RadarDetail
	err := s.read(ctx, func(db *gorm.DB) error {
		if err := db.Where("id = ?", id).Take(&d.Item).Error; err != nil {
			return err
		}
		if err := db.Where("id = ?", d.Item.AccountID).Take(&d.Account).Error; err != nil {
			return err
		}
		var err error
		if d.Masked.Name, err = s.maskedName(db, &d.Account); err != nil {
			return err
		}
		err = db.Where("object_type = ? AND object_id = ?", "radar", d.Item.PublicID()).Order("seq DESC").Limit(20).Find(&d.Entries).Error
		if err != nil {
			return err
		}
		if d.Item.Event() {
			d.Subject = &models.Event{}
			return db.Where("id = ?", d.Item.SubjectID).Take(d.Subject).Error
		}
		d.Sanction = &models.Sanction{}
		if err := db.Where("id = ?", d.Item.SubjectID).Take(d.Sanction).Error; err != nil {
			return err
		}
		return db.Where("account_id = ? AND sanction_id = ?", d.Item.AccountID, d.Item.SubjectID).Order("id DESC").Limit(listMax).Find(&d.Appeals).Error
	})
	if err != nil || d.Subject == nil {
		return &d, err
	}
	live, err := s.liveMonitor(ctx)
	if err != nil {
		return nil, err
	}
	in, err := decide.DecodeEventInput(d.Subject.Input)
	if err != nil {
		return nil, err
	}
	in.Manual = false
	d.Again = live.monitor.Decide(in).Outcome
	return &d, nil
}
