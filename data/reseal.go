package data

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"gorm.io/gorm/clause"

	"candor/data/vault"
	"candor/models"
)

// resealBatch is how many rows one unit seals anew.
const resealBatch = 500

// sealedColumns is every place that holds sealed values.
func sealedColumns() []struct {
	table   string
	columns []string
} {
	return []struct {
		table   string
		columns []string
	}{
		{"accounts", []string{"name_sealed", "phone_sealed", "id_number_sealed", "email_sealed"}},
		{"notes", []string{"text_sealed"}},
		{"appeals", []string{"words_sealed"}},
		{"evidences", []string{"finding_sealed"}},
	}
}

func (s *Store) vaultFile() string { return filepath.Join(s.dir, "keys", "vault.json") }

// RotateKeys makes a new sealing key and seals every identity, note and statement with it.
// The keys before it still open what they sealed, so that stopping half-way loses nothing
// and running it again finishes the work. It returns how many rows were sealed anew. The
// store must not serve anybody meanwhile: the keys change under it.
func (s *Store) RotateKeys(ctx context.Context, actor models.Actor, kek []byte, progress func(done int64)) (int64, error) {
	fresh, err := vault.Rotate(s.vaultFile(), kek)
	if err != nil {
		return 0, fmt.Errorf("rotate keys: %w", err)
	}
	s.vault = fresh
	return s.resealAll(ctx, actor, progress)
}

// resealAll seals every value with the newest key.
func (s *Store) resealAll(ctx context.Context, actor models.Actor, progress func(done int64)) (int64, error) {
	done := int64(0)
	for _, place := range sealedColumns() {
		for after := int64(0); ; {
			n, last, err := s.reseal(ctx, actor, place.table, place.columns, after)
			if err != nil {
				return done, fmt.Errorf("seal anew: %s: %w", place.table, err)
			}
			if n == 0 {
				break
			}
			done, after = done+int64(n), last
			if progress != nil {
				progress(done)
			}
		}
	}
	return done, nil
}

// RetireKeys destroys the keys that RotateKeys left behind. It first seals everything with
// the newest key, so that a rotation that was cut short loses nothing, and records what it
// is about to do. Backups from before can then never be opened again, which is what it is for.
func (s *Store) RetireKeys(ctx context.Context, actor models.Actor, kek []byte) error {
	if _, err := s.resealAll(ctx, actor, nil); err != nil {
		return fmt.Errorf("retire keys: %w", err)
	}
	err := s.write(ctx, actor, func(tx *writeTx) error {
		return tx.audit(models.ActionKeysRetired, target{kind: "vault"}, nil, nil, "")
	})
	if err != nil {
		return fmt.Errorf("retire keys: %w", err)
	}
	fresh, err := vault.Retire(s.vaultFile(), kek)
	if err != nil {
		return fmt.Errorf("retire keys: %w", err)
	}
	s.vault = fresh
	return nil
}

// reseal seals the next rows of a table anew in one unit, and returns how many and the last.
func (s *Store) reseal(ctx context.Context, actor models.Actor, table string, columns []string, after int64) (n int, last int64, err error) {
	err = s.write(ctx, actor, func(tx *writeTx) error {
		n = 0
		for _, column := range columns {
			var rows []sealedValue
			err := tx.db.Clauses(clause.Locking{Strength: "UPDATE"}).Table(table).Select("id, "+column+" AS sealed").
				Where("id > ?", after).Order("id").Limit(resealBatch).Find(&rows).Error
			if err != nil {
				return err
			}
			for _, row := range rows {
				if err := tx.resealOne(table, column, row); err != nil {
					return err
				}
			}
			if n = len(rows); n > 0 {
				last = rows[n-1].ID
			}
		}
		if n == 0 {
			return errIdle
		}
		return tx.audit(models.ActionKeysRotated, target{kind: "vault", id: table}, nil, map[string]int{"rows": n}, "")
	})
	if errors.Is(err, errIdle) {
		err = nil
	}
	return n, last, err
}

// sealedValue is one sealed column of a row.
type sealedValue struct {
	ID     int64
	Sealed []byte
}

func (tx *writeTx) resealOne(table, column string, row sealedValue) error {
	if len(row.Sealed) == 0 {
		return nil
	}
	at := vault.Place{Table: table, Column: column, Row: row.ID}
	value, err := tx.store.vault.Open(row.Sealed, at)
	if err != nil {
		return err
	}
	sealed, err := tx.store.vault.Seal(value, at)
	if err != nil {
		return err
	}
	return tx.db.Table(table).Where("id = ?", row.ID).Update(column, sealed).Error
}
