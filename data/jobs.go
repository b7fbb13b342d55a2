package data

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/models"
)

// jobFunc is what a job does, in the same unit of work that marks the job done: either
// both happen or neither, so each effect happens once. It returns errIdle, having changed
// nothing, when there is nothing left to do.
type jobFunc func(tx *writeTx, job models.Job) error

// errIdle is a job that found its work done or no longer wanted.
var errIdle = errors.New("nothing to do")

// errLeaseLost is a job that another worker may have taken over in the meantime.
var errLeaseLost = errors.New("the lease of this job is lost")

// jobFuncs is the work of each kind. Jobs of other kinds stay ready and wait for a
// program that knows them.
func jobFuncs() map[string]jobFunc {
	return map[string]jobFunc{
		models.JobLimitApply:      (*writeTx).runLimitApply,
		models.JobLimitExpire:     (*writeTx).runLimitExpire,
		models.JobLimitLapse:      (*writeTx).runLimitLapse,
		models.JobLimitReview:     (*writeTx).runLimitReview,
		models.JobSanctionExpire:  (*writeTx).runSanctionExpire,
		models.JobSanctionLapse:   (*writeTx).runSanctionLapse,
		models.JobSanctionReview:  (*writeTx).runSanctionReview,
		models.JobAppealDue:       (*writeTx).runAppealDue,
		models.JobAppealExecute:   (*writeTx).runAppealExecute,
		models.JobMessageRelease:  (*writeTx).runMessageRelease,
		models.JobOverrideEnd:     (*writeTx).runOverrideEnd,
		models.JobOverrideLapse:   (*writeTx).runOverrideLapse,
		models.JobAsideEnd:        (*writeTx).runAsideEnd,
		models.JobAsideLapse:      (*writeTx).runAsideLapse,
		models.JobTagEnd:          (*writeTx).runTagEnd,
		models.JobHardshipEnd:     (*writeTx).runHardshipEnd,
		models.JobChallengeExpire: (*writeTx).runChallengeExpire,
		models.JobEventLapse:      (*writeTx).runEventLapse,
		models.JobVaultReseal:     (*writeTx).runVaultReseal,
		models.JobModelRetrain:    (*writeTx).runRetrain,
		models.JobPromotionLapse:  (*writeTx).runPromotionLapse,
		models.JobListLapse:       (*writeTx).runListLapse,
		models.JobRules:           (*writeTx).runRulesRecount,
		models.JobCaseWake:        (*writeTx).runCaseWake,
		models.JobAppealWarn:      (*writeTx).runAppealWarn,
		models.JobAppealEscalate:  (*writeTx).runAppealEscalate,
		models.JobAppealEvidence:  (*writeTx).runAppealEvidence,
		models.JobBatch:           (*writeTx).runBatch,
		models.JobBatchLapse:      (*writeTx).runBatchLapse,
		models.JobExportExpire:    (*writeTx).runExportExpire,
		models.JobPolicyPublish:   (*writeTx).runPolicyPublish,
	}
}

// longJobFunc is a job that writes in many units of its own. Running it again after a
// broken run must do no harm, because its effect and its end are not one unit.
type longJobFunc func(ctx context.Context, s *Store, actor models.Actor) error

// longLease is how long a long job is held.
const longLease = 10 * time.Minute

func longJobFuncs() map[string]longJobFunc {
	return map[string]longJobFunc{
		models.JobRescore: func(ctx context.Context, s *Store, actor models.Actor) error {
			_, err := s.Rescore(ctx, actor, nil)
			return err
		},
		models.JobVaultRetire: runVaultRetire,
		models.JobDrift: func(ctx context.Context, s *Store, actor models.Actor) error {
			_, err := s.LookAtDrift(ctx, actor)
			return err
		},
		models.JobEffect:     func(ctx context.Context, s *Store, actor models.Actor) error { return s.RunEffects(ctx, actor) },
		models.JobPolicyCuts: func(ctx context.Context, s *Store, actor models.Actor) error { return s.CountCuts(ctx, actor) },
		models.JobEffectDaily: func(ctx context.Context, s *Store, actor models.Actor) error {
			_, err := s.LookAtEffects(ctx, actor)
			return err
		},
		models.JobRadar: func(ctx context.Context, s *Store, actor models.Actor) error {
			_, err := s.RefreshRadar(ctx, actor)
			return err
		},
	}
}

// enqueue adds a job to be done at or after a time. The same unique key is queued once,
// ever: a repeat is no error and adds nothing.
func (tx *writeTx) enqueue(kind, unique string, object models.ID, runAt time.Time) error {
	id, err := tx.id()
	if err != nil {
		return err
	}
	job := models.Job{
		ID: id, Kind: kind, UniqueKey: unique, ObjectID: object, RunAt: stamp(runAt),
		State: models.JobReady, CreatedAt: tx.now,
	}
	err = tx.db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "unique_key"}}, DoNothing: true}).Create(&job).Error
	if err != nil {
		return fmt.Errorf("enqueue %s: %w", kind, err)
	}
	return nil
}

// RunJobs does up to most jobs that are ready and returns how many it did. A job that
// fails is tried again later and never stops the others. owner names the worker.
func (s *Store) RunJobs(ctx context.Context, owner string, most int) (done int, err error) {
	work, long := jobFuncs(), longJobFuncs()
	kinds := slices.Concat(slices.Collect(maps.Keys(work)), slices.Collect(maps.Keys(long)))
	run := func(job models.Job) error {
		if work, ok := long[job.Kind]; ok {
			return s.runLong(ctx, job, work)
		}
		return s.runJob(ctx, job, work[job.Kind])
	}
	for done < most {
		if err := ctx.Err(); err != nil {
			return done, err
		}
		jobs, err := s.claimJobs(ctx, owner, min(most-done, claimMost), kinds...)
		if err != nil {
			return done, fmt.Errorf("claim jobs: %w", err)
		}
		if len(jobs) == 0 {
			return done, nil
		}
		if jobs, err = s.throughLong(ctx, jobs, long); err != nil {
			return done, err
		}
		for i, job := range jobs {
			switch err := run(job); {
			case err == nil:
				done++
			case errors.Is(err, errLeaseLost): // whoever holds it now will see to it
			case ctx.Err() != nil:
				return done, errors.Join(ctx.Err(), s.handBack(context.WithoutCancel(ctx), jobs[i:]...))
			default:
				if err := s.failJob(ctx, job, err); err != nil {
					return done, err
				}
			}
		}
	}
	return done, nil
}

// runJob does a claimed job and marks it done in one unit of work.
func (s *Store) runJob(ctx context.Context, job models.Job, work jobFunc) error {
	if job.Kind == models.JobPolicyPublish {
		defer s.forgetLive()
	}
	return translate(s.commit(ctx, func(db *gorm.DB) error {
		tx := &writeTx{ctx: ctx, db: db, store: s, actor: models.System(job.Kind), now: s.Now()}
		if err := tx.finishJob(job); err != nil {
			return err
		}
		err := work(tx, job)
		switch {
		case errors.Is(err, errIdle):
			return nil
		case err != nil:
			return err
		case len(tx.entries) == 0:
			return errUnaudited
		}
		return tx.chain()
	}))
}

// runLong holds a job for longLease, does it, and marks it done.
func (s *Store) runLong(ctx context.Context, job models.Job, work longJobFunc) error {
	err := s.commit(ctx, func(db *gorm.DB) error {
		return heldJob(db, job).Update("lease_until", s.leaseAt(longLease)).Error
	})
	if err != nil {
		return err
	}
	if err := work(ctx, s, models.System(job.Kind)); err != nil {
		return err
	}
	return s.commit(ctx, func(db *gorm.DB) error {
		return (&writeTx{ctx: ctx, db: db, store: s, now: s.Now()}).finishJob(job)
	})
}

// finishJob marks a job done, but only with the token of a lease that still runs.
func (tx *writeTx) finishJob(job models.Job) error {
	done := tx.db.Model(&models.Job{}).
		Where("id = ? AND token = ? AND state = 'ready' AND lease_until >= ?", job.ID, job.Token, tx.store.leaseAt(0)).
		Updates(map[string]any{"state": models.JobDone, "done_at": tx.now, "lease_until": nil})
	if done.Error != nil {
		return done.Error
	}
	if done.RowsAffected == 0 {
		return errLeaseLost
	}
	return nil
}

// failJob puts a failed job off, or buries it after JobMaxAttempts with an audit entry.
func (s *Store) failJob(ctx context.Context, job models.Job, cause error) error {
	attempts := job.Attempts + 1
	change := func(now time.Time) map[string]any {
		fields := map[string]any{
			"attempts": attempts, "last_error": firstLine(cause), "lease_until": nil, "run_at": now.Add(models.Retry(attempts)),
		}
		if attempts >= models.JobMaxAttempts {
			fields["state"] = models.JobDead
		}
		return fields
	}
	held := func(db *gorm.DB) *gorm.DB {
		return db.Model(&models.Job{}).Where("id = ? AND token = ? AND state = 'ready'", job.ID, job.Token)
	}
	var err error
	if attempts < models.JobMaxAttempts {
		err = s.commit(ctx, func(db *gorm.DB) error { return held(db).Updates(change(s.Now())).Error })
	} else {
		err = s.write(ctx, models.System(job.Kind), func(tx *writeTx) error {
			if err := held(tx.db).Updates(change(tx.now)).Error; err != nil {
				return err
			}
			return tx.audit(models.ActionJobFailed, target{kind: "job", id: job.ID.Public(models.PrefixJob)}, nil,
				map[string]any{"kind": job.Kind, "attempts": attempts, "error": firstLine(cause)}, "")
		})
	}
	if err != nil {
		return fmt.Errorf("put job %s off: %w", job.Kind, err)
	}
	return nil
}

// firstLine keeps an error short: a stack belongs in the log.
func firstLine(err error) string {
	text := err.Error()
	for i, r := range text {
		if r == '\n' || i > 300 {
			return text[:i]
		}
	}
	return text
}

// Jobs returns jobs of a state, the longest waiting first, so that buried ones are seen.
func (s *Store) Jobs(ctx context.Context, state models.JobState, limit int) ([]models.Job, error) {
	var jobs []models.Job
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Where("state = ?", state).Order("run_at, id").Limit(limit).Find(&jobs).Error
	})
	return jobs, err
}
