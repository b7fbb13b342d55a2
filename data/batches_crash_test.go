package data

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// batchCrashDir tells a re-executed test binary to be the worker that is killed, and
// batchCrashAhead how far its clock is ahead.
const (
	batchCrashDir   = "CANDOR_BATCH_CRASH_DIR"
	batchCrashAhead = "CANDOR_BATCH_CRASH_AHEAD"
)

// ahead is a clock that runs ahead, so that the lease of who was killed is over.
func ahead(d time.Duration) func() time.Time { return func() time.Time { return time.Now().Add(d) } }

// openMany adds n accounts with an open case of one flag each.
func (f *fixture) openMany(n int) {
	f.Helper()
	f.must(func(tx *writeTx) error {
		var accounts []models.Account
		var cases []models.Case
		var flags []models.Flag
		for range n {
			id, c := must[models.ID](f.T)(tx.id()), must[models.ID](f.T)(tx.id())
			accounts = append(accounts, models.Account{ID: id, Source: "bulk", ExternalID: id.Public("x"), Status: models.StatusActive, Reach: []models.Function{}, Declared: map[string]string{}, CreatedAt: tx.now, UpdatedAt: tx.now, Version: 1})
			cases = append(cases, models.Case{ID: c, AccountID: id, State: models.CaseOpen, Severity: 1, ExposureFen: 100, OpenedAt: tx.now, DueAt: tx.now, Version: 1})
			flags = append(flags, models.Flag{ID: must[models.ID](f.T)(tx.id()), CaseID: c, AccountID: id, Source: "model", Code: "score_low", Severity: 1, RaisedAt: tx.now, State: models.FlagOpen})
		}
		if err := tx.insertMany(accounts, 40); err != nil {
			return err
		}
		if err := tx.insertMany(cases, 40); err != nil {
			return err
		}
		return tx.insertMany(flags, 15)
	})
}

// workUntilKilled is the killed process: it works off one part after another and says so.
func workUntilKilled(dir string) {
	by, err := time.ParseDuration(os.Getenv(batchCrashAhead))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	s, err := Open(context.Background(), Options{Dir: dir, Now: ahead(by), Rand: rand.Reader})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for {
		n, err := s.RunJobs(context.Background(), "killed", 1)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if n > 0 {
			fmt.Println("part")
		}
	}
}

// TestABatchGoesOnAfterAKill kills the worker in the middle of a batch and of undoing it, and
// lets another go on: no item is done twice, and none is forgotten.
func TestABatchGoesOnAfterAKill(t *testing.T) {
	if dir := os.Getenv(batchCrashDir); dir != "" {
		workUntilKilled(dir)
	}
	const n = 500
	dir := t.TempDir()
	open := func(now func() time.Time) *Store {
		s, err := Open(ctx, Options{Dir: dir, Now: now, Rand: rand.Reader})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := open(time.Now)
	newFixture(t, s).openMany(n)
	b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, models.MakeBatch{Kind: models.BatchClear, Cases: &models.CaseFilter{Now: s.Now()}, Reason: "because"}))
	confirmed(t, s, leadA, b)
	ok(t, s.Close())
	killWorker(t, dir, 0, 3)
	s = open(ahead(2 * models.JobLease))
	half := stored1[models.Batch](t, s, b.ID)
	if half.State != models.BatchRunning || half.Done < 3 || half.Eligible == 0 {
		t.Fatalf("after the kill: %+v", half)
	}
	done := worked(t, s, b.ID)
	if done.State != models.BatchDone || done.Done != n {
		t.Errorf("in the end: %+v", done)
	}
	if closed := count(t, s, &models.AuditEntry{}, "action = ?", models.ActionCaseDecided); closed != n {
		t.Errorf("%d cases were closed, of %d", closed, n)
	}
	must[*models.Batch](t)(s.UndoBatch(ctx, leadA, b.ID, done.Version))
	ok(t, s.Close())
	killWorker(t, dir, 3*models.JobLease, 2)
	s = open(ahead(5 * models.JobLease))
	defer func() { ok(t, s.Close()) }()
	if back := worked(t, s, b.ID); back.State != models.BatchUndone || back.Undone != n {
		t.Errorf("undone: %+v", back)
	}
	if opened := count(t, s, &models.AuditEntry{}, "action = ?", models.ActionCaseReopened); opened != n {
		t.Errorf("%d cases were opened again, of %d", opened, n)
	}
	if left := count(t, s, &models.Flag{}, "state <> ?", models.FlagOpen); left != 0 {
		t.Errorf("%d flags are not open again", left)
	}
	if chain, err := s.VerifyAudit(ctx, nil); err != nil || !chain.OK {
		t.Errorf("chain = %+v, %v", chain, err)
	}
}

// killWorker starts a worker and kills it after it did some parts.
func killWorker(t *testing.T, dir string, by time.Duration, parts int) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestABatchGoesOnAfterAKill$")
	cmd.Env = append(os.Environ(), batchCrashDir+"="+dir, batchCrashAhead+"="+by.String())
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	pipe, err := cmd.StdoutPipe()
	ok(t, err)
	ok(t, cmd.Start())
	// Whatever happens it does not run on.
	stop := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	defer stop.Stop()
	lines := bufio.NewScanner(pipe)
	seen := 0
	for seen < parts && lines.Scan() {
		seen++
	}
	ok(t, cmd.Process.Kill())
	var exit *exec.ExitError
	if err := cmd.Wait(); seen < parts || !errors.As(err, &exit) {
		t.Fatalf("%d parts before the kill: %v %s", seen, err, stderr.String())
	}
}

// TestTwoReplicasWorkOneBatchOnce lets three servers work off one batch together.
func TestTwoReplicasWorkOneBatchOnce(t *testing.T) {
	stores, _ := replicas(t, 3)
	s := stores[0]
	const n = 300
	newFixture(t, s).openMany(n)
	b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, models.MakeBatch{Kind: models.BatchClear, Cases: &models.CaseFilter{Now: s.Now()}, Reason: "because"}))
	confirmed(t, s, leadA, b)
	var wg sync.WaitGroup
	for i, other := range stores {
		wg.Go(func() {
			for range 10_000 { // until nothing is left
				if _, err := other.RunJobs(ctx, fmt.Sprint("replica", i), 1); err != nil {
					t.Error(err)
					return
				}
				var now models.Batch
				if err := other.read(ctx, func(db *gorm.DB) error { return db.Where("id = ?", b.ID).Take(&now).Error }); err != nil || !now.Open() {
					return
				}
			}
		})
	}
	wg.Wait()
	got := stored1[models.Batch](t, s, b.ID)
	if got.State != models.BatchDone || got.Done != n || got.Eligible != 0 {
		t.Errorf("batch = %+v", got)
	}
	if closed := count(t, s, &models.AuditEntry{}, "action = ?", models.ActionCaseDecided); closed != n {
		t.Errorf("%d cases were closed, of %d", closed, n)
	}
	if ended := count(t, s, &models.AuditEntry{}, "action = ?", models.ActionBulkEnded); ended != 1 {
		t.Errorf("it ended %d times", ended)
	}
}

// TestASingleDecisionBesideABatchWins lets people claim cases while a batch closes them: each
// case is either theirs or closed by the batch, never both.
func TestASingleDecisionBesideABatchWins(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		const n = 120
		newFixture(t, s).openMany(n)
		b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, models.MakeBatch{Kind: models.BatchClear, Cases: &models.CaseFilter{Now: s.Now()}, Reason: "because"}))
		confirmed(t, s, leadA, b)
		mine := map[models.ID]bool{}
		var wg sync.WaitGroup
		wg.Go(func() {
			for i := range n / 3 {
				c, err := s.NextCase(ctx, bob, models.CaseFilter{Now: s.Now(), Sort: models.SortNewest})
				if errors.Is(err, models.ErrNotFound) {
					return
				}
				if err != nil {
					t.Errorf("claim %d: %v", i, err)
					return
				}
				mine[c.ID] = true
			}
		})
		runAll(t, s)
		wg.Wait()
		got := worked(t, s, b.ID)
		if got.State != models.BatchDone || got.Done+got.Excluded != n || got.Excluded != len(mine) {
			t.Errorf("batch = %+v, %d were claimed", got, len(mine))
		}
		for id, it := range itemsOf(t, s, b.ID) {
			c := stored1[models.Case](t, s, id)
			if mine[id] != (c.State == models.CaseOpen && c.AssigneeID == bob.UserID && it.State == models.ItemExcluded && it.Code == models.CodeClaimed) {
				t.Errorf("claimed %t, case %+v, item %+v", mine[id], c, it)
			}
		}
	})
}
