package data

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/data/imports"
	"candor/engine/watch"
	"candor/models"
)

// importEventBatch is how many events one unit of an import carries. Their keys are random, so that every unit writes almost
// the whole index of them: few large units write much less than many small ones. lookupMost is how many values one statement
// looks for, within what both databases allow.
const (
	importEventBatch = 32_768
	lookupMost       = 8192
)

// importingEvents gathers the events of a file into batches and writes them as history:
// recorded with the state that they leave, and not decided.
type importingEvents struct {
	store    *Store
	ctx      context.Context
	actor    models.Actor
	job      ImportJob
	result   *ImportResult
	total    int
	done     int
	accounts map[string]models.ID // by the source's number
	waiting  []pastRow
}

// pastRow is one event of a file.
type pastRow struct {
	line    int
	sent    imports.Transaction
	row     models.Event
	skip    bool // it is there already
	account models.ID
}

// importEvents reads a file of transactions, in the same way as accounts: once to see that
// the whole of it can be trusted, then to store it. A batch is one unit: its events, the
// states of their accounts, the counts of their merchants. What is there already is left
// alone, so that an import that was cut short is completed by running it again.
func (s *Store) importEvents(ctx context.Context, actor models.Actor, job ImportJob, sum imports.Summary) (ImportResult, error) {
	r := ImportResult{Rows: sum.Rows, Rejected: sum.Rejected}
	whole, err := s.imported(ctx, sum.Hash)
	if err != nil {
		return r, err
	}
	if whole {
		r.Unchanged = sum.Rows - sum.Rejected
		return r, nil
	}
	b := importingEvents{store: s, ctx: ctx, actor: actor, job: job, result: &r, total: sum.Rows, accounts: map[string]models.ID{}}
	again, err := job.read(ctx, b.add)
	if err == nil {
		err = b.flush()
	}
	if err == nil && again.Hash != sum.Hash {
		err = errors.New("the file changed while it was read")
	}
	if err == nil && !job.DryRun {
		err = s.recordImport(ctx, actor, job, sum.Hash, r)
	}
	return r, err
}

// imported reports whether the same file was imported to its end before.
func (s *Store) imported(ctx context.Context, hash string) (bool, error) {
	var n int64
	err := s.read(ctx, func(db *gorm.DB) error { return db.Model(&importRecord{}).Where("hash = ?", hash).Count(&n).Error })
	return n > 0, err
}

func (b *importingEvents) add(row imports.Row) error {
	b.done++
	if len(row.Rejects) > 0 {
		return nil
	}
	b.waiting = append(b.waiting, pastRow{line: row.Line, sent: *row.Event})
	if len(b.waiting) < importEventBatch {
		return nil
	}
	return b.flush()
}

// flush writes the events of the batch that are new.
func (b *importingEvents) flush() error {
	if len(b.waiting) == 0 {
		return nil
	}
	for i := range b.waiting {
		p := &b.waiting[i]
		p.row = b.store.eventRow(p.sent.NewEvent, 0)
	}
	var taken []*pastRow
	var found map[string]models.ID
	work := func(db *gorm.DB) (err error) {
		if taken, err = skipKnown(db, b.waiting); err != nil {
			return err
		}
		found, err = b.find(db)
		return err
	}
	var err error
	if b.job.DryRun {
		err = b.store.read(b.ctx, work)
	} else {
		err = b.store.write(b.ctx, b.actor, func(tx *writeTx) error {
			if err := work(tx.db); err != nil {
				return err
			}
			return b.write(tx, found)
		})
	}
	if err != nil && !errors.Is(err, errIdle) {
		return err
	}
	maps.Copy(b.accounts, found)
	return b.count(taken)
}

// count adds the batch to the result and reports numbers that another event has.
func (b *importingEvents) count(taken []*pastRow) error {
	for i := range b.waiting {
		if b.waiting[i].skip {
			b.result.Unchanged++
		} else {
			b.result.Imported++
		}
	}
	b.result.Created = b.result.Imported
	for _, p := range taken {
		b.result.Unchanged--
		b.result.Rejected++
		reject := imports.Reject{Line: p.line, Column: b.job.Mapping.Transactions.ID.Column, Value: p.sent.ExternalID, Reason: "is the number of another event"}
		if b.job.Reject != nil {
			if err := b.job.Reject(reject); err != nil {
				return err
			}
		}
	}
	b.waiting = b.waiting[:0]
	if b.job.Progress != nil {
		b.job.Progress(b.done, b.total)
	}
	return nil
}

// skipKnown marks the events that are there and returns those whose number another has.
func skipKnown(db *gorm.DB, batch []pastRow) (taken []*pastRow, err error) {
	type row struct{ EventKey, BodyHash []byte }
	keys := make([][]byte, len(batch))
	for i := range batch {
		keys[i] = batch[i].row.EventKey
	}
	have := map[string][]byte{}
	for part := range slices.Chunk(keys, lookupMost) {
		var rows []row
		if err := db.Model(&models.Event{}).Select("event_key, body_hash").Where("event_key IN ?", part).Scan(&rows).Error; err != nil {
			return nil, err
		}
		for _, r := range rows {
			have[string(r.EventKey)] = r.BodyHash
		}
	}
	for i := range batch {
		p := &batch[i]
		hash, known := have[string(p.row.EventKey)]
		p.skip = known
		if known && !bytes.Equal(hash, p.row.BodyHash) {
			taken = append(taken, p)
		}
	}
	return taken, nil
}

// find looks up the accounts of the batch that are not known yet.
func (b *importingEvents) find(db *gorm.DB) (map[string]models.ID, error) {
	missing := map[string]bool{}
	for i := range b.waiting {
		if p := &b.waiting[i]; b.accounts[p.sent.Account] == 0 {
			missing[p.sent.Account] = true
		}
	}
	found := map[string]models.ID{}
	for part := range slices.Chunk(slices.Sorted(maps.Keys(missing)), lookupMost) {
		var rows []struct {
			ID         models.ID
			ExternalID string
		}
		err := db.Model(&models.Account{}).Select("id, external_id").
			Where("source = ? AND external_id IN ?", b.job.Mapping.Source, part).Scan(&rows).Error
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			found[r.ExternalID] = r.ID
		}
	}
	return found, nil
}

// write stores the new events of the batch in one unit, making their accounts first. found
// gets the accounts that were made.
func (b *importingEvents) write(tx *writeTx, found map[string]models.ID) error {
	digest := newDigest()
	k := newBook(tx, digest)
	var entries []Entry
	fresh := 0
	for i := range b.waiting {
		p := &b.waiting[i]
		if p.skip {
			continue
		}
		fresh++
		p.account = cmp.Or(b.accounts[p.sent.Account], found[p.sent.Account])
		if p.account != 0 {
			continue
		}
		put := models.PutAccount{Source: b.job.Mapping.Source, ExternalID: p.sent.Account, Lang: b.job.Mapping.Lang}
		hash, err := tx.store.contentHash(put)
		if err != nil {
			return err
		}
		e, err := tx.entryOf(&incoming{put: put, hash: hash})
		if err != nil {
			return err
		}
		entries = append(entries, e)
		p.account, found[p.sent.Account] = e.Account.ID, e.Account.ID
	}
	if fresh == 0 {
		return errIdle
	}
	if err := k.write(entries); err != nil {
		return err
	}
	h := history{tx: tx, book: newBook(tx, digest), states: map[models.ID]*historyState{}, merchants: map[merchantDay]watch.DayStats{}}
	if err := h.take(b.waiting); err != nil {
		return err
	}
	after := map[string]any{"events": fresh, "accounts": len(entries), "sha256": digestHex(digest)}
	return tx.audit(models.ActionAccountImported, target{kind: "import", id: b.job.Mapping.Source}, nil, after, "")
}

// merchantClause adds counts onto those that stand there.
func merchantClause() clause.OnConflict {
	return clause.OnConflict{Columns: []clause.Column{{Name: "merchant"}, {Name: "day"}}, DoUpdates: clause.Assignments(merchantSums)}
}

var errStates = fmt.Errorf("states: %w", models.ErrConflict)
