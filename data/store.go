package data

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/data/password"
	"candor/data/vault"
	"candor/engine/learn"
	"candor/models"
)

// Store is the lender's record. Its exported methods are what can be done and asked.
type Store struct {
	dir      string
	dialect  dialect
	readOnly bool
	w, r     *gorm.DB
	now      func() time.Time
	rand     io.Reader
	ids      *idMaker
	vault    *vault.Vault
	noted    noted
	signer   *signer
	lock     *os.File
	ready    bool

	queue         chan *unit // SQLite: units of work for the one writer
	stopped       chan struct{}
	due           chan struct{} // a checkpoint is asked for
	closing       sync.Once
	closeErr      error
	compiled      assessorCache
	desk          eventDesk
	wal           walKeeper
	keyRows       keyCache
	waiting       waitingCache
	appealMetrics metricsCache
	counted       viewCounts
	fields        fieldsCache
	origins       originCache
	run           atomic.Pointer[models.Run] // the latest that ended
	writes        atomic.Int64               // units of work that were committed
	statements    sync.Map                   // by statementKey
	scoring       atomic.Pointer[rescoring]  // the one that is going on; of two, the first
	strange       atomic.Int64               // SQLite: beginnings and ends of commits of anything else
	passwords     *password.Hasher

	learning sync.Mutex // one training at once
	trainer  func(learn.Data, learn.Options) (learn.Trained, error)

	guards      models.ListGuards // the bounds of list changes; zero: the usual ones
	subjectKeys bool              // new accounts get a key of their own

	scan       Scanner        // nil: nobody looks at files but we
	inspecting chan struct{}  // held while a file is unpacked
	outlets    models.Outlets // the gateways that are set up
	linked     bool           // messages about measures and appeals carry a link for the customer
}

// Now is the store's clock, as rows keep time.
func (s *Store) Now() time.Time { return stamp(s.now()) }

// writeTx is one unit of work: what it changes, who answers for it, and when it is.
type writeTx struct {
	ctx     context.Context
	db      *gorm.DB
	store   *Store
	actor   models.Actor
	now     time.Time
	entries []models.AuditEntry
	sealing uint32                        // the key to seal with, once it was asked for
	marks   map[models.ID]models.RowMarks // of the rows that the unit wrote, by account
}

// errUnaudited is a unit of work that would have changed something without a record of it.
var errUnaudited = errors.New("a write left no audit entry")

// write runs fn in one transaction and is the only way to change a row. It fixes one actor
// and one time for fn, and will not commit a change that left no audit entry. fn may run
// more than once and so must not change anything outside tx.
func (s *Store) write(ctx context.Context, actor models.Actor, fn func(*writeTx) error) error {
	if actor.ID == "" {
		return models.ErrNoActor
	}
	work := func(db *gorm.DB) error {
		tx := &writeTx{ctx: ctx, db: db, store: s, actor: actor, now: s.Now()}
		if err := tx.once(); err != nil {
			return err
		}
		if err := fn(tx); err != nil {
			return err
		}
		if len(tx.entries) == 0 {
			return errUnaudited
		}
		return tx.chain()
	}
	err := s.commit(ctx, work)
	s.writes.Add(1) // also after a failure: a commit whose answer was lost may have happened
	return translate(err)
}

// read runs fn on connections that cannot write.
func (s *Store) read(ctx context.Context, fn func(*gorm.DB) error) error {
	return s.readAs(ctx, models.System("vault"), fn)
}

// readAs is read for a known person, who is named when something does not open. A read
// whose failures cannot be recorded fails.
func (s *Store) readAs(ctx context.Context, actor models.Actor, fn func(*gorm.DB) error) error {
	seen := &failures{}
	db := s.r.WithContext(context.WithValue(ctx, failuresKey{}, seen))
	var err error
	if s.dialect == sqlite {
		err = fn(db)
	} else {
		err = db.Transaction(fn, readOnly)
	}
	if len(seen.list) > 0 {
		err = errors.Join(err, s.recordUnreadable(ctx, actor, seen.list))
	}
	return translate(err)
}

// take loads a row by id and, where the database can, locks it for this unit.
func (tx *writeTx) take(row any, id models.ID) error {
	return tx.db.Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).Take(row).Error
}

// update writes the named columns of a row whose version is still what was read, and
// counts the version up; otherwise models.ErrConflict.
func (tx *writeTx) update(row any, version *int64, columns ...string) error {
	was := *version
	*version++
	done := tx.db.Model(row).Where("version = ?", was).Select("version", anys(columns)...).Updates(row)
	if done.Error != nil {
		return done.Error
	}
	if done.RowsAffected == 0 {
		return models.ErrConflict
	}
	return tx.marked(row, columns...)
}

func anys(columns []string) []any {
	out := make([]any, len(columns))
	for i, c := range columns {
		out[i] = c
	}
	return out
}

// insert adds rows: a pointer to one, or to a slice.
func (tx *writeTx) insert(rows any) error {
	if err := tx.db.Omit(clause.Associations).Create(rows).Error; err != nil {
		return err
	}
	return tx.marked(rows)
}

// insertMany adds a slice of rows, as many a statement as the databases' limit on
// parameters allows for rows of the given width.
func (tx *writeTx) insertMany(rows any, columns int) error {
	if err := tx.db.Omit(clause.Associations).CreateInBatches(rows, max(1, 30_000/columns)).Error; err != nil {
		return err
	}
	return tx.marked(rows)
}

// id makes an identifier for a new row.
func (tx *writeTx) id() (models.ID, error) { return tx.store.ids.make() }

// expect refuses a command that was made on an older version of the row.
func expect(have, want int64) error {
	if have != want {
		return models.ErrConflict
	}
	return nil
}

// translate turns what the databases say into models' errors.
func translate(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, gorm.ErrRecordNotFound):
		return fmt.Errorf("%w: %w", models.ErrNotFound, err)
	case lockedSQLite(err):
		return fmt.Errorf("%w: %w", models.ErrBusy, err)
	case duplicate(err):
		return fmt.Errorf("%w: %w", models.ErrConflict, err)
	}
	return err
}

// Ping reports whether the record can be read.
func (s *Store) Ping(ctx context.Context) error {
	return s.read(ctx, func(db *gorm.DB) error { return db.Exec("SELECT 1").Error })
}
