package data

import (
	"context"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"candor/data/imports"
	"candor/engine/backtest"
	"candor/engine/decide"
	"candor/engine/watch"
	"candor/models"
)

const eventHeader = "TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT,TX_TIME_SECONDS,TX_TIME_DAYS,TX_FRAUD,TX_FRAUD_SCENARIO\n"

// madeUp is a file of n transactions of a few accounts and terminals, every ninth a fraud.
func madeUp(n int) string {
	var b strings.Builder
	b.WriteString(eventHeader)
	at := time.Date(2025, 4, 1, 0, 0, 31, 0, time.UTC)
	for i := range n {
		fmt.Fprintf(&b, "%d,%s,%d,%d,%d.%02d,0,0,%d,%d\n", i, at.Format(time.DateTime), i*i%7, i%5, 10+i%90, i%100, btoi(i%9 == 0), 3*btoi(i%9 == 0))
		at = at.Add(time.Duration(13*i%977) * time.Minute)
	}
	return b.String()
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func importEventText(t *testing.T, s *Store, text string, dry bool) (ImportResult, []imports.Reject, error) {
	t.Helper()
	m, err := imports.Load("fraud-handbook")
	if err != nil {
		t.Fatal(err)
	}
	var rejects []imports.Reject
	r, err := s.Import(context.Background(), anna, ImportJob{
		Mapping: m, Name: "transactions.csv", DryRun: dry,
		Open:   func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil },
		Reject: func(r imports.Reject) error { rejects = append(rejects, r); return nil },
	})
	return r, rejects, err
}

// eventState counts everything that an import of events could change.
func eventState(t *testing.T, s *Store) map[string]int64 {
	t.Helper()
	counts := state(t, s)
	err := s.read(context.Background(), func(db *gorm.DB) error {
		for _, table := range []string{"events", "event_labels", "account_states", "merchant_days", "sightings"} {
			var n int64
			if err := db.Table(table).Count(&n).Error; err != nil {
				return err
			}
			counts[table] = n
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return counts
}

func TestImportedEventsLeaveTheStatesOfTheirOrder(t *testing.T) {
	const n = 300
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := context.Background()
		r, rejects, err := importEventText(t, s, madeUp(n), false)
		if want := (ImportResult{Rows: n, Imported: n, Created: n}); err != nil || r != want || len(rejects) > 0 {
			t.Fatalf("%+v, %v, %v", r, rejects, err)
		}
		states, merchants := map[int64]*watch.State{}, map[uint64]*watch.MerchantStats{}
		bad, events := 0, 0
		if err := s.PastEvents(ctx, -1)(func(e *backtest.Event) error {
			events++
			if states[e.Account] == nil {
				states[e.Account] = &watch.State{}
			}
			if merchants[e.Merchant] == nil {
				merchants[e.Merchant] = &watch.MerchantStats{}
			}
			f := watch.UnknownFacts()
			var v watch.Vector
			states[e.Account].Features(&e.Event, &f, &v)
			states[e.Account].Add(&e.Event)
			merchants[e.Merchant].Add(watch.DayOf(e.At), watch.MerchantDelta(&e.Event, v[merchantSeenSlot] == 0, false))
			if e.Bad {
				bad++
				merchants[e.Merchant].Add(watch.DayOf(e.At), watch.LabelDelta(true))
			}
			if !e.Labelled || e.LabelAt != e.At+7*86400*1_000_000 {
				t.Errorf("event at %d: labelled %t, known at %d", e.At, e.Labelled, e.LabelAt)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if events != n || bad != (n+8)/9 {
			t.Errorf("%d events, %d bad", events, bad)
		}
		checkStates(t, s, states, merchants)
	})
}

// checkStates compares what is stored with what plain folding gave.
func checkStates(t *testing.T, s *Store, states map[int64]*watch.State, merchants map[uint64]*watch.MerchantStats) {
	t.Helper()
	var rows []models.AccountState
	var days []models.MerchantDay
	var first models.Event
	if err := s.read(context.Background(), func(db *gorm.DB) error {
		if err := db.Find(&rows).Error; err != nil {
			return err
		}
		if err := db.Order("id").Take(&first).Error; err != nil {
			return err
		}
		return db.Find(&days).Error
	}); err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(states) || len(rows) == 0 {
		t.Fatalf("%d states, want %d", len(rows), len(states))
	}
	for _, r := range rows {
		if !cmp.Equal(r.State, states[int64(r.AccountID)].Append(nil)) {
			t.Errorf("account %d has another state", r.AccountID)
		}
	}
	for _, d := range days {
		if want := merchants[watch.Token(d.Merchant)].Day(d.Day); d.Stats() != want && want != (watch.DayStats{}) {
			t.Errorf("terminal %s, day %d: %+v, want %+v", d.Merchant, d.Day, d.Stats(), want)
		}
	}
	if first.Outcome != "" || first.Late || len(first.Input) > 0 || first.At.Format(time.DateTime) != "2025-03-31 16:00:31" {
		t.Errorf("first event %+v", first)
	}
}

func TestImportOfEventsAgainChangesNothing(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		whole := madeUp(200)
		part := strings.Join(strings.SplitAfter(whole, "\n")[:121], "") // a file that grew since
		if r, _, err := importEventText(t, s, part, false); err != nil || r.Imported != 120 {
			t.Fatalf("%+v, %v", r, err)
		}
		r, _, err := importEventText(t, s, whole, false)
		if want := (ImportResult{Rows: 200, Imported: 80, Created: 80, Unchanged: 120}); err != nil || r != want {
			t.Errorf("the whole after a part: %+v, %v", r, err)
		}
		before := eventState(t, s)
		r, _, err = importEventText(t, s, whole, false)
		if want := (ImportResult{Rows: 200, Unchanged: 200}); err != nil || r != want {
			t.Errorf("again: %+v, %v", r, err)
		}
		if diff := cmp.Diff(before, eventState(t, s)); diff != "" {
			t.Errorf("the second import changed something:\n%s", diff)
		}
		alone := openTest(t, Options{Dir: t.TempDir(), Now: newClock().now, Rand: zeros{}})
		if _, _, err := importEventText(t, alone, whole, false); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(countsOf(t, alone), countsOf(t, s)); diff != "" {
			t.Errorf("in two parts it came out otherwise:\n%s", diff)
		}
	})
}

// countsOf is what a backtest finds, which sees every part of what was stored.
func countsOf(t *testing.T, s *Store) map[string]any {
	t.Helper()
	m, err := decide.NewMonitor(decide.Policy{Events: decide.DefaultEvents()})
	if err != nil {
		t.Fatal(err)
	}
	r, err := backtest.Run(s.PastEvents(context.Background(), -1), backtest.Options{
		Monitor: m, Workers: 1, Clock: backtest.Clock{OffsetSeconds: 8 * 3600}, DelayDays: 7,
	})
	if err != nil {
		t.Fatal(err)
	}
	if math.IsNaN(float64(r.AUC)) {
		t.Error("no AUC")
	}
	return map[string]any{"events": r.Events, "bad": r.Bad, "auc": r.AUC, "outcomes": r.Outcomes, "rules": r.Rules}
}

func TestImportOfEventsRejectsRowsAndDryRuns(t *testing.T) {
	row := func(line string) string { return line + "\n" }
	text := eventHeader + row("1,2025-04-01 00:00:01,7,9,5.00,1,0,0,0") + row("2,2025-04-01 25:00:01,7,9,5.00,1,0,0,0") +
		row("3,2025-04-01 00:00:02,7,9,-5.00,1,0,0,0") + row("4,2025-04-01 00:00:02,7,9,0.00,1,0,0,0") +
		row("1,2025-04-01 00:00:03,7,9,5.00,1,0,0,0") + row("5,2025-04-01 00:00:03,,9,5.00,1,0,2,0")
	want := []imports.Reject{
		{Line: 3, Column: "TX_DATETIME", Value: "2025-04-01 25:00:01", Reason: "is not a time of the form 2006-01-02 15:04:05"},
		{Line: 4, Column: "TX_AMOUNT", Value: "-5.00", Reason: "is below 0"},
		{Line: 6, Column: "TRANSACTION_ID", Value: "1", Reason: "is the same as in line 2"},
		{Line: 7, Column: "CUSTOMER_ID", Reason: "is empty"},
		{Line: 7, Column: "TX_FRAUD", Value: "2", Reason: "is not one of 0, 1"},
	}
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		before := eventState(t, s)
		for _, dry := range []bool{true, false} {
			r, rejects, err := importEventText(t, s, text, dry)
			if counts := (ImportResult{Rows: 6, Imported: 2, Created: 2, Rejected: 4}); err != nil || r != counts {
				t.Errorf("dry %t: %+v, %v", dry, r, err)
			}
			if diff := cmp.Diff(want, rejects); diff != "" {
				t.Errorf("dry %t: rejects\n%s", dry, diff)
			}
			if diff := cmp.Diff(before, eventState(t, s)); (diff == "") != dry {
				t.Errorf("dry %t: changed:\n%s", dry, diff)
			}
		}
		other := eventHeader + row("1,2025-04-01 00:00:01,8,9,6.00,1,0,0,0")
		r, rejects, err := importEventText(t, s, other, false)
		if err != nil || r.Rejected != 1 || r.Imported != 0 || len(rejects) != 1 || rejects[0].Reason != "is the number of another event" {
			t.Errorf("a number that is taken: %+v, %v, %v", r, rejects, err)
		}
	})
}

func TestBrokenFileOfEventsChangesNothing(t *testing.T) {
	lines := strings.SplitAfter(madeUp(20), "\n")
	files := map[string]string{
		"out of order":        lines[0] + strings.Join(lines[9:15], "") + strings.Join(lines[1:9], ""),
		"a column is missing": strings.Replace(lines[0], "TX_AMOUNT", "OTHER", 1) + lines[1],
		"not UTF-8":           lines[0] + lines[1] + "\xff\xfe\n",
		"empty":               "",
	}
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		before := eventState(t, s)
		for name, text := range files {
			if _, _, err := importEventText(t, s, text, false); err == nil || !strings.Contains(err.Error(), "broken file") {
				t.Errorf("%s: err = %v", name, err)
			}
		}
		if diff := cmp.Diff(before, eventState(t, s)); diff != "" {
			t.Errorf("broken files changed something:\n%s", diff)
		}
	})
}
