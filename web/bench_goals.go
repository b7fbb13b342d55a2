package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"candor/data"
	"candor/data/demo"
)

// benchGoalsCmd measures what pages and rescoring must reach beside what it is compared
// with: both in one run, in turn, the median of the repeats.
type benchGoalsCmd struct {
	Accounts int           `name:"accounts" default:"20000" help:"Customers of the book."`
	Only     []string      `name:"only" help:"Which to measure: query, writer, hello, rescore. All by default."`
	Callers  int           `name:"callers" default:"8" help:"Connections at once."`
	Time     time.Duration `name:"time" default:"4s" help:"How long each side of a comparison runs, once a repeat."`
	Repeats  int           `name:"repeats" default:"3" help:"How often the sides take turns."`
	Writer   int           `name:"writer" default:"2000" help:"Rows a second that the writer puts into accounts."`
	Rate     float64       `name:"rate" default:"500" help:"Pages a second beside the writer."`
	JSON     bool          `name:"json" help:"Print one JSON object: accounts, repeats, and what was measured: query, writer, hello, rescore."`
}

// benchGoals is what --json prints.
type benchGoals struct {
	Accounts int            `json:"accounts"`
	Repeats  int            `json:"repeats"`
	Query    *queryFigures  `json:"query,omitempty"`
	Writer   *writerFigures `json:"writer,omitempty"`
	Hello    *helloFigures  `json:"hello,omitempty"`
	Rescore  *scoreFigures  `json:"rescore,omitempty"`
}

// lender is the seeded book that the measures share.
type lender struct {
	env   *Env
	store *data.Store
	book  demo.Result
}

// Run seeds once and measures what was asked for.
func (c benchGoalsCmd) Run(env *Env) error {
	if c.Accounts < 1 || c.Callers < 1 || c.Repeats < 1 || c.Writer < 1 || c.Rate <= 0 || c.Time <= 0 {
		return errors.New("--accounts, --callers, --repeats, --writer, --rate and --time: want more than none")
	}
	for _, o := range c.Only {
		if !slices.Contains([]string{"query", "writer", "hello", "rescore"}, o) {
			return fmt.Errorf("--only %s: want query, writer, hello or rescore", o)
		}
	}
	store, book, end, err := benchStore(env, c.Accounts)
	if err != nil {
		return err
	}
	g := benchGoals{Accounts: c.Accounts, Repeats: c.Repeats}
	err = c.measure(lender{env, store, book}, &g)
	if err = errors.Join(err, end()); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(env, g)
	}
	return g.print(env.Stdout)
}

// measure goes from what reads to what writes, so that nothing meets the others' rows.
func (c benchGoalsCmd) measure(l lender, g *benchGoals) (err error) {
	wants := func(name string) bool { return err == nil && (len(c.Only) == 0 || slices.Contains(c.Only, name)) }
	if wants("query") {
		g.Query, err = c.query(l)
	}
	if wants("hello") {
		g.Hello, err = c.hello(l)
	}
	if wants("writer") {
		g.Writer, err = c.writer(l)
	}
	if wants("rescore") {
		g.Rescore, err = c.rescore(l)
	}
	return err
}

// print writes one line a comparison.
func (g benchGoals) print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "%d accounts, median of %d\tmeasured\tover\tratio\tmust\n", g.Accounts, g.Repeats)
	line := func(what string, a, b, ratio float64, must string) {
		fmt.Fprintf(w, "%s\t%.2f\t%.2f\t%.3f\t%s\n", what, a, b, ratio, must)
	}
	if q := g.Query; q != nil {
		line(fmt.Sprintf("queue query, p99 ms, over %d accounts", q.SmallAccounts), q.FirstP99, q.SmallP99, q.Growth, "<= 2")
		line("queue query, p99 ms, deep over first", q.DeepP99, q.FirstP99, q.Depth, "<= 2.5")
	}
	if h := g.Hello; h != nil {
		line("queue pages/s over Hello", h.Queue, h.Hello, h.QueueRatio, ">= 0.04")
		line("account pages/s over Hello", h.Account, h.Hello, h.AccountRatio, "")
		line("breakdown pages/s over Hello", h.Breakdown, h.Hello, h.BreakdownRatio, "")
		line("processor µs of Hello over a queue page", h.HelloCPU, h.QueueCPU, h.CPURatio, "")
	}
	if f := g.Writer; f != nil {
		line(fmt.Sprintf("pages, p99 ms, beside %.0f rows/s", f.RowsPerSecond), f.WritingP99, f.QuietP99, f.Ratio, "<= 2")
	}
	if s := g.Rescore; s != nil {
		line("rescored/s over bare score rows/s, nothing changed", s.Unchanged.PerSecond, s.BareRows, s.Unchanged.Ratio, ">= 0.4")
		line("the same, a tenth changed", s.Tenth.PerSecond, s.BareRows, s.Tenth.Ratio, "")
		line("the same, each decision anew", s.PerSecond, s.BareRows, s.Ratio, "")
		line("rescored/s over bare decision rows/s, each anew", s.PerSecond, s.SameRows, s.SameRatio, "")
		line("processor µs of a bare score row over an account, nothing changed", s.BareCPU, s.Unchanged.CPU, s.Unchanged.CPURatio, "")
		line("the same, a tenth changed", s.BareCPU, s.Tenth.CPU, s.Tenth.CPURatio, "")
		line("the same, each decision anew", s.BareCPU, s.CPU, s.CPURatio, "")
	}
	return w.Flush()
}
