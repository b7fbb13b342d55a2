package views

import (
	"candor/views/chart"
	"candor/views/ui"
)

// ScoreData is the page that takes one score apart.
type ScoreData struct {
	ID          ui.CopyArgs // of the decision
	Badges      []ui.BadgeArgs
	Tabs        []ui.Tab // the pages of the account
	Older       string   // set when this is not the decision that counts now: says so
	Now         string   // address of the one that counts
	Scale       chart.ScaleArgs
	Facts       []ui.Pair
	Waterfall   chart.WaterfallArgs
	Factors     Records
	Idle        Records // the lines without effect
	IdleNote    string  // how many those are
	Text        string  // the lines as text, to be copied
	Sum         string  // the same score as a sum, in words and numbers
	Aspects     Records
	Since       *ScoreChange // nil for an account's first score
	Missing     string
	AgeNote     string     // from when facts count as stale; empty for a decision that does not count now
	Gaps        Records    // what is missing, and what it could have given
	Next        *NextSteps // nil where nothing was searched
	Lost        string     // head of the column of lost points
	Reasons     []ReasonLine
	History     chart.StepArgs
	Versions    Records
	Cohort      string // the score beside a cohort; empty for a decision that does not count now
	Rescore     string // where the button posts; empty: not allowed
	Override    string // address of the form; empty: not allowed
	InForce     string // an override that counts now, in words
	InForceHref string
	Waits       string // one that a second person has not agreed to
	WaitsHref   string
	Dispute     string // address of the form; empty: not allowed
	Disputes    []DisputeNote
}

// ScoreChange is a score against the one before it.
type ScoreChange struct {
	Lead     string   // both scores and their difference
	Versions []string // whether one model and one policy gave both
	Parts    Records  // by aspect
	Last     string   // address of the earlier breakdown
	Compare  string   // address of the comparison of both days; empty where days cannot tell the two apart
}

// OverrideData is the form that sets a score by hand.
type OverrideData struct {
	Action    string
	Href      string // back
	Version   string
	Now       string        // the score as it stands
	File      *ui.FieldArgs // of the files it may rest on; nil for whoever may not read them
	InForce   string
	Waits     string // an override that waits for a second person
	WaitsHref string
	Score     string
	Until     string
	Reason    string
	Latest    string // the last day an override may run to
	Problem   string
	Errors    []ui.FieldError
	Wrong     map[string]string
}

// OverridePageData is one score set by hand.
type OverridePageData struct {
	Account MeasureAccount
	ID      string
	State   ui.BadgeArgs
	Steps   MeasureSteps
	Facts   []ui.Pair
	Actions MeasureActions
	End     string // address of the form that ends it before its time
	Events  []ui.Event
}

// PointsRange is the points a factor gave within what it could have given.
type PointsRange struct {
	Label string
	Min   int
	Max   int
	Value int
}

// NextSteps is what would take an account to the next band: for staff with the numbers, and in the words for the customer.
type NextSteps struct {
	Lead  string
	Tone  ui.Tone // of Lead
	Steps []string
	When  string
	Moves Records // which factors it changes
	Notes []string
	Say   CustomerSteps
}

// CustomerSteps is what service may say about it: no score, no band, no threshold.
type CustomerSteps struct {
	Lead  string
	Steps []string
}
