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
	defer func() {
		if e := giveBack(conn); err == nil { // an error of the unit comes back as it was given
			err = e
		}
	}()
	t := &pgTx{ctx: ctx, conn: conn}
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
		drop(conn) // the server rolls back what lost its connection
	}
	return err
}

// lookPostgres runs reads in one trip, in a transaction that cannot write.
func lookPostgres(ctx context.Context, pool *sql.DB, steps []step) (err error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, giveBack(conn)) }()
	var b pgx.Batch
	b.Queue("begin read only")
	queue(&b, steps)
	b.Queue("commit")
	if err = sendBatch(ctx, conn, &b); err != nil {
		drop(conn)
	}
	return err
}

// giveBack gives a connection back to its pool, unless it was given up.
func giveBack(conn *sql.Conn) error {
	err := conn.Close()
	if errors.Is(err, sql.ErrConnDone) {
		return nil
	}
	return err
}

// drop gives a connection up.
func drop(conn *sql.Conn) {
	_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // that is how database/sql is told
}

// queue adds steps to what is sent together.
func queue(b *pgx.Batch, steps []step) {
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
}

// onConn does something with the driver's own connection.
func onConn(conn *sql.Conn, do func(*pgx.Conn) error) error {
	return conn.Raw(func(c any) error {
		pg, ok := c.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("no connection to PostgreSQL, but %T", c)
		}
		return do(pg.Conn())
	})
}

// sendBatch sends statements in one trip and reads what comes back.
func sendBatch(ctx context.Context, conn *sql.Conn, b *pgx.Batch) error {
	return onConn(conn, func(pg *pgx.Conn) error { return pg.SendBatch(ctx, b).Close() })
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
	var b pgx.Batch
	if !t.begun {
		b.Queue("begin").Exec(func(pgconn.CommandTag) error { t.begun = true; return nil })
	}
	queue(&b, steps)
	if ends {
		b.Queue("commit").Exec(t.ended)
	}
	err := sendBatch(ctx, t.conn, &b)
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
	t.begun = false
	return onConn(t.conn, func(pg *pgx.Conn) error {
		if pg.IsClosed() || pg.PgConn().TxStatus() != 'I' { // the server's own word, also after a trip that broke off
			_, err := pg.Exec(ctx, "rollback")
			return err
		}
		return nil
	})
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
