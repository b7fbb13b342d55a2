package backtest

import (
	"fmt"
	"math"
	"slices"

	"candor/engine/decide"
	"candor/engine/rules"
)

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
