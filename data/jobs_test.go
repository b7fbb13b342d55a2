package data

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"candor/models"
)

// kindTest is a job that exists only in these tests.
const kindTest = "test.effect"

// queueTest puts n jobs in.
func queueTest(t *testing.T, s *Store, n int) {
	t.Helper()
	ok(t, s.write(context.Background(), anna, func(tx *writeTx) error {
		for i := range n {
			if err := tx.enqueue(kindTest, fmt.Sprintf("test:%d", i), models.ID(i+1), tx.now); err != nil {
				return err
			}
		}
		return tx.audit("test.queued", target{kind: "test"}, nil, nil, "")
	}))
}

// leave is an effect that can be counted: one audit entry by the object's id.
func leave(tx *writeTx, job models.Job) error {
	return tx.audit("test.effect", target{kind: "test", id: fmt.Sprint(job.ObjectID)}, nil, nil, "")
}

// TestEachJobHasItsEffectOnce runs workers of which some die with a job in their hands, at
// any point: before it, or after it when only the answer is lost.
func TestEachJobHasItsEffectOnce(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		const jobs, workers = 300, 6
		queueTest(t, s, jobs)
		var wg sync.WaitGroup
		for w := range workers {
			wg.Go(func() {
				r := mathrand.New(mathrand.NewPCG(uint64(w), 1))
				for idle := 0; idle < 40; {
					held, err := s.claimJobs(context.Background(), fmt.Sprintf("worker-%d", w), 1+r.IntN(3), kindTest)
					if err != nil {
						t.Error(err)
						return
					}
					if len(held) == 0 {
						idle++
						c.advance(time.Second)
					}
					for _, job := range held {
						fate := r.IntN(4)
						if fate == 0 { // killed while holding it and the rest; the leases pass
							c.advance(3 * time.Second)
							break
						}
						if fate == 1 { // slow: others may take them over meanwhile
							c.advance(5 * time.Second)
						}
						if err := s.runJob(context.Background(), job, leave); err != nil && !errors.Is(err, errLeaseLost) {
							t.Error(err)
						}
					}
				}
			})
		}
		wg.Wait()
		if n := audited(t, s, "test.effect"); n != jobs {
			t.Errorf("%d effects of %d jobs", n, jobs)
		}
		if n := count(t, s, &models.Job{}, "state = ?", models.JobDone); n != jobs {
			t.Errorf("%d jobs done", n)
		}
		seen := map[string]bool{}
		entries := must[[]models.AuditEntry](t)(s.AuditEntries(context.Background(), models.AuditFilter{Action: "test.effect", Limit: 1000}))
		for _, e := range entries {
			if seen[e.ObjectID] {
				t.Errorf("job %s had its effect twice", e.ObjectID)
			}
			seen[e.ObjectID] = true
		}
	})
}

// TestJobsAreClaimedInOrderAndHandedBack claims a few at once, the longest due first, and gives those back that the program's end leaves.
func TestJobsAreClaimedInOrderAndHandedBack(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		queueTest(t, s, 7)
		claim := func(most int) (objects []models.ID, held []models.Job) {
			held = must[[]models.Job](t)(s.claimJobs(ctx, "worker", most, kindTest))
			for _, j := range held {
				objects = append(objects, j.ObjectID)
			}
			return objects, held
		}
		first, held := claim(5)
		rest, _ := claim(5)
		if len(first) != 5 || len(rest) != 2 || !slices.IsSorted(slices.Concat(first, rest)) {
			t.Fatalf("claimed %v, then %v", first, rest)
		}
		ok(t, s.handBack(ctx, held[3:]...))
		if again, _ := claim(5); !slices.Equal(again, first[3:]) {
			t.Errorf("after %v were handed back, %v were claimed", first[3:], again)
		}
	})
}

// TestNothingWaitsBehindALongJob claims a long job among others: what was due after it is free for other workers.
func TestNothingWaitsBehindALongJob(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		queueTest(t, s, 2)
		c.advance(time.Second)
		ok(t, s.write(ctx, anna, func(tx *writeTx) error {
			if err := tx.enqueue(models.JobDrift, "long", 3, tx.now); err != nil {
				return err
			}
			return tx.audit("test.queued", target{kind: "test"}, nil, nil, "")
		}))
		c.advance(time.Second)
		ok(t, s.write(ctx, anna, func(tx *writeTx) error {
			if err := tx.enqueue(kindTest, "after", 4, tx.now); err != nil {
				return err
			}
			return tx.audit("test.queued", target{kind: "test"}, nil, nil, "")
		}))
		held := must[[]models.Job](t)(s.claimJobs(ctx, "worker", claimMost, kindTest, models.JobDrift))
		kept := must[[]models.Job](t)(s.throughLong(ctx, held, longJobFuncs()))
		if len(held) != 4 || len(kept) != 3 || kept[2].Kind != models.JobDrift {
			t.Fatalf("claimed %d jobs, kept %+v", len(held), kept)
		}
		if other := must[*models.Job](t)(s.claimJob(ctx, "other", kindTest)); other == nil || other.ObjectID != 4 {
			t.Errorf("another worker got %+v", other)
		}
	})
}

func TestALateWorkerCannotFinish(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		queueTest(t, s, 1)
		slow := must[*models.Job](t)(s.claimJob(ctx, "slow", kindTest))
		if again := must[*models.Job](t)(s.claimJob(ctx, "quick", kindTest)); again != nil {
			t.Fatalf("claimed twice: %+v", again)
		}
		c.advance(models.JobLease + time.Second)
		quick := must[*models.Job](t)(s.claimJob(ctx, "quick", kindTest))
		if quick == nil || quick.Token != slow.Token+1 {
			t.Fatalf("takeover = %+v", quick)
		}
		if err := s.runJob(ctx, *slow, leave); !errors.Is(err, errLeaseLost) {
			t.Errorf("the slow worker: err = %v", err)
		}
		ok(t, s.runJob(ctx, *quick, leave))
		if n := audited(t, s, "test.effect"); n != 1 {
			t.Errorf("%d effects", n)
		}
	})
}

// TestAPoisonJobDoesNotBlockTheOthers has one job in two hundred that always fails.
func TestAPoisonJobDoesNotBlockTheOthers(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		queueTest(t, s, 200)
		boom := func(tx *writeTx, job models.Job) error {
			if err := leave(tx, job); err != nil || job.ObjectID != 1 {
				return err
			}
			panic("deliberate")
		}
		drain := func() {
			for {
				job := must[*models.Job](t)(s.claimJob(ctx, "test", kindTest))
				if job == nil {
					return
				}
				if err := s.runJob(ctx, *job, boom); err != nil {
					ok(t, s.failJob(ctx, *job, err))
				}
			}
		}
		drain()
		if n := audited(t, s, "test.effect"); n != 199 {
			t.Errorf("%d effects beside the poison", n)
		}
		for range models.JobMaxAttempts {
			c.advance(time.Hour)
			drain()
		}
		dead := must[[]models.Job](t)(s.Jobs(ctx, models.JobDead, 10))
		if len(dead) != 1 || dead[0].Attempts != models.JobMaxAttempts || dead[0].LastError != "panic in a unit of work: deliberate" {
			t.Errorf("dead = %+v", dead)
		}
		if audited(t, s, "test.effect") != 199 || audited(t, s, models.ActionJobFailed) != 1 {
			t.Error("the poison had an effect, or was buried without a record")
		}
	})
}

func TestTheSameWorkIsQueuedOnce(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		for range 3 {
			queueTest(t, s, 5)
		}
		if n := count(t, s, &models.Job{}, "kind = ?", kindTest); n != 5 {
			t.Errorf("%d jobs", n)
		}
		if done := runAll(t, s); done != 0 {
			t.Errorf("did %d jobs of a kind this program does not know", done)
		}
	})
}

func TestAMessageCanBeRecalledForAMinute(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		a := lenderAccount(t, s, "1")
		put(t, s, c, a.ID, models.SanctionRestrict)
		put(t, s, c, a.ID, models.SanctionLimitCut)
		sent := must[[]models.Message](t)(s.Messages(ctx, a.ID))
		c.advance(59 * time.Second)
		ok(t, s.RecallMessage(ctx, anna, sent[0].ID))
		c.advance(2 * time.Second)
		if err := s.RecallMessage(ctx, anna, sent[1].ID); !errors.Is(err, models.ErrState) {
			t.Errorf("late recall: err = %v", err)
		}
		runAll(t, s)
		after := must[[]models.Message](t)(s.Messages(ctx, a.ID))
		if after[0].State != models.MessageRecalled || after[1].State != models.MessageReady {
			t.Errorf("states %s, %s", after[0].State, after[1].State)
		}
		if _, _, name, err := s.Message(ctx, sent[0].ID); err != nil || name != "张**" {
			t.Errorf("name %q, %v", name, err)
		}
	})
}

// skewed opens two stores on one schema of PostgreSQL whose machines' clocks differ by ten minutes.
func skewed(t *testing.T) (behind, ahead *Store) {
	t.Helper()
	url, keys := pgSchemas.Schema(t), ""
	open := func(by time.Duration) *Store {
		dir := t.TempDir()
		if keys != "" {
			ok(t, os.CopyFS(filepath.Join(dir, "keys"), os.DirFS(keys)))
		}
		keys = filepath.Join(dir, "keys")
		return openTest(t, Options{Dir: dir, URL: url, Now: func() time.Time { return time.Now().Add(by) }, Rand: rand.Reader})
	}
	return open(0), open(10 * time.Minute)
}

// TestClocksThatDifferDoNotRunAJobTwice lets two replicas whose clocks differ by more than a lease claim one job: the one that is ahead
// does not take a lease that runs, nor does the one that is behind lose its own or wait for a lease of the other for ten minutes (F8).
func TestClocksThatDifferDoNotRunAJobTwice(t *testing.T) {
	ctx := context.Background()
	behind, ahead := skewed(t)
	queueTest(t, behind, 1)
	claim := func(s *Store) *models.Job { return must[*models.Job](t)(s.claimJob(ctx, "worker", kindTest)) }
	job := claim(behind)
	if other := claim(ahead); job == nil || other != nil {
		t.Fatalf("claimed %+v, and again %+v", job, other)
	}
	long := func(ctx context.Context, _ *Store, _ models.Actor) error {
		if other := claim(ahead); other != nil {
			t.Errorf("a long job that runs was claimed again: %+v", other)
		}
		return ctx.Err()
	}
	ok(t, behind.runLong(ctx, *job, long))
	var done models.Job
	ok(t, behind.w.Where("id = ?", job.ID).Take(&done).Error)
	if done.State != models.JobDone {
		t.Errorf("the job is %s", done.State)
	}

	ok(t, behind.w.Model(&done).Updates(map[string]any{"state": models.JobReady, "done_at": nil}).Error)
	job = claim(ahead)
	ok(t, behind.w.Exec("UPDATE jobs SET lease_until = lease_until - INTERVAL '40 seconds'").Error) // it has run out
	taken := claim(behind)
	if taken == nil || taken.Token != job.Token+1 {
		t.Fatalf("a lease that is over is not taken over: %+v", taken)
	}
	if err := ahead.runJob(ctx, *job, leave); !errors.Is(err, errLeaseLost) {
		t.Errorf("the late worker: %v", err)
	}
	ok(t, behind.runJob(ctx, *taken, leave))
}
