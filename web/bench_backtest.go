package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"candor/data"
	"candor/data/demo"
	"candor/models"
)

// benchBacktestCmd measures a comparison of two versions over events that were decided one by
// one, each with its stored input, as a lender's are.
type benchBacktestCmd struct {
	Accounts int  `name:"accounts" default:"10000" help:"Customers of the book."`
	Events   int  `name:"events" default:"1000000" help:"Events that are decided and stored first."`
	Workers  int  `name:"workers" default:"0" help:"How many decide. 0: one a processor."`
	JSON     bool `name:"json" help:"Print one JSON object: events, accounts, rules, differing, seconds, per_second, cpu_seconds, peak_mb, report_bytes."`
}

// benchBacktestSummary is what --json prints.
type benchBacktestSummary struct {
	Events    int     `json:"events"`
	Accounts  int     `json:"accounts"`
	Rules     int     `json:"rules"` // of each version
	Differing int     `json:"differing"`
	Seconds   float64 `json:"seconds"`
	PerSecond float64 `json:"per_second"`
	CPU       float64 `json:"cpu_seconds"` // of this process
	PeakMB    float64 `json:"peak_mb"`     // of this process while it compared, 0 where the system does not say
	Report    int     `json:"report_bytes"`
}

// Run seeds and compares.
func (c benchBacktestCmd) Run(env *Env) error {
	if c.Accounts < 1 || c.Events < 1 || c.Workers < 0 {
		return errors.New("--accounts and --events: want at least 1")
	}
	// The book's own past, which nobody decided, ends before the window that is compared.
	store, book, end, err := benchStoreUntil(env, c.Accounts, env.Now().AddDate(0, 0, -60))
	if err != nil {
		return err
	}
	s, err := c.measure(env, store, book.IDs[:c.Accounts])
	if err = errors.Join(err, end()); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(env, s)
	}
	_, err = fmt.Fprintf(env.Stdout, "%d events and %d accounts by two versions of %d rules: %.1f s, %.0f events a second, %.1f s of processor time, at most %.0f MB; %d decided differently, a report of %d bytes\n",
		s.Events, s.Accounts, s.Rules, s.Seconds, s.PerSecond, s.CPU, s.PeakMB, s.Differing, s.Report)
	return err
}

func (c benchBacktestCmd) measure(env *Env, store *data.Store, ids []models.ID) (s benchBacktestSummary, err error) {
	if err := c.past(env, store, ids); err != nil {
		return s, err
	}
	version, rules, err := benchDraft(env, store)
	if err != nil {
		return s, err
	}
	b, err := store.PlannedBacktest(env.Ctx, models.AskBacktest{Policy: version, Days: 30, CaseMinutes: models.BacktestCaseMinutes, AlarmFen: models.BacktestAlarmFen})
	if err != nil {
		return s, err
	}
	debug.FreeOSMemory()
	forgetPeak()
	begun, cpu := time.Now(), cpuTime()
	report, err := store.Backtest(env.Ctx, b, c.Workers, nil)
	if err != nil {
		return s, err
	}
	took := time.Since(begun).Seconds()
	cpu = cpuTime() - cpu
	peak := peakMB()
	b.Report = report
	r, err := b.Found()
	if err != nil {
		return s, err
	}
	s = benchBacktestSummary{
		Events: r.Events.Events, Rules: rules, Differing: r.Events.Differing, Seconds: seconds(took), PerSecond: seconds(float64(r.Events.Events) / took),
		CPU: seconds(cpu.Seconds()), PeakMB: peak, Report: len(report),
	}
	if r.Accounts != nil {
		s.Accounts = r.Accounts.Accounts
	}
	return s, nil
}

// pastCallers is how many send at once while the past is made: enough to fill each commit.
const pastCallers = 256

// past decides events over the last four weeks of every account, in the order of time for each.
func (c benchBacktestCmd) past(env *Env, store *data.Store, ids []models.ID) error {
	ctx, stop := context.WithCancelCause(env.Ctx)
	defer stop(nil)
	each := (c.Events + len(ids) - 1) / len(ids)
	now := env.Now()
	var work sync.WaitGroup
	for caller := range pastCallers {
		work.Go(func() {
			r := rand.New(rand.NewPCG(env.Config.Seed, uint64(caller)))
			for n := range each {
				at := now.Add(-28*24*time.Hour + time.Duration(n)*27*24*time.Hour/time.Duration(each))
				for i := caller; i < len(ids) && n*len(ids)+i < c.Events; i += pastCallers {
					if err := pastEvent(ctx, store, r, ids[i], n, at); err != nil {
						stop(err)
						return
					}
				}
			}
		})
	}
	work.Wait()
	return context.Cause(ctx)
}

// pastEvent is one event of an account: mostly small purchases, now and then a large one, a login or a repayment. One purchase in
// fifty turns out one way or the other.
func pastEvent(ctx context.Context, store *data.Store, r *rand.Rand, account models.ID, n int, at time.Time) error {
	e := models.NewEvent{
		Source: "bench", ExternalID: fmt.Sprintf("%d-%d", account, n), Account: account.Public(models.PrefixAccount), Kind: models.EventPurchase,
		At: at.Add(time.Duration(r.IntN(600)) * time.Second), AmountFen: 100 + r.Int64N(2_000), Currency: models.Currency, Product: models.ProductPayLater,
		Merchant: "shop " + strconv.Itoa(r.IntN(500)), City: "Hangzhou", Device: "phone " + strconv.Itoa(int(account)%5),
	}
	switch r.IntN(20) {
	case 0:
		e.AmountFen *= 40
	case 1, 2:
		e.Kind, e.AmountFen, e.Currency, e.Product, e.Merchant = models.EventLogin, 0, "", "", ""
	case 3, 4:
		e.Kind, e.Merchant = models.EventRepayment, ""
	}
	if _, err := store.RecordEvent(ctx, e); err != nil {
		return err
	}
	if e.Kind != models.EventPurchase || r.IntN(50) > 0 {
		return nil
	}
	_, _, err := store.LabelEvent(ctx, demo.Actor(), models.LabelEvent{Source: e.Source, ExternalID: e.ExternalID, Bad: e.AmountFen > 10_000 || r.IntN(10) == 0, At: e.At})
	return err
}

// benchDraft is the live version with harder outcomes for every other rule.
func benchDraft(env *Env, store *data.Store) (version, rules int, err error) {
	live, err := store.LivePolicy(env.Ctx)
	if err != nil {
		return 0, 0, err
	}
	p, _, err := store.DraftPolicy(env.Ctx, demo.Actor(), live.Version)
	if err != nil {
		return 0, 0, err
	}
	doc := p.Document
	events := *doc.Events
	events.Rules = append(events.Rules[:0:0], events.Rules...)
	for i := range events.Rules {
		if i%2 == 0 {
			events.Rules[i].Risk = min(100, events.Rules[i].Risk+20)
		}
	}
	doc.Events = &events
	_, err = store.EditPolicy(env.Ctx, demo.Actor(), models.PolicyStep{Version: p.Version, Revision: p.Revision}, doc)
	return p.Version, len(events.Rules), err
}

// forgetPeak lets the system count this process's peak of memory anew, where it can (proc(5), clear_refs).
func forgetPeak() {
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0o200); err != nil {
		runtime.GC() // the peak is then that of the whole run, which is no less
	}
}

// peakMB is the most memory that the process held since forgetPeak, 0 where the system does not say.
func peakMB() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range bytes.Lines(status) {
		if rest, ok := strings.CutPrefix(string(line), "VmHWM:"); ok {
			kb, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 64)
			if err != nil {
				return 0
			}
			return kb / 1024
		}
	}
	return 0
}
