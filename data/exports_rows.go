package data

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"gorm.io/gorm"

	"candor/models"
)

// exportPageRows is how many rows of an export are read at once: a page is written within a part of models.JobLease.
const exportPageRows = 1000

// exportPage reads the rows of an export that begin after a place. All but appeals, which are by due time, and cases, which are in the
// order of the queue, are read newest first whatever the list is sorted by: a row whose sorted value changes meanwhile would come twice,
// or not at all.
func (s *Store) exportPage(ctx context.Context, e *models.Export, after models.CaseCursor, limit int) (*models.ExportRows, error) {
	rows := &models.ExportRows{}
	var err error
	switch e.Kind {
	case models.ExportQueue:
		err = s.exportCases(ctx, e, rows, after, limit+1)
	case models.ExportAccounts:
		err = s.exportAccounts(ctx, e, rows, after, limit+1)
	case models.ExportAppeals:
		f := *e.Filter.Appeals
		if f.After, f.Limit = nil, limit+1; after.ID != 0 {
			f.After = &after
		}
		rows.Appeals, err = s.Appeals(ctx, f)
	case models.ExportAudit:
		f := *e.Filter.Audit
		f.Before, f.After, f.Limit = after.Key, 0, limit+1
		rows.Entries, err = s.AuditEntries(ctx, f)
	case models.ExportLists:
		err = s.exportListed(ctx, e, rows, after, limit+1)
	case models.ExportItems:
		err = s.exportItems(ctx, e, rows, after, limit)
	case models.ExportDecisions:
		err = s.exportDecisions(ctx, e, rows, after, limit+1)
	case models.ExportRadar:
		err = s.exportRadar(ctx, e, rows, after, limit)
	case models.ExportOutbox:
		f := *e.Filter.Outbox
		f.Before, f.After, f.Limit = after.ID, 0, limit+1
		var page models.OutboxPage
		page, err = s.Outbox(ctx, f)
		rows.Sent = page.Items
	case models.ExportChallenges:
		err = s.exportChallenges(ctx, e, rows, after, limit+1)
	default:
		err = s.exportStaff(ctx, e, rows, after, limit+1)
	}
	if err != nil {
		return nil, err
	}
	if rows.More = rows.Len() > limit; rows.More {
		cutExport(rows, limit)
	}
	rows.Next = lastExported(rows, after)
	return rows, nil
}

// exportStaff reads lists of what the staff is and does.
func (s *Store) exportStaff(ctx context.Context, e *models.Export, rows *models.ExportRows, after models.CaseCursor, limit int) error {
	switch e.Kind {
	case models.ExportUsers:
		return s.exportUsers(ctx, e, rows, after, limit)
	case models.ExportApprovals:
		return s.exportApprovals(ctx, e, rows)
	case models.ExportBatches:
		return s.exportBatches(ctx, e, rows, after, limit)
	}
	return fmt.Errorf("no rows of %q", e.Kind)
}

// cutExport leaves the first rows.
func cutExport(r *models.ExportRows, n int) {
	r.Cases, r.Accounts, r.Appeals = r.Cases[:min(n, len(r.Cases))], r.Accounts[:min(n, len(r.Accounts))], r.Appeals[:min(n, len(r.Appeals))]
	r.Entries, r.Listed, r.Items = r.Entries[:min(n, len(r.Entries))], r.Listed[:min(n, len(r.Listed))], r.Items[:min(n, len(r.Items))]
	r.Decided, r.Radar = r.Decided[:min(n, len(r.Decided))], r.Radar[:min(n, len(r.Radar))]
	r.Users, r.Batches = r.Users[:min(n, len(r.Users))], r.Batches[:min(n, len(r.Batches))]
	r.Sent, r.Asked = r.Sent[:min(n, len(r.Sent))], r.Asked[:min(n, len(r.Asked))]
}

// lastExported is the place of the last row.
func lastExported(r *models.ExportRows, before models.CaseCursor) models.CaseCursor {
	switch {
	case len(r.Cases) > 0:
		return models.CaseCursor{Key: r.Before + int64(len(r.Cases)), ID: r.Cases[len(r.Cases)-1].ID}
	case len(r.Accounts) > 0:
		return models.CaseCursor{ID: r.Accounts[len(r.Accounts)-1].ID}
	case len(r.Appeals) > 0:
		return r.Appeals[len(r.Appeals)-1].Appeal.Cursor()
	case len(r.Entries) > 0:
		return models.CaseCursor{Key: r.Entries[len(r.Entries)-1].Seq}
	case len(r.Listed) > 0:
		return models.CaseCursor{ID: r.Listed[len(r.Listed)-1].ID}
	case len(r.Items) > 0:
		return models.CaseCursor{Key: int64(r.Items[len(r.Items)-1].N)}
	case len(r.Decided) > 0:
		return models.CaseCursor{ID: r.Decided[len(r.Decided)-1].ID}
	case len(r.Radar) > 0:
		return models.CaseCursor{ID: r.Radar[len(r.Radar)-1].ID}
	case len(r.Sent) > 0:
		return models.CaseCursor{ID: r.Sent[len(r.Sent)-1].Cursor()}
	case len(r.Asked) > 0:
		return r.Asked[len(r.Asked)-1].Cursor()
	case len(r.Users) > 0:
		return models.CaseCursor{ID: r.Users[len(r.Users)-1].ID}
	case len(r.Batches) > 0:
		return models.CaseCursor{ID: r.Batches[len(r.Batches)-1].ID}
	}
	return before
}

// exportCases reads cases in the order of the queue. By age they follow each other; places in any other order change while a file is
// written, so the order at its beginning is kept in memory, and each case is read as it is when its row is written.
func (s *Store) exportCases(ctx context.Context, e *models.Export, rows *models.ExportRows, after models.CaseCursor, limit int) error {
	return s.read(ctx, func(db *gorm.DB) (err error) {
		if base, _ := e.Filter.Queue.Sort.Base(); base == models.SortNewest {
			err = s.casesByAge(db, e.Filter.Queue, rows, after, limit)
		} else {
			err = s.casesRanked(db, e, rows, after, limit)
		}
		if err != nil {
			return err
		}
		return addBeside(db, *e.Filter.Queue, rows.Cases)
	})
}

func (s *Store) casesByAge(db *gorm.DB, f *models.CaseFilter, rows *models.ExportRows, after models.CaseCursor, limit int) (err error) {
	c := caseConditions(*f)
	if after.ID != 0 {
		c.beyond(f.Sort, after, false, false)
	}
	rows.Cases, err = s.casesBy(db, c, caseOrder(f.Sort, false), limit)
	return err
}

// casesRanked reads the next cases of the order at the beginning; a cursor's key is how many came before.
func (s *Store) casesRanked(db *gorm.DB, e *models.Export, rows *models.ExportRows, after models.CaseCursor, limit int) error {
	if after.Key == 0 {
		e.Ranked = nil
		c := caseConditions(*e.Filter.Queue)
		err := db.Model(&models.Case{}).Joins("JOIN accounts ON accounts.id = cases.account_id").Where(c.sql(), c.args...).
			Order("place DESC, "+caseOrder(e.Filter.Queue.Sort, false)).Pluck("cases.id", &e.Ranked).Error
		if err != nil {
			return err
		}
	}
	next := e.Ranked[after.Key:]
	next = next[:min(limit, len(next))]
	if len(next) == 0 {
		return nil
	}
	at, ids := make(map[models.ID]int, len(next)), make([]any, len(next))
	for i, id := range next {
		at[id], ids[i] = i, int64(id)
	}
	var these conditions
	these.anyOf("cases.id", ids, false)
	found, err := s.casesBy(db, these, "cases.id", len(next))
	if err != nil {
		return err
	}
	slices.SortFunc(found, func(a, b models.CaseItem) int { return at[a.ID] - at[b.ID] })
	rows.Cases, rows.Before = found, after.Key
	return nil
}

func (s *Store) exportAccounts(ctx context.Context, e *models.Export, rows *models.ExportRows, after models.CaseCursor, limit int) error {
	return s.read(ctx, func(db *gorm.DB) error {
		q := db.Order("id DESC").Limit(limit)
		if after.ID != 0 {
			q = q.Where("id < ?", after.ID)
		}
		q, err := filterAccounts(db, q, *e.Filter.Accounts)
		if err != nil {
			return err
		}
		var accounts []models.Account
		if err := q.Find(&accounts).Error; err != nil {
			return err
		}
		for i := range accounts {
			shown, err := s.openPersonal(db, &accounts[i])
			if err != nil {
				return err
			}
			if !e.Clear {
				shown = shown.Masked()
			}
			rows.Accounts = append(rows.Accounts, models.AccountItem{Account: accounts[i], Masked: shown})
		}
		return nil
	})
}

func (s *Store) exportListed(ctx context.Context, e *models.Export, rows *models.ExportRows, after models.CaseCursor, limit int) error {
	return s.read(ctx, func(db *gorm.DB) error {
		f := *e.Filter.Lists
		f.After = after.ID
		var entries []models.ListEntry
		if err := s.listQuery(db, f).Order("id DESC").Limit(limit).Find(&entries).Error; err != nil {
			return err
		}
		hits, err := hitsOf(db, entries)
		for _, entry := range entries {
			rows.Listed = append(rows.Listed, models.ListedEntry{ListEntry: entry, Hits: hits[entry.ID]})
		}
		return err
	})
}

// exportItems reads the items of a batch in the order of their places.
func (s *Store) exportItems(ctx context.Context, e *models.Export, rows *models.ExportRows, after models.CaseCursor, limit int) error {
	f := *e.Filter.Items
	f.After, f.Limit = int(after.Key), limit+1
	d, err := s.BatchDetail(ctx, f)
	if err != nil {
		return err
	}
	rows.Batch, rows.Items = d.Batch, d.Items
	return nil
}

// exportDecisions reads what was decided about an account, but not what it was decided from.
func (s *Store) exportDecisions(ctx context.Context, e *models.Export, rows *models.ExportRows, after models.CaseCursor, limit int) error {
	before := after.ID
	if before == 0 {
		before = math.MaxInt64
	}
	return s.read(ctx, func(db *gorm.DB) (err error) {
		rows.Decided, err = find[models.Decision](db, historyColumns, "WHERE account_id = ? AND id < ? ORDER BY id DESC LIMIT "+strconv.Itoa(limit),
			int64(e.Filter.Decisions.Account), int64(before))
		return err
	})
}
