package data

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"candor/engine/decide"
	"candor/models"
)

// backtested gives a store a book that is scored, events of every outcome under byAmount, of
// which the large ones turned out bad, and a draft that asks for twice the amounts and a
// higher score.
func backtested(t *testing.T, s *Store, c *clock) *models.Policy {
	t.Helper()
	trained(t, s, 40)
	must[RescoreResult](t)(s.Rescore(ctx, anna, nil))
	govern(t, s, c, nil, byAmount()...)
	for i := range 3 {
		a := lenderAccount(t, s, fmt.Sprint("A-", i))
		for j, fen := range []int64{5_000, 15_000, 25_000, 35_000, 45_000, 90_000} {
			name := fmt.Sprintf("T-%d-%d", i, j)
			decideNow(t, s, spend(a, c, name, fen))
			if j > 0 {
				_, _, err := s.LabelEvent(ctx, anna, models.LabelEvent{Source: a.Source, ExternalID: name, Bad: fen > 30_000, At: c.now()})
				ok(t, err)
			}
			c.advance(time.Minute)
		}
	}
	p, _, err := s.DraftPolicy(ctx, anna, 2)
	ok(t, err)
	doc := p.Document
	events := *doc.Events
	events.Rules = byAmount()
	for i := range events.Rules {
		events.Rules[i].When = fmt.Sprintf("amount_fen >= %d", 20_000*(i+1))
	}
	doc.Events = &events
	doc.Bands[4].From = 705
	doc.Flags[0].Threshold = 705
	return must[*models.Policy](t)(s.EditPolicy(ctx, anna, stepOf(p), doc))
}

func askOf(p *models.Policy) models.AskBacktest {
	return models.AskBacktest{Policy: p.Version, Days: 7, CaseMinutes: 15, AlarmFen: 2_000}
}

func reportOf(t *testing.T, b *models.Backtest) models.BacktestReport {
	t.Helper()
	if b.State != models.BacktestDone {
		t.Fatalf("backtest %s: %s", b.State, b.Problem)
	}
	var r models.BacktestReport
	ok(t, json.Unmarshal(b.Report, &r))
	return r
}

func TestABacktestComparesADraftWithTheLiveVersion(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		p := backtested(t, s, c)
		asked := must[*models.Backtest](t)(s.AskBacktest(ctx, anna, askOf(p)))
		if did := must[bool](t)(s.RunBacktests(ctx, "test", 2)); !did {
			t.Fatal("no backtest was done")
		}
		b := must[*models.Backtest](t)(s.Backtested(ctx, asked.ID))
		r := reportOf(t, b)
		if r.Policy != p.Version || r.Base != 2 || r.SHA256 != b.DocumentSHA256 || b.EndedAt == nil || b.Step != b.Steps {
			t.Errorf("%d against %d, %+v", r.Policy, r.Base, b)
		}
		e := r.Events
		// Per account: 5,000 and 15,000 go through under both but that the second is watched now; 25,000 35,000 45,000 get milder.
		if e.Events != 18 || e.Stored != 18 || e.Labelled != 15 || e.Bad != 9 || e.Differing != 12 || e.Matrix[4][4] != 3 || e.Matrix[4][2] != 3 {
			t.Errorf("events %+v", e)
		}
		if e.Swap[2].Events != 6 || e.Swap[2].Bad != 3 || e.Cost.LostFen.Change != 3*35_000 {
			t.Errorf("swap %+v, cost %+v", e.Swap, e.Cost)
		}
		if a := r.Accounts; a == nil || a.Accounts != 40 || a.Swap[1].Accounts != 36 || a.Limits.Falls != 36 || r.Model == "" {
			t.Errorf("accounts %+v", r.Accounts)
		}
		if audited(t, s, models.ActionBacktestAsked) != 1 || audited(t, s, models.ActionBacktestEnded) != 1 {
			t.Error("asking and ending are not on record once")
		}
		if did := must[bool](t)(s.RunBacktests(ctx, "test", 1)); did {
			t.Error("done twice")
		}
		c.advance(time.Hour)
		again := must[*models.Backtest](t)(s.RepeatBacktest(ctx, bob, b.ID))
		must[bool](t)(s.RunBacktests(ctx, "other", 7))
		again = must[*models.Backtest](t)(s.Backtested(ctx, again.ID))
		if !bytes.Equal(again.Report, b.Report) || again.AskedName != bob.Name {
			t.Errorf("repeated: %s\nfirst: %s", again.Report, b.Report)
		}
		list := must[[]models.Backtest](t)(s.Backtests(ctx, p.Version, 0, 10))
		if len(list) != 2 || list[0].ID != again.ID || list[0].Report != nil {
			t.Errorf("history %+v", list)
		}
		if list = must[[]models.Backtest](t)(s.Backtests(ctx, 0, again.ID, 10)); len(list) != 1 || list[0].ID != b.ID {
			t.Errorf("older %+v", list)
		}
	})
}

// TestHistoryIsPlayedThroughStates adds events from before there was anybody to decide them:
// with them the same question is answered from states, and those that bring their input still
// are decided on it.
func TestHistoryIsPlayedThroughStates(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		p := backtested(t, s, c)
		a := lenderAccount(t, s, "H-1")
		entry := Entry{Account: *a}
		for i := range 5 {
			entry.Events = append(entry.Events, models.Event{
				Kind: models.EventPurchase, AmountFen: 45_000, At: c.now().AddDate(0, 0, -i*5), Body: models.EventBody{Product: models.ProductPayLater},
			})
		}
		ok(t, s.BulkHistory(ctx, anna, []Entry{entry}))
		c.advance(time.Second)
		asked := must[*models.Backtest](t)(s.AskBacktest(ctx, anna, askOf(p)))
		must[bool](t)(s.RunBacktests(ctx, "test", 2))
		e := reportOf(t, must[*models.Backtest](t)(s.Backtested(ctx, asked.ID))).Events
		if e.Events != 20 || e.Stored != 18 || e.Rebuilt != 2 || e.Matrix[4][2] != 5 || e.Differing != 14 {
			t.Errorf("events %+v", e)
		}
	})
}

func TestABacktestIsRefusedWithItsField(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		p := mustDraft(t, s, anna)
		at := func(days int) *time.Time { v := c.now().AddDate(0, 0, days); return &v }
		for name, change := range map[string]func(*models.AskBacktest){
			"window":  func(a *models.AskBacktest) { a.Days = 8 },
			"from":    func(a *models.AskBacktest) { a.Days, a.To = 0, at(0) },
			"to":      func(a *models.AskBacktest) { a.Days, a.From, a.To = 0, at(-1), at(-2) },
			"minutes": func(a *models.AskBacktest) { a.CaseMinutes = 0 },
			"alarm":   func(a *models.AskBacktest) { a.AlarmFen = -1 },
		} {
			ask := askOf(p)
			change(&ask)
			var bad *models.Invalid
			if _, err := s.AskBacktest(ctx, anna, ask); !errors.As(err, &bad) || bad.Fields[name].Code == "" {
				t.Errorf("%s: %v", name, err)
			}
		}
		for name, ask := range map[string]models.AskBacktest{
			"future": {Policy: p.Version, From: at(1), To: at(2), CaseMinutes: 1}, "long": {Policy: p.Version, From: at(-401), To: at(0), CaseMinutes: 1},
		} {
			var bad *models.Invalid
			if _, err := s.AskBacktest(ctx, anna, ask); !errors.As(err, &bad) {
				t.Errorf("%s: %v", name, err)
			}
		}
		ask := askOf(p)
		ask.Policy = 99
		if _, err := s.AskBacktest(ctx, anna, ask); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("no such version: %v", err)
		}
		var refused *models.Refused
		ask.Policy = 1
		if _, err := s.AskBacktest(ctx, anna, ask); !errors.As(err, &refused) || refused.Code != "backtest_same" {
			t.Errorf("the first version: %v", err)
		}
		for range backtestsOpen {
			must[*models.Backtest](t)(s.AskBacktest(ctx, anna, askOf(p)))
		}
		if _, err := s.AskBacktest(ctx, anna, askOf(p)); !errors.As(err, &refused) || refused.Code != "backtest_many" {
			t.Errorf("one more than may wait: %v", err)
		}
		if _, err := s.DiscardPolicy(ctx, anna, stepOf(p)); err != nil {
			t.Fatal(err)
		}
		if _, err := s.AskBacktest(ctx, anna, askOf(p)); !errors.Is(err, models.ErrState) {
			t.Errorf("a discarded version: %v", err)
		}
	})
}

// TestWhatCannotBeComparedSaysWhy asks for a version from before events were decided.
func TestWhatCannotBeComparedSaysWhy(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		newFixture(t, s).must(func(tx *writeTx) error {
			old := models.Policy{Version: 2, State: models.PolicyArchived, Document: decide.Default(), MadeAt: tx.now, Revision: 1}
			old.Document.Events = nil
			return tx.insert(&old)
		})
		asked := must[*models.Backtest](t)(s.AskBacktest(ctx, anna, askOf(&models.Policy{Version: 2})))
		must[bool](t)(s.RunBacktests(ctx, "test", 1))
		b := must[*models.Backtest](t)(s.Backtested(ctx, asked.ID))
		if b.State != models.BacktestFailed || !strings.Contains(b.Problem, "events") || len(b.Report) != 0 {
			t.Errorf("backtest %+v", b)
		}
	})
}

func TestABacktestIsCancelledAndTakenOver(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		p := backtested(t, s, c)
		first := must[*models.Backtest](t)(s.AskBacktest(ctx, anna, askOf(p)))
		c.advance(time.Second)
		second := must[*models.Backtest](t)(s.AskBacktest(ctx, anna, askOf(p)))
		killed := must[*models.Job](t)(s.claimJob(ctx, "killed", models.JobBacktest))
		must[*models.Backtest](t)(s.beginBacktest(ctx, *killed))
		if did := must[bool](t)(s.RunBacktests(ctx, "early", 1)); did {
			t.Error("a second one ran beside the first, or the first was taken over while the lease ran")
		}
		if got := must[*models.Backtest](t)(s.Backtested(ctx, second.ID)); got.State != models.BacktestQueued {
			t.Errorf("the second is %s", got.State)
		}
		c.advance(models.JobLease + time.Second)
		if did := must[bool](t)(s.RunBacktests(ctx, "other", 1)); !did {
			t.Fatal("not taken over")
		}
		if err := s.endBacktest(ctx, *killed, nil, errors.New("late")); !errors.Is(err, errLeaseLost) {
			t.Errorf("the killed worker came back: %v", err)
		}
		reportOf(t, must[*models.Backtest](t)(s.Backtested(ctx, first.ID)))

		job := must[*models.Job](t)(s.claimJob(ctx, "worker", models.JobBacktest))
		running := must[*models.Backtest](t)(s.beginBacktest(ctx, *job))
		if running.ID != second.ID {
			t.Fatal("the wrong one runs")
		}
		if err := s.CancelBacktest(ctx, bob, second.ID, second.Version+1); !errors.Is(err, models.ErrConflict) {
			t.Errorf("stale: %v", err)
		}
		ok(t, s.beatBacktest(ctx, *job, second.ID, 1, 2))
		ok(t, s.CancelBacktest(ctx, bob, second.ID, second.Version))
		if err := s.wanted(ctx, second.ID); !errors.Is(err, errUnwanted) {
			t.Errorf("the next batch: %v", err)
		}
		if err := s.beatBacktest(ctx, *job, second.ID, 1, 2); !errors.Is(err, errUnwanted) {
			t.Errorf("the next beat: %v", err)
		}
		ok(t, s.dropJob(ctx, *job))
		if err := s.CancelBacktest(ctx, bob, second.ID, second.Version+1); !errors.Is(err, models.ErrState) {
			t.Errorf("cancelled twice: %v", err)
		}
		if did := must[bool](t)(s.RunBacktests(ctx, "next", 1)); did {
			t.Error("a cancelled backtest ran")
		}
		if got := must[*models.Backtest](t)(s.Backtested(ctx, second.ID)); got.State != models.BacktestCancelled || got.Report != nil {
			t.Errorf("backtest %+v", got)
		}
	})
}

// TestARunningBacktestStopsWithinABatch cancels from inside the comparison, as another
// replica's page would.
func TestARunningBacktestStopsWithinABatch(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		p := backtested(t, s, c)
		must[*models.Backtest](t)(s.AskBacktest(ctx, anna, askOf(p)))
		job := must[*models.Job](t)(s.claimJob(ctx, "worker", models.JobBacktest))
		b := must[*models.Backtest](t)(s.beginBacktest(ctx, *job))
		steps := 0
		_, err := s.Backtest(ctx, b, 1, func(int64, int64) error {
			if steps++; steps == 1 {
				ok(t, s.CancelBacktest(ctx, bob, b.ID, b.Version))
			}
			return s.wanted(ctx, b.ID)
		})
		if !errors.Is(err, errUnwanted) || steps != 1 {
			t.Errorf("went on for %d batches: %v", steps, err)
		}
	})
}

func TestASignalHandsABacktestBack(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		p := backtested(t, s, c)
		b := must[*models.Backtest](t)(s.AskBacktest(ctx, anna, askOf(p)))
		job := must[*models.Job](t)(s.claimJob(ctx, "stopped", models.JobBacktest))
		must[*models.Backtest](t)(s.beginBacktest(ctx, *job))
		ok(t, s.putBack(ctx, *job, nil))
		stopped, stop := context.WithCancel(ctx)
		stop()
		if _, err := s.Backtest(stopped, b, 1, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("stopped: %v", err)
		}
		if did := must[bool](t)(s.RunBacktests(ctx, "next", 1)); !did {
			t.Fatal("the next worker had to wait for the lease")
		}
		reportOf(t, must[*models.Backtest](t)(s.Backtested(ctx, b.ID)))
	})
}
