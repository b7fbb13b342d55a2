package data

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/models"
)

// laneMain is the one chain of this release.
const laneMain = "main"

// target is what an audit entry is about.
type target struct {
	kind      string // account, case, limit, sanction, appeal, policy, user …
	id        string
	accountID models.ID
}

// audit records what the unit did. Before and after are written as JSON; an action that
// needs a reason is refused without one.
func (tx *writeTx) audit(action string, on target, before, after any, reason string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" && models.ReasonNeeded(action) {
		var bad models.Invalid
		bad.Add("reason", "required")
		return bad.OrNil()
	}
	b, err := auditJSON(before)
	if err != nil {
		return err
	}
	a, err := auditJSON(after)
	if err != nil {
		return err
	}
	tx.entries = append(tx.entries, models.AuditEntry{
		At: tx.now, ActorKind: tx.actor.Kind, ActorID: tx.actor.ID, ActorName: tx.actor.Name, Role: tx.actor.Role,
		Action: action, ObjectType: on.kind, ObjectID: on.id, AccountID: on.accountID,
		Reason: reason, Before: b, After: a,
		Source: tx.actor.Source, RequestID: tx.actor.RequestID, IP: tx.actor.IP,
	})
	return nil
}

func auditJSON(v any) (string, error) {
	if v == nil {
		return "", nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("audit: %w", err)
	}
	return string(b), nil
}

// chain gives the unit's entries their numbers and hashes and stores them. It runs last
// in the unit, because on PostgreSQL it holds the head's row until the commit.
func (tx *writeTx) chain() error {
	var head models.AuditHead
	err := tx.db.Model(&head).Clauses(clause.Returning{}).Where("lane = ?", laneMain).
		Update("seq", gorm.Expr("seq + ?", len(tx.entries))).Error
	if err != nil {
		return fmt.Errorf("audit head: %w", err)
	}
	if head.Lane == "" {
		return errors.New("audit head is missing")
	}
	seq, prev := head.Seq-int64(len(tx.entries)), head.Hash
	if seq/CheckpointEvery != head.Seq/CheckpointEvery {
		tx.store.askCheckpoint()
	}
	for i := range tx.entries {
		e := &tx.entries[i]
		seq++
		e.Seq, e.PrevHash = seq, prev
		e.Hash = e.Sum()
		prev = e.Hash
	}
	if err := tx.insertMany(&tx.entries, 18); err != nil {
		return fmt.Errorf("audit entries: %w", err)
	}
	return tx.db.Model(&models.AuditHead{}).Where("lane = ?", laneMain).Update("hash", prev).Error
}

// AuditEntries returns a page of the record, newest first.
func (s *Store) AuditEntries(ctx context.Context, f models.AuditFilter) ([]models.AuditEntry, error) {
	var entries []models.AuditEntry
	err := s.read(ctx, func(db *gorm.DB) error {
		q := db.Order("seq DESC").Limit(f.Limit)
		if f.Before > 0 {
			q = q.Where("seq < ?", f.Before)
		}
		if f.ActorID != "" {
			q = q.Where("actor_id = ?", f.ActorID)
		}
		if noun, whole := strings.CutSuffix(f.Action, "."); whole {
			q = q.Where("action >= ? AND action < ?", noun+".", noun+"/")
		} else if f.Action != "" {
			q = q.Where("action = ?", f.Action)
		}
		if f.Reveals {
			q = q.Where("action IN ?", []string{models.ActionPersonalRevealed, models.ActionPersonalSearched})
		}
		if f.ObjectType != "" {
			q = q.Where("object_type = ?", f.ObjectType)
		}
		if f.ObjectID != "" {
			q = q.Where("object_id = ?", f.ObjectID)
		}
		if f.AccountID != 0 {
			q = q.Where("account_id = ?", f.AccountID)
		}
		if !f.From.IsZero() {
			q = q.Where("at >= ?", stamp(f.From))
		}
		if !f.To.IsZero() {
			q = q.Where("at < ?", stamp(f.To))
		}
		return q.Find(&entries).Error
	})
	return entries, err
}

// AuditEntry returns one line of the record.
func (s *Store) AuditEntry(ctx context.Context, seq int64) (*models.AuditEntry, error) {
	var e models.AuditEntry
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("seq = ?", seq).Take(&e).Error })
	return &e, err
}

// LastChange returns the newest entry about an object, so that a person whose change came
// too late can be told who was first.
func (s *Store) LastChange(ctx context.Context, objectType, objectID string) (*models.AuditEntry, error) {
	found, err := s.AuditEntries(ctx, models.AuditFilter{ObjectType: objectType, ObjectID: objectID, Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, models.ErrNotFound
	}
	return &found[0], nil
}

// verifyPage is how many entries a verification holds in memory at once.
const verifyPage = 5000

// VerifyAudit walks the whole chain and every checkpoint, inside the database and in the
// file beside it, and reports the first line that does not hold.
func (s *Store) VerifyAudit(ctx context.Context, progress func(done int64)) (models.Chain, error) {
	result := models.Chain{OK: true}
	err := s.read(ctx, func(db *gorm.DB) error {
		known, err := s.checkpoints(db)
		if err != nil {
			return err
		}
		if known.problem != "" {
			result.OK, result.Problem, result.FirstBad = false, known.problem, known.firstBad
		}
		result.Checkpoints = len(known.hashes)
		var prev []byte
		for seq := int64(0); ; {
			var page []models.AuditEntry
			if err := db.Where("seq > ?", seq).Order("seq").Limit(verifyPage).Find(&page).Error; err != nil {
				return err
			}
			for i := range page {
				e := &page[i]
				if problem := checkLink(e, seq, prev, known.hashes); problem != "" && result.OK {
					result.OK, result.FirstBad, result.Problem = false, firstMissing(e.Seq, seq), problem
				}
				seq, prev = e.Seq, e.Hash
				result.Entries++
			}
			if progress != nil {
				progress(result.Entries)
			}
			if len(page) < verifyPage {
				break
			}
		}
		result.Head = hex.EncodeToString(prev)
		return s.verifyTail(db, &result, known, prev)
	})
	return result, err
}

// firstMissing names the first bad row: the entry itself, or the gap before it.
func firstMissing(seq, after int64) int64 {
	if seq > after+1 {
		return after + 1
	}
	return seq
}

// checkLink says what is wrong with an entry in its place, "" when nothing is.
func checkLink(e *models.AuditEntry, after int64, prev []byte, checkpoints map[int64][]byte) string {
	switch {
	case e.Seq != after+1:
		return "missing"
	case !bytes.Equal(e.PrevHash, prev):
		return "not linked to the entry before"
	case !bytes.Equal(e.Hash, e.Sum()):
		return "content changed"
	}
	if signed, ok := checkpoints[e.Seq]; ok && !bytes.Equal(signed, e.Hash) {
		return "differs from a signed checkpoint"
	}
	return ""
}

// verifyTail finds a cut end: a head or a checkpoint beyond the last entry.
func (s *Store) verifyTail(db *gorm.DB, result *models.Chain, known checkpointSet, last []byte) error {
	if !result.OK {
		return nil
	}
	var head models.AuditHead
	if err := db.Where("lane = ?", laneMain).Take(&head).Error; err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		return err
	}
	if head.Seq != result.Entries || !bytes.Equal(head.Hash, last) || known.last > result.Entries {
		result.OK, result.FirstBad, result.Problem = false, result.Entries+1, "the end of the record is missing"
	}
	return nil
}
