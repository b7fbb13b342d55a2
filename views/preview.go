package views

import (
	"candor/views/chart"
	"candor/views/ui"
)

// CasePreviewData is the start of a case's page, shown beside the queue.
type CasePreviewData struct {
	Title    string
	Href     string // of the case's own page
	Badges   []ui.BadgeArgs
	Facts    []ui.Pair
	Held     string // who holds it; empty for nobody
	HeldTone ui.Tone
	Outcome  string     // of a closed case
	Flags    []string   // why it is here, by name
	Score    *ScoreCard // nil: not for this reader
	Exposure chart.StackedArgs
	Measures []ui.Pair // what waits or holds
	Notes    []ui.Event
	Acts     *CaseData // what can be done from the row; nil: nothing by this reader
}
