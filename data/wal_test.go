package data

import (
	"context"
	"crypto/rand"
	"testing"

	"candor/models"
)

// TestALongLogBeginsAnew lets the log begin anew after a commit, as it does once it is long: not while somebody reads what stood before
// it, and then at once.
func TestALongLogBeginsAnew(t *testing.T) {
	c := newClock()
	s := openTest(t, Options{Dir: t.TempDir(), Now: c.now, Rand: rand.Reader})
	ctx := context.Background()
	job := 0
	write := func() {
		t.Helper()
		ok(t, s.write(ctx, anna, func(tx *writeTx) error {
			job++
			if err := tx.enqueue(kindTest, string(rune('a'+job)), models.ID(job), tx.now); err != nil {
				return err
			}
			return tx.audit("test.queued", target{kind: "test"}, nil, nil, "")
		}))
	}
	copied := func() int {
		t.Helper()
		pages, done := s.copyLog(0, -1)
		if pages == 0 || done > pages {
			t.Fatalf("%d of %d pages copied", done, pages)
		}
		return pages
	}
	for range 20 {
		write()
	}
	pool, err := s.r.DB()
	ok(t, err)
	reader, err := pool.BeginTx(ctx, readOnly)
	ok(t, err)
	var n int
	ok(t, reader.QueryRowContext(ctx, "SELECT count(*) FROM jobs").Scan(&n))
	write() // after what the reader sees, so that not all of the log can be copied
	long := copied()
	s.wal.full.Store(true)
	write()
	write()
	if now := copied(); now < long {
		t.Errorf("the log has %d pages and had %d while somebody reads it", now, long)
	}
	ok(t, reader.Rollback())

	s.wal.full.Store(true)
	write()
	write() // the first into the new log
	if now := copied(); now >= long {
		t.Errorf("the log has %d pages and had %d", now, long)
	}
	if int64(job) != count(t, s, &models.Job{}, "kind = ?", kindTest) {
		t.Error("a row is gone")
	}
}
