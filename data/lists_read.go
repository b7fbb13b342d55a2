package data

import (
	"context"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// Lists returns a page of list entries, newest first, with how often each was met.
func (s *Store) Lists(ctx context.Context, f models.ListFilter) (models.ListPage, error) {
	var page models.ListPage
	err := s.read(ctx, func(db *gorm.DB) error {
		page = models.ListPage{}
		var entries []models.ListEntry
		if err := s.listQuery(db, f).Order("id DESC").Limit(f.Limit + 1).Find(&entries).Error; err != nil {
			return err
		}
		if page.Older = len(entries) > f.Limit; page.Older {
			entries = entries[:f.Limit]
		}
		hits, err := hitsOf(db, entries)
		if err != nil {
			return err
		}
		for _, e := range entries {
			page.Items = append(page.Items, models.ListedEntry{ListEntry: e, Hits: hits[e.ID]})
		}
		return db.Omit("lines", "refused").Where("state IN ('read','proposed')").Order("id DESC").Limit(listMax).Find(&page.Waiting).Error
	})
	return page, err
}

func (s *Store) listQuery(db *gorm.DB, f models.ListFilter) *gorm.DB {
	q := inForceEntries(db, s.Now())
	if f.Ended {
		q = db.Where("(ended_at IS NOT NULL OR ends_at <= ?)", s.Now())
	}
	for column, value := range map[string]string{"lane": string(f.Lane), "kind": f.Kind, "source": f.Source} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	if f.Change != 0 {
		q = q.Where("change_id = ?", f.Change)
	}
	if f.After != 0 {
		q = q.Where("id < ?", f.After)
	}
	return q
}

// hitsOf reads how often entries were met, in one statement.
func hitsOf(db *gorm.DB, entries []models.ListEntry) (map[models.ID]models.ListHit, error) {
	out := map[models.ID]models.ListHit{}
	if len(entries) == 0 {
		return out, nil
	}
	ids := make([]models.ID, len(entries))
	for i := range entries {
		ids[i] = entries[i].ID
	}
	var hits []models.ListHit
	if err := db.Where("entry_id IN ?", ids).Find(&hits).Error; err != nil {
		return nil, err
	}
	for _, h := range hits {
		out[h.EntryID] = h
	}
	return out, nil
}

// inForceEntries is the entries that events are held against now.
func inForceEntries(db *gorm.DB, now time.Time) *gorm.DB {
	return db.Model(&models.ListEntry{}).Where("ended_at IS NULL AND (ends_at IS NULL OR ends_at > ?)", now)
}

// ListDetail returns one entry with what was recorded of it.
func (s *Store) ListDetail(ctx context.Context, id models.ID) (*models.ListDetail, error) {
	var d models.ListDetail
	err := s.read(ctx, func(db *gorm.DB) error {
		d = models.ListDetail{}
		if err := db.Where("id = ?", id).Take(&d.Entry).Error; err != nil {
			return err
		}
		hits, err := hitsOf(db, []models.ListEntry{d.Entry})
		if err != nil {
			return err
		}
		d.Hits = hits[id]
		near, err := nearNetworks(db, d.Entry.Kind, d.Entry.Token, s.Now())
		if err != nil {
			return err
		}
		for _, e := range near {
			if e.ID != id && len(d.Near) < listMax {
				d.Near = append(d.Near, e)
			}
		}
		d.Notes = notesOf(d.Entry.Kind, d.Entry.Token, len(d.Near) > 0)
		return db.Where("object_type = ? AND object_id = ?", "list", d.Entry.PublicID()).Order("seq DESC").Limit(20).Find(&d.Entries).Error
	})
	return &d, err
}

// ListChange returns one change of the lists.
func (s *Store) ListChange(ctx context.Context, id models.ID) (*models.ListChange, error) {
	var c models.ListChange
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("id = ?", id).Take(&c).Error })
	return &c, err
}

// ListExportMax is how many entries one export holds.
const ListExportMax = 50_000

// ExportLists returns the entries of a filter, newest first, and records that somebody took
// them away. cut says that there are more.
func (s *Store) ExportLists(ctx context.Context, actor models.Actor, f models.ListFilter, filter string) (list []models.ListedEntry, cut bool, err error) {
	f.Limit = ListExportMax
	var entries []models.ListEntry
	err = s.read(ctx, func(db *gorm.DB) error {
		return s.listQuery(db, f).Order("id DESC").Limit(f.Limit + 1).Find(&entries).Error
	})
	if err != nil {
		return nil, false, err
	}
	if cut = len(entries) > f.Limit; cut {
		entries = entries[:f.Limit]
	}
	for len(entries) > 0 {
		n := min(len(entries), touchChunk)
		var hits map[models.ID]models.ListHit
		if err := s.read(ctx, func(db *gorm.DB) (err error) { hits, err = hitsOf(db, entries[:n]); return err }); err != nil {
			return nil, false, err
		}
		for _, e := range entries[:n] {
			list = append(list, models.ListedEntry{ListEntry: e, Hits: hits[e.ID]})
		}
		entries = entries[n:]
	}
	return list, cut, s.write(ctx, actor, func(tx *writeTx) error {
		return tx.audit(models.ActionListExported, target{kind: "list"}, nil, map[string]any{"filter": filter, "rows": len(list), "cut": cut}, "")
	})
}

// fillListed reads the entries in force that name the account itself, and what its customer
// was asked for.
func (s *Store) fillListed(db *gorm.DB, d *models.AccountDetail) error {
	if err := newest(db, &d.Challenges, d.Account.ID, "id DESC", showHistory); err != nil {
		return err
	}
	return inForceEntries(db, s.Now()).Where("kind = 'account' AND token = ?", d.Account.PublicID()).
		Order("id DESC").Limit(listMax).Find(&d.Listed).Error
}
