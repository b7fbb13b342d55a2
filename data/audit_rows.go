package data

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"gorm.io/gorm"

	"candor/models"
)

// rowPage is how many entries, or rows, a check of rows against the record reads at once.
const rowPage = 1000

// rowKind is a table of which the record says what its rows must be.
type rowKind struct {
	table string
	// group is the column of an entry that says which thing it is about, where what narrows the entries to the table's.
	group, where string
	args         []any
	tell         func(t told, e *models.AuditEntry) error                           // takes in what the next entry about a thing says
	settle       func(db *gorm.DB, id string, t told) error                         // what entries about other things say of it; nil for nothing
	rows         func(db *gorm.DB, ids []string) (map[string]map[string]any, error) // what the rows are, by id
	after        func(db *gorm.DB, id string) (ids []string, err error)             // the next page of all rows; nil where not every row has an entry
	whole        string                                                             // a field that entries of today always say; without it a row is held in part
	alone        func(id string) told                                               // what a row must be of which no entry tells; nil for that none may be
}

// groupOf is the thing that an entry is about.
func (k *rowKind) groupOf(e *models.AuditEntry) string {
	if k.group == "account_id" {
		return e.AccountID.Public(models.PrefixAccount)
	}
	return e.ObjectID
}

// cursor is the place of an entry in the order by thing and number.
func (k *rowKind) cursor(e *models.AuditEntry) []any {
	if k.group == "account_id" {
		return []any{int64(e.AccountID), e.Seq}
	}
	return []any{e.ObjectID, e.Seq}
}

// VerifyRows holds the rows of today against what the record last said of them, table by table, a page at a time: each page of
// entries and the rows that they are about are read of one state, so that writers beside it are no finding. It believes the
// record, so that VerifyAudit comes first.
func (s *Store) VerifyRows(ctx context.Context, progress func(done int64)) (models.RowCheck, error) {
	check := models.RowCheck{Tables: []models.RowTable{}, Findings: []models.RowFinding{}}
	for _, k := range rowKinds() {
		w := rowWalk{store: s, ctx: ctx, kind: k, check: &check, progress: progress}
		if err := w.told(); err != nil {
			return check, fmt.Errorf("rows of %s: %w", k.table, err)
		}
		if k.after != nil {
			if err := w.untold(); err != nil {
				return check, fmt.Errorf("rows of %s: %w", k.table, err)
			}
		}
		check.Tables = append(check.Tables, models.RowTable{Table: k.table, Rows: w.rows, Before: w.before})
	}
	err := s.verifyMarks(ctx, &check, progress)
	if err != nil {
		err = fmt.Errorf("rows that entries mark: %w", err)
	}
	return check, err
}

// rowWalk goes through what the record says of one table.
type rowWalk struct {
	store    *Store
	ctx      context.Context
	kind     rowKind
	check    *models.RowCheck
	progress func(done int64)
	rows     int64
	before   int64  // of them, held in part
	open     string // the thing whose entries are being read
	known    told   // of it
}

// told walks the entries of the table's things, thing by thing, and compares each with its row once its last entry was read. An
// entry that is written meanwhile comes right after the thing's others, so that it is read before the row is.
func (w *rowWalk) told() error {
	var after []any
	for more := true; more; {
		err := w.store.read(w.ctx, func(db *gorm.DB) error {
			return w.store.still(db, func(db *gorm.DB) (err error) {
				after, more, err = w.entries(db, after)
				return err
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// entries takes in one page of entries.
func (w *rowWalk) entries(db *gorm.DB, after []any) (next []any, more bool, err error) {
	k := &w.kind
	tail, args := "WHERE "+k.where, slices.Clone(k.args)
	if after != nil {
		tail, args = tail+" AND ("+k.group+", seq) > (?, ?)", append(args, after...)
	}
	page, err := find[models.AuditEntry](db, "seq, action, object_type, object_id, account_id, reason, after",
		tail+" ORDER BY "+k.group+", seq LIMIT "+strconv.Itoa(rowPage), args...)
	if err != nil {
		return nil, false, err
	}
	done := map[string]told{}
	for i := range page {
		if id := k.groupOf(&page[i]); id != w.open {
			w.shut(done)
			w.open, w.known = id, told{}
		}
		if err := k.tell(w.known, &page[i]); err != nil {
			return nil, false, fmt.Errorf("entry %d: %w", page[i].Seq, err)
		}
	}
	if more = len(page) == rowPage; more {
		after = k.cursor(&page[len(page)-1])
	} else {
		w.shut(done)
	}
	return after, more, w.compare(db, done)
}

// shut puts the thing that was read last among those to compare, unless the record says nothing of what it must be.
func (w *rowWalk) shut(done map[string]told) {
	if len(w.known) > 0 {
		done[w.open] = w.known
	}
	w.known = nil
}

// compare holds rows against what the record says of them.
func (w *rowWalk) compare(db *gorm.DB, done map[string]told) error {
	ids := slices.Sorted(maps.Keys(done))
	for part := range slices.Chunk(ids, rowPage) {
		rows, err := w.kind.rows(db, part)
		if err != nil {
			return err
		}
		for _, id := range part {
			if w.kind.settle != nil {
				if err := w.kind.settle(db, id, done[id]); err != nil {
					return err
				}
			}
			if err := w.held(id, done[id], rows[id]); err != nil {
				return err
			}
		}
	}
	if w.progress != nil {
		w.progress(w.check.Rows)
	}
	return nil
}

// otherwise stands before a field that a row may be equal to as well.
const otherwise = "or "

// held compares one row, nil for none, with what must be there.
func (w *rowWalk) held(id string, must told, row map[string]any) error {
	w.rows++
	w.check.Rows++
	if row == nil {
		var last int64
		for _, f := range must {
			last = max(last, f.seq)
		}
		w.check.Found(models.RowFinding{Table: w.kind.table, ID: id, Problem: models.RowGone, Seq: last})
		return nil
	}
	if _, said := must[w.kind.whole]; w.kind.whole != "" && !said {
		w.before++
	}
	is, err := plainFacts(row)
	if err != nil {
		return err
	}
	for _, field := range slices.Sorted(maps.Keys(must)) {
		if f := must[field]; is[field] != f.value && (is[otherwise+field] == "" || is[otherwise+field] != f.value) {
			w.check.Found(models.RowFinding{Table: w.kind.table, ID: id, Field: field, Problem: models.RowDiffers, Seq: f.seq})
		}
	}
	return nil
}

// untold walks the rows and finds those of which no entry tells.
func (w *rowWalk) untold() error {
	last := ""
	for more := true; more; {
		err := w.store.read(w.ctx, func(db *gorm.DB) error {
			return w.store.still(db, func(db *gorm.DB) error {
				ids, err := w.kind.after(db, last)
				if err != nil || len(ids) == 0 {
					more = false
					return err
				}
				last, more = ids[len(ids)-1], len(ids) == rowPage
				return w.without(db, ids)
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// without finds those of some rows that no entry tells of.
func (w *rowWalk) without(db *gorm.DB, ids []string) error {
	var known []string
	q := db.Model(&models.AuditEntry{}).Where(w.kind.where, w.kind.args...).Where("object_id IN ?", ids)
	if err := q.Distinct().Pluck("object_id", &known).Error; err != nil {
		return err
	}
	alone := map[string]told{}
	for _, id := range ids {
		switch {
		case slices.Contains(known, id):
		case w.kind.alone != nil && w.kind.alone(id) != nil:
			alone[id] = w.kind.alone(id)
		default:
			w.check.Found(models.RowFinding{Table: w.kind.table, ID: id, Problem: models.RowUntold})
		}
	}
	return w.compare(db, alone)
}
