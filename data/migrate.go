package data

import (
	"bytes"
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing/fstest"
	"time"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// dialect names a database.
type dialect string

const (
	sqlite     dialect = "sqlite"
	postgresql dialect = "postgres"
)

// types is what the braces in migrations stand for.
var types = map[dialect]*strings.Replacer{
	sqlite: strings.NewReplacer(
		"{id}", "INTEGER", "{time}", "DATETIME", "{blob}", "BLOB", "{rowless}", " WITHOUT ROWID"),
	postgresql: strings.NewReplacer(
		"{id}", "BIGINT", "{time}", "TIMESTAMP", "{blob}", "BYTEA", "{rowless}", ""),
}

// migrations returns the steps for one database: files for both, with the braces filled
// in, and files named for this one alone.
func migrations(d dialect) (fs.FS, error) {
	out := fstest.MapFS{}
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		base, _ := strings.CutPrefix(name, "migrations/")
		parts := strings.Split(base, ".")
		if len(parts) == 3 && parts[1] != string(d) {
			continue
		}
		b, err := migrationFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		out[parts[0]+".sql"] = &fstest.MapFile{Data: []byte(types[d].Replace(string(bytes.TrimSpace(b))))}
	}
	return out, nil
}

// Of the processes that open one schema of PostgreSQL at once, one brings it up to date and puts in what every lender starts with, and
// the others ask every aloneEvery whether it is done. Asking, unlike waiting, is cut short by no timeout of the server.
const (
	aloneEvery = 50 * time.Millisecond
	tryAlone   = "SELECT pg_try_advisory_lock(hashtextextended('candor schema ' || COALESCE(current_schema(), ''), 0))"
	endAlone   = "SELECT pg_advisory_unlock(hashtextextended('candor schema ' || COALESCE(current_schema(), ''), 0))"
)

// alone does something while no other process does so in this schema. A folder of SQLite is locked for one process anyway.
func (s *Store) alone(ctx context.Context, do func() error) (err error) {
	if s.dialect == sqlite {
		return do()
	}
	pool, err := s.w.DB()
	if err != nil {
		return err
	}
	conn, err := pool.Conn(ctx) // the lock belongs to its session, and goes with it if this process dies
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, giveBack(conn)) }()
	for {
		var got bool
		if err := conn.QueryRowContext(ctx, tryAlone).Scan(&got); err != nil {
			return fmt.Errorf("wait for other processes: %w", err)
		}
		if got {
			break
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for other processes: %w", ctx.Err())
		case <-time.After(aloneEvery):
		}
	}
	err = do()
	if _, e := conn.ExecContext(context.WithoutCancel(ctx), endAlone); e != nil {
		drop(conn)
	}
	return err
}

// migrate brings the schema to the newest step, each in its own transaction.
func (s *Store) migrate(ctx context.Context) error {
	pool, err := s.w.DB()
	if err != nil {
		return err
	}
	provider, err := newProvider(s.dialect, pool)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

func newProvider(d dialect, pool *sql.DB) (*goose.Provider, error) {
	files, err := migrations(d)
	if err != nil {
		return nil, err
	}
	name := goose.DialectSQLite3
	if d == postgresql {
		name = goose.DialectPostgres
	}
	// A lender of an earlier version may have gone higher steps than some that came to this one with them.
	return goose.NewProvider(name, pool, files, goose.WithAllowOutofOrder(true))
}
