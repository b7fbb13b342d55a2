package models

import (
	"time"

	"candor/engine/counterfactual"
	"candor/engine/decide"
	"candor/engine/score"
)

// Decision is what the engine concluded about an account, with all it needs to be
// recomputed: the whole input and the versions it was judged by. Immutable.
type Decision struct {
	ID            ID        `gorm:"primaryKey" class:"C1"`
	AccountID     ID        `class:"C1"`
	RunID         ID        `class:"C1"` // the rescoring that made it, 0 for one account alone
	Kind          string    `class:"C1"` // assessment
	At            time.Time `class:"C1"`
	ModelID       ID        `class:"C1"`
	PolicyVersion int       `class:"C1"`
	Score         int       `class:"C2f"`
	Band          string    `class:"C1"`
	Outcome       string    `class:"C1"` // pass or flag
	Input         []byte    `class:"C2f"`
	Result        []byte    `class:"C2f"` // every line, reason and flag, in the engine's own encoding
}

// PublicID is the decision's id as pages and the API write it.
func (d *Decision) PublicID() string { return d.ID.Public(PrefixDecision) }

// ScoreDetail is one decision taken apart, as its page shows it.
type ScoreDetail struct {
	Account   Account
	Masked    Personal
	Decision  Decision
	Input     decide.Input
	Result    decide.Result
	Breakdown score.Breakdown
	Card      score.Scorecard
	Policy    decide.Policy
	Identical bool                 // recomputed now, the stored result came out again to the bit
	Again     int                  // the score that came out
	Confirmed *time.Time           // when a rescoring last found that it stands; nil for none, and for a decision that does not count now
	History   []Decision           // newest first, without input and result
	Causes    map[ID]DecisionCause // of those that no rescoring of the book made
	Override  *Override            // in force now
	Proposed  *Override            // waits for a second person
	Disputes  []Dispute            // open, the oldest first
	ModelName string
	Quantiles map[string][]float64 // by factor, of the latest rescoring; empty before the first
	Sample    int
	Gaps      []score.Gap            // lines of Breakdown that rest on missing data
	Range     *score.Interval        // of the card alone, nil for a card that is not the mean of bagged models
	Observed  *Observed              // nil for a decision that does not count now, whose facts have moved on
	Next      *counterfactual.Result // likewise
	Before    *ScoreBefore           // nil for an account's first decision
}

// ScoreBefore is the decision before one, and what each line gives more or less since.
type ScoreBefore struct {
	Decision  Decision
	ModelName string
	Score     int // as its own card and policy give it
	Changes   []score.Change
}

// Run is one rescoring of the whole book with what it found, so that pages can show
// distributions and percentiles without scanning the book.
type Run struct {
	ID            ID         `gorm:"primaryKey" class:"C1"`
	ModelID       ID         `class:"C1"`
	PolicyVersion int        `class:"C1"`
	StartedAt     time.Time  `class:"C1"`
	EndedAt       *time.Time `class:"C1"`
	Accounts      int        `class:"C1"` // assessed
	Standing      int        `class:"C1"` // of them, with a decision that stands
	Flagged       int        `class:"C1"`
	Summary       RunSummary `gorm:"serializer:json" class:"C1"`
}

// RunSummary is the shape of the book at a rescoring.
type RunSummary struct {
	// Scores counts accounts by score, ten points a bucket, the first at 350.
	Scores []int `json:"scores"`
	// Used is the use in fen of the accounts of each bucket.
	UsedFen []int64 `json:"used_fen"`
	// Quantiles holds, by factor key, the values at 0, 1 … 100 % of an evenly spaced
	// sample of the accounts that have the factor.
	Quantiles map[string][]float64 `json:"quantiles"`
	// Sample is how many accounts the quantiles rest on.
	Sample int `json:"sample"`
	// Points and PointsFen count accounts and their use in fen by each score from 350 to 950. Runs from before they were counted
	// have neither; Scores and UsedFen hold the same in tens.
	Points    []int   `json:"points,omitempty"`
	PointsFen []int64 `json:"points_fen,omitempty"`
	// Known and Bad count, by each score from 350 to 950, the outcomes that were known when the run ended: all, and the bad ones.
	// An outcome counts at the score of the decision from before it, and at the account's own where it is a label from outside.
	Known []int `json:"known,omitempty"`
	Bad   []int `json:"bad,omitempty"`
}
