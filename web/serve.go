package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"candor/data"
	"candor/handlers"
)

// serveCmd runs the console and the API until it is told to stop.
type serveCmd struct{}

// Run opens the store and serves it.
func (serveCmd) Run(env *Env) error {
	store, err := env.Open()
	if err != nil {
		return err
	}
	return errors.Join(serve(env, store, nil), store.Close())
}

// drainTime is how long requests under way may take after a signal (F36).
const drainTime = 20 * time.Second

// heapGrowth is how far the heap may grow before it is collected, in per cent of what lives.
// Little lives in a server of pages, so Go's 100 collects dozens of times a second; a page is
// a fifth cheaper with 400, for some tens of megabytes.
const heapGrowth = 400

// sparseCollection sets heapGrowth unless the operator chose otherwise.
func sparseCollection(env *Env) {
	if env.Getenv("GOGC") == "" {
		debug.SetGCPercent(heapGrowth)
	}
}

// serve answers requests and works off jobs until the context ends, then drains. ready,
// when given, is called with the address once requests are accepted.
func serve(env *Env, store *data.Store, ready func(addr string)) error {
	sparseCollection(env)
	s, err := newServer(env, store)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", env.Config.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	s.log.Info("serving", "address", listener.Addr().String(), "config", env.Config.String(), "version", version)
	if err := s.invite(env.Ctx, env.Stdout, listener.Addr().String()); err != nil {
		return errors.Join(err, listener.Close())
	}
	if ready != nil {
		ready(listener.Addr().String())
	}
	work, stopWork := context.WithCancel(env.Ctx)
	worked := make(chan struct{})
	go func() { defer close(worked); s.work(work) }()

	server := s.httpServer()
	server.RegisterOnShutdown(s.monitor.Stop) // a stream would hold the drain up to its end
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err = <-failed:
	case <-env.Ctx.Done():
		drain, cancel := context.WithTimeout(context.WithoutCancel(env.Ctx), drainTime)
		err = server.Shutdown(drain)
		cancel()
	}
	stopWork()
	<-worked
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// checkpointTime is how often the head of the audit chain is signed at the latest.
const checkpointTime = 60 * time.Second

// countTime is how often what the monitor counts is written, for all replicas to see.
const countTime = time.Second

// jobTime is how often due jobs are looked for, jobsAtOnce how many are done before
// looking again.
const (
	jobTime    = time.Second
	jobsAtOnce = 100
)

// work runs what goes on beside the requests until the context ends.
func (s *server) work(ctx context.Context) {
	var both sync.WaitGroup
	both.Go(func() { s.background(ctx) })
	both.Go(func() { s.trainings(ctx) })
	both.Go(func() { s.backtestsAsked(ctx) })
	both.Go(func() { s.exportsAsked(ctx) })
	both.Go(func() { s.outbox(ctx) })
	both.Wait()
}

// trainTime is how often a training that was asked for is looked for.
const trainTime = 2 * time.Second

// trainings does trainings, apart from other jobs: one takes minutes, and due jobs must not
// wait for it.
func (s *server) trainings(ctx context.Context) {
	owner := workerName()
	s.every(ctx, trainTime, "training", func() error {
		_, err := s.store.RunTrainings(ctx, owner, nil)
		return err
	})
}

// backtestsAsked does backtests, apart from other jobs as trainings are. They take half of the
// processors, so that decisions do not wait for them.
func (s *server) backtestsAsked(ctx context.Context) {
	owner, workers := workerName(), max(1, runtime.GOMAXPROCS(0)/2)
	s.every(ctx, trainTime, "backtest", func() error {
		_, err := s.store.RunBacktests(ctx, owner, workers)
		return err
	})
}

// exportsAsked writes exports, apart from other jobs as trainings are.
func (s *server) exportsAsked(ctx context.Context) {
	owner := workerName()
	s.every(ctx, trainTime, "export", func() error {
		_, err := s.store.RunExports(ctx, owner, handlers.ExportText{Site: s.site})
		return err
	})
}

// every does something again and again until the context ends; an error is logged, and the next time comes all the same.
func (s *server) every(ctx context.Context, pause time.Duration, what string, do func() error) {
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := do(); err != nil && ctx.Err() == nil {
				s.log.Error(what, "error", err.Error())
			}
		}
	}
}

// background signs checkpoints and works off jobs until the context ends.
func (s *server) background(ctx context.Context) {
	checkpoint, jobs, counts := time.NewTicker(checkpointTime), time.NewTicker(jobTime), time.NewTicker(countTime)
	defer counts.Stop()
	defer checkpoint.Stop()
	sweep := time.NewTicker(sweepTime)
	defer sweep.Stop()
	defer jobs.Stop()
	owner := workerName()
	for {
		select {
		case <-ctx.Done():
			return
		case <-jobs.C:
			if _, err := s.store.RunJobs(ctx, owner, jobsAtOnce); err != nil && ctx.Err() == nil {
				s.log.Error("jobs", "error", err.Error())
			}
		case <-counts.C:
			if err := s.store.FlushCounts(ctx); err != nil && ctx.Err() == nil {
				s.log.Error("counts", "error", err.Error())
			}
		case <-checkpoint.C:
			s.checkpoint(ctx)
		case <-sweep.C:
			s.sweep(ctx)
		case <-s.store.CheckpointDue():
			s.checkpoint(ctx)
		}
	}
}

func (s *server) checkpoint(ctx context.Context) {
	if err := s.store.Checkpoint(ctx); err != nil {
		s.log.Error("audit checkpoint", "error", err.Error())
	}
}

// workerName tells the workers of one lender apart in the job table.
func workerName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "host"
	}
	return fmt.Sprintf("%s-%d", host, os.Getpid())
}
