package backtest

import (
	"candor/engine/rules"
	"candor/engine/validate"
)

// EnoughLabels is how many labelled events a share needs before it says something by itself; below it only its interval does.
const EnoughLabels = 30

// Count is a number under both policies. Change is proposed less current.
type Count struct {
	Current  int64 `json:"current"`
	Proposed int64 `json:"proposed"`
	Change   int64 `json:"change"`
}

func (c *Count) settle() { c.Change = c.Proposed - c.Current }

// Rate is a share under both policies, each with its 95 % interval. Change is proposed less current, null without either.
type Rate struct {
	Current  validate.Estimate `json:"current"`
	Proposed validate.Estimate `json:"proposed"`
	Change   validate.Number   `json:"change"`
}

func rate(current, proposed validate.Estimate) Rate {
	return Rate{current, proposed, proposed.Value - current.Value}
}

// Pair is a measure without an interval under both policies.
type Pair struct {
	Current  validate.Number `json:"current"`
	Proposed validate.Number `json:"proposed"`
	Change   validate.Number `json:"change"`
}

func pair(current, proposed float64) Pair {
	return Pair{validate.Number(current), validate.Number(proposed), validate.Number(float64(proposed) - float64(current))}
}

// Comparison is two policies on the same past events. Money is fen, shares are within 0..1, null of nothing.
type Comparison struct {
	Events    int           `json:"events"`   // decided by both
	Stored    int           `json:"stored"`   // of them on the input of their time
	Rebuilt   int           `json:"rebuilt"`  // of them history, on features built anew
	Accounts  int           `json:"accounts"` // that the events belong to
	Skipped   []Skip        `json:"skipped,omitempty"`
	Labelled  int           `json:"labelled"`
	Bad       int           `json:"bad"`
	Differing int           `json:"differing"` // that end differently
	Matrix    [5][5]int     `json:"matrix"`    // outcome by the current policy down, by the proposed across, mildest first
	Outcomes  []OutcomeLine `json:"outcomes"`
	Catches   []Catch       `json:"catches"`
	Cost      CostPair      `json:"cost"`
	Swap      []SwapCell    `json:"swap"`
	Flips     []Flip        `json:"flips,omitempty"`
	Cells     []FlipCell    `json:"cells,omitempty"`
	Products  []Group       `json:"products"`
	Kinds     []Group       `json:"kinds"`
	Bands     []Group       `json:"bands"` // of the account's score at the time
	Rules     []RulePair    `json:"rules"`
	Work      Workload      `json:"work"`
}

// Skip is why events of the window were left out.
type Skip struct {
	Reason string `json:"reason"` // one of the Skip… constants
	Events int    `json:"events"`
}

// Why an event is left out.
const (
	SkipUnreadable = "unreadable_input" // what was kept of it is broken, or of another release
	SkipNoInput    = "no_input"         // nothing was kept, where every event was said to bring its input
)

// OutcomeLine is how many events end on one outcome.
type OutcomeLine struct {
	Outcome string `json:"outcome"`
	Events  Count  `json:"events"`
	Bad     Count  `json:"bad"`
}

// Catch is what is caught from one outcome on, among labelled events.
type Catch struct {
	Least     string `json:"least"` // monitor: alerted; step_up: stopped
	Events    Count  `json:"events"`
	Bad       Count  `json:"bad"`
	Precision Rate   `json:"precision"`
	Recall    Rate   `json:"recall"`
	F1        Pair   `json:"f1"` // harmonic mean of precision and recall (van Rijsbergen, 1979, chapter 7)
}

// CostPair is the money of labelled events: bad ones that went through and that were stopped, and what stopping good ones costs.
type CostPair struct {
	LostFen      Count `json:"lost_fen"`
	PreventedFen Count `json:"prevented_fen"`
	FalseAlarms  Count `json:"false_alarms"`
	AlarmFen     int64 `json:"alarm_fen"` // for each
	TotalFen     Count `json:"total_fen"` // lost and false alarms
}

// SwapCell is one quarter of the table of what went through before and what would go through.
type SwapCell struct {
	Before    bool              `json:"before"` // goes through under the current policy
	After     bool              `json:"after"`
	Events    int               `json:"events"`
	AmountFen int64             `json:"amount_fen"`
	Labelled  int               `json:"labelled"`
	Bad       int               `json:"bad"`
	BadRate   validate.Estimate `json:"bad_rate"`
}

// Flip is the events that end harsher or milder, by what they turned out to be.
type Flip struct {
	Harsher   bool   `json:"harsher"`
	Label     string `json:"label"` // bad, good or unknown
	Events    int    `json:"events"`
	Crossing  int    `json:"crossing"` // of them, newly stopped or newly let through
	AmountFen int64  `json:"amount_fen"`
}

// FlipCell is the events that go from one outcome to another, with the first by id.
type FlipCell struct {
	From      string    `json:"from"`
	To        string    `json:"to"`
	Label     string    `json:"label"`
	Events    int       `json:"events"`
	AmountFen int64     `json:"amount_fen"`
	Examples  []Example `json:"examples"` // at most ExamplesMost
}

// Crosses reports whether the cell's events are newly stopped or newly let through.
func (c *FlipCell) Crosses() bool {
	return stopped(rules.Outcome(c.From)) != stopped(rules.Outcome(c.To))
}

// Harsher reports whether the cell's events end harsher under the proposed policy.
func (c *FlipCell) Harsher() bool {
	return rules.Outcome(c.To).Rank() > rules.Outcome(c.From).Rank()
}

// Example is one event that ends differently.
type Example struct {
	Event     string   `json:"event"`
	Account   string   `json:"account"`
	At        int64    `json:"at"` // Unix microseconds
	Kind      string   `json:"kind"`
	Product   string   `json:"product,omitempty"`
	AmountFen int64    `json:"amount_fen"`
	Risk      [2]int   `json:"risk"`            // current, proposed
	Gone      []string `json:"gone,omitempty"`  // rules that fire no more
	Fresh     []string `json:"fresh,omitempty"` // rules that newly fire

	id, account int64
}

// Group is a part of the events.
type Group struct {
	Key         string `json:"key"`
	Events      int    `json:"events"`
	Labelled    int    `json:"labelled"`
	Bad         int    `json:"bad"`
	Harsher     int    `json:"harsher"`
	Milder      int    `json:"milder"`
	Stopped     Count  `json:"stopped"`
	StoppedGood Count  `json:"stopped_good"`
	LostFen     Count  `json:"lost_fen"`
}

// RulePair is one rule under both policies; a rule that a policy does not have, or has off, never fires there.
type RulePair struct {
	Rule      string `json:"rule"`
	Hits      Count  `json:"hits"`
	Labelled  Count  `json:"labelled"`
	Bad       Count  `json:"bad"`
	Precision Rate   `json:"precision"`
}

// Workload is what the policies ask of people.
type Workload struct {
	Failed    Count `json:"failed"`    // events on which a rule failed
	Flagged   Count `json:"flagged"`   // events that call a person
	Cases     Count `json:"cases"`     // accounts with one, a local day each
	Sanctions Count `json:"sanctions"` // events that ask for one
	Minutes   int   `json:"case_minutes"`
	Hours     Pair  `json:"hours"` // cases × minutes

	Appeals Appeals `json:"appeals"`
}

// Appeals is how many customers would object, by how many did.
type Appeals struct {
	Filed    int               `json:"filed"`   // within the window
	Stopped  int               `json:"stopped"` // events that were stopped then, as they were decided
	Enough   bool              `json:"enough"`  // at least EnoughLabels of them
	Rate     validate.Estimate `json:"rate"`    // filed a stopped event
	Expected Pair              `json:"expected"`
}
