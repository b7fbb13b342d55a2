package models

import (
	"time"

	"candor/engine/drift"
	"candor/engine/score"
)

// DriftCount is how many assessments of a week fell into a bin of a factor.
type DriftCount struct {
	ModelID ID     `gorm:"primaryKey" class:"C1"`
	Week    int    `gorm:"primaryKey" class:"C1"` // ISO, year·100 + week
	Factor  string `gorm:"primaryKey" class:"C1"` // key of the catalogue, or drift.ScoreKey
	Bin     int    `gorm:"primaryKey" class:"C1"` // of the model's card; of the score a bucket
	N       int64  `class:"C1"`
}

// DriftCohort is how well the assessments of one week told bad from good, as far as outcomes
// are known that were not known then.
type DriftCohort struct {
	ModelID  ID        `gorm:"primaryKey" class:"C1" json:"-"`
	Week     int       `gorm:"primaryKey" class:"C1" json:"week"`
	Accounts int       `class:"C1" json:"accounts"` // with a known outcome
	Bads     int       `class:"C1" json:"bads"`
	AUC      float64   `gorm:"column:auc" class:"C1" json:"auc"`
	KS       float64   `gorm:"column:ks" class:"C1" json:"ks"`
	At       time.Time `class:"C1" json:"-"` // when it was counted
}

// CohortFewest is how many bad and how many good accounts a cohort needs to be measured.
const CohortFewest = 10

// DriftAlertState is the stage of an alert.
type DriftAlertState string

// An alert is open until a person closes it with a note.
const (
	DriftAlertOpen   DriftAlertState = "open"
	DriftAlertClosed DriftAlertState = "closed"
)

// DriftAlert is a factor, or the score, whose week is far from the training rows. There is at
// most one for a model, a factor and a week.
type DriftAlert struct {
	ID         ID              `gorm:"primaryKey" class:"C1"`
	ModelID    ID              `class:"C1"`
	Factor     string          `class:"C1"`
	Week       int             `class:"C1"`
	PSI        float64         `gorm:"column:psi" class:"C1"` // when it was opened
	Accounts   int             `class:"C1"`                   // assessments of the week by then
	State      DriftAlertState `class:"C1"`
	OpenedAt   time.Time       `class:"C1"`
	ClosedAt   *time.Time      `class:"C1"`
	ClosedBy   ID              `class:"C1"`
	ClosedName string          `class:"C1"`
	Note       string          `class:"C1"`
	Version    int64           `class:"C1"`
}

// PublicID is the alert's id as pages write it.
func (a *DriftAlert) PublicID() string { return a.ID.Public(PrefixDriftAlert) }

// Close ends the alert; a note says what was found.
func (a *DriftAlert) Close(user ID, name, note string, now time.Time) error {
	if err := checkClosing(a.State, note); err != nil {
		return err
	}
	a.State, a.Note, a.ClosedAt, a.ClosedBy, a.ClosedName = DriftAlertClosed, note, &now, user, name
	return nil
}

// checkClosing says whether an alert of this state ends with this note.
func checkClosing(state DriftAlertState, note string) error {
	if state != DriftAlertOpen {
		return ErrState
	}
	var bad Invalid
	checkReason(&bad, "note", note)
	return bad.OrNil()
}

// DriftWeeks is how many weeks a board looks back.
const DriftWeeks = 26

// DriftPoint is one week of one factor.
type DriftPoint struct {
	Week   int
	N      int
	Counts []int // by bin, or by group of the score
	PSI    float64
	Level  drift.Level
}

// DriftSeries is one factor, or the score, week by week.
type DriftSeries struct {
	Key       string
	Reference []int // by bin, or by group of the score; nil when there is nothing to compare with
	Starts    []int // of the score: the first bucket of each group
	First     bool  // the reference is the first week, because the training rows' scores were not kept
	Points    []DriftPoint
}

// Latest is the newest week, nil for none.
func (s *DriftSeries) Latest() *DriftPoint {
	if len(s.Points) == 0 {
		return nil
	}
	return &s.Points[len(s.Points)-1]
}

// Point is a week's, nil for a week without assessments.
func (s *DriftSeries) Point(week int) *DriftPoint {
	for i := range s.Points {
		if s.Points[i].Week == week {
			return &s.Points[i]
		}
	}
	return nil
}

// DriftBoard is how the champion's population moved. Model is nil before there is one.
type DriftBoard struct {
	Model   *Model // without artefact, report and validation
	Card    *score.Scorecard
	Weeks   []int // with assessments, oldest first
	Score   DriftSeries
	Factors []DriftSeries // in the card's order
	Cohorts []DriftCohort // oldest first
	Alerts  []DriftAlert  // open ones of the champion, oldest first
	Closed  []DriftAlert  // newest first, a few
}

// Series is a factor's, or the score's, nil for one that the card does not have.
func (b *DriftBoard) Series(key string) *DriftSeries {
	if b.Model == nil {
		return nil
	}
	if key == drift.ScoreKey {
		return &b.Score
	}
	for i := range b.Factors {
		if b.Factors[i].Key == key {
			return &b.Factors[i]
		}
	}
	return nil
}

// Alert is the open alert of a factor in a week, nil for none.
func (b *DriftBoard) Alert(factor string, week int) *DriftAlert {
	for i := range b.Alerts {
		if b.Alerts[i].Factor == factor && b.Alerts[i].Week == week {
			return &b.Alerts[i]
		}
	}
	return nil
}

// DriftBin asks for the accounts whose latest assessment lies in a bin, by account id.
type DriftBin struct {
	Factor string
	Bin    int // of the score a group of DriftSeries.Starts
	After  ID
	Limit  int
}

// DriftScanMost is how many accounts one page of a bin looks through at most.
const DriftScanMost = 10_000

// DriftBinPage is a page of accounts of a bin. Next is where to go on looking, 0 at the end:
// a page may hold fewer than asked for, even none, and still have a next one.
type DriftBinPage struct {
	Items []AccountItem
	Next  ID
	Seen  int // accounts looked through
}

// DriftRebuilt is what counting anew found.
type DriftRebuilt struct {
	Decisions int `json:"decisions"`
	Counts    int `json:"counts"` // rows
	Changed   int `json:"changed"`
}
