package backtest

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/engine/watch"
)

const start = int64(1_522_512_000_000_000) // 2018-03-31 16:00 UTC, midnight in China

var china = Clock{OffsetSeconds: 8 * 3600}

// stream makes purchases of some accounts at some merchants over 45 days: one merchant turns bad after ten, and amounts vary.
func stream(seed uint64, n int) []Event {
	r := rand.New(rand.NewPCG(seed, 3))
	list := make([]Event, n)
	at := start
	for i := range list {
		at += r.Int64N(2 * 45 * day / int64(n))
		e := Event{
			Event:   watch.Event{ID: int64(i) + 1, Kind: watch.Purchase, At: at, AmountFen: 1000 + r.Int64N(9000), Product: 1, Merchant: 1 + r.Uint64N(8)},
			Account: r.Int64N(20), Product: "paylater", Labelled: r.IntN(10) > 0, LabelAt: at + 7*day,
		}
		switch {
		case e.Merchant == 3 && at > start+10*day:
			e.Bad, e.Scenario = true, 2
		case r.IntN(30) == 0:
			e.AmountFen *= 30
			e.Bad, e.Scenario = true, 1
		}
		list[i] = e
	}
	return list
}

func from(list []Event) Source {
	return func(each func(*Event) error) error {
		for i := range list {
			if err := each(&list[i]); err != nil {
				return err
			}
		}
		return nil
	}
}

// testMonitor stops what a bad merchant sells and watches large amounts.
func testMonitor(t *testing.T) *decide.Monitor {
	t.Helper()
	p := decide.DefaultEvents()
	p.Rules = []rules.Rule{
		{Key: "bad_merchant", Family: "sudden", When: "merchant_bad_share_7d > 0.3", Outcome: rules.StepUp, Risk: 80, Reason: "bad_merchant", On: true},
		{Key: "large", Family: "sudden", When: "amount_ratio > 5", Outcome: rules.Monitor, Risk: 40, Reason: "large", On: true},
	}
	m, err := decide.NewMonitor(decide.Policy{Events: p})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func testOptions(t *testing.T) Options {
	return Options{Monitor: testMonitor(t), Workers: 2, Clock: china, DelayDays: 7, AlarmFen: 2000}
}

// moments plays a list and keeps every vector and decision.
func moments(t *testing.T, list []Event, o Options) []moment {
	t.Helper()
	var all []moment
	if err := newPlayer(o, func(m *moment) error { all = append(all, *m); return nil }).play(from(list)); err != nil {
		t.Fatal(err)
	}
	return all
}

// slot reads a feature by name.
func slot(t *testing.T, v *watch.Vector, name string) float64 {
	t.Helper()
	at, ok := watch.Lookup(name)
	if !ok {
		t.Fatalf("no feature %s", name)
	}
	return v[at]
}

// Every event's numbers are counted again from the plain list, as a query over the events before it would.
func TestPlayAgainstPlainQueries(t *testing.T) {
	list := stream(1, 3000)
	for i, m := range moments(t, list, testOptions(t)) {
		e := &list[i]
		today, then := watch.DayOf(e.At), watch.DayOf(e.At)-7
		count7d, merchant7d, past, bad, of := 1.0, 0.0, 0.0, 0.0, 0.0
		for j := range list[:i] {
			o := &list[j]
			if o.Account == e.Account && watch.DayOf(o.At) >= today-7 {
				count7d++
			}
			if o.Account == e.Account {
				past++
			}
			if o.Merchant != e.Merchant {
				continue
			}
			if watch.DayOf(o.At) >= today-7 {
				merchant7d++
			}
			if d := watch.DayOf(o.At); d >= then-7 && d <= then {
				of++
				if o.Labelled && o.Bad && o.LabelAt <= e.At {
					bad++
				}
			}
		}
		want := map[string]float64{"count_7d": count7d, "merchant_count_7d": merchant7d, "merchant_bad_share_7d": bad / of, "amount_fen": float64(e.AmountFen)}
		for name, x := range want {
			if got := slot(t, &m.vector, name); got != x && !(math.IsNaN(got) && math.IsNaN(x)) {
				t.Fatalf("event %d: %s = %v, want %v", i, name, got, x)
			}
		}
		if alert := slices.ContainsFunc(m.result.Fired, func(f decide.Fired) bool { return f.Rule == "bad_merchant" }); alert != (bad/of > 0.3) {
			t.Fatalf("event %d: fired %v at a share of %v", i, m.result.Fired, bad/of)
		}
	}
}

// What happens later, or becomes known later, changes nothing that was decided before.
func TestNothingLeaksFromTheFuture(t *testing.T) {
	list := stream(2, 2000)
	const cut = 1200
	before := moments(t, list, testOptions(t))
	changed := slices.Clone(list)
	r := rand.New(rand.NewPCG(9, 9))
	for i := range changed {
		e := &changed[i]
		if i >= cut {
			e.AmountFen, e.Account, e.Merchant, e.Bad, e.Labelled = 1+r.Int64N(1e6), r.Int64N(20), 1+r.Uint64N(8), r.IntN(2) == 0, true
		} else if e.LabelAt > changed[cut].At {
			e.Bad = !e.Bad
		}
		e.Scenario = uint8(r.IntN(4))
	}
	after := moments(t, changed, testOptions(t))
	for i := range cut {
		a, b := before[i], after[i]
		for j := range a.vector {
			if a.vector[j] != b.vector[j] && !(math.IsNaN(a.vector[j]) && math.IsNaN(b.vector[j])) {
				t.Fatalf("event %d: %s was %v and is %v", i, watch.Features()[j].Name, a.vector[j], b.vector[j])
			}
		}
		if a.result.Outcome != b.result.Outcome || a.result.Risk != b.result.Risk {
			t.Fatalf("event %d: %v %d, then %v %d", i, a.result.Outcome, a.result.Risk, b.result.Outcome, b.result.Risk)
		}
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestReportIsTheSameForAnyNumberOfWorkers(t *testing.T) {
	list := stream(3, 3*batch/2)
	o := testOptions(t)
	var first string
	for _, workers := range []int{1, 2, 3, 7} {
		o.Workers = workers
		r, err := Run(from(list), o)
		if err != nil {
			t.Fatal(err)
		}
		got := asJSON(t, r)
		if first == "" {
			first = got
		}
		if got != first {
			t.Errorf("with %d workers:\n%s\nwith 1:\n%s", workers, got, first)
		}
	}
}

func TestEventsOutOfOrderAreRefused(t *testing.T) {
	list := stream(4, 10)
	list[3], list[7] = list[7], list[3]
	if _, err := Run(from(list), testOptions(t)); err == nil {
		t.Error("events out of order were played")
	}
	o := testOptions(t)
	o.Monitor = nil
	if _, err := Run(from(list), o); err == nil {
		t.Error("no policy decided")
	}
}
