package data

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"candor/data/password"
	"candor/data/vault"
	"candor/engine/learn"
)

// Options is what a store is opened with.
type Options struct {
	Dir string // folder of the keys and, without URL, of the SQLite file
	URL string // postgres://… to use PostgreSQL instead
	KEK []byte // 32 bytes that seal the keys, or nil
	// SubjectKeys gives every new account a key of its own, which can be destroyed alone.
	SubjectKeys bool
	Scan        Scanner // looks at files before they are kept; nil where none is set up
	ReadOnly    bool    // open beside a running server, to look only
	Now         func() time.Time
	Rand        io.Reader
}

// ErrInUse is a folder that another process works in.
var ErrInUse = errors.New("another candor is running on this folder")

// Open opens the store, bringing the schema up to date first. Close it after use.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Now == nil || o.Rand == nil {
		return nil, errors.New("open store: a clock and a source of randomness are needed")
	}
	s := &Store{
		dir: o.Dir, now: o.Now, rand: o.Rand, readOnly: o.ReadOnly,
		ids: &idMaker{now: o.Now, rand: o.Rand}, stopped: make(chan struct{}),
		due:       make(chan struct{}, 1),
		passwords: password.New(), subjectKeys: o.SubjectKeys,
		scan: o.Scan, inspecting: make(chan struct{}, inspectAtOnce), trainer: learn.Train,
	}
	var err error
	if !o.ReadOnly {
		if s.lock, err = lockFolder(o.Dir); err != nil {
			return nil, err
		}
	}
	if err := s.open(ctx, o); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, o Options) error {
	var err error
	if s.vault, err = vault.Load(filepath.Join(o.Dir, "keys", "vault.json"), o.KEK); err != nil {
		return err
	}
	if s.signer, err = loadSigner(filepath.Join(o.Dir, "keys", "audit.json"), o.Rand); err != nil {
		return err
	}
	if o.URL == "" {
		err = s.openSQLite(filepath.Join(o.Dir, "candor.db"))
	} else {
		err = s.openPostgres(o.URL)
	}
	if err != nil {
		return err
	}
	if o.ReadOnly {
		return nil
	}
	return s.alone(ctx, func() error { return s.prepare(ctx) })
}

// prepare brings the schema up to date and starts what a store does by itself.
func (s *Store) prepare(ctx context.Context) error {
	if err := s.migrate(ctx); err != nil {
		return err
	}
	if s.dialect == sqlite {
		if err := s.ownCheckpoints(filepath.Join(s.dir, "candor.db")); err != nil {
			return err
		}
		s.queue = make(chan *unit)
		go s.commitLoop()
	}
	s.startEvents()
	if err := s.ensureBasics(ctx); err != nil {
		return err
	}
	return s.finishErasures(ctx)
}

func config(now func() time.Time) *gorm.Config {
	return &gorm.Config{
		TranslateError:         true,
		SkipDefaultTransaction: true, // write opens its own; a bare Create must not autocommit
		PrepareStmt:            true,
		NowFunc:                func() time.Time { return stamp(now()) },
		Logger:                 logger.Discard, // errors are returned; statements hold personal data
	}
}

// stamp is a time as both databases keep it: UTC, whole microseconds.
func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

func (s *Store) openSQLite(path string) error {
	s.dialect = sqlite
	var err error
	if !s.readOnly {
		if err = newSQLite(path); err != nil {
			return fmt.Errorf("make database: %w", err)
		}
		// A statement that GORM prepares in a transaction is prepared anew in the next; the driver keeps them by their words.
		c := config(s.now)
		c.PrepareStmt = false
		if s.w, err = openPool(dialSQLite(path, false), c, 1); err != nil {
			return fmt.Errorf("open database for writing: %w", err)
		}
	}
	if s.r, err = openPool(dialSQLite(path, true), config(s.now), max(4, runtime.NumCPU())); err != nil {
		return fmt.Errorf("open database for reading: %w", err)
	}
	return nil
}

// statementTimeout bounds any one statement on PostgreSQL (S66), the others a stuck client.
const statementTimeout = "options=-c%20statement_timeout%3D60000%20-c%20lock_timeout%3D10000%20-c%20idle_in_transaction_session_timeout%3D60000%20-c%20timezone%3DUTC"

func (s *Store) openPostgres(url string) error {
	s.dialect = postgresql
	if !strings.Contains(url, "options=") {
		separator := "?"
		if strings.Contains(url, "?") {
			separator = "&"
		}
		url += separator + statementTimeout
	}
	// The driver keeps statements by their words, and in a transaction GORM would prepare and forget each anew, a trip each.
	c := config(s.now)
	c.PrepareStmt = false
	db, err := openPool(postgres.Open(url), c, 4*runtime.NumCPU())
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	s.w, s.r = db, db
	return nil
}

func openPool(d gorm.Dialector, c *gorm.Config, connections int) (*gorm.DB, error) {
	db, err := gorm.Open(d, c)
	if err != nil {
		return nil, err
	}
	pool, err := db.DB()
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	return db, nil
}

// Close lets waiting writes finish, writes a last checkpoint and gives the folder back.
func (s *Store) Close() error {
	s.closing.Do(func() {
		var errs []error
		if !s.readOnly && s.w != nil && s.ready {
			errs = append(errs, s.Checkpoint(context.Background()))
		}
		errs = append(errs, s.stopEvents())
		if s.queue != nil {
			close(s.queue)
			<-s.stopped
		}
		errs = append(errs, s.stopCheckpoints())
		for _, db := range []*gorm.DB{s.w, s.r} {
			if db == nil {
				continue
			}
			pool, err := db.DB()
			if err == nil {
				err = pool.Close() // on PostgreSQL both are one pool, and closing twice is allowed
			}
			errs = append(errs, err)
		}
		if s.lock != nil {
			errs = append(errs, s.lock.Close())
		}
		s.closeErr = errors.Join(errs...)
	})
	return s.closeErr
}
