package data

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// backtestBeat is how often a running backtest renews its lease and writes how far it is:
// several times within models.JobLease, so that one late beat loses nothing. Whether it is
// still wanted is looked at between any two batches.
const backtestBeat = 3 * time.Second

// errBusy is a backtest that has to wait for another.
var errBusy = errors.New("another backtest runs")

// RunBacktests does the backtest that waits longest, if any and none runs, and reports whether
// there was one. It is apart from RunJobs because a backtest takes up to minutes. workers is
// as for Backtest. What cannot be compared ends the backtest with the reason on its row and is
// no error here.
func (s *Store) RunBacktests(ctx context.Context, owner string, workers int) (bool, error) {
	job, err := s.claimJob(ctx, owner, models.JobBacktest)
	if err != nil || job == nil {
		return false, err
	}
	switch err := s.runBacktest(ctx, *job, workers); {
	case errors.Is(err, errBusy):
		return false, s.handBack(ctx, *job)
	case err == nil, errors.Is(err, errLeaseLost), errors.Is(err, errUnwanted):
		return true, nil
	case ctx.Err() != nil:
		return true, errors.Join(ctx.Err(), s.putBack(context.WithoutCancel(ctx), *job, nil))
	case job.Attempts+1 >= models.JobMaxAttempts:
		return true, errors.Join(s.endBacktest(ctx, *job, nil, err), err)
	default:
		return true, errors.Join(err, s.putBack(ctx, *job, err))
	}
}

// runBacktest does a claimed backtest up to its report.
func (s *Store) runBacktest(ctx context.Context, job models.Job, workers int) error {
	b, err := s.beginBacktest(ctx, job)
	if err != nil {
		return err
	}
	held, stop := context.WithCancelCause(ctx)
	var done, all atomic.Int64
	beats := make(chan struct{})
	go func() {
		defer close(beats)
		s.beatBacktests(held, stop, job, b.ID, &done, &all)
	}()
	report, err := s.observedBacktest(held, job, b, workers, func(n, of int64) error {
		done.Store(n)
		all.Store(of)
		if err := context.Cause(held); err != nil {
			return err
		}
		return s.wanted(held, b.ID)
	})
	why := context.Cause(held)
	stop(nil)
	<-beats
	if err != nil && why != nil {
		err = why
	}
	var unfit *unfitError
	switch {
	case errors.As(err, &unfit):
		return s.endBacktest(ctx, job, nil, unfit.cause)
	case errors.Is(err, errUnwanted):
		return errors.Join(err, s.dropJob(ctx, job))
	case err != nil:
		return err
	}
	return s.endBacktest(ctx, job, report, nil)
}

// observedBacktest weighs what became of the accounts first, so that the newest outcomes count.
func (s *Store) observedBacktest(ctx context.Context, job models.Job, b *models.Backtest, workers int, step func(done, all int64) error) ([]byte, error) {
	if _, err := s.ObserveOutcomes(ctx, models.System(job.Kind)); err != nil {
		return nil, err
	}
	return s.Backtest(ctx, b, workers, step)
}

// beatBacktests beats until the context ends, and ends it when the backtest is not wanted any more.
func (s *Store) beatBacktests(ctx context.Context, stop context.CancelCauseFunc, job models.Job, id models.ID, done, all *atomic.Int64) {
	tick := time.NewTicker(backtestBeat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := s.beatBacktest(ctx, job, id, done.Load(), all.Load()); err != nil {
				stop(err)
				return
			}
		}
	}
}

// beginBacktest marks a backtest as running, unless another runs. It leaves no audit entry:
// that it was asked for and how it ended are what counts.
func (s *Store) beginBacktest(ctx context.Context, job models.Job) (*models.Backtest, error) {
	var b models.Backtest
	err := s.commit(ctx, func(db *gorm.DB) error {
		b = models.Backtest{}
		tx := &writeTx{ctx: ctx, db: db, store: s, now: s.Now()}
		if err := tx.take(&b, job.ObjectID); err != nil {
			return err
		}
		if !b.Open() {
			return tx.finishJob(job)
		}
		var others int64
		err := db.Model(&models.Backtest{}).Where("state = 'running' AND id <> ?", b.ID).Count(&others).Error
		if err != nil {
			return err
		}
		if others > 0 {
			return errBusy
		}
		if b.StartedAt == nil {
			b.StartedAt = &tx.now
		}
		b.State, b.Step, b.Steps = models.BacktestRunning, 0, 0
		// The version stays: that it runs is no reason to refuse the form that cancels it.
		return db.Model(&b).Select("state", "started_at", "step", "steps").Updates(&b).Error
	})
	switch {
	case duplicate(err): // another worker began one at the same moment
		return nil, errBusy
	case err == nil && !b.Open():
		return nil, errUnwanted
	}
	return &b, err
}

// wanted returns errUnwanted when a backtest was cancelled.
func (s *Store) wanted(ctx context.Context, id models.ID) error {
	var states []models.BacktestState
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Model(&models.Backtest{}).Where("id = ?", id).Pluck("state", &states).Error
	})
	if err == nil && (len(states) == 0 || states[0] != models.BacktestRunning) {
		err = errUnwanted
	}
	return err
}

// beatBacktest renews the lease and writes how far the backtest is. errUnwanted when it was
// cancelled or another worker took it over.
func (s *Store) beatBacktest(ctx context.Context, job models.Job, id models.ID, done, all int64) error {
	return s.commit(ctx, func(db *gorm.DB) error {
		held := heldJob(db, job).Update("lease_until", s.leaseAt(models.JobLease))
		if held.Error != nil {
			return held.Error
		}
		running := db.Model(&models.Backtest{}).Where("id = ? AND state = 'running'", id).
			Updates(map[string]any{"step": done, "steps": all})
		if running.Error == nil && (held.RowsAffected == 0 || running.RowsAffected == 0) {
			return errUnwanted
		}
		return running.Error
	})
}

func heldJob(db *gorm.DB, job models.Job) *gorm.DB {
	return db.Model(&models.Job{}).Where("id = ? AND token = ? AND state = 'ready'", job.ID, job.Token)
}

// dropJob ends the job of a backtest that was cancelled, unless another worker holds it by now.
func (s *Store) dropJob(ctx context.Context, job models.Job) error {
	return s.commit(ctx, func(db *gorm.DB) error {
		var open int64
		states := []models.BacktestState{models.BacktestQueued, models.BacktestRunning}
		err := db.Model(&models.Backtest{}).Where("id = ? AND state IN ?", job.ObjectID, states).Count(&open).Error
		if err != nil || open > 0 {
			return err
		}
		return heldJob(db, job).Updates(map[string]any{"state": models.JobDone, "done_at": s.Now(), "lease_until": nil}).Error
	})
}

// putBack lets a backtest wait again: at once when the program stops, later when it failed.
// Others may run in the meantime.
func (s *Store) putBack(ctx context.Context, job models.Job, cause error) error {
	err := s.commit(ctx, func(db *gorm.DB) error {
		var held int64
		if err := heldJob(db, job).Count(&held).Error; err != nil || held == 0 {
			return err
		}
		return db.Model(&models.Backtest{}).Where("id = ? AND state = 'running'", job.ObjectID).
			Update("state", models.BacktestQueued).Error
	})
	if err != nil {
		return err
	}
	if cause == nil {
		return s.handBack(ctx, job)
	}
	return s.failJob(ctx, job, cause)
}

// endBacktest stores the report, or why there is none, and marks the job done, in one unit: a
// worker whose lease was lost leaves nothing.
func (s *Store) endBacktest(ctx context.Context, job models.Job, report []byte, problem error) error {
	return translate(s.commit(ctx, func(db *gorm.DB) error {
		tx := &writeTx{ctx: ctx, db: db, store: s, actor: models.System(job.Kind), now: s.Now()}
		if err := tx.finishJob(job); err != nil {
			return err
		}
		var b models.Backtest
		if err := tx.take(&b, job.ObjectID); err != nil {
			return err
		}
		if !b.Open() {
			return nil // cancelled at the last moment
		}
		before := map[string]any{"state": b.State}
		b.EndedAt = &tx.now
		after := map[string]any{}
		if problem != nil {
			b.State, b.Problem = models.BacktestFailed, firstLine(problem)
			after["problem"] = b.Problem
		} else {
			b.State, b.Report, b.Step = models.BacktestDone, report, b.Steps
			sum := sha256.Sum256(report)
			after["report"] = hex.EncodeToString(sum[:])
		}
		after["state"] = b.State
		if err := tx.update(&b, &b.Version, "state", "problem", "report", "step", "ended_at"); err != nil {
			return err
		}
		if err := tx.audit(models.ActionBacktestEnded, backtestTarget(&b), before, after, ""); err != nil {
			return err
		}
		return tx.chain()
	}))
}
