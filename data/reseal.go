package data

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/data/vault"
	"candor/models"
)

// resealBatch is how many rows one unit seals anew: few enough that people who write
// meanwhile wait no longer than for each other.
const resealBatch = 200

// sealedPlace is a table that holds sealed values, and how its rows lead to the key of the
// person whom they are about.
type sealedPlace struct {
	table   string
	columns []string
	account string // SQL for the account's id
	subject string // SQL for the number of the person's key, 0 for none
}

// sealedPlaces is every place that holds sealed values. Accounts are first: a rotation gives
// them the keys that the others are then sealed with.
func sealedPlaces() []sealedPlace {
	const none = "CAST(0 AS BIGINT)" // no person: a bare 0 would be too small a type to be held against an account
	const slot = "(SELECT subject_slot FROM accounts WHERE accounts.id = "
	const asked = "COALESCE((SELECT account_id FROM appeals WHERE appeals.id = evidences.appeal_id), (SELECT account_id FROM cases WHERE cases.id = evidences.case_id))"
	return []sealedPlace{
		{"accounts", []string{"name_sealed", "phone_sealed", "id_number_sealed", "email_sealed"}, "id", "subject_slot"},
		{"notes", []string{"text_sealed"}, "account_id", slot + "notes.account_id)"},
		{"former_notes", []string{"text_sealed"}, "account_id", slot + "former_notes.account_id)"},
		{"hardships", []string{"kind_sealed", "note_sealed"}, "account_id", slot + "hardships.account_id)"},
		{"appeals", []string{"words_sealed"}, "account_id", slot + "appeals.account_id)"},
		{"challenges", []string{"finding_sealed"}, "account_id", slot + "challenges.account_id)"},
		{"evidences", []string{"finding_sealed"}, asked, slot + asked + ")"},
		{"files", []string{"name_sealed", "key_sealed"}, "account_id", slot + "files.account_id)"},
		{"exports", []string{"key_sealed"}, none, none},
		{"drafts", []string{"body_sealed"}, "account_id", "COALESCE(" + slot + "drafts.account_id), 0)"},
	}
}

func (s *Store) vaultFile() string { return filepath.Join(s.dir, "keys", "vault.json") }

// sealedRow is the sealed values of one row, in the order of its place's columns.
type sealedRow struct {
	id      models.ID
	account models.ID
	subject int64
	values  [][]byte
}

// sealedRows reads the next rows of a place. A stale key narrows them to rows with a value
// that another key sealed; 0 takes all.
func (p sealedPlace) sealedRows(db *gorm.DB, after models.ID, newest uint32, limit int) ([]sealedRow, error) {
	q := db.Table(p.table).Select("id, "+p.account+" AS account, "+p.subject+" AS subject, "+strings.Join(p.columns, ", ")).
		Where("id > ?", after).Order("id").Limit(limit)
	if newest != 0 {
		var stale []string
		var prefix []any
		for _, c := range p.columns {
			stale, prefix = append(stale, "(length("+c+") > 0 AND substr("+c+", 1, 5) <> ?)"), append(prefix, vault.Prefix(newest))
		}
		q = q.Where("("+strings.Join(stale, " OR ")+")", prefix...)
	}
	found, err := q.Rows()
	if err != nil {
		return nil, err
	}
	var rows []sealedRow
	for found.Next() {
		row := sealedRow{values: make([][]byte, len(p.columns))}
		to := []any{&row.id, &row.account, &row.subject}
		for i := range row.values {
			to = append(to, &row.values[i])
		}
		if err := found.Scan(to...); err != nil {
			return nil, errors.Join(err, found.Close())
		}
		rows = append(rows, row)
	}
	return rows, errors.Join(found.Err(), found.Close())
}

// resealRow seals the values of a row with the key of now, and with the person's own where
// there is one. A value that does not open stays as it is, is recorded and counted; one
// whose person was erased stays closed.
func (tx *writeTx) resealRow(p sealedPlace, row sealedRow) (bad int64, err error) {
	key, err := tx.sealingKey()
	if err != nil {
		return 0, err
	}
	change := map[string]any{}
	if p.table == "accounts" && row.subject == 0 && tx.store.subjectKeys {
		if row.subject, err = tx.store.vault.NewSubject(); err != nil {
			return 0, err
		}
		change["subject_slot"] = row.subject
	}
	for i, column := range p.columns {
		at := vault.Place{Table: p.table, Column: column, Row: int64(row.id)}
		if len(row.values[i]) == 0 || (vault.KeyOf(row.values[i]) == key && row.subject == 0) {
			continue
		}
		value, err := tx.store.vault.Open(row.values[i], at)
		var failed *vault.OpenError
		switch {
		case errors.Is(err, vault.ErrErased):
			continue
		case errors.As(err, &failed):
			bad++
			if err := tx.auditUnreadable(unreadable{failed, row.account}, ""); err != nil {
				return bad, err
			}
			continue
		case err != nil:
			return bad, err
		}
		sealed, err := tx.seal(value, at, row.subject)
		if err != nil {
			return bad, err
		}
		change[column] = []byte(sealed)
	}
	if len(change) == 0 {
		return bad, nil
	}
	return bad, tx.db.Table(p.table).Where("id = ?", row.id).Updates(change).Error
}

// resealNext seals the next batch of a rotation anew and keeps how far it is, in the same
// unit. models.ErrState when the rotation is over.
func (tx *writeTx) resealNext(id models.ID) (*models.Rotation, error) {
	var r models.Rotation
	if err := tx.take(&r, id); err != nil {
		return nil, err
	}
	if r.FinishedAt != nil {
		return nil, models.ErrState
	}
	places := sealedPlaces()
	at := 0
	for i, p := range places {
		if p.table == r.Place {
			at = i
		}
	}
	locked := tx.db.Clauses(clause.Locking{Strength: "UPDATE"})
	rows, err := places[at].sealedRows(locked, r.AfterID, 0, resealBatch)
	if err != nil {
		return nil, fmt.Errorf("seal anew: %s: %w", places[at].table, err)
	}
	for _, row := range rows {
		bad, err := tx.resealRow(places[at], row)
		if err != nil {
			return nil, fmt.Errorf("seal anew: %s: %w", places[at].table, err)
		}
		r.Unreadable += bad
		r.AfterID = row.id
	}
	r.Resealed, r.Step, r.Place = r.Resealed+int64(len(rows)), r.Step+1, places[at].table
	if len(rows) < resealBatch {
		if at+1 < len(places) {
			r.Place, r.AfterID = places[at+1].table, 0
		} else {
			r.FinishedAt = &tx.now
		}
	}
	if err := tx.db.Select("place", "after_id", "step", "resealed", "unreadable", "finished_at").Updates(&r).Error; err != nil {
		return nil, err
	}
	after := map[string]any{"rows": len(rows), "finished": r.FinishedAt != nil}
	return &r, tx.audit(models.ActionKeysRotated, target{kind: "vault", id: places[at].table}, nil, after, "")
}
