package main

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"candor/data"
	"candor/data/demo"
	"candor/models"
)

// benchPagesCmd measures pages over a loopback connection.
type benchPagesCmd struct {
	Accounts int           `name:"accounts" default:"20000" help:"Customers of the book."`
	Events   int           `name:"events" default:"0" help:"Events of the book at least; past purchases are added to those that every customer has."`
	Keep     string        `name:"keep" help:"Folder to make the book in and leave it; a book that is there already is walked as it is."`
	Callers  int           `name:"callers" default:"4" help:"Reviewers at once; each asks for the next page when it has the last."`
	Time     time.Duration `name:"time" default:"10s" help:"How long."`
	JSON     bool          `name:"json" help:"Print one JSON object: accounts, events, requests, errors, per_second, p50_ms, p95_ms, p99_ms, and pages with the same by page."`
}

// pageTimes is the measure of one page, or of all.
type pageTimes struct {
	Requests  int     `json:"requests"`
	Errors    int     `json:"errors"`
	PerSecond float64 `json:"per_second"`
	P50       float64 `json:"p50_ms"`
	P95       float64 `json:"p95_ms"`
	P99       float64 `json:"p99_ms"`
}

// benchPagesSummary is what --json prints.
type benchPagesSummary struct {
	Accounts int   `json:"accounts"`
	Events   int64 `json:"events"`
	pageTimes
	Pages map[string]pageTimes `json:"pages"`
}

// Run seeds, serves in this process, signs in and walks.
func (c benchPagesCmd) Run(env *Env) error {
	if c.Accounts < 1 || c.Events < 0 || c.Callers < 1 || c.Time <= 0 {
		return errors.New("--accounts, --callers and --time: want more than none, and --events at least none")
	}
	store, ids, end, err := c.store(env)
	if err != nil {
		return err
	}
	events, err := c.lived(env, store, ids)
	if err != nil {
		return errors.Join(err, end())
	}
	addr, stop, err := benchServe(env, store)
	if err != nil {
		return errors.Join(err, end())
	}
	w := &walk{addr: addr, ids: ids, taken: map[string][]float64{}, failed: map[string]int{}}
	took, err := w.run(env, c)
	if err = errors.Join(err, stop(), end()); err != nil {
		return err
	}
	s := benchPagesSummary{Accounts: len(ids), Events: events, Pages: map[string]pageTimes{}}
	var all []float64
	errs := 0
	for page, ms := range w.taken {
		s.Pages[page] = timesOf(ms, w.failed[page], took)
		all, errs = append(all, ms...), errs+w.failed[page]
	}
	s.pageTimes = timesOf(all, errs, took)
	if c.JSON {
		err = printJSON(env, s)
	} else {
		err = s.print(env.Stdout)
	}
	if err == nil && s.Errors > 0 {
		err = fmt.Errorf("%d of %d requests failed", s.Errors, s.Requests)
	}
	return err
}

// store is the book to walk, its accounts and its end.
func (c benchPagesCmd) store(env *Env) (*data.Store, []models.ID, func() error, error) {
	if c.Keep != "" {
		return benchStoreKept(env, c.Keep, c.Accounts)
	}
	store, book, end, err := benchStore(env, c.Accounts)
	return store, book.IDs, end, err
}

// lived brings the book to as many events as were asked for, and returns how many it has.
func (c benchPagesCmd) lived(env *Env, store *data.Store, ids []models.ID) (int64, error) {
	events, err := store.EventCount(env.Ctx)
	if err != nil || int64(c.Events) <= events {
		return events, err
	}
	if err := demo.AddHistory(env.Ctx, store, ids, c.Events-int(events), env.Config.Seed, bar(env, "history")); err != nil {
		return 0, err
	}
	return store.EventCount(env.Ctx)
}

func (s benchPagesSummary) print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "page\trequests\terrors\tper second\tp50 ms\tp95 ms\tp99 ms\t")
	for _, page := range slices.Sorted(maps.Keys(s.Pages)) {
		t := s.Pages[page]
		fmt.Fprintf(w, "%s\t%d\t%d\t%.1f\t%.2f\t%.2f\t%.2f\t\n", page, t.Requests, t.Errors, t.PerSecond, t.P50, t.P95, t.P99)
	}
	fmt.Fprintf(w, "all\t%d\t%d\t%.1f\t%.2f\t%.2f\t%.2f\t\n", s.Requests, s.Errors, s.PerSecond, s.P50, s.P95, s.P99)
	return w.Flush()
}

func timesOf(ms []float64, failed int, took time.Duration) pageTimes {
	return pageTimes{
		Requests: len(ms), Errors: failed, PerSecond: seconds(float64(len(ms)) / took.Seconds()),
		P50: percentile(ms, 50), P95: percentile(ms, 95), P99: percentile(ms, 99),
	}
}

// percentile returns a value that p per cent of the list do not exceed (nearest rank), 0
// for an empty list.
func percentile(list []float64, p int) float64 {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	rank := (len(sorted)*p + 99) / 100
	return seconds(sorted[max(rank, 1)-1])
}

// walk is the callers at work and what they measured, by page.
type walk struct {
	addr string
	ids  []models.ID

	mu     sync.Mutex
	taken  map[string][]float64
	failed map[string]int
}

// benchServe serves a store on a free port, quietly, and returns its address and its end.
func benchServe(env *Env, store *data.Store) (addr string, end func() error, err error) {
	sparseCollection(env)
	quiet := *env
	config := *env.Config
	config.LogLevel = "error"
	quiet.Config = &config
	s, err := newServer(&quiet, store)
	if err != nil {
		return "", nil, err
	}
	return listenBench(s.httpServer())
}

// listenBench serves on a free port of this machine.
func listenBench(server *http.Server) (addr string, end func() error, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	return listener.Addr().String(), func() error {
		err := server.Close()
		if end := <-served; !errors.Is(end, http.ErrServerClosed) {
			err = errors.Join(err, end)
		}
		return err
	}, nil
}

// run signs the callers in and lets them walk for the time asked for.
func (w *walk) run(env *Env, c benchPagesCmd) (time.Duration, error) {
	clients := make([]*benchClient, c.Callers)
	for i := range clients {
		cookies, err := signInBench(w.addr, benchStaff[i%len(benchStaff)])
		if err != nil {
			return 0, err
		}
		if clients[i], err = dialBench(w.addr, cookies); err != nil {
			return 0, err
		}
	}
	ctx, stop := context.WithTimeout(env.Ctx, c.Time)
	defer stop()
	errs := make([]error, c.Callers)
	begun := time.Now()
	var callers sync.WaitGroup
	for i, client := range clients {
		callers.Go(func() { errs[i] = w.caller(ctx, client, env.Config.Seed, i) })
	}
	callers.Wait()
	return time.Since(begun), errors.Join(errs...)
}

// queueSorts is the orders the callers look at the queue in.
var queueSorts = [...]string{"risk", "due", "exposure", "newest"}

// nextLink finds the link to the following page of the queue.
var nextLink = regexp.MustCompile(`href="(/queue\?[^"]*after=[^"]*)"`)

// benchStaff are those who look at pages.
var benchStaff = [...]string{"reviewer", "reviewer2", "lead", "lead2"}

// caller walks: the queue and its following pages, an account, its breakdown.
func (w *walk) caller(ctx context.Context, client *benchClient, seed uint64, n int) error {
	r := rand.New(rand.NewPCG(seed, uint64(n)))
	next := ""
	for ctx.Err() == nil {
		page, path := "queue", "/queue?sort="+queueSorts[r.IntN(len(queueSorts))]
		if next != "" {
			page, path = "queue, following", next
		}
		body := w.get(client, page, path)
		next = ""
		if link := nextLink.FindSubmatch(body); link != nil {
			next = html.UnescapeString(string(link[1]))
		}
		id := w.ids[r.IntN(len(w.ids))].Public(models.PrefixAccount)
		w.get(client, "account", "/accounts/"+id)
		w.get(client, "breakdown", "/accounts/"+id+"/score")
		if staff := benchStaff[n%len(benchStaff)]; strings.HasPrefix(staff, "lead") { // reviewers have no business with the policy
			w.get(client, "thresholds", "/policy/1/thresholds")
		}
	}
	return client.conn.Close()
}

// get asks for one page, measures until its last byte, and returns it.
func (w *walk) get(client *benchClient, page, path string) []byte {
	begun := time.Now()
	body, err := client.get(path)
	ms := float64(time.Since(begun).Microseconds()) / 1000
	w.mu.Lock()
	defer w.mu.Unlock()
	w.taken[page] = append(w.taken[page], ms)
	if err != nil {
		w.failed[page]++
	}
	return body
}
