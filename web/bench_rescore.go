package main

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"candor/data"
	"candor/data/demo"
	"candor/models"
)

// scoring is a way to score the book.
type scoring func(ctx context.Context, actor models.Actor, progress func(done, total int)) (data.RescoreResult, error)

// benchRescoreCmd measures a rescoring with all its writes.
type benchRescoreCmd struct {
	Accounts int    `name:"accounts" default:"100000" help:"Customers of the book."`
	Keep     string `name:"keep" help:"Folder to make the book in and leave it; a book that is there already is scored as it is."`
	Rounds   int    `name:"rounds" default:"3" help:"How often the book is scored in each way."`
	JSON     bool   `name:"json" help:"Print one JSON object: whole, unchanged and tenth, each with accounts, standing, seconds, per_second, account_us."`
}

// benchRescoreSummary is what --json prints: every decision made anew, the same book once more, and once more after a tenth of its
// accounts changed.
type benchRescoreSummary struct {
	Whole     roundFigures `json:"whole"`
	Unchanged roundFigures `json:"unchanged"`
	Tenth     roundFigures `json:"tenth"`
}

// Run seeds and scores.
func (c benchRescoreCmd) Run(env *Env) error {
	if c.Rounds < 1 || c.Accounts < 1 {
		return errors.New("--accounts and --rounds: want at least 1")
	}
	store, ids, end, err := c.book(env)
	if err != nil {
		return err
	}
	var s benchRescoreSummary
	l := lender{env: env, store: store}
	for i := 0; i < c.Rounds && err == nil; i++ {
		if err = s.Whole.run(l, store.RescoreWhole); err == nil {
			err = s.Unchanged.run(l, store.Rescore)
		}
		if err == nil {
			err = changeTenth(env, store, ids, i)
		}
		if err == nil {
			err = s.Tenth.run(l, store.Rescore)
		}
	}
	if err = errors.Join(err, end()); err != nil {
		return err
	}
	for _, round := range []*roundFigures{&s.Whole, &s.Unchanged, &s.Tenth} {
		round.compare(0, 0)
	}
	if c.JSON {
		return printJSON(env, s)
	}
	return s.print(env)
}

// book makes up a lender, or opens the one that is kept.
func (c benchRescoreCmd) book(env *Env) (*data.Store, []models.ID, func() error, error) {
	if c.Keep != "" {
		return benchStoreKept(env, c.Keep, c.Accounts)
	}
	store, book, end, err := benchStore(env, c.Accounts)
	return store, book.IDs, end, err
}

func (s benchRescoreSummary) print(env *Env) error {
	for _, line := range []struct {
		what string
		of   roundFigures
	}{{"each decision anew", s.Whole}, {"nothing changed", s.Unchanged}, {"a tenth changed", s.Tenth}} {
		_, err := fmt.Fprintf(env.Stdout, "%s: %d accounts assessed, %d decisions stand: %.2f s, %.0f accounts a second, %.2f µs of processor time each\n",
			line.what, line.of.Accounts, line.of.Standing, line.of.Seconds, line.of.PerSecond, line.of.CPU)
		if err != nil {
			return err
		}
	}
	return nil
}

// changers is how many put accounts at once: commits are shared.
const changers = 16

// changeTenth has the source of each tenth account tell of another use, other in each round.
func changeTenth(env *Env, store *data.Store, ids []models.ID, round int) error {
	errs := make([]error, changers)
	var all sync.WaitGroup
	for n := range changers {
		all.Add(1)
		go func() {
			defer all.Done()
			for i := 10 * n; i < len(ids) && errs[n] == nil; i += 10 * changers {
				errs[n] = changeOne(env, store, ids[i], round)
			}
		}()
	}
	all.Wait()
	return errors.Join(errs...)
}

func changeOne(env *Env, store *data.Store, id models.ID, round int) error {
	a, err := store.Account(env.Ctx, id)
	if err != nil || a.Status == models.StatusClosed {
		return err
	}
	put := models.PutAccount{
		Source: a.Source, ExternalID: a.ExternalID, Lang: a.Lang, Education: a.Education, IncomeFen: a.IncomeFen,
		Lines: []models.CreditLine{{Product: models.ProductPayLater, LimitFen: 10_000_000, UsedFen: int64(1+round%90) * 100_000}},
	}
	_, _, err = store.PutAccount(env.Ctx, demo.Actor(), put)
	return err
}
