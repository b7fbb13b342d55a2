package views

import "candor/views/ui"

// ScoreFactorData is the page of one factor of a score.
type ScoreFactorData struct {
	About      []string // what it measures
	Badges     []ui.BadgeArgs
	Older      string // set when the score is not the one that counts now: says so
	Now        string // address of the one that counts
	Back       string // the breakdown
	Dispute    string // address of the form; empty: not allowed
	Disputes   []DisputeNote
	Note       FactorNote
	Facts      []ui.Pair
	Values     Records
	ValuesNote string
	Steps      Records
	StepsNote  string
}
