package data

import (
	"context"
	"crypto/sha256"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strconv"

	"candor/engine/factor"
	"candor/models"
)

// scoreRow is what the assessment of one account needs of its rows.
type scoreRow struct {
	ID           models.ID
	Version      int64
	Status       models.AccountStatus // deactivated, or "" for any other
	Score        int                  // 0 before the first
	UsedFen      int64
	Jurisdiction string
	DecisionID   models.ID
	Basis        [sha256.Size]byte // zero for none
	known, bad   bool              // an outcome of the champion's label that stands for the account itself, in a run over the book
	Vector       factor.Vector     // the batch's own
	stored       []byte            // the same as it is stored, where Encode would write the very bytes; else nil
}

// encodedSize is how long a vector is whose every factor is stored.
var encodedSize = len(factor.Encode(make(factor.Vector, len(factor.Catalogue))))

// question asks for the next accounts after one, or for those of the given ids. Each column costs more than what is in it, so that the
// version, the score, which is less than 1024, whether the account is deactivated and what is known of it come as one number.
func question(d dialect, label string, after models.ID, ids []models.ID) (query string, args []driver.NamedValue) {
	arg := func(v driver.Value) { args = append(args, driver.NamedValue{Ordinal: len(args) + 1, Value: v}) }
	known, join := "0", ""
	if label != "" {
		known = "CASE WHEN l.bad IS NULL THEN 0 WHEN l.bad THEN 2 ELSE 1 END"
		join = " LEFT JOIN labels l ON l.account_id = f.account_id AND l.name = ? AND NOT EXISTS (SELECT 1 FROM observations k WHERE k.account_id = f.account_id)"
		arg(label)
	}
	which := "f.account_id > ?"
	if ids == nil {
		arg(int64(after))
	} else {
		which = "f.account_id IN " + places(len(ids))
		for _, id := range ids {
			arg(int64(id))
		}
	}
	return numbered(string(d), "SELECT a.id, ((a.version * 1024 + COALESCE(a.score, 0)) * 2 + CASE WHEN a.status = 'deactivated' THEN 1 ELSE 0 END) * 4 + "+known+
		", a.used_fen, a.decision_id, a.jurisdiction, a.basis, f.vector FROM features f JOIN accounts a ON a.id = f.account_id"+join+
		" WHERE a.status <> 'closed' AND "+which+" ORDER BY f.account_id LIMIT "+strconv.Itoa(readMost)), args
}

// readMost is how many accounts one statement reads: a few batches, because what a connection holds of the file in memory is thrown
// away between two statements when something was committed meanwhile; not many, because a row may be as old as the statement.
const readMost = 5 * rescoreBatch

// ask has rows read by the driver itself, past all that reads rows of any kind: a book is long. The statement is not watched for an end
// of ctx, which costs more than reading on.
func (s *Store) ask(ctx context.Context, query string, args []driver.NamedValue, take func(driver.Rows) error) error {
	pool, err := s.r.DB()
	if err != nil {
		return err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	err = conn.Raw(func(of any) error {
		asks, ok := of.(driver.QueryerContext)
		if !ok {
			return fmt.Errorf("a %T answers no question", of)
		}
		rows, err := asks.QueryContext(context.WithoutCancel(ctx), query, args)
		if err != nil {
			return err
		}
		return errors.Join(take(rows), rows.Close())
	})
	return errors.Join(err, conn.Close())
}

// read reads the accounts of the given ids, at most rescoreBatch, in the place of what the batch held.
func (b *scoreBatch) read(ctx context.Context, s *Store, label string, ids []models.ID) error {
	b.makeRoom(len(ids))
	b.seen = s.strange.Load()
	query, args := question(s.dialect, label, 0, ids)
	return s.ask(ctx, query, args, func(rows driver.Rows) error {
		_, err := b.take(rows)
		return err
	})
}

// readPart reads the next accounts after one and hands them on in batches until handed is false. It returns the last of them, 0 for
// none.
func (r *rescoring) readPart(ctx context.Context, after models.ID, hand func(*scoreBatch) (handed bool)) (last models.ID, err error) {
	seen := r.store.strange.Load()
	query, args := question(r.store.dialect, r.label, after, nil)
	err = r.store.ask(ctx, query, args, func(rows driver.Rows) error {
		for more := true; more; {
			b := r.batch()
			b.makeRoom(rescoreBatch)
			b.seen = seen
			var err error
			if more, err = b.take(rows); err != nil || len(b.rows) == 0 {
				return err
			}
			last = b.rows[len(b.rows)-1].ID
			if !hand(b) {
				return ctx.Err()
			}
		}
		return nil
	})
	return last, err
}

// take takes rows over until the batch is full, and reports whether it is.
func (b *scoreBatch) take(rows driver.Rows) (full bool, err error) {
	b.rows = b.rows[:0]
	values := make([]driver.Value, len(rows.Columns()))
	for len(b.rows) < cap(b.rows) {
		err := rows.Next(values)
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err == nil {
			err = b.scan(values)
		}
		if err != nil {
			return false, err
		}
	}
	return true, nil
}

// scan takes one row over. Its bytes are the driver's until the next row.
func (b *scoreBatch) scan(values []driver.Value) error {
	var n [4]int64
	for i := range n {
		is, ok := values[i].(int64)
		if !ok {
			return fmt.Errorf("a %T is no number", values[i])
		}
		n[i] = is
	}
	at := len(b.rows)
	b.rows = append(b.rows, scoreRow{
		ID: models.ID(n[0]), Version: n[1] >> 13, Score: int(n[1] >> 3 & 1023), known: n[1]&3 != 0, bad: n[1]&3 == 2, UsedFen: n[2], DecisionID: models.ID(n[3]),
	})
	row := &b.rows[at]
	if n[1]&4 != 0 {
		row.Status = models.StatusDeactivated
	}
	var ok bool
	if row.Jurisdiction, ok = values[4].(string); !ok {
		return fmt.Errorf("a %T is no jurisdiction", values[4])
	}
	if values[5] != nil {
		basis, ok := values[5].([]byte)
		if !ok || len(basis) != len(row.Basis) {
			return fmt.Errorf("account %s: a basis of %d bytes", row.ID.Public(models.PrefixAccount), len(basis))
		}
		copy(row.Basis[:], basis)
	}
	vector, ok := values[6].([]byte)
	if !ok {
		return fmt.Errorf("a %T is no vector", values[6])
	}
	return b.vector(at, vector)
}

// vector takes a row's vector over.
func (b *scoreBatch) vector(at int, vector []byte) error {
	row := &b.rows[at]
	row.Vector, row.stored = b.place(at)
	if err := factor.DecodeInto(row.Vector, vector); err != nil {
		return fmt.Errorf("account %s: %w", row.ID.Public(models.PrefixAccount), err)
	}
	if len(vector) != encodedSize {
		row.stored = nil
		return nil
	}
	copy(row.stored, vector)
	return nil
}

// makeRoom makes room for so many rows, once: the vectors of all share one slice, their stored forms another.
func (b *scoreBatch) makeRoom(rows int) {
	if cap(b.rows) >= rows {
		return
	}
	b.rows, b.scored = make([]scoreRow, 0, rows), make([]scored, rows)
	b.values, b.bytes = make([]float64, rows*len(factor.Catalogue)), make([]byte, rows*encodedSize)
}

// place is the room of one row's vector and of its stored form.
func (b *scoreBatch) place(at int) (factor.Vector, []byte) {
	size := len(factor.Catalogue)
	return b.values[at*size : (at+1)*size : (at+1)*size], b.bytes[at*encodedSize : (at+1)*encodedSize : (at+1)*encodedSize]
}
