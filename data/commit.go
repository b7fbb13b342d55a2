package data

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
)

// unit is one waiting unit of work on SQLite.
type unit struct {
	ctx  context.Context
	work func(*gorm.DB) error
	done chan error
}

// batchMax is how many units one commit carries at most.
const batchMax = 128

// retryMax is how often a unit is run again after a serialisation failure.
const retryMax = 5

// lockedWaited is from when on SQLite has itself waited for another process's lock (F10): who asked is told to come again. What it gave
// up at once, as while another process mends the log, is run again.
const lockedWaited = time.Second

var readOnly = &sql.TxOptions{ReadOnly: true}

// commit runs a unit of work in a transaction and returns after it is durable.
func (s *Store) commit(ctx context.Context, work func(*gorm.DB) error) error {
	if s.readOnly {
		return errors.New("the store is open for reading only")
	}
	if s.dialect == postgresql {
		return s.commitPostgres(ctx, work)
	}
	u := &unit{ctx: ctx, work: work, done: make(chan error, 1)}
	select {
	case <-s.stopped:
		return errors.New("the store is closed")
	case s.queue <- u:
	case <-ctx.Done():
		return ctx.Err()
	}
	return <-u.done
}

// commitPostgres runs a unit in a transaction of its own, again when the database asks.
func (s *Store) commitPostgres(ctx context.Context, work func(*gorm.DB) error) error {
	var err error
	for try := range retryMax {
		err = s.transactPostgres(ctx, guarded(work))
		if !serialization(err) {
			return err
		}
		timer := time.NewTimer(time.Duration(1+try*try) * 5 * time.Millisecond)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
	}
	return err
}

// serialization recognises a transaction that the database wants run again (F28), or that waited too long for a lock.
func serialization(err error) bool {
	var e *pgconn.PgError
	return lockedSQLite(err) || errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01" || e.Code == "55P03")
}

// duplicate recognises a broken unique key on either database.
func duplicate(err error) bool {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code == "23505"
	}
	return errors.Is(err, gorm.ErrDuplicatedKey) || duplicateSQLite(err)
}

// commitLoop is SQLite's one writer: it takes whatever units wait, runs each in a
// savepoint of one transaction, commits, and only then answers.
func (s *Store) commitLoop() {
	defer close(s.stopped)
	for first := range s.queue {
		batch := []*unit{first}
		open := true
		for open && len(batch) < batchMax {
			select {
			case u, more := <-s.queue:
				if open = more; more {
					batch = append(batch, u)
				}
			default:
				open = false
			}
		}
		s.commitBatch(batch)
		s.restartLog()
	}
}

// commitBatch runs and commits a batch, and answers each unit.
func (s *Store) commitBatch(batch []*unit) {
	if !s.ofScoring(batch) {
		s.strange.Add(1) // before and after, so that whoever reads meanwhile sees one of both
		defer s.strange.Add(1)
	}
	results := make([]error, len(batch))
	for try := range retryMax {
		began := time.Now()
		if !lockedSQLite(s.runBatch(batch, results)) || time.Since(began) >= lockedWaited {
			break
		}
		time.Sleep(time.Duration(1+try*try) * 5 * time.Millisecond)
	}
	for i, u := range batch {
		u.done <- results[i]
	}
}

// runBatch runs and commits a batch once, and notes what became of each unit.
func (s *Store) runBatch(batch []*unit, results []error) error {
	if len(batch) == 1 && batch[0].ctx.Err() == nil {
		// Alone it needs no savepoint, which costs a copy of every page that it changes.
		results[0] = runUnit(s.w, batch[0])
		return results[0]
	}
	err := s.w.Transaction(func(db *gorm.DB) error {
		for i, u := range batch {
			if results[i] = u.ctx.Err(); results[i] == nil {
				results[i] = runUnit(db, u)
			}
		}
		return nil
	})
	for i := range results {
		if results[i] == nil && err != nil {
			results[i] = fmt.Errorf("commit: %w", err)
		}
	}
	return err
}

// scoringKey is under what the units of a rescoring carry it in their context.
type scoringKey struct{}

// ofScoring reports whether a batch is one unit of the rescoring that is going on.
func (s *Store) ofScoring(batch []*unit) bool {
	r := s.scoring.Load()
	return r != nil && len(batch) == 1 && batch[0].ctx.Value(scoringKey{}) == any(r)
}

// runUnit runs one unit in a transaction, or in a savepoint of the one it is in.
func runUnit(db *gorm.DB, u *unit) error {
	return db.WithContext(context.WithoutCancel(u.ctx)).Transaction(guarded(u.work))
}

// errPanic is a unit of work that broke.
var errPanic = errors.New("panic")

// guarded makes a panic in a unit of work that unit's error (F32).
func guarded(work func(*gorm.DB) error) func(*gorm.DB) error {
	return func(db *gorm.DB) (err error) {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("%w in a unit of work: %v\n%s", errPanic, p, debug.Stack())
			}
		}()
		return work(db)
	}
}
