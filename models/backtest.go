package models

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"candor/engine/backtest"
	"candor/engine/decide"
)

// BacktestState is the stage of a backtest.
type BacktestState string

// A backtest waits, runs, and ends in one of three ways.
const (
	BacktestQueued    BacktestState = "queued"
	BacktestRunning   BacktestState = "running"
	BacktestDone      BacktestState = "done"
	BacktestFailed    BacktestState = "failed"
	BacktestCancelled BacktestState = "cancelled"
)

// Backtest is a comparison of a policy version with the one in force on past events and on the book: what was asked, how far it
// is, and what came out. The document is kept as it was when it was asked for, so that a draft may go on being edited.
type Backtest struct {
	ID             ID            `gorm:"primaryKey" class:"C1"`
	PolicyVersion  int           `class:"C1"`
	BaseVersion    int           `class:"C1"` // the version it is compared with
	Document       decide.Policy `gorm:"serializer:json" class:"C1"`
	DocumentSHA256 string        `gorm:"column:document_sha256" class:"C1"`
	Days           int           `class:"C1"` // up to the moment it was asked for, 0 for dates
	FromAt         time.Time     `class:"C1"` // events at or after this …
	ToAt           time.Time     `class:"C1"` // … and before this
	CaseMinutes    int           `class:"C1"` // of a reviewer a case
	AlarmFen       int64         `class:"C1"` // what a good event that was stopped costs
	State          BacktestState `class:"C1"`
	Step           int64         `class:"C1"` // events and accounts that are done …
	Steps          int64         `class:"C1"` // … of so many, 0 before the first
	AskedBy        ID            `class:"C1"` // 0 for commands
	AskedName      string        `class:"C1"`
	AskedAt        time.Time     `class:"C1"`
	StartedAt      *time.Time    `class:"C1"`
	EndedAt        *time.Time    `class:"C1"`
	Problem        string        `class:"C1"`  // why it failed
	Report         []byte        `class:"C2f"` // a BacktestReport as JSON, nil until it is done
	Lane           string        `class:"C1"`
	Version        int64         `class:"C1"`
}

// PublicID is the backtest's id as pages write it.
func (b *Backtest) PublicID() string { return b.ID.Public(PrefixBacktest) }

// Open reports whether the backtest waits or runs.
func (b *Backtest) Open() bool { return b.State == BacktestQueued || b.State == BacktestRunning }

// Cancel ends a backtest that waits or runs; what it counted so far is lost.
func (b *Backtest) Cancel(now time.Time) error {
	if !b.Open() {
		return ErrState
	}
	b.State, b.EndedAt = BacktestCancelled, &now
	return nil
}

// Again asks for the same window and parameters once more.
func (b *Backtest) Again() AskBacktest {
	return AskBacktest{Policy: b.PolicyVersion, Days: b.Days, From: &b.FromAt, To: &b.ToAt, CaseMinutes: b.CaseMinutes, AlarmFen: b.AlarmFen, again: true}
}

// BacktestReport is what a backtest found, in full. It names no time at which it ran, so that the same question asked again of the
// same record has the same answer, to the byte.
type BacktestReport struct {
	Policy   int                  `json:"policy"`
	Base     int                  `json:"base"`
	SHA256   string               `json:"sha256"` // of the document as it was tested
	From     time.Time            `json:"from"`
	To       time.Time            `json:"to"`
	Model    string               `json:"model,omitempty"` // the scorecard that accounts were assessed by
	Events   *backtest.Comparison `json:"events"`
	Accounts *backtest.Accounts   `json:"accounts,omitempty"` // nil before there is a scorecard
}

// AskBacktest asks for a backtest of a version: of the last Days days, or from From up to To.
type AskBacktest struct {
	Policy      int
	Days        int
	From, To    *time.Time
	CaseMinutes int
	AlarmFen    int64

	again bool
}

// Bounds and defaults of a backtest.
const (
	BacktestMaxDays        = 400
	BacktestCaseMinutes    = 15
	BacktestMaxCaseMinutes = 480
	BacktestAlarmFen       = 2_000
	BacktestMaxAlarmFen    = 100_000_000
)

// BacktestDays is the windows that are offered, in days.
func BacktestDays() []int { return []int{7, 30, 90} }

// Window returns the first moment and the one after the last that a backtest asked for at a time looks at. A window of days is
// repeated as it was, so that two reports can be compared.
func (a *AskBacktest) Window(now time.Time) (from, to time.Time) {
	if a.Days > 0 && !a.again {
		return now.AddDate(0, 0, -a.Days), now
	}
	if to = *a.To; to.After(now) {
		to = now
	}
	return *a.From, to
}

// Validate refuses a window that is none, is in the future or is longer than BacktestMaxDays, and parameters beyond their bounds.
func (a *AskBacktest) Validate(now time.Time) error {
	var bad Invalid
	switch {
	case a.Days != 0 && !slices.Contains(BacktestDays(), a.Days):
		bad.Add("window", "choice")
	case a.Days != 0:
	default:
		a.validateDates(&bad, now)
	}
	if a.CaseMinutes < 1 || a.CaseMinutes > BacktestMaxCaseMinutes {
		bad.Add("minutes", "range_between", "min", "1", "max", strconv.Itoa(BacktestMaxCaseMinutes))
	}
	if a.AlarmFen < 0 || a.AlarmFen > BacktestMaxAlarmFen {
		bad.Add("alarm", "amount")
	}
	return bad.OrNil()
}

func (a *AskBacktest) validateDates(bad *Invalid, now time.Time) {
	if a.From == nil {
		bad.Add("from", "required")
	}
	if a.To == nil {
		bad.Add("to", "required")
	}
	if a.From == nil || a.To == nil {
		return
	}
	switch {
	case a.From.After(now):
		bad.Add("from", "window_future")
	case !a.To.After(*a.From):
		bad.Add("to", "window_order")
	case a.To.Sub(*a.From) > BacktestMaxDays*24*time.Hour:
		bad.Add("to", "window_long", "max", strconv.Itoa(BacktestMaxDays))
	}
}

// Stale reports whether a version's document is another than the one that was tested.
func (b *Backtest) Stale(p *Policy) (bool, error) {
	doc, err := json.Marshal(p.Document)
	if err != nil {
		return false, fmt.Errorf("hash policy: %w", err)
	}
	sum := sha256.Sum256(doc)
	return hex.EncodeToString(sum[:]) != b.DocumentSHA256, nil
}

// Found reads the report. It fails on a backtest without one, and on a report of another form.
func (b *Backtest) Found() (*BacktestReport, error) {
	if len(b.Report) == 0 {
		return nil, fmt.Errorf("%w: report of %s", ErrNotFound, b.PublicID())
	}
	var r BacktestReport
	d := json.NewDecoder(bytes.NewReader(b.Report))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return nil, fmt.Errorf("report of %s: %w", b.PublicID(), err)
	}
	return &r, nil
}
