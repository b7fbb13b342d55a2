package views

import (
	"candor/views/chart"
	"candor/views/ui"
)

// ScoreCohortData is the page of one score beside those of a cohort.
type ScoreCohortData struct {
	Badges   []ui.BadgeArgs
	Back     string // the breakdown
	Problem  string // what was wrong with the cohort that was asked for
	Tabs     []ui.Tab
	Lead     string        // who belongs to the cohort
	Read     string        // how much of it was read
	Few      *ui.EmptyArgs // why nothing is shown; all below is then empty
	Standing string        // where the score stands, in a sentence
	Facts    []ui.Pair
	Scores   chart.HistogramArgs
	Factors  Records
}
