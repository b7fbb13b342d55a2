package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"candor/data"
	"candor/data/demo"
	"candor/models"
)

// benchCmd groups the closed-loop measures. Each makes up a lender in a temporary folder.
type benchCmd struct {
	Pages   benchPagesCmd   `cmd:"" help:"Walk queue, accounts and breakdowns as signed-in reviewers."`
	Rescore benchRescoreCmd `cmd:"" help:"Score a whole book."`
	Goals   benchGoalsCmd   `cmd:"" help:"Compare pages and rescoring with what they are measured against."`
	Decide  benchDecideCmd  `cmd:"" help:"Decide events, each durable before its answer."`

	Backtest benchBacktestCmd `cmd:"" help:"Compare two versions of the policy over stored events."`
}

// benchStore makes up a lender of n customers in a temporary folder. The caller closes the
// store and removes the folder by the returned function.
func benchStore(env *Env, n int) (*data.Store, demo.Result, func() error, error) {
	return benchStoreUntil(env, n, time.Time{})
}

// benchStoreUntil is benchStore for a book whose past ends at a time, zero for now.
func benchStoreUntil(env *Env, n int, until time.Time) (*data.Store, demo.Result, func() error, error) {
	dir, err := os.MkdirTemp("", "candor-bench-")
	if err != nil {
		return nil, demo.Result{}, nil, err
	}
	store, book, err := benchStoreIn(env, dir, n, until)
	if err != nil {
		return nil, book, nil, errors.Join(err, os.RemoveAll(dir))
	}
	return store, book, func() error { return errors.Join(store.Close(), os.RemoveAll(dir)) }, nil
}

// benchStoreIn makes up a lender of n customers in a folder.
func benchStoreIn(env *Env, dir string, n int, until time.Time) (*data.Store, demo.Result, error) {
	store, err := data.Open(env.Ctx, data.Options{Dir: dir, Now: env.Now, Rand: env.Rand})
	if err != nil {
		return nil, demo.Result{}, err
	}
	book, err := demo.Seed(env.Ctx, store, demo.Options{
		Accounts: n, Seed: env.Config.Seed, Until: until, Password: demoPassword, Progress: bar(env, "seeding"),
	})
	if err != nil {
		return nil, book, errors.Join(err, store.Close())
	}
	return store, book, nil
}

// benchStoreKept opens the lender that an earlier measure left in a folder, or makes one up
// there, and leaves it. Large books take long to make and can be measured many times.
func benchStoreKept(env *Env, dir string, n int) (*data.Store, []models.ID, func() error, error) {
	if _, err := os.Stat(filepath.Join(dir, "candor.db")); errors.Is(err, fs.ErrNotExist) {
		store, book, err := benchStoreIn(env, dir, n, time.Time{})
		if err != nil {
			return nil, nil, nil, err
		}
		return store, book.IDs, store.Close, nil
	}
	store, err := data.Open(env.Ctx, data.Options{Dir: dir, Now: env.Now, Rand: env.Rand})
	if err != nil {
		return nil, nil, nil, err
	}
	ids, err := store.AccountIDs(env.Ctx)
	if err != nil {
		return nil, nil, nil, errors.Join(err, store.Close())
	}
	return store, ids, store.Close, nil
}
