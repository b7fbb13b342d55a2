package backtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"candor/engine/decide"
	"candor/engine/rules"
)

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

// fatal is what a property and a test both fail by.
type fatal interface {
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// seen is an event with both of its decisions, made here.
type seen struct {
	Event
	in       *decide.EventInput
	now, new decide.EventResult
}

func checkPlainly(t fatal, got *Comparison, events []Event, o CompareOptions) {
	var all []seen
	for _, e := range events {
		if e.At < o.From || e.At >= o.To {
			continue
		}
		in, err := decide.DecodeEventInput(e.Stored)
		if err != nil {
			t.Fatalf("%v", err)
		}
		all = append(all, seen{e, in, o.Current.Decide(in), o.Proposed.Decide(in)})
	}
	n := func(keep func(s seen) bool) (c int) {
		for _, s := range all {
			if keep(s) {
				c++
			}
		}
		return c
	}
	is := func(what string, got, want any) {
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%s: %v, counted %v", what, got, want)
		}
	}
	stop := func(r decide.EventResult) bool {
		return r.Outcome == rules.StepUp || r.Outcome == rules.Hold || r.Outcome == rules.Decline
	}
	is("events", got.Events, len(all))
	is("bad", got.Bad, n(func(s seen) bool { return s.Labelled && s.Bad }))
	is("differing", got.Differing, n(func(s seen) bool { return s.now.Outcome != s.new.Outcome }))
	for i, x := range rules.Outcomes {
		for j, y := range rules.Outcomes {
			is(fmt.Sprint("matrix ", x, y), got.Matrix[i][j], n(func(s seen) bool { return s.now.Outcome == x && s.new.Outcome == y }))
		}
		is("outcome "+string(x), got.Outcomes[i].Events, Count{
			int64(n(func(s seen) bool { return s.now.Outcome == x })), int64(n(func(s seen) bool { return s.new.Outcome == x })), got.Outcomes[i].Events.Change,
		})
	}
	checkMoney(is, got, all, stop, o)
	checkFlips(is, got, all, stop)
	checkWork(is, got, all, stop)
	sum := 0
	for _, groups := range [][]Group{got.Products, got.Kinds, got.Bands} {
		for _, g := range groups {
			sum += g.Events
		}
	}
	is("groups", sum, 3*len(all))
	for _, r := range got.Rules {
		fired := func(res decide.EventResult) bool {
			return slices.ContainsFunc(res.Fired, func(f decide.Fired) bool { return f.Rule == r.Rule })
		}
		is("rule "+r.Rule, []int64{r.Hits.Current, r.Hits.Proposed, r.Bad.Proposed}, []int{
			n(func(s seen) bool { return fired(s.now) }), n(func(s seen) bool { return fired(s.new) }),
			n(func(s seen) bool { return fired(s.new) && s.Labelled && s.Bad }),
		})
	}
}

func checkMoney(is func(string, any, any), got *Comparison, all []seen, stop func(decide.EventResult) bool, o CompareOptions) {
	var lost, prevented, alarms, stops, caught, bad [2]int64
	var events, labelled, bads [4]int
	for _, s := range all {
		quarter := 0
		if stop(s.now) {
			quarter += 2
		}
		if stop(s.new) {
			quarter++
		}
		events[quarter]++
		if !s.Labelled {
			continue
		}
		labelled[quarter]++
		if s.Bad {
			bads[quarter]++
		}
		for i, r := range []decide.EventResult{s.now, s.new} {
			switch {
			case s.Bad && stop(r):
				prevented[i] += s.AmountFen
				caught[i]++
				stops[i]++
			case s.Bad:
				lost[i] += s.AmountFen
			case stop(r):
				alarms[i]++
				stops[i]++
			}
			if s.Bad {
				bad[i]++
			}
		}
	}
	is("lost", got.Cost.LostFen, Count{lost[0], lost[1], lost[1] - lost[0]})
	is("prevented", got.Cost.PreventedFen, Count{prevented[0], prevented[1], prevented[1] - prevented[0]})
	is("alarms", got.Cost.FalseAlarms, Count{alarms[0], alarms[1], alarms[1] - alarms[0]})
	is("total", got.Cost.TotalFen.Proposed, lost[1]+alarms[1]*o.AlarmFen)
	c := got.Catches[1]
	close := func(a, b float64) bool { return math.Abs(a-b) < 1e-12 || math.IsNaN(a) && math.IsNaN(b) }
	precision, recall := float64(caught[1])/float64(stops[1]), float64(caught[1])/float64(bad[1])
	is("precision", close(float64(c.Precision.Proposed.Value), precision), true)
	is("recall", close(float64(c.Recall.Proposed.Value), recall), true)
	if precision+recall > 0 {
		is("f1", close(float64(c.F1.Proposed), 2*precision*recall/(precision+recall)), true)
	}
	for i, s := range got.Swap {
		is("swap", []any{s.Before, s.After, s.Events, s.Labelled, s.Bad}, []any{i < 2, i%2 == 0, events[i], labelled[i], bads[i]})
	}
}

func checkFlips(is func(string, any, any), got *Comparison, all []seen, stop func(decide.EventResult) bool) {
	sum, crossing := 0, 0
	for _, f := range got.Flips {
		sum, crossing = sum+f.Events, crossing+f.Crossing
	}
	crossed := 0
	for _, s := range all {
		if stop(s.now) != stop(s.new) {
			crossed++
		}
	}
	is("flips", []int{sum, crossing}, []int{got.Differing, crossed})
	for _, c := range got.Cells {
		var ids []int64
		for _, s := range all {
			label := "unknown"
			if s.Labelled && s.Bad {
				label = "bad"
			} else if s.Labelled {
				label = "good"
			}
			if string(s.now.Outcome) == c.From && string(s.new.Outcome) == c.To && label == c.Label {
				ids = append(ids, s.ID)
			}
		}
		slices.Sort(ids)
		is("cell", c.Events, len(ids))
		var names []string
		for _, e := range c.Examples {
			names = append(names, e.Event)
		}
		var want []string
		for _, id := range ids[:min(len(ids), ExamplesMost)] {
			want = append(want, fmt.Sprint("e", id))
		}
		is("examples", names, want)
	}
}

func checkWork(is func(string, any, any), got *Comparison, all []seen, stop func(decide.EventResult) bool) {
	cases, then, stops := map[string]bool{}, 0, 0
	for _, s := range all {
		if len(s.new.Flags) > 0 {
			cases[fmt.Sprint(s.Account, " ", china.Day(s.At))] = true
		}
		if s.Was == rules.Hold {
			then++
		}
		if stop(s.new) {
			stops++
		}
	}
	is("cases", got.Work.Cases.Proposed, len(cases))
	is("hours", float64(got.Work.Hours.Proposed), float64(len(cases))/4)
	a := got.Work.Appeals
	is("stopped then", []any{a.Stopped, a.Enough}, []any{then, then >= EnoughLabels})
	if a.Enough {
		is("appeals", math.Abs(float64(a.Expected.Proposed)-3*float64(stops)/float64(then)) < 1e-9, true)
	} else {
		is("appeals", a.Expected.Proposed.Known(), false)
	}
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
