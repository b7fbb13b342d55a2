package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"candor/data"
	"candor/engine/learn"
	"candor/engine/score"
	"candor/models"
)

// trainWait is how often a training that another replica does is looked at.
const trainWait = 500 * time.Millisecond

// train asks for a training as the page does, does it here unless another replica is faster,
// and lets the model decide where nothing does yet. Stopped, it cancels the training.
func (c trainCmd) train(env *Env, store *data.Store) (*models.Model, score.Scorecard, learn.Report, error) {
	var none score.Scorecard
	_, _, err := store.Live(env.Ctx)
	first := errors.Is(err, models.ErrNotFound)
	if err != nil && !first {
		return nil, none, learn.Report{}, err
	}
	if c.Champion && !first {
		return nil, none, learn.Report{}, errors.New("--champion is for a lender's first model: a model decides already; " +
			"train without it and propose the challenger on its page, where a second person agrees")
	}
	t, err := c.trained(env, store)
	if err != nil {
		return nil, none, learn.Report{}, err
	}
	if first {
		if _, err := store.FirstChampion(env.Ctx, env.Operator(), t.ModelID); err != nil {
			return nil, none, learn.Report{}, err
		}
	}
	m, err := store.Model(env.Ctx, t.ModelID)
	if err != nil {
		return nil, none, learn.Report{}, err
	}
	card, report, err := data.ReadModel(m)
	return m, card, report, err
}

// trained runs one training to its end.
func (c trainCmd) trained(env *Env, store *data.Store) (*models.Training, error) {
	t, err := store.AskTraining(env.Ctx, env.Operator(), models.AskTraining{Method: c.method(), Label: c.Label, Pairs: c.Pairs, Folds: c.Folds, Seed: c.FoldSeed})
	var invalid *models.Invalid
	if errors.As(err, &invalid) && invalid.Fields["label"].Code != "" {
		return nil, fmt.Errorf("train: no account has an outcome named %q", c.Label)
	}
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	tell := bar(env, "training")
	for t.Open() {
		did, err := store.RunTrainings(env.Ctx, workerName(), tell)
		if err == nil && !did {
			select {
			case <-env.Ctx.Done():
				err = env.Ctx.Err()
			case <-time.After(trainWait):
			}
		}
		if env.Ctx.Err() != nil {
			return nil, errors.Join(env.Ctx.Err(), store.CancelTraining(context.WithoutCancel(env.Ctx), env.Operator(), t.ID, t.Version))
		}
		if err != nil {
			return nil, err
		}
		if t, err = store.Training(env.Ctx, t.ID); err != nil {
			return nil, err
		}
	}
	if t.State != models.TrainingDone {
		return nil, fmt.Errorf("train: %s", orElse(t.Problem, "the training was "+string(t.State)))
	}
	return t, nil
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
