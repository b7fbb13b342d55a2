package data

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"
)

// rollbackFor is how long the end of a failed unit is waited for before its connection is given up.
const rollbackFor = 5 * time.Second

// pgTx is a transaction on PostgreSQL that begins with its first statements and ends with
// its last, in the same trip. GORM uses it as it would use a *sql.Tx.
type pgTx struct {
	ctx     context.Context
	conn    *sql.Conn
	begun   bool
	waiting []step // for the next trip
	err     error  // of statements that had waited: nobody may go on, because whoever made them go did not ask for them
}

var (
	_ gorm.ConnPool    = (*pgTx)(nil)
	_ gorm.TxCommitter = (*pgTx)(nil)
)

// transactPostgres runs a unit in a transaction of its own.
func (s *Store) transactPostgres(ctx context.Context, work func(*gorm.DB) error) (err error) {
	pool, err := s.w.DB()
	if err != nil {
		return err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	t := &pgTx{ctx: ctx, conn: conn}
	defer func() {
		if e := conn.Close(); !errors.Is(e, sql.ErrConnDone) { // it was given up
			err = errors.Join(err, e)
		}
	}()
	db := s.w.Session(&gorm.Session{NewDB: true, Context: ctx})
	db.Statement.ConnPool = t
	if err = work(db); err == nil {
		err = t.Commit()
	}
	if t.err != nil {
		err = t.err // what work says of it may have lost what it was
	}
	if err == nil {
		return nil
	}
	if t.Rollback() != nil {
		t.drop() // the server rolls back what lost its connection
	}
	return err
}

// send runs what waits, then steps and, where the unit ends with them, the commit, in one trip.
func (t *pgTx) send(ctx context.Context, steps []step, ends bool) error {
	if t.err != nil {
		return t.err
	}
	late := len(t.waiting) > 0
	steps, t.waiting = append(t.waiting, steps...), nil
	if t.begun && len(steps) == 0 && !ends {
		return nil
	}
	err := t.conn.Raw(func(c any) error {
		pg, ok := c.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("no connection to PostgreSQL, but %T", c)
		}
		var b pgx.Batch
		if !t.begun {
			b.Queue("begin").Exec(func(pgconn.CommandTag) error { t.begun = true; return nil })
		}
		for i := range steps {
			s := &steps[i]
			q := b.Queue(s.sql, s.args...)
			switch {
			case s.each != nil:
				q.Query(func(rows pgx.Rows) error { return handOver(rows, s.each) })
			case s.done != nil:
				q.Exec(func(tag pgconn.CommandTag) error { return s.done(tag.RowsAffected()) })
			}
		}
		if ends {
			b.Queue("commit").Exec(t.ended)
		}
		return pg.Conn().SendBatch(ctx, &b).Close()
	})
	if late {
		t.err = err
	}
	return err
}

// ended looks at how the server ended the transaction: one in which a statement had failed it rolls back.
func (t *pgTx) ended(tag pgconn.CommandTag) error {
	t.begun = false
	if tag.String() == "ROLLBACK" {
		return pgx.ErrTxCommitRollback
	}
	return nil
}

func handOver(rows pgx.Rows, each func(scanner) error) error {
	for rows.Next() {
		if err := each(pgRow{rows}); err != nil {
			return err
		}
	}
	return rows.Err()
}

// pgRow scans what database/sql scans and pgx does not.
type pgRow struct{ rows pgx.Rows }

// Scan is as that of *sql.Rows.
func (r pgRow) Scan(into ...any) error {
	for i := range into {
		if raw, ok := into[i].(*sql.RawBytes); ok {
			into[i] = (*pgtype.DriverBytes)(raw)
		}
	}
	return r.rows.Scan(into...)
}

// Commit sends what waits together with the end. Whatever looks at what it did must have
// gone before: a statement that the server refuses keeps it from the end, a look does not.
func (t *pgTx) Commit() error {
	if slices.ContainsFunc(t.waiting, func(s step) bool { return s.each != nil || s.done != nil }) {
		if err := t.send(t.ctx, nil, false); err != nil {
			return err
		}
	}
	if !t.begun && len(t.waiting) == 0 {
		return t.err
	}
	return t.send(t.ctx, nil, true)
}

// Rollback ends the transaction without what it did, also for a caller who has gone.
func (t *pgTx) Rollback() error {
	t.waiting = nil
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.ctx), rollbackFor)
	defer cancel()
	return t.conn.Raw(func(c any) error {
		pg, ok := c.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("no connection to PostgreSQL, but %T", c)
		}
		t.begun = false
		if conn := pg.Conn(); conn.IsClosed() || conn.PgConn().TxStatus() != 'I' { // the server's own word, also after a trip that broke off
			_, err := conn.Exec(ctx, "rollback")
			return err
		}
		return nil
	})
}

// drop gives the connection up.
func (t *pgTx) drop() {
	_ = t.conn.Raw(func(any) error { return driver.ErrBadConn }) // that is how database/sql is told
}

// ExecContext is for GORM.
func (t *pgTx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := t.send(ctx, nil, false); err != nil {
		return nil, err
	}
	return t.conn.ExecContext(ctx, query, args...)
}

// QueryContext is for GORM.
func (t *pgTx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := t.send(ctx, nil, false); err != nil {
		return nil, err
	}
	return t.conn.QueryContext(ctx, query, args...)
}

// QueryRowContext is for GORM. A row cannot carry an error of ours, so the unit ends with it.
func (t *pgTx) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if err := t.send(ctx, nil, false); err != nil {
		t.err = err
		gone, cancel := context.WithCancel(ctx)
		cancel()
		return t.conn.QueryRowContext(gone, query, args...)
	}
	return t.conn.QueryRowContext(ctx, query, args...)
}

// PrepareContext is for GORM.
func (t *pgTx) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	if err := t.send(ctx, nil, false); err != nil {
		return nil, err
	}
	return t.conn.PrepareContext(ctx, query)
}
