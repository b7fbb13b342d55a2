package data

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"candor/data/pgtest"
	"candor/models"
)

// start is where test clocks begin.
var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// clock is a clock that tests move by hand.
type clock struct{ at atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.at.Store(start.UnixMicro())
	return c
}

func (c *clock) now() time.Time          { return time.UnixMicro(c.at.Load()).UTC() }
func (c *clock) advance(d time.Duration) { c.at.Add(d.Microseconds()) }

// forEachDB runs a test on a fresh SQLite store and on a schema of PostgreSQL of its own.
func forEachDB(t *testing.T, test func(t *testing.T, s *Store, c *clock)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		c := newClock()
		test(t, openTest(t, Options{Dir: t.TempDir(), Now: c.now, Rand: rand.Reader}), c)
	})
	t.Run("postgres", func(t *testing.T) {
		c := newClock()
		test(t, openTest(t, Options{Dir: t.TempDir(), URL: pgSchemas.Schema(t), Now: c.now, Rand: rand.Reader}), c)
	})
}

// pgSchemas are schemas of PostgreSQL, and emptyFile a file of SQLite, that every migration has
// gone over and no store has opened: making them is most of what a small test would cost.
var (
	pgSchemas = &pgtest.Pool{Fill: func(url string) error { return migrateOnly(postgresql, postgres.Open(url)) }}
	emptyFile = sync.OnceValues(func() ([]byte, error) {
		dir, err := os.MkdirTemp("", "candor-empty-")
		if err != nil {
			return nil, err
		}
		path := filepath.Join(dir, "candor.db")
		if err := newSQLite(path); err != nil {
			return nil, err
		}
		err = migrateOnly(sqlite, dialSQLite(path, false))
		content, readErr := os.ReadFile(path)
		return content, errors.Join(err, readErr, os.RemoveAll(dir))
	})
)

// migrateOnly makes the tables and nothing that a store adds when it opens.
func migrateOnly(d dialect, dial gorm.Dialector) error {
	db, err := openPool(dial, config(newClock().now), 1)
	if err != nil {
		return err
	}
	s := &Store{w: db, dialect: d}
	err = s.migrate(context.Background())
	pool, poolErr := db.DB()
	if poolErr != nil {
		return errors.Join(err, poolErr)
	}
	return errors.Join(err, pool.Close())
}

// openTest opens a store until the test ends. A folder without a store gets the empty one.
func openTest(t testing.TB, o Options) *Store {
	t.Helper()
	if path := filepath.Join(o.Dir, "candor.db"); o.URL == "" && !o.ReadOnly {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			content, err := emptyFile()
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	s, err := Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// person is an actor of the console for tests.
func person(id models.ID, name string) models.Actor {
	return models.Actor{Kind: models.ActorUser, ID: id.Public(models.PrefixUser), UserID: id, Name: name, Source: "ui"}
}

func TestMain(m *testing.M) {
	code := m.Run()
	pgtest.Stop()
	os.Exit(code)
}
