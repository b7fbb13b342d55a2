package backtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"candor/engine/decide"
	"candor/engine/rules"
)

// fatal is what a property and a test both fail by.
type fatal interface {
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// drawnMonitor stops what a bad merchant sells from one share on, and asks for more the larger an amount is against the habit.
func drawnMonitor(t *rapid.T, name string) *decide.Monitor {
	p := decide.DefaultEvents()
	add := func(key, when string, o rules.Outcome, severity int, sanction string) {
		p.Rules = append(p.Rules, rules.Rule{
			Key: key, Family: "sudden", When: when, Outcome: o, Risk: rapid.IntRange(0, 60).Draw(t, name+key), Reason: key, On: true,
			Severity: severity, Sanction: sanction,
		})
	}
	p.Rules = nil
	ratio := rapid.Float64Range(1, 8).Draw(t, name+" ratio")
	add("large", fmt.Sprintf("amount_ratio > %.3f", ratio), rules.Monitor, 0, "")
	add("huge", fmt.Sprintf("amount_ratio > %.3f", 2*ratio), rapid.SampledFrom(rules.Outcomes).Draw(t, name+" huge"), 2, "restrict")
	if rapid.Bool().Draw(t, name+" merchant") {
		add("bad_merchant", fmt.Sprintf("merchant_bad_share_7d > %.2f", rapid.Float64Range(0, 1).Draw(t, name+" share")),
			rapid.SampledFrom(rules.Outcomes).Draw(t, name+" outcome"), 3, "")
	}
	m, err := decide.NewMonitor(decide.Policy{Events: p})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func compareOptions(a, b *decide.Monitor) CompareOptions {
	return CompareOptions{
		Current: a, Proposed: b, Workers: 2, Clock: china, DelayDays: 7, AlarmFen: 2000, CaseMinutes: 15, Appeals: 3,
		Name: func(event, account int64) (string, string) { return fmt.Sprint("e", event), fmt.Sprint("a", account) },
	}
}

// storedList gives each event the input that a plain play finds, as if it had been decided in its time.
func storedList(t fatal, list []Event) []Event {
	var out []Event
	err := newPlayer(Options{Workers: 1, Clock: china, DelayDays: 7}, func(m *moment) error {
		e := m.Event
		e.Stored, e.Was = m.input().Append(nil), rules.Allow
		if e.ID%5 == 0 {
			e.Was = rules.Hold
		}
		out = append(out, e)
		return nil
	}).play(from(list))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func mustCompare(t testing.TB, list []Event, o CompareOptions) (*Comparison, []byte) {
	t.Helper()
	c, err := Compare(from(list), o)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return c, b
}

// Every number of a comparison is counted again, one at a time, from decisions made one by one.
func TestComparisonAgainstPlainDecisions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := stream(rapid.Uint64().Draw(t, "seed"), 300)
		a, b := drawnMonitor(t, "current"), drawnMonitor(t, "proposed")
		o := compareOptions(a, b)
		o.From, o.To = start+rapid.Int64Range(0, 20).Draw(t, "from")*day, start+rapid.Int64Range(21, 50).Draw(t, "to")*day
		events := storedList(t, list)
		got, err := Compare(from(events), o)
		if err != nil {
			t.Fatal(err)
		}
		checkPlainly(t, got, events, o)
	})
}

// The report is the same, byte by byte, for any number of workers, for history as for stored inputs, and for stored inputs in
// any order without states.
func TestComparisonIsTheSameForAnyNumberOfWorkers(t *testing.T) {
	list := stream(11, batch+500)
	stored := storedList(t, list)
	pairs := rapid.Custom(func(t *rapid.T) [2]*decide.Monitor {
		return [2]*decide.Monitor{drawnMonitor(t, "current"), drawnMonitor(t, "proposed")}
	})
	for seed := range 6 {
		two := pairs.Example(seed)
		o := compareOptions(two[0], two[1])
		for name, events := range map[string][]Event{"history": list, "stored": stored} {
			var first []byte
			for _, workers := range []int{1, 2, 7} {
				o.Workers = workers
				c, err := Compare(from(events), o)
				if err != nil {
					t.Fatal(err)
				}
				b, err := json.Marshal(c)
				if err != nil {
					t.Fatal(err)
				}
				if first == nil {
					first = b
				}
				if !bytes.Equal(b, first) {
					t.Fatalf("%s: %d workers report otherwise", name, workers)
				}
			}
			if name != "stored" {
				continue
			}
			o.Stateless = true
			mixed := slices.Clone(events)
			rand.New(rand.NewPCG(1, 1)).Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
			c, err := Compare(from(mixed), o)
			o.Stateless = false
			if err != nil {
				t.Fatal(err)
			}
			if b, err := json.Marshal(c); err != nil || !bytes.Equal(b, first) {
				t.Fatalf("without states, in another order, the report is another: %v", err)
			}
		}
	}
}

func TestComparisonSaysWhatItLeavesOutAndStops(t *testing.T) {
	list := storedList(t, stream(3, 9000))
	o := compareOptions(testMonitor(t), testMonitor(t))
	o.Stateless = true
	list[4].Stored, list[7].Stored = []byte{9, 9, 9}, nil
	c, _ := mustCompare(t, list, o)
	want := []Skip{{SkipNoInput, 1}, {SkipUnreadable, 1}}
	if !slices.Equal(c.Skipped, want) || c.Events != len(list)-2 || c.Differing != 0 || len(c.Cells) != 0 {
		t.Errorf("skipped %v of %d, %d differ", c.Skipped, c.Events, c.Differing)
	}
	enough := errors.New("enough")
	done := 0
	o.Batched = func(n int) error {
		if done = n; n >= 2*batch {
			return enough
		}
		return nil
	}
	if _, err := Compare(from(list), o); !errors.Is(err, enough) || done != 2*batch {
		t.Errorf("stopped after %d: %v", done, err)
	}
	if _, err := Compare(from(list), CompareOptions{Current: o.Current}); err == nil {
		t.Error("compared with nothing")
	}
	o = compareOptions(o.Current, o.Proposed)
	if _, err := Compare(from([]Event{list[1], list[0]}), o); err == nil {
		t.Error("states were built from events out of order")
	}
	if c, _ := mustCompare(t, nil, o); c.Events != 0 || c.Catches[0].Recall.Current.Value.Known() || len(c.Outcomes) != 5 {
		t.Errorf("of nothing: %+v", c)
	}
}

// What was left to people while the stop was on is compared as if it had been off.
func TestTheStopIsNoPartOfAPolicy(t *testing.T) {
	list := storedList(t, stream(4, 50))
	o := compareOptions(testMonitor(t), testMonitor(t))
	o.Stateless = true
	_, want := mustCompare(t, list, o)
	for i := range list {
		in, err := decide.DecodeEventInput(list[i].Stored)
		if err != nil {
			t.Fatal(err)
		}
		in.Manual = true
		list[i].Stored = in.Append(nil)
	}
	if _, got := mustCompare(t, list, o); !bytes.Equal(got, want) {
		t.Errorf("with the stop: %s\nwithout: %s", got, want)
	}
}
