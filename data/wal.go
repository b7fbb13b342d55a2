package data

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"gorm.io/gorm"
)

// SQLite's own checkpoints stop the writer each thousand pages, for as long as a disk takes
// to write and flush them. Here a connection of its own copies pages back beside the
// writer, which it never stops. A log that is always written to is never quite empty and so
// never begins anew; past walMax the writer itself lets it, once in a long while, when all
// but the newest pages are copied already.
//
// A page that changed many times since the last copy is copied once, and the writer's flushes wait
// for those of the copying. With 200,000 accounts and 64 callers, a copy each two seconds in place of
// each quarter writes 75 KB a decision to the disk in place of 135, and the log, which may be longer
// before it begins anew, stops the writer half as much: a tenth more decisions, and the slowest
// hundredth of them sooner. Waiting twice as long again brought no more.
//
// SQLite flushes copies only when they are all of the log, which they never are while somebody writes. The writer does it when the log
// begins anew: a tenth to a quarter of a second with 200,000 accounts, 1.3 s with 1,000,000, once for half a gigabyte. Flushing them
// beside it just before left it 80 ms, and took a quarter of all decisions for the two seconds that it lasted.
const (
	walEvery = 2 * time.Second
	walMax   = 512 << 20              // bytes of pages
	walAgain = 250 * time.Millisecond // while it is longer: whoever is reading just then keeps the log from beginning anew
)

// pageSize is how many bytes a page of a new database has. Each decision changes pages of half a dozen tables and indexes in no order,
// and each of them goes into the log, and back, whole. Half of SQLite's own 4,096 takes an eighth off the processor time of a decision
// with 200,000 accounts; a quarter of it no more, and twice it costs a tenth. A database made with another size keeps it.
const pageSize = 2048

// newSQLite makes the file of a new database, with pages of pageSize; one that is there is left alone.
func newSQLite(path string) (err error) {
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	db, err := sql.Open(sqliteDriver, "file:"+path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	for _, pragma := range []string{fmt.Sprintf("page_size = %d", pageSize), "journal_mode = WAL"} { // the second writes the first down
		if _, err := db.Exec("PRAGMA " + pragma); err != nil {
			return err
		}
	}
	return nil
}

// walKeeper is the connection that copies the log back, and what it knows of the log.
type walKeeper struct {
	copier        *gorm.DB
	stop, stopped chan struct{}
	seen          atomic.Int64 // units of work that were committed when it last looked
	full          atomic.Bool  // the log is to begin anew
	pageSize      int          // bytes of a page of this database
}

// ownCheckpoints takes the checkpoints from the writing connection and starts the copying.
func (s *Store) ownCheckpoints(path string) error {
	pool, err := s.w.DB()
	if err != nil {
		return err
	}
	for _, pragma := range []string{
		"wal_autocheckpoint = 0",
		"temp_store = MEMORY", // savepoints keep the pages they may go back to in memory, not in a file
	} {
		if _, err := pool.Exec("PRAGMA " + pragma); err != nil {
			return err
		}
	}
	if err := s.w.Raw("PRAGMA page_size").Scan(&s.wal.pageSize).Error; err != nil {
		return err
	}
	if err := s.sizeCache(); err != nil {
		return err
	}
	if s.wal.copier, err = openPool(dialSQLite(path, false), config(s.now), 1); err != nil {
		return fmt.Errorf("open database for checkpoints: %w", err)
	}
	s.wal.stop, s.wal.stopped = make(chan struct{}), make(chan struct{})
	go s.copyLoop()
	return nil
}

// stopCheckpoints ends the copying.
func (s *Store) stopCheckpoints() error {
	if s.wal.copier == nil {
		return nil
	}
	close(s.wal.stop)
	<-s.wal.stopped
	pool, err := s.wal.copier.DB()
	if err != nil {
		return err
	}
	return pool.Close()
}

func (s *Store) copyLoop() {
	defer close(s.wal.stopped)
	pause := time.NewTimer(walEvery)
	defer pause.Stop()
	pages, done := 0, 0 // in the log when it was last looked at, and copied of them
	for {
		select {
		case <-s.wal.stop:
			return
		case <-pause.C:
		}
		pages, done = s.copyLog(pages, done)
		if pages*s.wal.pageSize > walMax {
			s.wal.full.Store(true)
			pause.Reset(walAgain)
		} else {
			pause.Reset(walEvery)
		}
	}
}

// copyLog copies what was written since the log had so many pages and so many of them were copied, and says how many it has now. What
// is written while a long log is copied goes too, so that little is left to the writer, which all wait for. A log that cannot be copied
// only grows: the next time tries again.
func (s *Store) copyLog(pages, done int) (int, int) {
	writes := s.writes.Load()
	if writes == s.wal.seen.Load() && pages == done {
		return pages, done // nobody wrote
	}
	s.wal.seen.Store(writes)
	for range 2 {
		p, d, err := checkpoint(s.wal.copier, "PASSIVE")
		if err != nil {
			break
		}
		if pages, done = p, d; pages*s.wal.pageSize <= walMax {
			break
		}
	}
	return pages, done
}

// cacheSize is how many KiB of pages the writer keeps in memory, of a database of so many bytes. Indexes
// in no order are changed all over, so that more is better, but for this: where a page of
// an index is split, SQLite swaps the numbers of pages by way of one just past 1 GiB
// (balance_nonroot), and then every commit looks through the whole cache for pages past
// the end of the file (pcache1Truncate). While the file ends before that, a large cache
// costs a sixth of all decisions; in a longer one there is nothing to look for.
func cacheSize(bytes int) (kib int) {
	if bytes <= 1<<30 {
		return 32 << 10
	}
	return 256 << 10
}

// sizeCache gives the writer the cache that its database asks for now.
func (s *Store) sizeCache() error {
	var pages int
	if err := s.w.Raw("PRAGMA page_count").Scan(&pages).Error; err != nil {
		return err
	}
	return s.w.Exec(fmt.Sprintf("PRAGMA cache_size = -%d", cacheSize(pages*s.wal.pageSize))).Error
}

// restartLog lets the log begin anew. Only the writer calls it, between two commits. It
// waits for nobody: with a long reader in the way the log goes on growing, and the next
// tick asks again.
func (s *Store) restartLog() {
	if !s.wal.full.CompareAndSwap(true, false) {
		return
	}
	if s.w.Exec("PRAGMA busy_timeout = 0").Error == nil {
		_, _, _ = checkpoint(s.w, "RESTART") // what it could not do the next tick asks for again
	}
	_ = s.sizeCache() // a matter of speed alone, and of the next time
	if err := s.w.Exec(busyTimeout).Error; err != nil {
		s.wal.full.Store(true) // to be set after the next commit
	}
}

// busyTimeout is how long the writer waits for another process, as both drivers open it.
const busyTimeout = "PRAGMA busy_timeout = 5000"

// checkpoint copies pages back and reports how many the log has and how many are copied.
func checkpoint(db *gorm.DB, mode string) (pages, done int, err error) {
	pool, err := db.DB()
	if err != nil {
		return 0, 0, err
	}
	var busy int
	err = pool.QueryRowContext(context.Background(), "PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &pages, &done)
	return pages, done, err
}
