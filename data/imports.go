package data

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/data/imports"
	"candor/models"
)

// importBatch is how many rows one unit of an import carries.
const importBatch = 1000

// ImportJob is one file to be imported.
type ImportJob struct {
	Mapping  *imports.Mapping
	Name     string                        // of the file, for the record
	Open     func() (io.ReadCloser, error) // from the start, each time
	DryRun   bool                          // say what would happen and change nothing
	Reject   func(imports.Reject) error    // every rejected value, in file order; may be nil
	Progress func(done, total int)         // rows; may be nil
}

// ImportResult is what an import did, or in a dry run would do.
type ImportResult struct {
	Rows      int
	Imported  int // new or changed accounts
	Created   int // of them, new
	Unchanged int
	Rejected  int
}

// importRecord is one file that was imported: a row of the table imports.
type importRecord struct {
	Hash      string `gorm:"primaryKey"`
	Map       string
	File      string
	Rows      int
	Imported  int
	Unchanged int
	Rejected  int
	At        time.Time
}

// TableName is the table's name.
func (importRecord) TableName() string { return "imports" }

// Import reads a file into accounts. The whole file is read once before anything is
// stored, so that a broken one changes nothing (imports.ErrBroken). Rows that cannot be an
// account are left out and reported. An account that the file says nothing new about is
// left alone: the same file again changes nothing, and an import that was cut short is
// completed by running it again.
func (s *Store) Import(ctx context.Context, actor models.Actor, job ImportJob) (ImportResult, error) {
	var r ImportResult
	if job.Mapping.Table != nil {
		return r, fmt.Errorf("import %s: %w", job.Name, imports.ErrTable)
	}
	sum, err := job.read(ctx, func(row imports.Row) error {
		for _, reject := range row.Rejects {
			if job.Reject != nil {
				if err := job.Reject(reject); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return r, fmt.Errorf("import %s: %w", job.Name, err)
	}
	if job.Mapping.Transactions != nil {
		if r, err = s.importEvents(ctx, actor, job, sum); err != nil {
			err = fmt.Errorf("import %s: %w", job.Name, err)
		}
		return r, err
	}
	r.Rows, r.Rejected = sum.Rows, sum.Rejected
	b := importing{store: s, ctx: ctx, actor: actor, job: job, result: &r, total: sum.Rows}
	again, err := job.read(ctx, b.add)
	if err == nil {
		err = b.flush()
	}
	if err == nil && again.Hash != sum.Hash {
		err = errors.New("the file changed while it was read")
	}
	if err == nil && !job.DryRun && r.Imported > 0 {
		err = s.recordImport(ctx, actor, job, sum.Hash, r)
	}
	if err != nil {
		return r, fmt.Errorf("import %s: %w", job.Name, err)
	}
	return r, nil
}

// read goes through the file once.
func (job *ImportJob) read(ctx context.Context, each func(imports.Row) error) (imports.Summary, error) {
	f, err := job.Open()
	if err != nil {
		return imports.Summary{}, err
	}
	sum, err := job.Mapping.Read(f, func(row imports.Row) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return each(row)
	})
	return sum, errors.Join(err, f.Close())
}

func (s *Store) recordImport(ctx context.Context, actor models.Actor, job ImportJob, hash string, r ImportResult) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		row := importRecord{
			Hash: hash, Map: job.Mapping.Name, File: job.Name,
			Rows: r.Rows, Imported: r.Imported, Unchanged: r.Unchanged, Rejected: r.Rejected, At: tx.now,
		}
		if err := tx.db.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error; err != nil {
			return err
		}
		after := map[string]any{
			"map": row.Map, "file": row.File, "sha256": hash,
			"rows": r.Rows, "imported": r.Imported, "unchanged": r.Unchanged, "rejected": r.Rejected,
		}
		return tx.audit(models.ActionAccountImported, target{kind: "import", id: hash}, nil, after, "")
	})
}

// importing gathers rows into batches and writes them.
type importing struct {
	store   *Store
	ctx     context.Context
	actor   models.Actor
	job     ImportJob
	result  *ImportResult
	total   int
	done    int
	waiting []incoming
}

// incoming is a row that is good, with the hash of what it says.
type incoming struct {
	put  models.PutAccount
	hash string
	have string // hash that the account has, "" for a new one
}

func (b *importing) add(row imports.Row) error {
	b.done++
	if len(row.Rejects) > 0 {
		return nil
	}
	hash, err := b.store.contentHash(row.Account)
	if err != nil {
		return err
	}
	b.waiting = append(b.waiting, incoming{put: row.Account, hash: hash})
	if len(b.waiting) < importBatch {
		return nil
	}
	return b.flush()
}

// flush writes the rows of the batch that say something new.
func (b *importing) flush() error {
	if len(b.waiting) == 0 {
		return nil
	}
	err := b.store.read(b.ctx, func(db *gorm.DB) error { return lookup(db, b.waiting) })
	if err != nil {
		return err
	}
	created, changed := newsOf(b.waiting)
	if created+changed > 0 && !b.job.DryRun {
		err = b.store.write(b.ctx, b.actor, func(tx *writeTx) error {
			created, changed, err = tx.importBatch(b.waiting)
			return err
		})
		if err != nil {
			return err
		}
	}
	b.result.Created += created
	b.result.Imported += created + changed
	b.result.Unchanged += len(b.waiting) - created - changed
	b.waiting = b.waiting[:0]
	if b.job.Progress != nil {
		b.job.Progress(b.done, b.total)
	}
	return nil
}

// lookup finds the hash of each row's account.
func lookup(db *gorm.DB, batch []incoming) error {
	ids := make([]string, len(batch))
	for i := range batch {
		ids[i] = batch[i].put.ExternalID
	}
	var rows []struct {
		ExternalID  string
		ContentHash string
	}
	err := db.Model(&models.Account{}).Select("external_id, content_hash").
		Where("source = ? AND external_id IN ?", batch[0].put.Source, ids).Scan(&rows).Error
	have := make(map[string]string, len(rows))
	for _, r := range rows {
		have[r.ExternalID] = r.ContentHash
	}
	for i := range batch {
		batch[i].have = have[batch[i].put.ExternalID]
	}
	return err
}

// newsOf counts the rows that say something new.
func newsOf(batch []incoming) (created, changed int) {
	for i := range batch {
		switch batch[i].have {
		case "":
			created++
		case batch[i].hash:
		default:
			changed++
		}
	}
	return created, changed
}

// importBatch writes new accounts in bulk, then the changed ones, in one unit.
func (tx *writeTx) importBatch(batch []incoming) (created, changed int, err error) {
	if err := lookup(tx.db, batch); err != nil { // somebody may have been faster
		return 0, 0, err
	}
	var entries []Entry
	var known []*incoming
	for i := range batch {
		in := &batch[i]
		switch in.have {
		case in.hash:
			continue
		case "":
			e, err := tx.entryOf(in)
			if err != nil {
				return 0, 0, err
			}
			entries = append(entries, e)
			created++
		default:
			known = append(known, in)
			changed++
		}
	}
	digest := newDigest()
	if err := newBook(tx, digest).write(entries); err != nil {
		return 0, 0, err
	}
	if len(known) > 0 {
		if err := tx.changeAll(known, digest); err != nil {
			return 0, 0, err
		}
	}
	after := map[string]any{"created": created, "changed": changed, "sha256": digestHex(digest)}
	on := target{kind: "import", id: batch[0].put.Source}
	return created, changed, tx.audit(models.ActionAccountImported, on, nil, after, "")
}

// entryOf turns what a row says into a new account; fill has sealed the identity.
func (tx *writeTx) entryOf(in *incoming) (Entry, error) {
	var e Entry
	if err := tx.newAccount(&e.Account, in.put); err != nil {
		return e, err
	}
	if err := tx.fill(&e.Account, in.put, in.hash); err != nil {
		return e, err
	}
	e.Lines, e.Statements, e.Checks, e.Labels = in.put.Lines, in.put.Statements, in.put.Checks, in.put.Labels
	e.from(in.put.Source)
	return e, nil
}
