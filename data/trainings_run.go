package data

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"candor/engine/learn"
	"candor/models"
)

// trainingBeat is how often a running training renews its lease and looks whether it is
// still wanted: several times within models.JobLease, so that one late beat loses nothing.
const trainingBeat = 5 * time.Second

// errUnwanted is a training that was cancelled, or that another worker holds.
var errUnwanted = errors.New("the training is not wanted any more")

// RunTrainings does the training that waits, if any, and reports whether there was one. It
// is apart from RunJobs because a training takes minutes, and due jobs must not wait for it.
// progress may be nil. What cannot be learnt ends the training with the reason on its row
// and is no error here.
func (s *Store) RunTrainings(ctx context.Context, owner string, progress func(done, all int)) (bool, error) {
	job, err := s.claimJob(ctx, owner, models.JobModelTrain)
	if err != nil || job == nil {
		return false, err
	}
	switch err := s.runTraining(ctx, *job, progress); {
	case err == nil, errors.Is(err, errLeaseLost), errors.Is(err, errUnwanted):
		return true, nil
	case ctx.Err() != nil:
		return true, errors.Join(ctx.Err(), s.handBack(context.WithoutCancel(ctx), *job))
	case job.Attempts+1 >= models.JobMaxAttempts:
		return true, errors.Join(s.endTraining(ctx, *job, nil, err), err)
	default:
		return true, errors.Join(err, s.failJob(ctx, *job, err))
	}
}

// runTraining does a claimed training up to its challenger.
func (s *Store) runTraining(ctx context.Context, job models.Job, progress func(done, all int)) error {
	t, err := s.beginTraining(ctx, job)
	if err != nil {
		return err
	}
	made, err := s.learn(ctx, job, t, progress)
	var unfit *unfitError
	switch {
	case errors.As(err, &unfit):
		return s.endTraining(ctx, job, nil, unfit.cause)
	case err != nil:
		return err
	}
	return s.endTraining(ctx, job, made, nil)
}

// unfitError is data that nothing can be learnt from: the same next time.
type unfitError struct{ cause error }

func (e *unfitError) Error() string { return e.cause.Error() }

// beginTraining marks a training as running. It leaves no audit entry: that it was asked for
// and how it ended are what counts.
func (s *Store) beginTraining(ctx context.Context, job models.Job) (*models.Training, error) {
	var t models.Training
	err := s.commit(ctx, func(db *gorm.DB) error {
		t = models.Training{}
		tx := &writeTx{ctx: ctx, db: db, store: s, now: s.Now()}
		if err := tx.take(&t, job.ObjectID); err != nil {
			return err
		}
		if !t.Open() {
			return tx.finishJob(job)
		}
		if t.StartedAt == nil {
			t.StartedAt = &tx.now
		}
		t.State, t.Step, t.Steps = models.TrainingRunning, 0, t.Folds+1
		// The version stays: that it runs is no reason to refuse the form that cancels it.
		return db.Model(&t).Select("state", "started_at", "step", "steps").Updates(&t).Error
	})
	if err == nil && !t.Open() {
		err = errUnwanted
	}
	return &t, err
}

// learn loads the data and trains. A training that is not wanted any more is told so, and ends within a round of its boosting; the
// next one waits for that.
func (s *Store) learn(ctx context.Context, job models.Job, t *models.Training, progress func(done, all int)) (*NewModel, error) {
	if t.Label == models.ObservedOutcome {
		if _, err := s.ObserveOutcomes(ctx, models.System(job.Kind)); err != nil {
			return nil, err
		}
	}
	d, err := s.TrainingData(ctx, t.Label)
	if errors.Is(err, models.ErrNotFound) {
		return nil, &unfitError{err}
	}
	if err != nil {
		return nil, err
	}
	training, stop := context.WithCancel(ctx)
	defer stop()
	var trained learn.Trained
	var done atomic.Int64
	ended, stepped := make(chan error, 1), make(chan struct{}, 1)
	step := func(n, _ int) {
		done.Store(int64(n))
		select {
		case stepped <- struct{}{}:
		default: // nobody listens any more, or has not yet heard of the step before
		}
	}
	options := learn.Options{Method: t.Method, Pairs: t.Pairs, Folds: t.Folds, Seed: t.Seed, Progress: step, Stopped: training.Err}
	go func() {
		s.learning.Lock()
		defer s.learning.Unlock()
		var err error
		trained, err = s.trainer(d, options)
		ended <- err
	}()
	err = s.follow(ctx, job, t, ended, stepped, func() int { return int(done.Load()) }, progress)
	if err != nil {
		return nil, err
	}
	validation, err := s.validated(ctx, job, t, func() ([]byte, error) { return s.Validate(ctx, d, trained, options) })
	if err != nil {
		return nil, err
	}
	return &NewModel{Card: trained.Card, Report: trained.Report, Validation: validation, Out: trained.Out, Challenger: true, Shadow: true, By: t.AskedName}, nil
}

// validated measures a trained card, which may take as long as the training did, under the
// same lease.
func (s *Store) validated(ctx context.Context, job models.Job, t *models.Training, measure func() ([]byte, error)) ([]byte, error) {
	var document []byte
	ended := make(chan error, 1)
	go func() {
		s.learning.Lock()
		defer s.learning.Unlock()
		var err error
		document, err = measure()
		ended <- err
	}()
	if err := s.follow(ctx, job, t, ended, nil, func() int { return t.Steps }, nil); err != nil {
		return nil, err
	}
	return document, nil
}

// follow waits for the trainer, and meanwhile renews the lease and tells how far it is.
func (s *Store) follow(ctx context.Context, job models.Job, t *models.Training, ended <-chan error, stepped <-chan struct{}, done func() int, progress func(done, all int)) error {
	beat := time.NewTicker(trainingBeat)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-ended:
			if stopped := ctx.Err(); err != nil && stopped != nil {
				return stopped // which the trainer was told, too
			}
			if err != nil {
				return &unfitError{err}
			}
			return nil
		case <-stepped:
			if progress != nil {
				progress(done(), t.Steps)
			}
		case <-beat.C:
		}
		if err := s.beatTraining(ctx, job, t.ID, done()); err != nil {
			return err
		}
	}
}

// beatTraining renews the lease and writes how far the training is. errUnwanted when it was
// cancelled or another worker took it over.
func (s *Store) beatTraining(ctx context.Context, job models.Job, id models.ID, step int) error {
	return s.commit(ctx, func(db *gorm.DB) error {
		now := s.Now()
		held := db.Model(&models.Job{}).
			Where("id = ? AND token = ? AND state = 'ready'", job.ID, job.Token).
			Update("lease_until", s.leaseAt(models.JobLease))
		if held.Error != nil {
			return held.Error
		}
		if held.RowsAffected == 0 {
			return errUnwanted
		}
		running := db.Model(&models.Training{}).Where("id = ? AND state = 'running'", id).Update("step", step)
		if running.Error == nil && running.RowsAffected == 0 {
			// Cancelled: the job is done, there is nothing to take over.
			return db.Model(&models.Job{}).Where("id = ? AND token = ?", job.ID, job.Token).
				Updates(map[string]any{"state": models.JobDone, "done_at": now, "lease_until": nil}).Error
		}
		return running.Error
	})
}

// endTraining stores the challenger, or why there is none, and marks the job done, in one
// unit: a worker whose lease was lost leaves nothing.
func (s *Store) endTraining(ctx context.Context, job models.Job, made *NewModel, problem error) error {
	return translate(s.commit(ctx, func(db *gorm.DB) error {
		tx := &writeTx{ctx: ctx, db: db, store: s, actor: models.System(job.Kind), now: s.Now()}
		if err := tx.finishJob(job); err != nil {
			return err
		}
		var t models.Training
		if err := tx.take(&t, job.ObjectID); err != nil {
			return err
		}
		if !t.Open() {
			return nil // cancelled at the last moment
		}
		t.EndedAt = &tx.now
		after := map[string]any{}
		if problem != nil {
			t.State, t.Problem = models.TrainingFailed, firstLine(problem)
			after["problem"] = t.Problem
		} else {
			m, err := tx.saveModel(*made)
			if err != nil {
				return err
			}
			t.State, t.ModelID, t.Step = models.TrainingDone, m.ID, t.Steps
			after["model"] = m.PublicID()
		}
		after["state"] = t.State
		if err := tx.update(&t, &t.Version, "state", "problem", "model_id", "step", "ended_at"); err != nil {
			return err
		}
		if err := tx.audit(models.ActionTrainingEnded, trainingTarget(&t), models.TrainingRunning, after, ""); err != nil {
			return err
		}
		return tx.chain()
	}))
}
