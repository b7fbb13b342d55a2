package data

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// TestALockOfAnotherProcessIsToldAsBusy holds the write lock of the file from a second connection for longer than is waited for: writes
// and events are told to come again, nothing of them is stored, and they go on when the lock is gone (F10).
func TestALockOfAnotherProcessIsToldAsBusy(t *testing.T) {
	c := newClock()
	s := openTest(t, Options{Dir: t.TempDir(), Now: c.now, Rand: rand.Reader})
	ctx := context.Background()
	a := lenderAccount(t, s, "A-1")
	decideNow(t, s, spend(a, c, "T-0", 100))
	ok(t, s.w.Exec("PRAGMA busy_timeout = 1100").Error)
	other := must[*gorm.DB](t)(openPool(dialSQLite(filepath.Join(s.dir, "candor.db"), false), config(c.now), 1))
	pool := must[*sql.DB](t)(other.DB())
	defer func() { ok(t, pool.Close()) }()
	held := other.Begin()
	ok(t, held.Error)
	began := time.Now()
	const n = 20
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { _, errs[i] = s.RecordEvent(ctx, spend(a, c, "T-"+strconv.Itoa(i+1), 100)) })
	}
	wg.Wait()
	for i, err := range append(errs, s.RecordRefusal(ctx, anna, "/x", 400, "", "bad_json"), s.keep(ctx, func(db *gorm.DB, _ time.Time) error { return nil })) {
		if !errors.Is(err, models.ErrBusy) {
			t.Errorf("write %d is told %v", i, err)
		}
	}
	if took := time.Since(began); took > 15*time.Second {
		t.Errorf("they waited one after the other, %v", took)
	}
	ok(t, held.Rollback().Error)
	if stored := len(storedEvents(t, s, a)); stored != 1 {
		t.Errorf("%d events are stored", stored)
	}
	for i := range n {
		if d := decideNow(t, s, spend(a, c, "T-"+strconv.Itoa(i+1), 100)); d.Repeat {
			t.Error("it was decided all the same")
		}
	}
	soundLedger(t, s, a, 200_000)
}

// TestAShortLockIsWaitedFor lets SQLite give up at once, as it does in some cases: the unit is run again and nobody is told.
func TestAShortLockIsWaitedFor(t *testing.T) {
	c := newClock()
	s := openTest(t, Options{Dir: t.TempDir(), Now: c.now, Rand: rand.Reader})
	ok(t, s.w.Exec("PRAGMA busy_timeout = 0").Error)
	other := must[*gorm.DB](t)(openPool(dialSQLite(filepath.Join(s.dir, "candor.db"), false), config(c.now), 1))
	pool := must[*sql.DB](t)(other.DB())
	defer func() { ok(t, pool.Close()) }()
	held := other.Begin()
	ok(t, held.Error)
	gone := make(chan error)
	time.AfterFunc(20*time.Millisecond, func() { gone <- held.Rollback().Error })
	err := s.RecordRefusal(context.Background(), anna, "/x", 400, "", "bad_json")
	if e := <-gone; err != nil || e != nil {
		t.Errorf("%v, %v", err, e)
	}
}
