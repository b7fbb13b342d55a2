package data

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"candor/models"
)

// forEachPair runs a test on a store and what stands for another process beside it: a
// replica on PostgreSQL, and on SQLite, which has one writer, a store open to look only.
// Both have the same keys folder.
func forEachPair(t *testing.T, subjects bool, test func(t *testing.T, s, beside *Store, c *clock)) {
	t.Helper()
	pair := func(t *testing.T, url string) {
		c := newClock()
		o := Options{Dir: t.TempDir(), URL: url, SubjectKeys: subjects, Now: c.now, Rand: rand.Reader}
		s := openTest(t, o)
		if url == "" {
			o.ReadOnly = true
		} else {
			shared := filepath.Join(o.Dir, "keys")
			o.Dir = t.TempDir()
			ok(t, os.Symlink(shared, filepath.Join(o.Dir, "keys")))
		}
		test(t, s, openTest(t, o), c)
	}
	t.Run("sqlite", func(t *testing.T) { pair(t, "") })
	t.Run("postgres", func(t *testing.T) { pair(t, pgSchemas.Schema(t)) })
}

// work does jobs as a server does until cond holds.
func work(t *testing.T, s *Store, cond func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !cond(); {
		if time.Now().After(end) {
			t.Fatal("the jobs do not come to an end")
		}
		_, err := s.RunJobs(context.Background(), "worker", 100)
		ok(t, err)
	}
}

// TestRotationUnderLoadFailsNoRead rotates to SM4 and back while people read and write
// through two processes, and destroys the old keys each time (S52).
func TestRotationUnderLoadFailsNoRead(t *testing.T) {
	for name, subjects := range map[string]bool{"plain": false, "subject keys": true} {
		t.Run(name, func(t *testing.T) {
			forEachPair(t, subjects, func(t *testing.T, s, beside *Store, c *clock) { rotateUnderLoad(t, s, beside, c) })
		})
	}
}

func rotateUnderLoad(t *testing.T, s, beside *Store, c *clock) {
	ctx := context.Background()
	var accounts []models.ID
	for i := range 12 {
		a, _, err := s.PutAccount(ctx, anna, sent(fmt.Sprintf("L%d", i)))
		ok(t, err)
		accounts = append(accounts, a.ID)
	}
	for i := range resealBatch + 50 { // more than one batch
		must[*models.Note](t)(s.AddNote(ctx, anna, models.NewNote{AccountID: accounts[i%12], Text: "before"}))
	}
	l := startLoad(t, accounts, s, beside)
	for _, algorithm := range []string{"sm4-gcm", "aes-256-gcm"} {
		before := s.vault.Primary()
		r := must[*models.Rotation](t)(s.StartRotation(ctx, anna, algorithm))
		if _, err := s.StartRotation(ctx, anna, algorithm); !errors.Is(err, models.ErrForbidden) {
			t.Errorf("a second rotation at once: %v", err)
		}
		work(t, s, func() bool { return must[*models.VaultState](t)(s.VaultState(ctx)).Rotation.FinishedAt != nil })
		must[time.Time](t)(s.AskRetire(ctx, anna))
		for range 4 { // whoever held something of before has let go of it by then
			time.Sleep(50 * time.Millisecond)
			c.advance(models.RetireDelay/4 + time.Second)
		}
		work(t, s, func() bool { return !s.vault.Has(before) })
		ok(t, beside.RefreshKeys())
		if keys := beside.vault.Keys(); len(keys) != 1 || int64(keys[0].ID) != r.KeyID || string(keys[0].Algorithm) != algorithm {
			t.Errorf("keys %+v after the rotation to %s", keys, algorithm)
		}
	}
	l.end()
	if n := len(unreadableEntries(t, s)); n > 0 {
		t.Errorf("%d values did not open", n)
	}
	if done, bad, err := s.resealStale(ctx, anna); err != nil || done+bad > 0 {
		t.Errorf("%d values were left under old keys, %d do not open: %v", done, bad, err)
	}
	if l.reads.Load() == 0 || l.done.Load() == 0 {
		t.Errorf("%d reads and %d writes are no load", l.reads.Load(), l.done.Load())
	}
	t.Logf("%d identities read and %d pairs of writes beside two rotations, 0 failed", l.reads.Load(), l.done.Load())
}

// TestWritersWithoutTheKeyOfNowStop has a process whose keys folder was left behind: it must
// not seal with a key that the others gave up.
func TestWritersWithoutTheKeyOfNowStop(t *testing.T) {
	c := newClock()
	url := pgSchemas.Schema(t)
	o := Options{Dir: t.TempDir(), URL: url, Now: c.now, Rand: rand.Reader}
	s := openTest(t, o)
	a, _, err := s.PutAccount(context.Background(), anna, sent("A1"))
	ok(t, err)
	o.Dir = t.TempDir()
	ok(t, os.CopyFS(filepath.Join(o.Dir, "keys"), os.DirFS(filepath.Join(s.dir, "keys"))))
	left := openTest(t, o)
	must[*models.Note](t)(left.AddNote(context.Background(), anna, models.NewNote{AccountID: a.ID, Text: "fine"}))
	must[*models.Rotation](t)(s.RotateKeys(context.Background(), anna, "aes-256-gcm", nil))
	if _, err := left.AddNote(context.Background(), anna, models.NewNote{AccountID: a.ID, Text: "lost"}); err == nil {
		t.Error("a value was sealed with a key that is about to be destroyed")
	}
}

// meetRotation starts a rotation while hold is in the middle of its own transaction, lets that
// go on a little later, and counts what is sealed with the old key after both.
func meetRotation(t *testing.T, s *Store, hold func(inside chan<- struct{}, goOn <-chan struct{})) {
	t.Helper()
	inside, goOn := make(chan struct{}), make(chan struct{})
	var both sync.WaitGroup
	both.Go(func() { hold(inside, goOn) })
	<-inside
	both.Go(func() {
		if _, err := s.RotateKeys(context.Background(), anna, "aes-256-gcm", nil); err != nil {
			t.Error(err)
		}
	})
	time.Sleep(500 * time.Millisecond) // enough for a rotation that waits for nobody to end
	close(goOn)
	both.Wait()
	var stale int
	for _, p := range sealedPlaces() {
		rows, err := p.sealedRows(s.w, 0, s.vault.Primary(), 100)
		ok(t, err)
		stale += len(rows)
	}
	if stale > 0 {
		t.Errorf("%d rows are sealed with the key before: destroying it would lose them", stale)
	}
}

// TestRotationWaitsForWhoeverSeals has a unit that sealed with the key of before and commits
// after the rotation began. On SQLite units never overlap.
func TestRotationWaitsForWhoeverSeals(t *testing.T) {
	s := openTest(t, Options{Dir: t.TempDir(), URL: pgSchemas.Schema(t), Now: newClock().now, Rand: rand.Reader})
	a, _, err := s.PutAccount(context.Background(), anna, sent("A1"))
	ok(t, err)
	meetRotation(t, s, func(inside chan<- struct{}, goOn <-chan struct{}) {
		err := s.write(context.Background(), anna, func(tx *writeTx) error {
			id, err := tx.id()
			if err != nil {
				return err
			}
			words, err := tx.seal("late", notePlace(id), 0)
			if err != nil {
				return err
			}
			close(inside)
			<-goOn
			if err := tx.insert(&models.Note{ID: id, AccountID: a.ID, AuthorName: "Anna", At: tx.now, Text: words}); err != nil {
				return err
			}
			return tx.tellFixture()
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// TestRotationWaitsForWhoeverWritesBack has a source that sends no identity: the account's
// sealed fields are read, and written back as they were.
func TestRotationWaitsForWhoeverWritesBack(t *testing.T) {
	s := openTest(t, Options{Dir: t.TempDir(), URL: pgSchemas.Schema(t), Now: newClock().now, Rand: rand.Reader})
	_, _, err := s.PutAccount(context.Background(), anna, sent("A1"))
	ok(t, err)
	again := sent("A1")
	again.Personal, again.IncomeFen = nil, 1
	meetRotation(t, s, func(inside chan<- struct{}, goOn <-chan struct{}) {
		lines := s.w.Begin() // keeps the put between its reading and its writing
		if err := lines.Exec("SELECT id FROM credit_lines FOR UPDATE").Error; err != nil {
			t.Error(err)
		}
		var put sync.WaitGroup
		put.Go(func() {
			if _, _, err := s.PutAccount(context.Background(), anna, again); err != nil {
				t.Error(err)
			}
		})
		time.Sleep(300 * time.Millisecond)
		close(inside)
		<-goOn
		if err := lines.Rollback().Error; err != nil {
			t.Error(err)
		}
		put.Wait()
	})
}

// TestOldKeysOutliveTheRotationThatNeedsThem asks for their end and then rotates again: the
// key between is what everything is sealed with until the second rotation is through.
func TestOldKeysOutliveTheRotationThatNeedsThem(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a, _, err := s.PutAccount(ctx, anna, sent("A1"))
		ok(t, err)
		first := must[*models.Rotation](t)(s.RotateKeys(ctx, anna, "sm4-gcm", nil))
		must[time.Time](t)(s.AskRetire(ctx, anna))
		c.advance(models.RetireDelay)
		must[*models.Rotation](t)(s.RotateKeys(ctx, anna, "aes-256-gcm", nil))
		for range 10 {
			must[int](t)(s.RunJobs(ctx, "worker", 10))
		}
		if !s.vault.Has(uint32(first.KeyID)) {
			t.Error("the key was destroyed while people may hold what it sealed")
		}
		c.advance(models.RetireDelay)
		work(t, s, func() bool { return len(s.vault.Keys()) == 1 })
		if name := must[map[models.ID]models.Personal](t)(s.MaskedNames(ctx, []models.ID{a.ID})); name[a.ID].Name != "李*" {
			t.Errorf("the name is %q", name[a.ID].Name)
		}
	})
}
