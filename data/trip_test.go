package data

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"

	"candor/models"
)

// wayTo is a way to a server that counts how often somebody goes there and waits for an answer.
type wayTo struct {
	to    string
	trips atomic.Int64
}

// listen lets the way begin at an address of its own.
func (w *wayTo) listen(t *testing.T) string {
	t.Helper()
	l := must[net.Listener](t)(net.Listen("tcp", "127.0.0.1:0"))
	t.Cleanup(func() { ok(t, l.Close()) })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", w.to)
			if err != nil {
				t.Error(err)
				return
			}
			var asked atomic.Bool
			go w.carry(server, c, func(said []byte) {
				// Before a connection that was idle for a second is used again, the driver asks it whether it is there.
				if !bytes.Contains(said, []byte("-- ping")) && !asked.Swap(true) {
					w.trips.Add(1)
				}
			})
			go w.carry(c, server, func([]byte) { asked.Store(false) })
		}
	}()
	return l.Addr().String()
}

func (w *wayTo) carry(to, from net.Conn, seen func(said []byte)) {
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			seen(buffer[:n])
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			if cw, ok := to.(*net.TCPConn); ok && errors.Is(err, io.EOF) {
				_ = cw.CloseWrite() // whoever is gone needs no word of it
			}
			return
		}
	}
}

// overWay opens a store on PostgreSQL with one connection over a counted way.
func overWay(t *testing.T) (*Store, *clock, *wayTo) {
	t.Helper()
	u := must[*url.URL](t)(url.Parse(pgSchemas.Schema(t)))
	w := &wayTo{to: u.Host}
	u.Host = w.listen(t)
	c := newClock()
	s := openTest(t, Options{Dir: t.TempDir(), URL: u.String(), Now: c.now, Rand: rand.Reader})
	pool := must[*sql.DB](t)(s.w.DB())
	pool.SetMaxOpenConns(1) // so that the second batch finds the statements of the first
	return s, c, w
}

// TestABatchTakesThreeTrips decides batches over a counted way: one trip reads, one writes and
// takes the head of the audit chain, one enters the batch there and commits it.
func TestABatchTakesThreeTrips(t *testing.T) {
	s, c, way := overWay(t)
	accounts := make([]*models.Account, 8)
	for i := range accounts {
		accounts[i] = lenderAccount(t, s, fmt.Sprintf("A-%d", i))
	}
	batch := func(name string, n int) int64 {
		events := make([]models.NewEvent, n)
		for i := range events {
			events[i] = spend(accounts[i], c, fmt.Sprintf("%s-%d", name, i), 1_000)
		}
		prepared := func(i int, _ *eventWork) {
			if i == n-1 {
				way.trips.Store(0)
			}
		}
		_, errs := inBatch(t, s, prepared, events...)
		for _, err := range errs {
			ok(t, err)
		}
		return way.trips.Load()
	}
	batch("first", 8)
	for _, n := range []int{8, 3, 1} { // another size is no other statement
		if trips := batch(fmt.Sprintf("of-%d", n), n); trips != 3 {
			t.Errorf("a batch of %d took %d trips", n, trips)
		}
	}
}

// TestWhatWaitsIsPartOfTheUnit leaves statements to a later trip that are refused, or touch
// another number of rows than they should, and goes on in each way that a unit can.
func TestWhatWaitsIsPartOfTheUnit(t *testing.T) {
	twice := step{sql: "INSERT INTO audit_heads (lane, seq, hash, seal) SELECT lane, seq, hash, seal FROM audit_heads"}
	none := step{sql: "UPDATE audit_heads SET seq = seq WHERE lane = 'nowhere'", done: func(n int64) error {
		if n != 1 {
			return models.ErrConflict
		}
		return nil
	}}
	var n int64
	then := map[string]func(*writeTx) error{
		"ends":          func(*writeTx) error { return nil },
		"reads":         func(tx *writeTx) error { return tx.db.Model(&models.Account{}).Count(&n).Error },
		"reads one row": func(tx *writeTx) error { return tx.db.Raw("SELECT count(*) FROM accounts").Row().Scan(&n) },
		"prepares": func(tx *writeTx) error {
			pool, err := tx.sqlTx()
			if err != nil {
				return err
			}
			_, err = pool.PrepareContext(tx.ctx, "SELECT 1")
			return err
		},
		"forgets": func(tx *writeTx) error { _ = tx.db.Exec("SELECT 1").Error; return nil },
	}
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		for name, next := range then {
			for what, late := range map[string]step{"refused": twice, "of another version": none} {
				err := s.write(context.Background(), models.System("test"), func(tx *writeTx) error {
					if err := tx.insert(&models.Sighting{Kind: "device", Token: what + name, AccountID: 1, At: tx.now}); err != nil {
						return err
					}
					if err := tx.audit("test.fixture", target{kind: "test"}, nil, nil, ""); err != nil {
						return err
					}
					if err := tx.later(late); err != nil {
						return err
					}
					return next(tx)
				})
				if !errors.Is(err, models.ErrConflict) {
					t.Errorf("%s, then %s: %v", what, name, err)
				}
				var there int64
				ok(t, s.w.Model(&models.Sighting{}).Where("token = ?", what+name).Count(&there).Error)
				if there != 0 {
					t.Errorf("%s, then %s: the unit is there", what, name)
				}
			}
		}
		newFixture(t, s).account(2) // the next unit is none the worse
	})
}

// TestATransactionThatFailedIsNotCommitted swallows the error of a statement: PostgreSQL rolls
// such a transaction back when it is told to commit, and says so only in passing.
func TestATransactionThatFailedIsNotCommitted(t *testing.T) {
	s, _, _ := overWay(t)
	err := s.commit(context.Background(), func(db *gorm.DB) error {
		_ = db.Exec("SELECT 1 FROM nowhere").Error
		return nil
	})
	if !errors.Is(err, pgx.ErrTxCommitRollback) {
		t.Errorf("committed: %v", err)
	}
	ok(t, s.commit(context.Background(), func(*gorm.DB) error { return nil })) // one that does nothing
	if err := s.commit(context.Background(), func(db *gorm.DB) error { return db.Exec("SELECT 1").Error }); err != nil {
		t.Errorf("the next one: %v", err)
	}
}

// TestALeftUnitEndsItsTransaction cancels units on the only connection, before and between
// their statements, and lets one panic in the midst of a trip: the next one finds it free.
func TestALeftUnitEndsItsTransaction(t *testing.T) {
	s, _, _ := overWay(t)
	for _, leave := range []func(tx *writeTx, cancel func()) error{
		func(_ *writeTx, cancel func()) error { cancel(); return context.Canceled },
		func(tx *writeTx, cancel func()) error {
			err := tx.db.Exec("UPDATE audit_heads SET seq = seq").Error
			cancel()
			return errors.Join(err, tx.trip(step{sql: "UPDATE audit_heads SET seq = seq"}))
		},
		func(tx *writeTx, _ func()) error {
			return tx.trip(step{sql: "SELECT seq FROM audit_heads FOR UPDATE", each: func(scanner) error { panic("test") }})
		},
	} {
		ctx, cancel := context.WithCancel(context.Background())
		if err := s.write(ctx, models.System("test"), func(tx *writeTx) error { return leave(tx, cancel) }); err == nil {
			t.Error("it was committed")
		}
		cancel()
		newFixture(t, s).must(func(tx *writeTx) error { return nil })
	}
}

// TestWhatOthersSayTakesOneTrip prepares an event of a device, an address and a merchant that
// nobody has seen yet, and one that is wholly in memory.
func TestWhatOthersSayTakesOneTrip(t *testing.T) {
	s, c, way := overWay(t)
	a := lenderAccount(t, s, "A-1")
	event := func(n int) models.NewEvent {
		e := spend(a, c, fmt.Sprintf("T-%d", n), 1_000)
		e.Device, e.IP, e.Merchant = fmt.Sprintf("device-%d", n), fmt.Sprintf("192.0.2.%d", n), fmt.Sprintf("m-%d", n)
		return e
	}
	prepare := func(n int) int64 {
		way.trips.Store(0)
		must[*eventWork](t)(s.prepareEvent(context.Background(), event(n)))
		return way.trips.Load()
	}
	prepare(1) // also prepares the statements
	if trips := prepare(2); trips != 1 {
		t.Errorf("an event of new things took %d trips", trips)
	}
	decideNow(t, s, event(3))
	if trips := prepare(3); trips != 0 {
		t.Errorf("an event of known things took %d trips", trips)
	}
}
