package data

import (
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"math"
	"strings"
	"time"

	"gorm.io/gorm"
)

// bulkRows is how many rows one statement of a bulk insert carries: enough that the cost
// of a statement vanishes, few enough that preparing it does.
const bulkRows = 64

// bulk writes many rows of one table inside a unit of work, past GORM's reflection, which
// costs more than the database does. Every value goes into the digest of the unit.
type bulk struct {
	tx      *writeTx
	digest  hash.Hash
	table   string
	columns string
	tail    string // after the values: what happens to a row that is there already
	width   int
	args    []any
	full    *sql.Stmt

	digested []byte // what the digest takes of a row
}

// rows begins a bulk insert. Columns are constants of the caller.
func (tx *writeTx) rows(digest hash.Hash, table string, columns ...string) *bulk {
	return &bulk{
		tx: tx, digest: digest, table: table, columns: strings.Join(columns, ", "), width: len(columns),
		args: make([]any, 0, bulkRows*len(columns)),
	}
}

// add takes one row in, as many values as there are columns.
func (b *bulk) add(values ...any) error {
	b.digested = b.digested[:0]
	for _, v := range values {
		var err error
		if b.digested, err = appendDigest(b.digested, v); err != nil {
			return fmt.Errorf("%s: %w", b.table, err)
		}
	}
	b.digest.Write(b.digested)
	b.args = append(b.args, values...)
	if len(b.args) < bulkRows*b.width {
		return nil
	}
	if b.full == nil {
		pool, err := b.tx.sqlTx()
		if err != nil {
			return err
		}
		if b.full, err = pool.PrepareContext(b.tx.ctx, b.statement(bulkRows)); err != nil {
			return fmt.Errorf("%s: %w", b.table, err)
		}
	}
	if _, err := b.full.ExecContext(b.tx.ctx, b.args...); err != nil {
		return fmt.Errorf("%s: %w", b.table, err)
	}
	b.args = b.args[:0]
	return nil
}

// close writes what is left.
func (b *bulk) close() error {
	var errs []error
	if b.full != nil {
		errs = append(errs, b.full.Close())
	}
	if len(b.args) > 0 {
		pool, err := b.tx.sqlTx()
		if err == nil {
			_, err = pool.ExecContext(b.tx.ctx, b.statement(len(b.args)/b.width), b.args...)
		}
		errs = append(errs, err)
		b.args = b.args[:0]
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("%s: %w", b.table, err)
	}
	return nil
}

func (b *bulk) statement(rows int) string {
	return "INSERT INTO " + b.table + " (" + b.columns + ") VALUES " + b.tx.store.dialect.values(rows, b.width, nil) + b.tail
}

// values writes a list of rows of placeholders, each within a cast where casts has one.
func (d dialect) values(rows, width int, casts []string) string {
	var q strings.Builder
	n := 0
	for i := range rows {
		if i > 0 {
			q.WriteByte(',')
		}
		q.WriteByte('(')
		for j := range width {
			if j > 0 {
				q.WriteByte(',')
			}
			n++
			place := "?"
			if d == postgresql {
				place = fmt.Sprintf("$%d", n)
			}
			if casts != nil {
				place = "CAST(" + place + " AS " + casts[j] + ")"
			}
			q.WriteString(place)
		}
		q.WriteByte(')')
	}
	return q.String()
}

// sqlTx is the transaction below GORM's.
func (tx *writeTx) sqlTx() (gorm.ConnPool, error) {
	switch pool := tx.db.Statement.ConnPool.(type) {
	case *pgTx, *sql.Tx:
		return pool, nil
	default:
		return nil, fmt.Errorf("no transaction below %T", pool)
	}
}

// digestValue adds a column's value to a digest, as appendDigest writes it.
func digestValue(h hash.Hash, v any) error {
	b, err := appendDigest(nil, v)
	h.Write(b)
	return err
}

// appendDigest appends what a digest takes of a column's value: a mark of its kind, its length
// where that varies, and its bytes.
func appendDigest(b []byte, v any) ([]byte, error) {
	number := func(kind byte, n uint64) { b = binary.BigEndian.AppendUint64(append(b, kind), n) }
	switch v := v.(type) {
	case nil:
		number('n', 0)
	case int64:
		number('i', uint64(v))
	case int:
		number('i', uint64(v))
	case bool:
		if v {
			number('b', 1)
		} else {
			number('b', 0)
		}
	case float64:
		number('f', math.Float64bits(v))
	case time.Time:
		number('t', uint64(v.UnixMicro()))
	case string:
		number('s', uint64(len(v)))
		b = append(b, v...)
	case []byte:
		number('x', uint64(len(v)))
		b = append(b, v...)
	default:
		return b, fmt.Errorf("no digest of a %T", v)
	}
	return b, nil
}

// newDigest is the digest of a unit that writes many rows.
func newDigest() hash.Hash { return sha256.New() }

func digestHex(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

// orNil is a value for a column that may be NULL.
func orNil[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

// bytesOrNil is NULL for no bytes, as the partial indexes want it.
func bytesOrNil(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}
