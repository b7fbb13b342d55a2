package backtest

import (
	"cmp"
	"errors"
	"maps"
	"slices"

	"candor/engine/decide"
	"candor/engine/limits"
	"candor/engine/score"
	"candor/engine/validate"
)

// Assessed is one account and what its latest assessment was made from.
type Assessed struct {
	Account      int64
	Input        []byte // as decide.Input encodes it
	LimitFen     int64  // in force, over all lines
	UsedFen      int64
	IncomeFen    int64             // monthly, 0 unknown
	Jurisdiction string            // where a policy may switch links off
	Declared     map[string]string // group by attribute
	Labelled     bool              // what became of the account is known
	Bad          bool
}

// AccountOptions are the choices of a comparison over accounts.
type AccountOptions struct {
	Current, Proposed *decide.Assessor
	Name              func(account int64) string // its public id
	Batched           func(done int) error       // every 1024 accounts; its error ends the comparison. May be nil.
}

// accountBatch is how many accounts pass between two calls of Batched.
const accountBatch = 1024

// CompareAccounts assesses every account of the source, which come in the order of their ids, by both policies on the same input.
// It fails with what the source or Batched fail with.
func CompareAccounts(source func(each func(*Assessed) error) error, o AccountOptions) (*Accounts, error) {
	if o.Current == nil || o.Proposed == nil || o.Name == nil {
		return nil, errors.New("backtest: a comparison of accounts needs two policies, and names")
	}
	t := newAccountTally(o)
	done := 0
	err := source(func(a *Assessed) error {
		t.take(a)
		if done++; o.Batched != nil && done%accountBatch == 0 {
			return o.Batched(done)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return t.finish(), nil
}

type groupKey struct{ attribute, group string }

// accountTally adds up assessments in the order of the accounts.
type accountTally struct {
	options AccountOptions
	report  *Accounts
	policy  [sides]decide.Policy
	band    [sides]map[string]int
	skipped int
	swap    [4]AccountSwap
	flags   map[string]*Count
	cells   [2][3]AccountCell
	groups  map[groupKey]*AccountGroup
}

func newAccountTally(o AccountOptions) *accountTally {
	t := &accountTally{
		options: o, report: &Accounts{}, policy: [sides]decide.Policy{o.Current.Policy(), o.Proposed.Policy()},
		flags: map[string]*Count{}, groups: map[groupKey]*AccountGroup{},
	}
	t.report.BandsNow, t.band[current] = bandNames(t.policy[current].Bands)
	t.report.BandsNew, t.band[proposed] = bandNames(t.policy[proposed].Bands)
	for range t.report.BandsNow {
		t.report.Bands = append(t.report.Bands, make([]int, len(t.report.BandsNew)))
	}
	for _, side := range t.policy {
		for _, f := range side.Flags {
			if f.On {
				t.flags[f.Code] = &Count{}
			}
		}
	}
	return t
}

func bandNames(bands []score.Band) (names []string, at map[string]int) {
	at = map[string]int{}
	for i, b := range bands {
		names, at[b.Name] = append(names, b.Name), i
	}
	return names, at
}

// take counts one account.
func (t *accountTally) take(a *Assessed) {
	in, err := decide.DecodeInput(a.Input)
	if err != nil {
		t.skipped++
		return
	}
	now, then := assess(t.options.Current, in, a.Jurisdiction), assess(t.options.Proposed, in, a.Jurisdiction)
	r := t.report
	r.Accounts++
	r.Labelled += count(a.Labelled)
	bad := a.Labelled && a.Bad
	r.Bad += count(bad)
	r.Moved += count(now.Score != then.Score)
	i, known := t.band[current][now.Band]
	j, also := t.band[proposed][then.Band]
	if known && also {
		r.Bands[i][j]++
	}
	for _, f := range now.Flags {
		t.flags[f.Code].Current++
	}
	for _, f := range then.Flags {
		t.flags[f.Code].Proposed++
	}
	was, is := now.Outcome == decide.OutcomeFlag, then.Outcome == decide.OutcomeFlag
	s := &t.swap[2*count(was)+count(is)]
	s.Accounts++
	s.UsedFen += a.UsedFen
	s.Labelled += count(a.Labelled)
	s.Bad += count(bad)
	if was != is {
		t.flip(a, is, &now, &then)
	}
	t.limit(a, now.Band, then.Band)
	t.group(a, was, is)
}

// assess assesses an input as the policy would see it: without what it switches off. What the policy of its time had switched off
// is not in the input and cannot come back.
func assess(a *decide.Assessor, in decide.Input, jurisdiction string) decide.Result {
	switches := a.Policy().Switches
	if switches.Off(jurisdiction) {
		in.Vector = slices.Clone(in.Vector)
		switches.Mask(in.Vector, jurisdiction)
	}
	return a.Assess(in)
}

// flip keeps an account that is newly flagged, or no longer.
func (t *accountTally) flip(a *Assessed, flagged bool, now, then *decide.Result) {
	label := labelOf(&moment{Event: Event{Labelled: a.Labelled, Bad: a.Bad}})
	c := &t.cells[count(!flagged)][label]
	c.Flagged, c.Label = flagged, labelNames[label]
	if c.Accounts++; len(c.Examples) == ExamplesMost {
		return
	}
	c.Examples = append(c.Examples, AccountExample{
		Account: t.options.Name(a.Account), Score: [2]int{now.Score, then.Score}, Band: [2]string{now.Band, then.Band},
		Gone: flagsWithout(now, then), Fresh: flagsWithout(then, now),
	})
}

func flagsWithout(in, not *decide.Result) (codes []string) {
	for _, f := range in.Flags {
		if !slices.ContainsFunc(not.Flags, func(o decide.Flag) bool { return o.Code == f.Code }) {
			codes = append(codes, f.Code)
		}
	}
	return codes
}

// limit counts how the account's cap moves. A band without a row is no bound that can be counted in money.
func (t *accountTally) limit(a *Assessed, now, then string) {
	was, known := limits.Cap(t.policy[current].Limits, now, a.IncomeFen)
	is, also := limits.Cap(t.policy[proposed].Limits, then, a.IncomeFen)
	if !known || !also {
		return
	}
	e := &t.report.Limits
	e.Over.Current += int64(count(a.LimitFen > was))
	e.Over.Proposed += int64(count(a.LimitFen > is))
	e.OverFen.Current += max(0, a.LimitFen-was)
	e.OverFen.Proposed += max(0, a.LimitFen-is)
	switch {
	case is > was:
		e.Rises++
		e.RiseFen += is - was
	case is < was:
		e.Falls++
		e.FallFen += was - is
		fall := LimitFall{Band: then, LimitFen: a.LimitFen, CapFen: counted([sides]int64{was, is}), id: a.Account}
		at, _ := slices.BinarySearchFunc(e.Largest, fall, func(x, y LimitFall) int {
			return cmp.Or(cmp.Compare(x.CapFen.Change, y.CapFen.Change), cmp.Compare(x.id, y.id))
		})
		e.Largest = slices.Insert(e.Largest, at, fall)
		e.Largest = e.Largest[:min(len(e.Largest), ExamplesMost)]
	}
}

// group counts the account in what it declared.
func (t *accountTally) group(a *Assessed, was, is bool) {
	for attribute, group := range a.Declared {
		key := groupKey{attribute, group}
		g := t.groups[key]
		if g == nil {
			g = &AccountGroup{Attribute: attribute, Group: group}
			t.groups[key] = g
		}
		g.Accounts++
		g.Flagged.Current += int64(count(was))
		g.Flagged.Proposed += int64(count(is))
		g.Labelled += count(a.Labelled)
		g.Bad += count(a.Labelled && a.Bad)
	}
}

// finish computes what follows from the counts.
func (t *accountTally) finish() *Accounts {
	r := t.report
	if t.skipped > 0 {
		r.Skipped = []Skip{{SkipUnreadable, t.skipped}}
	}
	for i := range t.swap {
		s := t.swap[i]
		s.Before, s.After, s.BadRate = i < 2, i%2 == 0, validate.Wilson(s.Bad, s.Labelled)
		r.Swap = append(r.Swap, s)
	}
	for _, code := range slices.Sorted(maps.Keys(t.flags)) {
		c := t.flags[code]
		c.settle()
		r.Flags = append(r.Flags, FlagCount{code, *c})
	}
	for i := range t.cells {
		for _, c := range t.cells[i] {
			if c.Accounts > 0 {
				r.Cells = append(r.Cells, c)
			}
		}
	}
	r.Limits.Over.settle()
	r.Limits.OverFen.settle()
	for i := range r.Limits.Largest {
		r.Limits.Largest[i].Account = t.options.Name(r.Limits.Largest[i].id)
	}
	keys := slices.SortedFunc(maps.Keys(t.groups), func(a, b groupKey) int {
		return cmp.Or(cmp.Compare(a.attribute, b.attribute), cmp.Compare(a.group, b.group))
	})
	for _, k := range keys {
		g := *t.groups[k]
		g.Flagged.settle()
		g.Share = rate(validate.Wilson(int(g.Flagged.Current), g.Accounts), validate.Wilson(int(g.Flagged.Proposed), g.Accounts))
		g.BadRate = validate.Wilson(g.Bad, g.Labelled)
		r.Segments = append(r.Segments, g)
	}
	return r
}
