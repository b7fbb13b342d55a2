package data

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
)

// step is one statement of a trip to the database.
type step struct {
	sql  string
	args []any
	each func(scanner) error       // takes each row that it gives
	done func(touched int64) error // looks at how many rows it touched, nil where that does not matter
}

// scanner is the row that is being read.
type scanner interface{ Scan(into ...any) error }

// trip runs statements in their order. On PostgreSQL they go there and back together, with
// what was left for later before them, so that a unit of work pays for the way and not for
// every statement; on SQLite there is no way.
func (tx *writeTx) trip(steps ...step) error {
	pool, err := tx.sqlTx()
	if err != nil {
		return err
	}
	if pg, ok := pool.(*pgTx); ok {
		return pg.send(tx.ctx, steps, false)
	}
	return runSteps(tx.ctx, pool, steps)
}

// look runs reads outside any unit of work, together where trip would.
func (s *Store) look(ctx context.Context, steps ...step) error {
	if len(steps) == 0 {
		return nil
	}
	pool, err := s.r.DB()
	if err != nil {
		return err
	}
	if s.dialect == sqlite {
		return runSteps(ctx, pool, steps)
	}
	return lookPostgres(ctx, pool, steps)
}

// runSteps runs one statement after the other.
func runSteps(ctx context.Context, pool gorm.ConnPool, steps []step) error {
	for i := range steps {
		if err := runStep(ctx, pool, &steps[i]); err != nil {
			return err
		}
	}
	return nil
}

// later leaves statements that nothing is read from to the next trip: they run before
// anything else that the unit asks of the database, and with the commit at the latest. On
// SQLite they run now.
func (tx *writeTx) later(steps ...step) error {
	pool, err := tx.sqlTx()
	if err != nil {
		return err
	}
	pg, ok := pool.(*pgTx)
	if !ok {
		return tx.trip(steps...)
	}
	pg.waiting = append(pg.waiting, steps...)
	return nil
}

// runStep runs one statement by itself.
func runStep(ctx context.Context, pool gorm.ConnPool, s *step) (err error) {
	if s.each == nil {
		done, err := pool.ExecContext(ctx, s.sql, s.args...)
		if err != nil || s.done == nil {
			return err
		}
		n, err := done.RowsAffected()
		if err != nil {
			return err
		}
		return s.done(n)
	}
	rows, err := pool.QueryContext(ctx, s.sql, s.args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := s.each(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// selecting is the step of a query with one list of at least one value: before ends where the
// list is compared, as in "WHERE id ".
func (tx *writeTx) selecting(before string, values []any, after string, each func(scanner) error) (step, error) {
	if tx.store.dialect == postgresql {
		list, _, err := column(len(values), func(i int) any { return values[i] })
		return step{sql: before + "= ANY($1)" + after, args: []any{list}, each: each}, err
	}
	list, padded := padList(values)
	return step{sql: before + list + after, args: padded, each: each}, nil
}

// padded is the sizes that lists of values in a statement are padded to, so that a database
// meets few different statements and keeps them prepared. Up to 16 it is every size: rows to
// write are not padded but taken in parts of these sizes, and small batches are the commonest.
var padded = [...]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 24, 28, 32, 40, 48, 56, 64, 96, 128}

// padList writes "IN (?, ?, …)" for n values, padded, with the values that fill it.
func padList(values []any) (string, []any) {
	size := len(values)
	for _, p := range padded {
		if p >= size {
			size = p
			break
		}
	}
	values = slices.Clone(values)
	for len(values) < size {
		values = append(values, values[len(values)-1])
	}
	return "IN (?" + strings.Repeat(",?", size-1) + ")", values
}

// query runs a query with one list of values and hands over each row; for no values there is none.
func (tx *writeTx) query(before string, values []any, after string, each func(scanner) error) error {
	if len(values) == 0 {
		return nil
	}
	s, err := tx.selecting(before, values, after, each)
	if err != nil {
		return err
	}
	return tx.trip(s)
}

// chunks runs a statement over rows now and returns how many rows it touched. before ends
// where the rows stand, as in "INSERT INTO t (a, b) ".
func (tx *writeTx) chunks(before, after string, casts []string, rows [][]any) (touched int64, err error) {
	steps, err := tx.over(before, after, casts, rows, func(n int64) error { touched = n; return nil })
	if err != nil {
		return 0, err
	}
	return touched, tx.trip(steps...)
}

// laterOver leaves a statement over rows to the next trip.
func (tx *writeTx) laterOver(before, after string, casts []string, rows [][]any, done func(touched int64) error) error {
	steps, err := tx.over(before, after, casts, rows, done)
	if err != nil {
		return err
	}
	return tx.later(steps...)
}

// over is the steps of a statement over rows; done is told how many they touched together.
// PostgreSQL takes the columns as arrays and so always meets the same statement; SQLite has
// none and gets the rows in parts of padded sizes, so that it meets few different ones.
func (tx *writeTx) over(before, after string, casts []string, rows [][]any, done func(touched int64) error) ([]step, error) {
	var steps []step
	var total int64
	for len(rows) > 0 {
		size := tx.store.dialect.part(len(rows))
		part, last := rows[:size], size == len(rows)
		s := step{done: func(n int64) error {
			if total += n; last && done != nil {
				return done(total)
			}
			return nil
		}}
		if done == nil {
			s.done = nil
		}
		var err error
		if s.sql, s.args, err = tx.store.statement(before, after, casts, part); err != nil {
			return nil, err
		}
		steps, rows = append(steps, s), rows[size:]
	}
	return steps, nil
}

// columnRows is how many rows one statement takes on PostgreSQL.
const columnRows = 4096

// part is how many of so many rows the next statement takes.
func (d dialect) part(rows int) int {
	if d == postgresql {
		return min(rows, columnRows)
	}
	size := 1
	for _, p := range padded {
		if p <= min(rows, bulkRows) {
			size = p
		}
	}
	return size
}

type statementKey struct {
	before, after string
	rows          int
}

// statement is a statement over rows, built once, and its arguments.
func (s *Store) statement(before, after string, casts []string, rows [][]any) (string, []any, error) {
	width := len(rows[0])
	args, kinds := make([]any, 0, width), []string(nil)
	key := statementKey{before, after, len(rows)}
	if s.dialect == postgresql {
		key.rows = 0
		for j := range width {
			list, kind, err := column(len(rows), func(i int) any { return rows[i][j] })
			if err != nil {
				return "", nil, err
			}
			args, kinds = append(args, list), append(kinds, kind)
		}
	} else {
		for _, r := range rows {
			args = append(args, r...)
		}
	}
	if q, ok := s.statements.Load(key); ok {
		return q.(string), args, nil
	}
	from := unnest(kinds)
	if s.dialect != postgresql {
		from = "VALUES " + s.dialect.values(len(rows), width, casts)
	}
	q := before + from + after
	s.statements.Store(key, q)
	return q, args, nil
}

// unnest is rows of arrays of these types; their columns have the names that those of VALUES have.
func unnest(kinds []string) string {
	places, names := "", ""
	for i, kind := range kinds {
		if i > 0 {
			places, names = places+", ", names+", "
		}
		places += fmt.Sprintf("$%d::%s[]", i+1, kind)
		names += fmt.Sprintf("column%d", i+1)
	}
	return "SELECT * FROM unnest(" + places + ") AS u(" + names + ")"
}

// column gathers n values of one type, none of them NULL, into an array for PostgreSQL, and says of what type.
func column(n int, value func(i int) any) (list any, kind string, err error) {
	if n == 0 {
		return nil, "", errors.New("no array of nothing")
	}
	switch value(0).(type) {
	case int64:
		list, err = gathered[int64](n, value)
		return list, "bigint", err
	case int:
		list, err = gathered[int](n, value)
		return list, "bigint", err
	case string:
		list, err = gathered[string](n, value)
		return list, "text", err
	case []byte:
		list, err = gathered[[]byte](n, value)
		return list, "bytea", err
	case bool:
		list, err = gathered[bool](n, value)
		return list, "boolean", err
	case time.Time:
		list, err = gathered[time.Time](n, value)
		return list, "timestamptz", err
	}
	return nil, "", fmt.Errorf("no array of %T", value(0))
}

func gathered[T any](n int, value func(i int) any) ([]T, error) {
	list := make([]T, n)
	for i := range list {
		v, ok := value(i).(T)
		if !ok {
			return nil, fmt.Errorf("a %T among values of type %T", value(i), v)
		}
		list[i] = v
	}
	return list, nil
}
