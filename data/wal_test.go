package data

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"testing"

	"gorm.io/gorm"

	"candor/models"
)

// TestTheLogBeginsAnewUnlessSomebodyReads asks for a new log with and without a reader that
// holds on to the old one; the writer goes on either way, and waits for locks as before.
func TestTheLogBeginsAnewUnlessSomebodyReads(t *testing.T) {
	c := newClock()
	s := openTest(t, Options{Dir: t.TempDir(), Now: c.now, Rand: rand.Reader})
	note := func() {
		err := s.write(context.Background(), models.System("test"), func(tx *writeTx) error {
			return tx.audit(models.ActionDataMigrated, target{kind: "test"}, nil, nil, "")
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	pages := func() int {
		n, _, err := checkpoint(s.wal.copier, "PASSIVE")
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	note()
	err := s.r.Transaction(func(db *gorm.DB) error {
		var entries []models.AuditEntry
		if err := db.Find(&entries).Error; err != nil {
			return err
		}
		note() // the reader is now behind
		held := pages()
		s.wal.full.Store(true)
		note()
		note()
		if n := pages(); n <= held {
			t.Errorf("the log has %d pages, %d before: it began anew under a reader", n, held)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	before := pages()
	s.wal.full.Store(true)
	note()
	note()
	if n := pages(); n >= before {
		t.Errorf("the log has %d pages, %d before: it did not begin anew", n, before)
	}
	var wait int
	if err := s.w.Raw("PRAGMA busy_timeout").Scan(&wait).Error; err != nil || wait != 5000 {
		t.Errorf("the writer waits %d ms for a lock, %v", wait, err)
	}
}

// TestTheWritersCacheFollowsItsFile wants a small cache while the file ends before the
// number that SQLite borrows when it swaps pages, and a large one from then on.
func TestTheWritersCacheFollowsItsFile(t *testing.T) {
	for _, c := range []struct{ bytes, want int }{{1, 32 << 10}, {1 << 30, 32 << 10}, {1<<30 + 1, 256 << 10}, {12 << 30, 256 << 10}} {
		if got := cacheSize(c.bytes); got != c.want {
			t.Errorf("%d bytes: a cache of %d KiB, want %d", c.bytes, got, c.want)
		}
	}
	s := openTest(t, Options{Dir: t.TempDir(), Now: newClock().now, Rand: rand.Reader})
	var size int
	if err := s.w.Raw("PRAGMA cache_size").Scan(&size).Error; err != nil || size != -cacheSize(1) {
		t.Errorf("the writer keeps %d, %v", size, err)
	}
}

// TestAnEarlierDatabaseKeepsItsPages makes one file anew and opens another that has pages of SQLite's own size.
func TestAnEarlierDatabaseKeepsItsPages(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(path string) error
		want int
	}{
		{"new", newSQLite, pageSize},
		{"earlier", func(path string) error { return migrateOnly(sqlite, dialSQLite(path, false)) }, 4096},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			ok(t, c.make(filepath.Join(dir, "candor.db")))
			s := openTest(t, Options{Dir: dir, Now: newClock().now, Rand: rand.Reader})
			if s.wal.pageSize != c.want {
				t.Errorf("pages of %d bytes, want %d", s.wal.pageSize, c.want)
			}
			ok(t, s.write(context.Background(), models.System("test"), func(tx *writeTx) error {
				return tx.audit(models.ActionDataMigrated, target{kind: "test"}, nil, nil, "")
			}))
		})
	}
}
