package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"sync"

	"candor/data"
	"candor/data/demo"
	"candor/models"
)

// open makes the lender, or opens the one kept, and starts its servers.
func (b *decideBench) open() error {
	seed := b.seed
	if b.cmd.Keep != "" {
		seed = b.kept
	}
	if err := seed(); err != nil {
		return err
	}
	var err error
	if _, b.secret, err = b.stores[0].AddKey(b.env.Ctx, demo.Actor(), models.AddKey{
		Name: "bench", Scopes: []models.Permission{models.PermAPIEventWrite},
	}); err != nil {
		return err
	}
	// What a new book leaves to do, such as a look at drift, would work beside the first run and not beside the others.
	if _, err := b.stores[0].RunJobs(b.env.Ctx, workerName(), benchJobs); err != nil {
		return err
	}
	for _, store := range b.stores {
		if err := b.serve(store); err != nil {
			return err
		}
	}
	return nil
}

// kept opens the book of the folder, or makes it there.
func (b *decideBench) kept() error {
	store, ids, _, err := benchStoreKept(b.env, b.cmd.Keep, b.cmd.Accounts)
	if err != nil {
		return err
	}
	b.stores, b.ids, b.cmd.Accounts = []*data.Store{store}, ids, len(ids)
	stored, err := store.EventCount(b.env.Ctx)
	if err != nil || stored >= int64(b.cmd.Events) {
		return err
	}
	return b.history()
}

// seed makes a lender that goes with the measuring.
func (b *decideBench) seed() error {
	for range b.cmd.Replicas {
		dir, err := os.MkdirTemp("", "candor-bench-")
		if err != nil {
			return err
		}
		b.dirs = append(b.dirs, dir)
		if len(b.dirs) > 1 { // replicas share the keys
			if err := os.CopyFS(dir+"/keys", os.DirFS(b.dirs[0]+"/keys")); err != nil {
				return err
			}
		}
		store, err := data.Open(b.env.Ctx, data.Options{Dir: dir, URL: b.env.Config.DB, Now: b.env.Now, Rand: b.env.Rand})
		if err != nil {
			return err
		}
		b.stores = append(b.stores, store)
	}
	book, err := demo.Seed(b.env.Ctx, b.stores[0], demo.Options{
		Accounts: b.cmd.Accounts, Seed: b.env.Config.Seed, Password: demoPassword, Progress: bar(b.env, "seeding"),
	})
	if err != nil {
		return err
	}
	b.ids = book.IDs[:b.cmd.Accounts]
	return b.history()
}

func (b *decideBench) history() error {
	return demo.AddHistory(b.env.Ctx, b.stores[0], b.ids, b.cmd.Events, b.env.Config.Seed, bar(b.env, "history"))
}

// benchJobs is how many jobs are done at most before the first run.
const benchJobs = 1000

// serve starts one server with its background work.
func (b *decideBench) serve(store *data.Store) error {
	quiet := *b.env
	config := *b.env.Config
	config.LogLevel = "error"
	quiet.Config = &config
	s, err := newServer(&quiet, store)
	if err != nil {
		return err
	}
	if b.cmd.Volatile {
		if s.api.Store, err = newVolatileStore(b.env.Ctx, store); err != nil {
			return err
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := s.httpServer()
	work, stop := context.WithCancel(b.env.Ctx)
	var running sync.WaitGroup
	served := make(chan error, 1)
	running.Go(func() { s.background(work) })
	go func() { served <- server.Serve(listener) }()
	b.addrs = append(b.addrs, listener.Addr().String())
	b.ends = append(b.ends, func() error {
		err := server.Close()
		if e := <-served; !errors.Is(e, http.ErrServerClosed) {
			err = errors.Join(err, e)
		}
		stop()
		running.Wait()
		return err
	})
	return nil
}

func (b *decideBench) end() error {
	var errs []error
	for _, end := range b.ends {
		errs = append(errs, end())
	}
	for _, s := range b.stores {
		errs = append(errs, s.Close())
	}
	for _, d := range b.dirs {
		errs = append(errs, os.RemoveAll(d))
	}
	return errors.Join(errs...)
}
