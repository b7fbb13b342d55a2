package views

import (
	"candor/views/chart"
	"candor/views/ui"
)

// validationSheet is the style of the page of a validation.
const validationSheet = "css/pages/validation.css"

// Anchor leads to a part of its page.
type Anchor struct{ ID, Label string }

// ValidationPage is what a model-risk team reads about a model, from the verdict to the numbers.
type ValidationPage struct {
	Page
	State    ui.BadgeArgs
	Note     string
	None     *ui.EmptyArgs // instead of everything below when there is no validation
	Download string        // where the document itself is
	Verdict  ui.CalloutArgs
	Stats    []ui.StatArgs
	Anchors  []Anchor
	Checks   Records
	Lines    map[string]string // by section, how its checks went, for its head

	ROC    chart.CurvesArgs
	Spread chart.HistogramArgs
	Fit    string // how much better the card is on rows that it has seen

	Calibration      chart.CalibrationArgs
	CalibrationFacts []ui.Pair
	Lift             Records

	Shapes  []chart.ShapeArgs
	BagNote string // how many models the whiskers are of; empty for none

	Stability  ValidationTime
	Missing    Records
	FairNote   string
	Fairness   []ValidationGroups
	Comparison ValidationVersus
	Method     []string // how it was measured, a sentence each
	Facts      []ui.Pair
}

// ValidationTime is how steady a model is.
type ValidationTime struct {
	Note    string // said instead of months when there are not two
	Months  chart.DotsArgs
	Table   Records
	Test    string // what was trained and tested on, or why there was no test out of time
	Results []ui.Pair
}

// ValidationGroups is one declared attribute.
type ValidationGroups struct {
	Name  string
	Notes []string // who is not in the groups
	Ratio chart.DotsArgs
	Table Records
}

// ValidationVersus is how a model stands against the one that decided when it was trained.
type ValidationVersus struct {
	Note  ui.CalloutArgs
	Table Records // empty when there was nothing to compare with
}
