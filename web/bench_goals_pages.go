package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"candor/data/demo"
	"candor/models"
)

// helloFigures compares whole pages with the least that the web framework can answer.
type helloFigures struct {
	Hello          float64 `json:"hello_per_second"`
	Queue          float64 `json:"queue_per_second"`
	Account        float64 `json:"account_per_second"`
	Breakdown      float64 `json:"breakdown_per_second"`
	QueueRatio     float64 `json:"queue_ratio"`
	AccountRatio   float64 `json:"account_ratio"`
	BreakdownRatio float64 `json:"breakdown_ratio"`
	QueueBytes     int     `json:"queue_bytes"`
	HelloCPU       float64 `json:"hello_cpu_us"` // of this process, asking included
	QueueCPU       float64 `json:"queue_cpu_us"`
	AccountCPU     float64 `json:"account_cpu_us"`
	BreakdownCPU   float64 `json:"breakdown_cpu_us"`
	CPURatio       float64 `json:"queue_cpu_ratio"` // of Hello's over the queue's
}

func queuePage(r *rand.Rand, _ int) string {
	return "/queue?sort=" + queueSorts[r.IntN(len(queueSorts))]
}

// accountPage picks accounts at random; below is the page under the account's own.
func (l lender) accountPage(below string) func(*rand.Rand, int) string {
	return func(r *rand.Rand, _ int) string {
		return "/accounts/" + l.book.IDs[r.IntN(len(l.book.IDs))].Public(models.PrefixAccount) + below
	}
}

// signIns signs the staff in who look at pages.
func signIns(addr string) ([]string, error) {
	var cookies []string
	for _, login := range benchStaff {
		c, err := signInBench(addr, login)
		if err != nil {
			return nil, err
		}
		cookies = append(cookies, c)
	}
	return cookies, nil
}

// hello serves "Hello" and the pages in this process and asks for them in turn.
func (c benchGoalsCmd) hello(l lender) (*helloFigures, error) {
	e := echo.New()
	e.GET("/", func(c echo.Context) error { return c.String(http.StatusOK, "Hello") })
	helloAddr, helloEnd, err := listenBench(&http.Server{Handler: e})
	if err != nil {
		return nil, err
	}
	addr, end, err := benchServe(l.env, l.store)
	if err != nil {
		return nil, errors.Join(err, helloEnd())
	}
	cookies, err := signIns(addr)
	sides := []load{
		{addr: helloAddr, page: func(*rand.Rand, int) string { return "/" }},
		{addr: addr, cookies: cookies, page: queuePage},
		{addr: addr, cookies: cookies, page: l.accountPage("")},
		{addr: addr, cookies: cookies, page: l.accountPage("/score")},
	}
	rates, cpu := make([][]float64, len(sides)), make([][]float64, len(sides))
	var f helloFigures
	for range c.Repeats {
		for i, side := range sides {
			var t loadTimes
			side.callers = c.Callers
			if err == nil {
				t, err = side.run(l.env.Ctx, c.Time)
			}
			rates[i], cpu[i] = append(rates[i], t.perSecond), append(cpu[i], t.cpu)
			if i == 1 {
				f.QueueBytes = t.bytes
			}
		}
	}
	f.Hello, f.Queue, f.Account, f.Breakdown = median(rates[0]), median(rates[1]), median(rates[2]), median(rates[3])
	f.QueueRatio, f.AccountRatio, f.BreakdownRatio = ratio(f.Queue, f.Hello), ratio(f.Account, f.Hello), ratio(f.Breakdown, f.Hello)
	f.HelloCPU, f.QueueCPU, f.AccountCPU, f.BreakdownCPU = median(cpu[0]), median(cpu[1]), median(cpu[2]), median(cpu[3])
	f.CPURatio = ratio(f.HelloCPU, f.QueueCPU)
	return &f, errors.Join(err, end(), helloEnd())
}

// writerFigures compares pages beside a writer with pages alone.
type writerFigures struct {
	Rate          float64 `json:"pages_per_second"`
	RowsPerSecond float64 `json:"rows_per_second"` // that the writer reached
	QuietP99      float64 `json:"quiet_p99_ms"`
	WritingP99    float64 `json:"writing_p99_ms"`
	Ratio         float64 `json:"ratio"`
}

// writer asks for all three pages at a fixed rate, alone and beside a writer in turn.
func (c benchGoalsCmd) writer(l lender) (*writerFigures, error) {
	addr, end, err := benchServe(l.env, l.store)
	if err != nil {
		return nil, err
	}
	cookies, err := signIns(addr)
	pages := []func(*rand.Rand, int) string{queuePage, l.accountPage(""), l.accountPage("/score")}
	side := load{addr: addr, cookies: cookies, callers: c.Callers, rate: c.Rate, page: func(r *rand.Rand, n int) string {
		return pages[n%len(pages)](r, n)
	}}
	var quiet, writing, rows []float64
	for range c.Repeats {
		var alone, beside loadTimes
		var wrote float64
		if err == nil {
			alone, err = side.run(l.env.Ctx, c.Time)
		}
		if err == nil {
			ctx, stop := context.WithCancel(l.env.Ctx)
			done := make(chan error, 1)
			go func() { done <- c.write(ctx, l, &wrote) }()
			beside, err = side.run(l.env.Ctx, c.Time)
			stop()
			err = errors.Join(err, <-done)
		}
		quiet, writing, rows = append(quiet, alone.p99), append(writing, beside.p99), append(rows, wrote)
	}
	f := writerFigures{Rate: c.Rate, RowsPerSecond: median(rows), QuietP99: median(quiet), WritingP99: median(writing)}
	f.Ratio = ratio(f.WritingP99, f.QuietP99)
	return &f, errors.Join(err, end())
}

// rowsPerPut is the rows of one account that the writer sends: itself, a line, statements.
const rowsPerPut = 20

// write puts accounts as the API does, each durable before the next, at the rate asked for,
// and says how many rows a second came of it.
func (c benchGoalsCmd) write(ctx context.Context, l lender, perSecond *float64) error {
	begun, puts := time.Now(), 0
	for ; ctx.Err() == nil; puts++ {
		due := begun.Add(time.Duration(puts) * rowsPerPut * time.Second / time.Duration(c.Writer))
		time.Sleep(time.Until(due))
		p := models.PutAccount{Source: "bench", ExternalID: fmt.Sprintf("w%d", time.Now().UnixNano()), Lines: []models.CreditLine{
			{Product: models.ProductPayLater, LimitFen: 1_000_000, UsedFen: int64(puts%900) * 1000},
		}}
		for m := range rowsPerPut - 2 {
			p.Statements = append(p.Statements, models.Statement{Month: 202401 + m/12*100 + m%12, BillFen: 50_000, PaidFen: 50_000})
		}
		if _, _, err := l.store.PutAccount(l.env.Ctx, demo.Actor(), p); err != nil {
			return err
		}
	}
	*perSecond = seconds(float64(puts*rowsPerPut) / time.Since(begun).Seconds())
	return nil
}
