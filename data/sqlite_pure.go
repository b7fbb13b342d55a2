//go:build !cgo

package data

import (
	"errors"

	gormsqlite "gorm.io/driver/sqlite"
	"gorm.io/gorm"
	sqlitedriver "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"
)

// sqliteDriver is the name that the driver goes by.
const sqliteDriver = "sqlite"

// dialSQLite opens the file through a SQLite in pure Go, for machines without a C compiler.
func dialSQLite(path string, reader bool) gorm.Dialector {
	dsn := "file:" + path + "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(5000)" +
		"&_pragma=foreign_keys(1)&_pragma=cache_size(-8192)&_time_format=sqlite"
	if reader {
		dsn += "&_pragma=query_only(1)"
	} else {
		dsn += "&_txlock=immediate"
	}
	return gormsqlite.New(gormsqlite.Config{DriverName: sqliteDriver, DSN: dsn})
}

// lockedSQLite recognises a database that another process writes to or has locked.
func lockedSQLite(err error) bool {
	var e *sqlitedriver.Error
	return errors.As(err, &e) && (e.Code()&0xff == codes.SQLITE_BUSY || e.Code()&0xff == codes.SQLITE_LOCKED)
}

// duplicateSQLite recognises a broken unique or primary key.
func duplicateSQLite(err error) bool {
	var e *sqlitedriver.Error
	return errors.As(err, &e) &&
		(e.Code() == codes.SQLITE_CONSTRAINT_UNIQUE || e.Code() == codes.SQLITE_CONSTRAINT_PRIMARYKEY)
}
