package data

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"candor/data/vault"
	"candor/models"
)

// ExportFormat puts an export into cells: what stands above its rows, and its rows. It must not keep what it is given.
type ExportFormat interface {
	ExportHead(e *models.Export, withheld []models.SampleItem) [][]string
	ExportCells(e *models.Export, rows *models.ExportRows) [][]string
}

// RunExports writes the export that waits longest, if any, and reports whether there was one. It is apart from RunJobs because a
// long list takes minutes, and due jobs must not wait for it.
func (s *Store) RunExports(ctx context.Context, owner string, format ExportFormat) (bool, error) {
	job, err := s.claimJob(ctx, owner, models.JobExport)
	if err != nil || job == nil {
		return false, err
	}
	switch err := s.runExport(ctx, *job, format); {
	case err == nil, errors.Is(err, errLeaseLost), errors.Is(err, errUnwanted):
		return true, nil
	case ctx.Err() != nil:
		return true, errors.Join(ctx.Err(), s.handBack(context.WithoutCancel(ctx), *job))
	case job.Attempts+1 >= models.JobMaxAttempts:
		return true, errors.Join(s.finishExport(ctx, *job, nil, err), err)
	default:
		return true, errors.Join(err, s.failJob(ctx, *job, err))
	}
}

// exportFile is a file while it is written: what is sealed of it is in the store after each page of rows.
type exportFile struct {
	export *models.Export
	cipher *vault.FileCipher
	plain  bytes.Buffer // not sealed yet
	sealed []models.ExportChunk
	chunks int
	bytes  int64
	rows   int64
}

// add appends lines of cells and seals what fills a chunk. The last chunk waits for the end of the file.
func (f *exportFile) add(lines [][]string) error {
	w := csv.NewWriter(&f.plain)
	if err := w.WriteAll(lines); err != nil {
		return err
	}
	for f.plain.Len() > vault.ChunkSize {
		f.seal(f.plain.Next(vault.ChunkSize), false)
	}
	return nil
}

func (f *exportFile) seal(part []byte, last bool) {
	f.sealed = append(f.sealed, models.ExportChunk{ExportID: f.export.ID, N: f.chunks, Content: f.cipher.Seal(f.chunks, last, part)})
	f.chunks++
	f.bytes += int64(len(part))
}

// runExport writes a claimed export up to its file.
func (s *Store) runExport(ctx context.Context, job models.Job, format ExportFormat) error {
	f, err := s.beginExport(ctx, job)
	if err != nil {
		return err
	}
	e := f.export
	withheld := []models.SampleItem{}
	if e.Kind == models.ExportAudit || e.Kind == models.ExportQueue {
		if withheld, err = s.Unjudged(ctx, e.AskedBy); err != nil {
			return err
		}
	}
	if err := f.add(format.ExportHead(e, withheld)); err != nil {
		return err
	}
	at := models.CaseCursor{}
	for more := true; more; {
		rows, err := s.exportPage(ctx, e, at, exportPageRows)
		if err != nil {
			return err
		}
		rows.Withheld = withheld
		if err := f.add(format.ExportCells(e, rows)); err != nil {
			return err
		}
		f.rows += int64(rows.Len())
		if err := s.beatExport(ctx, job, f); err != nil {
			return err
		}
		at, more = rows.Next, rows.More
	}
	f.seal(f.plain.Bytes(), true)
	return s.finishExport(ctx, job, f, nil)
}

// beginExport marks an export as being written, from the beginning and under a key that sealed nothing yet: what a broken run left is
// taken away. It leaves no audit entry: that it was asked for and how it ended are what counts.
func (s *Store) beginExport(ctx context.Context, job models.Job) (*exportFile, error) {
	var e models.Export
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("id = ?", job.ObjectID).Take(&e).Error })
	if err != nil {
		return nil, err
	}
	if !e.Filter.Of(e.Kind) { // a row that no program of ours wrote must not end the program
		return nil, fmt.Errorf("the export has no filter of %q", e.Kind)
	}
	all, err := s.countExport(ctx, &e)
	if err != nil {
		return nil, fmt.Errorf("count rows: %w", err)
	}
	key, err := vault.NewFileKey(s.rand)
	if err != nil {
		return nil, err
	}
	cipher, err := vault.OpenFileKey(key)
	if err != nil {
		return nil, err
	}
	err = s.commit(ctx, func(db *gorm.DB) error {
		e = models.Export{}
		tx := &writeTx{ctx: ctx, db: db, store: s, now: s.Now()}
		if err := tx.take(&e, job.ObjectID); err != nil {
			return err
		}
		if !e.Open() {
			return tx.finishJob(job)
		}
		if e.Key, err = tx.seal(key, exportPlace(e.ID), 0); err != nil {
			return err
		}
		if err := db.Where("export_id = ?", e.ID).Delete(&models.ExportChunk{}).Error; err != nil {
			return err
		}
		e.State, e.Step, e.Steps = models.ExportRunning, 0, all
		// The version stays: that it is written is no reason to refuse the form that cancels it.
		return db.Model(&e).Select("state", "step", "steps", "key_sealed").Updates(&e).Error
	})
	if err == nil && !e.Open() {
		err = errUnwanted
	}
	return &exportFile{export: &e, cipher: cipher}, err
}

// beatExport renews the lease, keeps what is sealed and writes how far the file is. errUnwanted when it was cancelled, errLeaseLost
// when another worker may have taken it over.
func (s *Store) beatExport(ctx context.Context, job models.Job, f *exportFile) error {
	sealed, cancelled := f.sealed, false
	err := s.commit(ctx, func(db *gorm.DB) error {
		now := s.Now()
		held := db.Model(&models.Job{}).Where("id = ? AND token = ? AND state = 'ready'", job.ID, job.Token).
			Update("lease_until", s.leaseAt(models.JobLease))
		if held.Error != nil {
			return held.Error
		}
		if held.RowsAffected == 0 {
			return errLeaseLost
		}
		running := db.Model(&models.Export{}).Where("id = ? AND state = 'running'", f.export.ID).
			Updates(map[string]any{"step": f.rows, "steps": max(f.rows, f.export.Steps)})
		if cancelled = running.Error == nil && running.RowsAffected == 0; cancelled {
			return (&writeTx{ctx: ctx, db: db, store: s, now: now}).finishJob(job)
		}
		for i := range sealed {
			if running.Error == nil {
				running.Error = db.Create(&sealed[i]).Error
			}
		}
		return running.Error
	})
	if cancelled && err == nil {
		err = errUnwanted
	}
	f.sealed = nil
	return err
}

// finishExport keeps the file, or why there is none, tells its asker and marks the job done, in one unit: a worker whose lease was
// lost leaves nothing.
func (s *Store) finishExport(ctx context.Context, job models.Job, f *exportFile, problem error) error {
	return translate(s.commit(ctx, func(db *gorm.DB) error {
		tx := &writeTx{ctx: ctx, db: db, store: s, actor: models.System(job.Kind), now: s.Now()}
		if err := tx.finishJob(job); err != nil {
			return err
		}
		var e models.Export
		if err := tx.take(&e, job.ObjectID); err != nil {
			return err
		}
		if !e.Open() {
			return nil // cancelled at the last moment
		}
		was, told := e.State, models.NoticeExportReady
		if problem != nil {
			told = models.NoticeExportFailed
			e.Fail(tx.now, firstLine(problem))
		} else if err := tx.keepExport(&e, f); err != nil {
			return err
		}
		if err := tx.endExport(&e, was); err != nil {
			return err
		}
		if err := tx.notify(e.AskedBy, told, e.PublicID(), ""); err != nil {
			return err
		}
		return tx.chain()
	}))
}

// keepExport keeps the end of a file, and queues that it is taken away again.
func (tx *writeTx) keepExport(e *models.Export, f *exportFile) error {
	for i := range f.sealed {
		if err := tx.insert(&f.sealed[i]); err != nil {
			return err
		}
	}
	e.Finish(tx.now, f.rows, f.bytes, f.chunks)
	return tx.enqueue(models.JobExportExpire, models.JobExportExpire+":"+e.PublicID(), e.ID, *e.ExpiresAt)
}
