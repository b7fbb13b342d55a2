package data

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/data/vault"
	"candor/models"
)

func exportTarget(e *models.Export) target { return target{kind: "export", id: e.PublicID()} }

// exportPlace is where the key of an export's file is sealed for.
func exportPlace(id models.ID) vault.Place {
	return vault.Place{Table: "exports", Column: "key_sealed", Row: int64(id)}
}

// Export returns the rows of a list after it is in the record that they leave, or, when there are more than models.ExportAtOnce, the
// export that a job writes. Identity in clear counts as one reveal an account, and so never is a job's: more accounts than the hourly
// quota are *models.Invalid with the field "clear", and a quota that is spent is models.ErrQuota. More exports of a person that wait
// than models.ExportsOpen are *models.Refused "exports_open".
func (s *Store) Export(ctx context.Context, actor models.Actor, ask models.AskExport) (*models.ExportRows, *models.Export, error) {
	if err := ask.Validate(); err != nil {
		return nil, nil, err
	}
	e := ask.Export(actor, s.Now())
	rows, err := s.exportRows(ctx, actor, e)
	switch {
	case err != nil:
		return nil, nil, err
	case rows.More:
		return nil, e, s.askExport(ctx, actor, e)
	case e.Clear:
		return rows, nil, s.recordClear(ctx, actor, e, rows, ask.Reason)
	}
	return rows, nil, s.write(ctx, actor, func(tx *writeTx) error { return tx.exportTaken(e, int64(rows.Len()), "") })
}

// exportRows reads up to models.ExportAtOnce rows, or of identity in clear as many as may be revealed.
func (s *Store) exportRows(ctx context.Context, actor models.Actor, e *models.Export) (*models.ExportRows, error) {
	most := models.ExportAtOnce
	if e.Clear {
		most = models.RevealQuota
	}
	all, err := s.exportPage(ctx, e, models.CaseCursor{}, min(most, exportPageRows))
	for err == nil && all.More && all.Len() < most {
		var next *models.ExportRows
		if next, err = s.exportPage(ctx, e, all.Next, min(most-all.Len(), exportPageRows)); err == nil {
			all.Add(next)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	if all.More && e.Clear {
		var bad models.Invalid
		bad.Add("clear", "export_clear_most", "max", fmt.Sprint(most))
		return nil, bad.OrNil()
	}
	if e.Kind == models.ExportAudit || e.Kind == models.ExportQueue {
		all.Withheld, err = s.Unjudged(ctx, actor.UserID)
	}
	return all, err
}

// recordClear records that identities leave in clear: a reveal of each account, so that its own history says who saw it and the quota
// is spent.
func (s *Store) recordClear(ctx context.Context, actor models.Actor, e *models.Export, rows *models.ExportRows, reason string) error {
	if n := len(rows.Accounts); n > 0 {
		if err := s.checkQuota(ctx, actor, models.ActionPersonalRevealed, models.RevealQuota-n+1); err != nil {
			return err
		}
	}
	return s.write(ctx, actor, func(tx *writeTx) error {
		for i := range rows.Accounts {
			if err := tx.audit(models.ActionPersonalRevealed, aboutAccount(rows.Accounts[i].ID), nil, map[string]any{"field": "export"}, reason); err != nil {
				return err
			}
		}
		return tx.exportTaken(e, int64(rows.Len()), reason)
	})
}

// exportTaken records that rows leave. Exports of the record and of the lists have actions of their own.
func (tx *writeTx) exportTaken(e *models.Export, rows int64, reason string) error {
	action, on := models.ActionExportTaken, target{kind: "export"}
	switch e.Kind {
	case models.ExportAudit:
		action, on = models.ActionAuditExported, target{kind: "audit"}
	case models.ExportLists:
		action, on = models.ActionListExported, target{kind: "list"}
	}
	after := map[string]any{"of": e.Kind, "filter": e.Query, "rows": rows, "clear": e.Clear}
	if e.ID != 0 {
		after["export"] = e.PublicID()
	}
	return tx.audit(action, on, nil, after, reason)
}

// askExport queues an export for whichever replica is free.
func (s *Store) askExport(ctx context.Context, actor models.Actor, e *models.Export) error {
	err := s.write(ctx, actor, func(tx *writeTx) error {
		var asker []models.User // locked, so that two requests at once do not ask for one too many
		if err := tx.db.Clauses(clause.Locking{Strength: "UPDATE"}).Select("id").Where("id = ?", actor.UserID).Limit(1).Find(&asker).Error; err != nil {
			return err
		}
		var open int64
		err := tx.db.Model(&models.Export{}).Where("asked_by = ? AND state IN ?", actor.UserID, exportsOpen()).Count(&open).Error
		if err != nil {
			return err
		}
		if open >= models.ExportsOpen {
			return &models.Refused{Code: "exports_open"}
		}
		if e.ID, err = tx.id(); err != nil {
			return err
		}
		if err := tx.insert(e); err != nil {
			return err
		}
		if err := tx.enqueue(models.JobExport, models.JobExport+":"+e.PublicID(), e.ID, tx.now); err != nil {
			return err
		}
		return tx.audit(models.ActionExportAsked, exportTarget(e), nil, map[string]any{"of": e.Kind, "filter": e.Query, "columns": e.Columns}, "")
	})
	if err != nil {
		return fmt.Errorf("ask for an export: %w", err)
	}
	return nil
}

func exportsOpen() []models.ExportState {
	return []models.ExportState{models.ExportQueued, models.ExportRunning}
}

// Exports returns a page of what a person asked for, newest first.
func (s *Store) Exports(ctx context.Context, user, before models.ID, limit int) ([]models.Export, error) {
	var list []models.Export
	err := s.read(ctx, func(db *gorm.DB) error {
		q := db.Omit("key_sealed").Where("asked_by = ?", user).Order("id DESC").Limit(limit)
		if before != 0 {
			q = q.Where("id < ?", before)
		}
		return q.Find(&list).Error
	})
	return list, err
}

// OwnExport returns one export that a person asked for; another's is models.ErrNotFound.
func (s *Store) OwnExport(ctx context.Context, user, id models.ID) (*models.Export, error) {
	var e models.Export
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("id = ? AND asked_by = ?", id, user).Take(&e).Error })
	return &e, err
}

// CancelExport ends an export of the actor's that waits or is written. Whoever writes it notices within a page of rows; nothing of it
// is kept.
func (s *Store) CancelExport(ctx context.Context, actor models.Actor, id models.ID, version int64) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		var e models.Export
		err := tx.db.Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ? AND asked_by = ?", id, actor.UserID).Take(&e).Error
		if err != nil {
			return err
		}
		if err := expect(e.Version, version); err != nil {
			return err
		}
		was := e.State
		if err := e.Cancel(tx.now); err != nil {
			return err
		}
		return tx.endExport(&e, was)
	})
}

// endExport writes how an export ended. Without a key nothing of its file is left.
func (tx *writeTx) endExport(e *models.Export, was models.ExportState) error {
	err := tx.update(e, &e.Version, "state", "ended_at", "expires_at", "step", "steps", "bytes", "chunks", "problem", "key_sealed")
	if err == nil && len(e.Key) == 0 {
		err = tx.db.Where("export_id = ?", e.ID).Delete(&models.ExportChunk{}).Error
	}
	if err != nil {
		return err
	}
	after := map[string]any{"state": e.State, "rows": e.Step}
	if e.Problem != "" {
		after["problem"] = e.Problem
	}
	return tx.audit(models.ActionExportEnded, exportTarget(e), map[string]any{"state": was}, after, "")
}

// runExportExpire takes a file away that was kept long enough.
func (tx *writeTx) runExportExpire(job models.Job) error {
	var e models.Export
	if err := tx.take(&e, job.ObjectID); err != nil {
		return err
	}
	if e.State != models.ExportDone {
		return errIdle
	}
	e.State, e.Key, e.Chunks = models.ExportExpired, nil, 0
	return tx.endExport(&e, models.ExportDone)
}

// TakeExport records that a person takes a file away, and then gives it out piece by piece. models.ErrNotFound for another's and for
// one that is not there any more.
func (s *Store) TakeExport(ctx context.Context, actor models.Actor, id models.ID, give func(part []byte) error) error {
	var e models.Export
	err := s.write(ctx, actor, func(tx *writeTx) error {
		if err := tx.db.Where("id = ? AND asked_by = ?", id, actor.UserID).Take(&e).Error; err != nil {
			return err
		}
		if !e.Ready(tx.now) {
			return models.ErrNotFound
		}
		return tx.exportTaken(&e, e.Step, "")
	})
	if err != nil {
		return err
	}
	return s.openExport(ctx, actor, &e, give)
}

// openExport opens a file's pieces in their order. Each is read by itself: whoever takes a long file away slowly keeps no state of the
// database alive meanwhile.
func (s *Store) openExport(ctx context.Context, actor models.Actor, e *models.Export, give func(part []byte) error) error {
	var key string
	err := s.readAs(ctx, actor, func(db *gorm.DB) (err error) {
		key, err = s.openValue(db, e.Key, exportPlace(e.ID), 0)
		return err
	})
	if err != nil {
		return err
	}
	if key == models.Unreadable || key == "" {
		return vault.ErrOpen
	}
	cipher, err := vault.OpenFileKey(key)
	if err != nil {
		return err
	}
	for n := range e.Chunks {
		var chunk models.ExportChunk
		err := s.readAs(ctx, actor, func(db *gorm.DB) error { return db.Where("export_id = ? AND n = ?", e.ID, n).Take(&chunk).Error })
		if errors.Is(err, models.ErrNotFound) {
			err = vault.ErrOpen // a missing piece is as altered as a changed one
		}
		if err != nil {
			return err
		}
		part, err := cipher.Open(n, n == e.Chunks-1, chunk.Content)
		if err != nil {
			return err
		}
		if err := give(part); err != nil {
			return err
		}
	}
	return nil
}
