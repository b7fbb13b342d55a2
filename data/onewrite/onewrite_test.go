//go:build cgo

package onewrite_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"candor/data/onewrite"
)

// open opens one connection to the database of a folder, through the file system under test or SQLite's own.
func open(t *testing.T, dir, vfs string, pragmas ...string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, "log.db")+"?_journal_mode=WAL&_busy_timeout=5000&vfs="+vfs)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	db.SetMaxOpenConns(1)
	for _, pragma := range pragmas {
		run(t, db, "PRAGMA "+pragma)
	}
	return db
}

func run(t *testing.T, db *sql.DB, statement string, values ...any) {
	t.Helper()
	if _, err := db.Exec(statement, values...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func one[T any](t *testing.T, db *sql.DB, query string) (v T) {
	t.Helper()
	if err := db.QueryRow(query).Scan(&v); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return v
}

// TestEveryCommitIsSeen commits transactions of many sizes, half of them through a cache so small that their pages go to the log before the
// commit, some partly taken back and some wholly, while the log is copied and begun anew now and then. Another connection, in SQLite's own
// file system, must see each commit whole and at once, whether the log is flushed or not.
func TestEveryCommitIsSeen(t *testing.T) {
	for _, synchronous := range []string{"OFF", "NORMAL", "FULL"} {
		for _, cache := range []int{10, 2000} {
			t.Run(fmt.Sprintf("synchronous %s, cache of %d pages", synchronous, cache), func(t *testing.T) {
				dir, random := t.TempDir(), rand.New(rand.NewPCG(7, uint64(cache)))
				w := open(t, dir, onewrite.Name(), "synchronous = "+synchronous, fmt.Sprintf("cache_size = %d", cache), "wal_autocheckpoint = 0")
				run(t, w, "CREATE TABLE sums (id INTEGER PRIMARY KEY, n INTEGER, filler BLOB)")
				r := open(t, dir, "unix", "query_only = 1")
				rows := 0
				for round := range 60 {
					rows += commit(t, w, random, rows)
					if got := one[int](t, r, "SELECT count(*) FROM sums WHERE length(filler) = n"); got != rows {
						t.Fatalf("round %d: another connection sees %d rows of %d", round, got, rows)
					}
					if round%9 == 8 {
						run(t, w, "PRAGMA wal_checkpoint("+[]string{"PASSIVE", "RESTART", "TRUNCATE"}[random.IntN(3)]+")")
					}
				}
				if got := one[string](t, r, "PRAGMA integrity_check"); got != "ok" {
					t.Error(got)
				}
			})
		}
	}
}

// commit puts some rows after those that are there, and returns how many stayed.
func commit(t *testing.T, db *sql.DB, random *rand.Rand, rows int) (stayed int) {
	t.Helper()
	insert := func(some int) {
		for range some {
			n := random.IntN(3000)
			run(t, db, "INSERT INTO sums (n, filler) VALUES (?, zeroblob(?))", n, n)
		}
	}
	run(t, db, "BEGIN IMMEDIATE")
	stayed = 1 + random.IntN(120)
	insert(stayed)
	run(t, db, "SAVEPOINT part")
	insert(random.IntN(60))
	run(t, db, "UPDATE sums SET n = -1 WHERE id <= ?", rows/3)
	run(t, db, "ROLLBACK TO part")
	if random.IntN(8) == 0 {
		run(t, db, "ROLLBACK")
		return 0
	}
	run(t, db, "COMMIT")
	return stayed
}

// TestPagesAreWrittenTogether counts the calls that write in a commit of some hundred pages, beside SQLite's own file system.
func TestPagesAreWrittenTogether(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("calls that write are counted on Linux only")
	}
	calls := func(vfs string) int {
		w := open(t, t.TempDir(), vfs, "synchronous = FULL", "wal_autocheckpoint = 0")
		run(t, w, "CREATE TABLE filled (filler BLOB)")
		before := written(t)
		run(t, w, "INSERT INTO filled VALUES (zeroblob(1000000))")
		return written(t) - before
	}
	own, together := calls("unix"), calls(onewrite.Name())
	if own < 400 || together > 20 {
		t.Errorf("%d calls where SQLite makes %d", together, own)
	}
}

// written is how many calls that write this process has made.
func written(t *testing.T) (calls int) {
	t.Helper()
	counts, err := os.ReadFile("/proc/self/io")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(counts), "syscw: ")
	if _, err := fmt.Sscan(after, &calls); err != nil {
		t.Fatal(err)
	}
	return calls
}

// TestAWriteThatFails lets files grow no further in the middle of a commit: it must fail and leave nothing, and the next one hold.
func TestAWriteThatFails(t *testing.T) {
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	for _, synchronous := range []string{"OFF", "FULL"} {
		t.Run(synchronous, func(t *testing.T) {
			dir := t.TempDir()
			w := open(t, dir, onewrite.Name(), "synchronous = "+synchronous, "wal_autocheckpoint = 0")
			run(t, w, "CREATE TABLE filled (filler BLOB)")
			run(t, w, "INSERT INTO filled VALUES (zeroblob(300000))")
			r := open(t, dir, "unix", "query_only = 1")
			var before syscall.Rlimit
			if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
				t.Fatal(err)
			}
			for _, room := range []uint64{400_000, 500_000} { // in the first piece of what is gathered, and in a later one
				if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: room, Max: before.Max}); err != nil {
					t.Fatal(err)
				}
				_, failed := w.Exec("INSERT INTO filled VALUES (zeroblob(700000))")
				if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
					t.Fatal(err)
				}
				if failed == nil {
					t.Fatal("a commit held for which there was no room")
				}
				if got := one[int](t, r, "SELECT sum(length(filler)) FROM filled"); got != 300000 {
					t.Errorf("%d bytes are there after a commit that failed", got)
				}
			}
			run(t, w, "INSERT INTO filled VALUES (zeroblob(700000))")
			if got := one[int](t, r, "SELECT sum(length(filler)) FROM filled"); got != 1000000 {
				t.Errorf("%d bytes are there after the commit that held", got)
			}
			if got := one[string](t, w, "PRAGMA integrity_check"); got != "ok" {
				t.Error(got)
			}
		})
	}
}
