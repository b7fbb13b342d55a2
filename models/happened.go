package models

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// ObservedOutcome names the label that the store assembles itself from what happened. No
// source may send a label of this name.
const ObservedOutcome = "observed_outcome"

// ObservedMonths is how many paid statements after a decision make an account good, and
// how far before an outcome the decision that goes with it may lie. Six months is the
// shortest performance window in use for consumer lines (Siddiqi, Credit Risk Scorecards,
// 2006, chapter 4); a longer one leaves a young book without any good account.
const ObservedMonths = 6

// DefaultedDays is from how many days past due an account counts as in default (Basel
// Committee, Basel II, 2006, § 452).
const DefaultedDays = 90

// Observation is what became of an account, and the decision whose input goes with it: the
// vector of that decision knew nothing of the outcome.
type Observation struct {
	AccountID  ID        `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	DecisionID ID        `class:"C1"`
	Bad        bool      `class:"C2f"`
	Source     string    `class:"C1"` // statement:yyyymm, flag:<id>, appeal:<id> or challenge:<id>
	At         time.Time `class:"C1"` // when it was known
}

// Happened is all that happened to one account, as far as it says good or bad.
type Happened struct {
	Decisions  []Assessed  // by time, the oldest first
	Statements []Statement // by month, the oldest first
	Confirmed  []Evidenced // flags about fraud or default that a reviewer confirmed
	Overturned []Evidenced // appeals that were carried out in the customer's favour
	Cleared    []Evidenced // flags that a reviewer cleared
	Passed     []Evidenced // challenges that were passed
}

// Assessed is one decision of an account by its time.
type Assessed struct {
	ID ID
	At time.Time
}

// Evidenced is one piece of evidence: what the account was judged by began at Began, and
// the judgement was known at At. Only a decision at or before Began is free of it.
type Evidenced struct {
	Source    string
	Began, At time.Time
}

// Outcome weighs what happened, the strongest evidence first:
//
//  1. It reached DefaultedDays past due after a decision: bad, whatever people said.
//  2. An appeal was overturned: good, over every confirmation up to that day.
//  3. A flag was confirmed: bad.
//  4. ObservedMonths statements were paid after a decision, one month after the other: good.
//  5. A flag was cleared: good.
//  6. A challenge was passed: good.
//
// ok is false when nothing of this happened, or when no decision lies before what did.
func (o *Happened) Outcome() (out Observation, ok bool) {
	late, defaulted := o.defaulted()
	if defaulted {
		return late, late.DecisionID != 0
	}
	overturned, confirmed := newest(o.Overturned), newest(o.Confirmed)
	switch {
	case overturned != nil && (confirmed == nil || !confirmed.At.After(overturned.At)):
		return o.judged(overturned, false)
	case confirmed != nil:
		return o.judged(confirmed, true)
	}
	if paid, ok := o.paid(); ok {
		return paid, true
	}
	for _, list := range [][]Evidenced{o.Cleared, o.Passed} {
		if e := newest(list); e != nil {
			return o.judged(e, false)
		}
	}
	return Observation{}, false
}

// newest is the evidence that became known last, nil for none.
func newest(list []Evidenced) *Evidenced {
	if len(list) == 0 {
		return nil
	}
	e := slices.MaxFunc(list, func(a, b Evidenced) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Source, b.Source))
	})
	return &e
}

func (o *Happened) judged(e *Evidenced, bad bool) (Observation, bool) {
	d := o.before(e.Began)
	return Observation{DecisionID: d, Bad: bad, Source: e.Source, At: e.At}, d != 0
}

// before is the earliest decision within ObservedMonths up to a time, that time included.
// The earliest, because the nearer a decision is to a default the less it foretells.
func (o *Happened) before(at time.Time) ID {
	from := at.AddDate(0, -ObservedMonths, 0)
	for _, d := range o.Decisions {
		if !d.At.Before(from) && !d.At.After(at) {
			return d.ID
		}
	}
	return 0
}

// defaulted finds the first time that the account reached DefaultedDays after a decision.
// A statement of a month is taken to be in the making since the month's first moment. An
// account that was in default and never reached it anew has no decision: it is left out.
func (o *Happened) defaulted() (out Observation, found bool) {
	was := false
	for _, s := range o.Statements {
		is := s.DaysPastDue >= DefaultedDays
		if is && !was {
			begins, ends := monthOf(s.Month)
			out = Observation{Bad: true, Source: statementSource(s.Month), At: ends, DecisionID: o.before(begins.Add(-time.Microsecond))}
			if out.DecisionID != 0 {
				return out, true
			}
		}
		found, was = found || is, is
	}
	return Observation{}, found
}

// paid finds the latest decision after which ObservedMonths statements were paid. A month
// without use says nothing and is passed over; one that is late or absent ends the run.
func (o *Happened) paid() (Observation, bool) {
	for i := len(o.Decisions) - 1; i >= 0; i-- {
		d := o.Decisions[i]
		next := after(d.At)
		paid := 0
		for _, s := range o.Statements {
			if s.Month < next {
				continue
			}
			if s.Month != next || s.Standing > 0 || s.DaysPastDue > 0 {
				break
			}
			if s.Standing >= -1 {
				paid++
			}
			_, ends := monthOf(s.Month)
			if paid == ObservedMonths {
				return Observation{DecisionID: d.ID, Source: statementSource(s.Month), At: ends}, true
			}
			next = after(ends.Add(-time.Microsecond))
		}
	}
	return Observation{}, false
}

// monthOf is the first moment of a month given as yyyymm and of the one after, in UTC.
func monthOf(yyyymm int) (begins, ends time.Time) {
	begins = time.Date(yyyymm/100, time.Month(yyyymm%100), 1, 0, 0, 0, 0, time.UTC)
	return begins, begins.AddDate(0, 1, 0)
}

// after is the month that follows a time's, as yyyymm.
func after(t time.Time) int {
	t = t.UTC()
	next := time.Date(t.Year(), t.Month()+1, 1, 0, 0, 0, 0, time.UTC)
	return next.Year()*100 + int(next.Month())
}

func statementSource(month int) string { return "statement:" + strconv.Itoa(month) }
