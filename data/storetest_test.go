package data

import (
	"context"
	"crypto/rand"
	"os"
	"sync/atomic"
	"testing"
	"time"

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

// forEachDB runs a test on a fresh SQLite store and on a fresh schema of PostgreSQL.
func forEachDB(t *testing.T, test func(t *testing.T, s *Store, c *clock)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		c := newClock()
		test(t, openTest(t, Options{Dir: t.TempDir(), Now: c.now, Rand: rand.Reader}), c)
	})
	t.Run("postgres", func(t *testing.T) {
		c := newClock()
		test(t, openTest(t, Options{Dir: t.TempDir(), URL: pgtest.Schema(t), Now: c.now, Rand: rand.Reader}), c)
	})
}

func openTest(t testing.TB, o Options) *Store {
	t.Helper()
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
