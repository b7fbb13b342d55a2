package models

import (
	"slices"
	"strings"
	"time"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/engine/validate"
)

// RuleDay is what a rule did on the events that were received on one day. The rule "" is
// every decided event.
type RuleDay struct {
	Rule     string `gorm:"primaryKey" class:"C1"`
	Day      int64  `gorm:"primaryKey;autoIncrement:false" class:"C1"` // since 1970, UTC
	Hits     int64  `class:"C1"`
	Fen      int64  `class:"C1"` // of the events it fired on
	Labelled int64  `class:"C1"` // of them, those known to be good or bad
	Bad      int64  `class:"C1"`
}

// RuleAccount is whom a rule caught on a day.
type RuleAccount struct {
	Rule      string `gorm:"primaryKey" class:"C1"`
	Day       int64  `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	AccountID ID     `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	Hits      int64  `class:"C1"`
	EventID   ID     `class:"C1"` // the last of them
}

// RuleSet is how many events of a day exactly these rules fired on.
type RuleSet struct {
	Day   int64  `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	Rules string `gorm:"primaryKey" class:"C1"` // their keys in order, with commas
	Hits  int64  `class:"C1"`
}

// Keys is the keys of the rules.
func (s *RuleSet) Keys() []string { return strings.Split(s.Rules, ",") }

// RuleSetOf is the name of a set of rules that fired on one event.
func RuleSetOf(fired []decide.Fired) string {
	keys := make([]string, len(fired))
	for i := range fired {
		keys[i] = fired[i].Rule
	}
	slices.Sort(keys)
	return strings.Join(keys, ",")
}

// RuleJudgement is what an appeal said about a measure that a rule asked for.
type RuleJudgement struct {
	Rule       string    `gorm:"primaryKey" class:"C1"`
	AppealID   ID        `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	SanctionID ID        `class:"C1"`
	EventID    ID        `class:"C1"` // on which it fired
	Overturned bool      `class:"C1"`
	At         time.Time `class:"C1"`
}

// DayOf is the day since 1970, in UTC, on which the id was made.
func (id ID) DayOf() int64 { return id.Minute() / (24 * 60) }

// DayOf is the day since 1970 of a moment, in UTC.
func DayOf(t time.Time) int64 { return t.Unix() / (24 * 60 * 60) }

// DayStart is when a day begins.
func DayStart(day int64) time.Time { return time.Unix(day*24*60*60, 0).UTC() }

// RuleWindows is over how many days rules are looked at.
func RuleWindows() []int { return []int{7, 30, 90} }

// Bounds of judging rules. A rule is proposed for pause when even the lower end of the
// interval around its overturn rate is above the bound of the policy's guards, by
// OverturnLeast decided appeals or more.
const (
	OverturnLeast = 3
	RuleFewest    = 30 // events below which a share is shown with its interval only
)

// RuleChange is the version of the policy in which a rule became what it is.
type RuleChange struct {
	Version int
	By      string
	At      time.Time
	Note    string
	Rule    rules.Rule
}

// RuleQuality is how good one rule of the live version was over a window.
type RuleQuality struct {
	Rule       rules.Rule
	Hits       int64
	Fen        int64
	Labelled   int64
	Bad        int64
	Accounts   int64 // distinct
	Repeated   int64 // of them, those it caught more than once
	Alone      int64 // events on which no other rule fired
	Judged     int64 // appeals that were decided about measures it asked for
	Overturned int64
	OverturnBP int // what the live policy's guards allow at most, basis points
	Changed    RuleChange
}

// Precision is the share of its labelled events that were bad, with the 95 % interval of
// Wilson (1927).
func (q *RuleQuality) Precision() validate.Estimate { return validate.Wilson(q.Bad, q.Labelled) }

// OverturnRate is the share of decided appeals that found the measure wrong, with its interval.
func (q *RuleQuality) OverturnRate() validate.Estimate {
	return validate.Wilson(q.Overturned, q.Judged)
}

// Share is the share of all decided events that it fired on.
func (q *RuleQuality) Share(events int64) validate.Estimate { return validate.Wilson(q.Hits, events) }

// RepeatRate is the share of its accounts that it caught more than once.
func (q *RuleQuality) RepeatRate() validate.Estimate { return validate.Wilson(q.Repeated, q.Accounts) }

// Lift is how many times more often its labelled events were bad than labelled events at
// large; not known without either.
func (q *RuleQuality) Lift(all RuleDay) (float64, bool) {
	if q.Labelled == 0 || all.Bad == 0 {
		return 0, false
	}
	return float64(q.Bad) * float64(all.Labelled) / (float64(q.Labelled) * float64(all.Bad)), true
}

// Wrong is how many of its events are known to have been good.
func (q *RuleQuality) Wrong() int64 { return q.Labelled - q.Bad }

// Pause reports whether appeals overturn what the rule asks for too often.
func (q *RuleQuality) Pause() bool {
	return q.Rule.On && q.Judged >= OverturnLeast && float64(q.OverturnRate().Low)*10_000 > float64(q.OverturnBP)
}

// Silent reports whether a rule that is on fired on nothing.
func (q *RuleQuality) Silent() bool { return q.Rule.On && q.Hits == 0 }

// FlagQuality is what became of the flags of one code.
type FlagQuality struct {
	Flag       decide.FlagRule
	Raised     int64
	Accounts   int64
	Open       int64
	Confirmed  int64 // overturned ones apart
	Cleared    int64
	Overturned int64
}

// ConfirmRate is the share of decided flags that a reviewer confirmed, those that an appeal
// overturned later among them.
func (q *FlagQuality) ConfirmRate() validate.Estimate {
	return validate.Wilson(q.Confirmed+q.Overturned, q.Confirmed+q.Overturned+q.Cleared)
}

// OverturnRate is the share of confirmed flags that an appeal overturned.
func (q *FlagQuality) OverturnRate() validate.Estimate {
	return validate.Wilson(q.Overturned, q.Confirmed+q.Overturned)
}

// RuleBoard is the rules of the live version over a window.
type RuleBoard struct {
	Days    int
	From    int64 // the first day
	Version int
	All     RuleDay // every decided event of the window
	Rules   []RuleQuality
	Sets    []RuleSet // over the whole window, the commonest first
	Flags   []FlagQuality
}

// RuleOverlap is how much of what a rule catches another one catches too.
type RuleOverlap struct {
	Rule     string
	Events   int64 // on which both fired
	Accounts int64 // whom both caught
}

// RuleHit is an account that a rule caught on a day, by the last event of it.
type RuleHit struct {
	Event  Event
	Masked string // the account's name
	Hits   int64  // on that day
}

// RuleDetail is one rule with everything its page shows.
type RuleDetail struct {
	Board    RuleBoard // with this rule alone
	Quality  RuleQuality
	Live     bool      // it is in the live version
	Series   []RuleDay // each day of the window, in order
	Latest   []RuleHit
	Judged   []RuleJudgement   // newest first
	Overlaps []RuleOverlap     // by events, most first
	Texts    []RuleChange      // newest first
	Asides   []RuleAsideDetail // accounts for which it is set aside, the one that ends first first
}

// RulesRecounted is what recounting found.
type RulesRecounted struct {
	Events  int `json:"events"`
	Rows    int `json:"rows"`
	Changed int `json:"changed"`
}
