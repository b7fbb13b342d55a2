package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"syscall"
	"time"
)

// load asks a server for pages from several callers at once.
type load struct {
	addr    string
	cookies []string // of the callers in turn; none for pages that need no session
	callers int
	rate    float64 // pages a second by the clock; 0: each caller asks when it has its answer
	page    func(r *rand.Rand, n int) string
}

// loadTimes is what a load measured.
type loadTimes struct {
	perSecond float64
	p99       float64 // milliseconds
	bytes     int     // of the last answer
	cpu       float64 // microseconds of this process, asking included, for one answer
}

// run asks for so long. With a rate, a request's time counts from when it was due, so that
// a server that stands still is not spared the requests that would have met it.
func (l load) run(ctx context.Context, d time.Duration) (loadTimes, error) {
	var out loadTimes
	clients := make([]*benchClient, l.callers)
	for i := range clients {
		cookies := ""
		if len(l.cookies) > 0 {
			cookies = l.cookies[i%len(l.cookies)]
		}
		var err error
		if clients[i], err = dialBench(l.addr, cookies); err != nil {
			return out, err
		}
	}
	took, errs := make([][]float64, l.callers), make([]error, l.callers)
	ctx, stop := context.WithTimeout(ctx, d)
	defer stop()
	begun, spent := time.Now(), processTime()
	var callers sync.WaitGroup
	for i, c := range clients {
		callers.Go(func() {
			took[i], errs[i] = l.caller(ctx, c, i, begun)
			errs[i] = errors.Join(errs[i], c.conn.Close())
		})
	}
	callers.Wait()
	elapsed := time.Since(begun).Seconds()
	spent = processTime() - spent
	all := slices.Concat(took...)
	out = loadTimes{
		perSecond: seconds(float64(len(all)) / elapsed), p99: percentile(all, 99), bytes: len(clients[0].body),
		cpu: ratio(float64(spent.Microseconds()), float64(len(all))),
	}
	return out, errors.Join(errs...)
}

func (l load) caller(ctx context.Context, c *benchClient, i int, begun time.Time) ([]float64, error) {
	r := rand.New(rand.NewPCG(uint64(i), 1))
	var took []float64
	for n := 0; ctx.Err() == nil; n++ {
		start := time.Now()
		if l.rate > 0 {
			due := begun.Add(time.Duration(float64(n*l.callers+i) / l.rate * float64(time.Second)))
			time.Sleep(due.Sub(start))
			start = due
		}
		if _, err := c.get(l.page(r, n)); err != nil {
			return took, err
		}
		took = append(took, float64(time.Since(start).Microseconds())/1000)
	}
	return took, nil
}

// processTime is the processor time that this process has had. Unlike what is done in a
// second, what an answer costs of it hardly depends on who else is at work on the machine.
func processTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// median of a list, 0 of none.
func median(list []float64) float64 { return percentile(list, 50) }

// ratio is a over b to three digits, 0 without a b.
func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return seconds(a / b)
}
