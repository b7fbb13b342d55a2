package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"text/tabwriter"
	"time"

	"candor/data"
	"candor/models"
)

// benchDecideCmd measures decisions over a loopback connection, from the first byte of the
// request to the last of the answer, which leaves after the decision is durable.
type benchDecideCmd struct {
	Accounts int           `name:"accounts" default:"20000" help:"Customers of the book."`
	Events   int           `name:"events" default:"0" help:"Stored events at the start, more than the book comes with."`
	Callers  []int         `name:"callers" default:"1,8,64" help:"Callers at once, one run each; each sends the next event when it has its answer."`
	Replicas int           `name:"replicas" default:"1" help:"Servers on the same database; more than one wants --db."`
	Keep     string        `name:"keep" help:"Folder to make the book in and leave it; a book that is there already is decided on as it is."`
	Volatile bool          `name:"volatile" help:"Keep nothing, to see what durability costs. Nothing is checked afterwards."`
	Time     time.Duration `name:"time" default:"10s" help:"How long each run is."`
	JSON     bool          `name:"json" help:"Print one JSON object: accounts, stored_events, requests, errors, per_second, p50_ms, p95_ms, p99_ms (of the last run), overspent, lost, and runs with the same by callers."`
}

// decideRun is one run.
type decideRun struct {
	Callers int `json:"callers"`
	pageTimes
	CPU      float64        `json:"cpu_ms"` // of this process a decision, callers included
	Outcomes map[string]int `json:"outcomes"`
}

// benchDecideSummary is what --json prints.
type benchDecideSummary struct {
	Accounts int   `json:"accounts"`
	Stored   int64 `json:"stored_events"`
	Replicas int   `json:"replicas"`
	Volatile bool  `json:"volatile"`
	pageTimes
	Overspent int         `json:"overspent"` // accounts above their limit that were not before
	Lost      int         `json:"lost"`      // answered, and not in the record
	Runs      []decideRun `json:"runs"`
}

// Run seeds, serves in this process and decides.
func (c benchDecideCmd) Run(env *Env) error {
	if c.Accounts < 1 || c.Time <= 0 || len(c.Callers) == 0 || slices.Min(c.Callers) < 1 || c.Replicas < 1 {
		return errors.New("--accounts, --callers, --replicas and --time: want more than none")
	}
	if c.Replicas > 1 && env.Config.DB == "" {
		return errors.New("--replicas: more than one wants --db")
	}
	if c.Keep != "" && env.Config.DB != "" {
		return errors.New("--keep: a folder of the embedded database; a book in --db stays there anyway")
	}
	b := &decideBench{env: env, cmd: c, name: strconv.FormatInt(env.Now().UnixMilli(), 36)}
	s, err := b.run()
	if err = errors.Join(err, b.end()); err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(env, s)
	} else {
		err = s.print(env.Stdout)
	}
	if err == nil && s.Errors+s.Overspent+s.Lost > 0 {
		err = fmt.Errorf("%d of %d requests failed, %d accounts overspent, %d decisions lost", s.Errors, s.Requests, s.Overspent, s.Lost)
	}
	return err
}

func (s benchDecideSummary) print(out io.Writer) error {
	fmt.Fprintf(out, "%d accounts, %d stored events, %d server(s)\n", s.Accounts, s.Stored, s.Replicas)
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "callers\tdecisions\terrors\tper second\tp50 ms\tp95 ms\tp99 ms\tCPU ms\t")
	for _, r := range s.Runs {
		fmt.Fprintf(w, "%d\t%d\t%d\t%.0f\t%.2f\t%.2f\t%.2f\t%.3f\t\n", r.Callers, r.Requests, r.Errors, r.PerSecond, r.P50, r.P95, r.P99, r.CPU)
	}
	return w.Flush()
}

// decideBench is the lender, its servers and what was sent.
type decideBench struct {
	env    *Env
	cmd    benchDecideCmd
	dirs   []string
	stores []*data.Store
	ids    []models.ID
	name   string // of what is sent now, so that a book decided on before gets new events
	secret string
	addrs  []string
	ends   []func() error
}

func (b *decideBench) run() (s benchDecideSummary, err error) {
	if err := b.open(); err != nil {
		return s, err
	}
	before, err := b.stores[0].Overspent(b.env.Ctx)
	if err != nil {
		return s, err
	}
	s = benchDecideSummary{Accounts: b.cmd.Accounts, Replicas: b.cmd.Replicas, Volatile: b.cmd.Volatile}
	if s.Stored, err = b.stores[0].EventCount(b.env.Ctx); err != nil {
		return s, err
	}
	stored := s.Stored
	for i, callers := range b.cmd.Callers {
		r, err := b.round(i, callers)
		if err != nil {
			return s, err
		}
		s.Runs = append(s.Runs, r)
		s.pageTimes = r.pageTimes
		stored += int64(r.Requests - r.Errors)
	}
	after, err := b.stores[0].Overspent(b.env.Ctx)
	if err != nil {
		return s, err
	}
	s.Overspent = max(after-before, 0)
	if b.cmd.Volatile {
		return s, nil
	}
	have, err := b.stores[0].EventCount(b.env.Ctx)
	s.Lost = int(max(stored-have, 0))
	return s, err
}

// round lets so many callers send for the time asked for.
func (b *decideBench) round(n, callers int) (decideRun, error) {
	ctx, stop := context.WithTimeout(b.env.Ctx, b.cmd.Time)
	defer stop()
	all := make([]*decideCaller, callers)
	errs := make([]error, callers)
	var work sync.WaitGroup
	begun, cpu := time.Now(), cpuTime()
	for i := range callers {
		all[i] = &decideCaller{bench: b, name: fmt.Sprintf("%s-%d-%d-", b.name, n, i), outcomes: map[string]int{}}
		all[i].rand = rand.New(rand.NewPCG(b.env.Config.Seed, uint64(n)<<32|uint64(i)))
		work.Go(func() { errs[i] = all[i].run(ctx, b.addrs[i%len(b.addrs)]) })
	}
	work.Wait()
	r := decideRun{Callers: callers, Outcomes: map[string]int{}}
	var took []float64
	failed := 0
	for _, c := range all {
		took, failed = append(took, c.took...), failed+c.failed
		for o, n := range c.outcomes {
			r.Outcomes[o] += n
		}
	}
	r.pageTimes = timesOf(took, failed, time.Since(begun))
	r.CPU = float64((cpuTime() - cpu).Microseconds()) / 1000 / float64(max(len(took), 1))
	return r, errors.Join(errs...)
}

// cpuTime is the processor time that this process has used.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
