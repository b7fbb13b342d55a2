package data

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

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
// in the unit, because on PostgreSQL it holds the head's row until the commit; the entries go
// there with the commit, so that it is held for one trip. Every unit pays for it, so it goes
// past GORM's reflection.
func (tx *writeTx) chain() error {
	if err := tx.tellMarks(); err != nil {
		return err
	}
	d := tx.store.dialect
	head := models.AuditHead{Lane: laneMain}
	err := tx.trip(step{
		sql:  "UPDATE audit_heads SET seq = seq + " + d.place(1) + " WHERE lane = " + d.place(2) + " RETURNING seq, hash",
		args: []any{len(tx.entries), laneMain}, each: func(row scanner) error { return row.Scan(&head.Seq, &head.Hash) },
	})
	if err != nil {
		return fmt.Errorf("audit head: %w", err)
	}
	if head.Seq == 0 {
		return errors.New("audit head is missing")
	}
	seq, prev := head.Seq-int64(len(tx.entries)), append([]byte{}, head.Hash...) // one driver reads an empty blob as nil
	if seq/CheckpointEvery != head.Seq/CheckpointEvery {
		tx.store.askCheckpoint()
	}
	rows := make([][]any, len(tx.entries))
	for i := range tx.entries {
		e := &tx.entries[i]
		seq++
		e.Seq, e.PrevHash = seq, prev
		e.Hash = e.Sum()
		e.Seal = tx.store.signer.sealEntry(e)
		prev = e.Hash
		rows[i] = auditValues(e)
	}
	if err := tx.laterOver(auditInsert, "", nil, rows, nil); err != nil {
		return fmt.Errorf("audit entries: %w", err)
	}
	head.Hash = prev
	return tx.later(step{
		sql:  "UPDATE audit_heads SET hash = " + d.place(1) + ", seal = " + d.place(2) + " WHERE lane = " + d.place(3),
		args: []any{head.Hash, tx.store.signer.sealHead(&head), laneMain},
	})
}

const auditInsert = `INSERT INTO audit_entries (seq, at, actor_kind, actor_id, actor_name, role, action, object_type, object_id, ` +
	`account_id, reason, "before", "after", source, request_id, ip, prev_hash, hash, seal) `

// auditValues is an entry in the order of auditInsert.
func auditValues(e *models.AuditEntry) []any {
	return []any{
		e.Seq, e.At, string(e.ActorKind), e.ActorID, e.ActorName, e.Role, e.Action, e.ObjectType, e.ObjectID,
		int64(e.AccountID), e.Reason, e.Before, e.After, e.Source, e.RequestID, e.IP, e.PrevHash, e.Hash, e.Seal,
	}
}

// revealActions are looks at personal data.
var revealActions = []string{models.ActionPersonalRevealed, models.ActionPersonalSearched}

// AuditEntries returns a page of the record, newest first.
func (s *Store) AuditEntries(ctx context.Context, f models.AuditFilter) ([]models.AuditEntry, error) {
	var entries []models.AuditEntry
	err := s.read(ctx, func(db *gorm.DB) error {
		return auditNarrowed(auditPage(db, f), f).Find(&entries).Error
	})
	if f.After > 0 {
		slices.Reverse(entries)
	}
	return entries, err
}

// auditNarrowed puts a filter's conditions, not its page, on a query of entries.
func auditNarrowed(q *gorm.DB, f models.AuditFilter) *gorm.DB {
	is := whereOr
	if f.ActorID != "" {
		q = is(q, f.Not.Actor, "actor_id = ?", f.ActorID)
	}
	if noun, whole := strings.CutSuffix(f.Action, "."); whole {
		q = is(q, f.Not.Action, "action >= ? AND action < ?", noun+".", noun+"/")
	} else if f.Action != "" {
		q = is(q, f.Not.Action, "action = ?", f.Action)
	}
	if f.Reveals {
		q = q.Where("action IN ?", revealActions)
	}
	switch {
	case f.Bulk != "":
		q = q.Where("source = 'bulk' AND request_id = ?", f.Bulk) // a constant, so that the partial index serves
	case f.Folded:
		q = q.Where("source <> 'bulk'")
	}
	if f.ObjectType != "" {
		q = is(q, f.Not.ObjectType, "object_type = ?", f.ObjectType)
	}
	if f.ObjectID != "" {
		q = is(q, f.Not.ObjectID, "object_id = ?", f.ObjectID)
	}
	if f.AccountID != 0 {
		q = is(q, f.Not.Account, "account_id = ?", f.AccountID)
	}
	q = auditTogether(auditCircumstances(q, f), f)
	if !f.From.IsZero() {
		q = q.Where("at >= ?", stamp(f.From))
	}
	if !f.To.IsZero() {
		q = q.Where("at < ?", stamp(f.To))
	}
	return q
}

// whereOr keeps the rows of which a condition holds, or with not leaves them out; a condition must not be NULL for any of them.
func whereOr(q *gorm.DB, not bool, condition string, args ...any) *gorm.DB {
	if not {
		condition = "NOT (" + condition + ")"
	}
	return q.Where(condition, args...)
}

// auditCircumstances narrows entries by what became of the act, in which role and from where it was done.
func auditCircumstances(q *gorm.DB, f models.AuditFilter) *gorm.DB {
	switch f.Result {
	case "":
	case models.ResultDone:
		q = whereOr(q, f.Not.Result, "action NOT IN ?", slices.Concat(models.ActionsOf(models.ResultRefused), models.ActionsOf(models.ResultFailed)))
	default:
		q = whereOr(q, f.Not.Result, "action IN ?", models.ActionsOf(f.Result))
	}
	if f.Role != "" {
		q = whereOr(q, f.Not.Role, "',' || role || ',' LIKE ? ESCAPE '!'", "%,"+likeEscape.Replace(f.Role)+",%")
	}
	if f.IP != "" {
		q = whereOr(q, f.Not.IP, "ip = ?", f.IP)
	}
	return q
}

// auditPage is where a page starts: below or above a number, else at the newest entry.
func auditPage(db *gorm.DB, f models.AuditFilter) *gorm.DB {
	switch {
	case f.After > 0:
		return db.Where("seq > ?", f.After).Order("seq").Limit(f.Limit)
	case f.Before > 0:
		return db.Where("seq < ?", f.Before).Order("seq DESC").Limit(f.Limit)
	}
	return db.Order("seq DESC").Limit(f.Limit)
}

// AuditHead returns the end of the record: the number and hash of its last entry.
func (s *Store) AuditHead(ctx context.Context) (head models.AuditHead, err error) {
	err = s.read(ctx, func(db *gorm.DB) error {
		last, err := findOne[models.AuditHead](db, "", "WHERE lane = ?", laneMain)
		if err == nil {
			head = *last
		}
		return err
	})
	return head, err
}

// AuditEntry returns one line of the record.
func (s *Store) AuditEntry(ctx context.Context, seq int64) (*models.AuditEntry, error) {
	var e models.AuditEntry
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("seq = ?", seq).Take(&e).Error })
	return &e, err
}

// AuditPlace returns one line of the record in its place: whether its hash holds, and its
// neighbours about the same object.
func (s *Store) AuditPlace(ctx context.Context, seq int64) (*models.AuditPlace, error) {
	var p models.AuditPlace
	err := s.read(ctx, func(db *gorm.DB) error {
		if err := db.Where("seq = ?", seq).Take(&p.Entry).Error; err != nil {
			return err
		}
		var before []models.AuditEntry
		if err := db.Where("seq = ?", seq-1).Limit(1).Find(&before).Error; err != nil {
			return err
		}
		link := chainCheck{seal: s.signer.sealEntry}
		if len(before) == 1 {
			link.prev = before[0].Hash
		}
		link.after = seq - 1
		p.Links = (len(before) == 1) == (seq > 1) && link.problem(&p.Entry) == ""
		same := db.Model(&models.AuditEntry{}).Where("object_type = ? AND object_id = ?", p.Entry.ObjectType, p.Entry.ObjectID)
		var older, newer []int64
		err := same.Session(&gorm.Session{}).Where("seq < ?", seq).Order("seq DESC").Limit(1).Pluck("seq", &older).Error
		if err == nil {
			err = same.Session(&gorm.Session{}).Where("seq > ?", seq).Order("seq").Limit(1).Pluck("seq", &newer).Error
		}
		p.Older, p.Newer = first(older), first(newer)
		return err
	})
	return &p, err
}

func first(list []int64) int64 {
	if len(list) == 0 {
		return 0
	}
	return list[0]
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
