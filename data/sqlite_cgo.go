//go:build cgo

package data

import (
	"errors"

	"github.com/mattn/go-sqlite3"
	gormsqlite "gorm.io/driver/sqlite"
	"gorm.io/gorm"

	"candor/data/csqlite"
	"candor/data/onewrite"
)

// sqliteDriver is the name that the driver goes by.
const sqliteDriver = "sqlite3"

// Before any connection is opened, of which dialSQLite opens but some.
var _ = csqlite.Configure()

// dialSQLite opens the file through SQLite's own C library. FULL is set because this
// driver's default in WAL mode is NORMAL, which loses commits at a power cut. A connection
// does not lock itself at each call: the pool gives it to one goroutine at a time.
func dialSQLite(path string, reader bool) gorm.Dialector {
	dsn := "file:" + path + "?_mutex=no&_journal_mode=WAL&_synchronous=FULL&_busy_timeout=5000&_foreign_keys=1"
	if reader {
		// Each commit empties a reader's cache, at a cost that grows with the cache.
		return gormsqlite.Open(dsn + "&_query_only=1&_cache_size=-8192&_stmt_cache_size=256")
	}
	if name := onewrite.Name(); name != "" {
		dsn += "&vfs=" + name
	}
	return gormsqlite.Open(dsn + "&_txlock=immediate&_stmt_cache_size=512") // a batch of events has statements of two dozen sizes
}

// lockedSQLite recognises a database that another process writes to or has locked.
func lockedSQLite(err error) bool {
	var e sqlite3.Error
	return errors.As(err, &e) && (e.Code == sqlite3.ErrBusy || e.Code == sqlite3.ErrLocked)
}

// duplicateSQLite recognises a broken unique or primary key.
func duplicateSQLite(err error) bool {
	var e sqlite3.Error
	return errors.As(err, &e) &&
		(e.ExtendedCode == sqlite3.ErrConstraintUnique || e.ExtendedCode == sqlite3.ErrConstraintPrimaryKey)
}
