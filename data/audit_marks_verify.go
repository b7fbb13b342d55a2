package data

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"candor/data/vault"
	"candor/models"
)

// markPage is how many accounts a check of marked rows reads at once.
const markPage = 500

// verifyMarks holds the rows that entries mark against their marks, account by account: a page is the entries and the rows of some
// accounts, read of one state.
func (s *Store) verifyMarks(ctx context.Context, check *models.RowCheck, progress func(done int64)) error {
	w := markWalk{store: s, check: check, at: len(check.Tables)}
	for _, k := range markedKinds {
		check.Tables = append(check.Tables, models.RowTable{Table: k.table})
	}
	for more := true; more; {
		err := s.read(ctx, func(db *gorm.DB) error {
			return s.still(db, func(db *gorm.DB) (err error) {
				more, err = w.page(db)
				return err
			})
		})
		if err != nil {
			return err
		}
		if progress != nil {
			progress(check.Rows)
		}
	}
	return nil
}

// markWalk goes through accounts in the order of their ids.
type markWalk struct {
	store *Store
	check *models.RowCheck
	at    int // the place of the first marked table in the check
	after models.ID
	since *time.Time // when entries began to carry marks, which is told of every row since; nil until it was asked
}

// page takes in the next accounts.
func (w *markWalk) page(db *gorm.DB) (more bool, err error) {
	if w.since == nil {
		if w.since, err = marksSince(db); err != nil {
			return false, err
		}
	}
	last, more, err := w.reach(db)
	if err != nil || last == w.after {
		return false, err
	}
	told, err := w.told(db, last)
	if err != nil {
		return false, err
	}
	for i := range markedKinds {
		rows, err := markedKinds[i].read(db, w.after, last)
		if err != nil {
			return false, err
		}
		if err := w.hold(i, rows, told); err != nil {
			return false, err
		}
	}
	w.gone(told)
	w.after = last
	return more, nil
}

// marksSince is when the first entry with marks was made; after every row where there is none.
func marksSince(db *gorm.DB) (*time.Time, error) {
	actions := markedActions()
	first, err := find[models.AuditEntry](db, "at", "WHERE action IN "+places(len(actions))+` AND "after" LIKE '%"`+models.MarkKey+`":{"%' ORDER BY seq LIMIT 1`, actions...)
	if err != nil || len(first) == 0 {
		never := time.Unix(math.MaxInt32<<8, 0)
		return &never, err
	}
	return &first[0].At, nil
}

// actionAside is an entry's action where the index by account must be walked, and not the one by action, which would be sorted each page.
const actionAside = "COALESCE(action, '')"

// reach finds the last account of the next page: of those that have an entry with marks, or a row.
func (w *markWalk) reach(db *gorm.DB) (last models.ID, more bool, err error) {
	actions := markedActions()
	var found []models.ID
	look := func(q *gorm.DB) error {
		var ids []models.ID
		if err := q.Where("account_id > ?", w.after).Distinct().Order("account_id").Limit(markPage).Pluck("account_id", &ids).Error; err != nil {
			return err
		}
		if len(ids) == markPage && (last == 0 || ids[markPage-1] < last) { // beyond it there may be others
			last = ids[markPage-1]
		}
		found = append(found, ids...)
		return nil
	}
	err = look(db.Model(&models.AuditEntry{}).Where("account_id <> 0 AND "+actionAside+" IN ?", actions))
	for i := range markedKinds {
		if err == nil {
			err = look(db.Table(markedKinds[i].table))
		}
	}
	switch {
	case err != nil || len(found) == 0:
		return w.after, false, err
	case last != 0:
		return last, true, nil
	}
	return slices.Max(found), false, nil
}

// told is what the entries of a page's accounts last said of each field, by row.
func (w *markWalk) told(db *gorm.DB, last models.ID) (map[string]told, error) {
	actions := markedActions()
	tail := "WHERE account_id > ? AND account_id <= ? AND account_id <> 0 AND " + actionAside + " IN " + places(len(actions)) + ` AND "after" LIKE '%"` + models.MarkKey +
		`":{"%' ORDER BY seq`
	page, err := find[models.AuditEntry](db, "seq, after", tail, append([]any{int64(w.after), int64(last)}, actions...)...)
	if err != nil {
		return nil, err
	}
	out := map[string]told{}
	for i := range page {
		var after struct {
			Marks models.RowMarks `json:"marks"`
		}
		if err := json.Unmarshal([]byte(page[i].After), &after); err != nil {
			return nil, fmt.Errorf("entry %d: %w", page[i].Seq, err)
		}
		for name, marks := range after.Marks {
			if out[name] == nil {
				out[name] = told{}
			}
			for column, mark := range marks {
				out[name][column] = fact{mark, page[i].Seq}
			}
		}
	}
	return out, nil
}

// hold compares rows with what is told of them, and takes out of told what it found.
func (w *markWalk) hold(at int, rows reflect.Value, all map[string]told) error {
	table := &w.check.Tables[w.at+at]
	for i := range rows.Len() {
		m, err := markedKinds[at].marker(w.store.vault, rows.Index(i))
		if err != nil {
			return err
		}
		must, said := all[m.name()]
		delete(all, m.name())
		switch {
		case said:
			table.Rows++
			w.check.Rows++
			if err := w.compare(table, m, must); err != nil {
				return err
			}
		case m.id.Time().Before(w.since.Truncate(time.Millisecond)):
			table.Before++
		default:
			w.check.Found(models.RowFinding{Table: table.Table, ID: m.id.Public(m.kind.prefix), Problem: models.RowUntold})
		}
	}
	return nil
}

// compare holds one row.
func (w *markWalk) compare(table *models.RowTable, m *marker, must told) error {
	for _, column := range slices.Sorted(maps.Keys(must)) {
		if m.schema.FieldsByDBName[column] == nil {
			continue // a field of a later version
		}
		is, err := m.mark(column)
		if errors.Is(err, vault.ErrErased) {
			table.Erased++
			continue
		}
		if err != nil && !errors.Is(err, vault.ErrOpen) {
			return err
		}
		if err != nil || is != must[column].value {
			w.check.Found(models.RowFinding{Table: table.Table, ID: m.id.Public(m.kind.prefix), Field: column, Problem: models.RowDiffers, Seq: must[column].seq})
		}
	}
	return nil
}

// gone finds what is told of rows that are not there.
func (w *markWalk) gone(left map[string]told) {
	for _, name := range slices.Sorted(maps.Keys(left)) {
		table, id, _ := strings.Cut(name, "/")
		var last int64
		for _, f := range left[name] {
			last = max(last, f.seq)
		}
		at := slices.IndexFunc(markedKinds, func(k markedKind) bool { return k.table == table })
		if at < 0 {
			continue // a table of a later version
		}
		w.check.Tables[w.at+at].Rows++
		w.check.Rows++
		w.check.Found(models.RowFinding{Table: table, ID: id, Problem: models.RowGone, Seq: last})
	}
}
