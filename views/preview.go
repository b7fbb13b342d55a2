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

// AccountPreviewData is the start of an account's page, shown beside the book.
type AccountPreviewData struct {
	Title    string
	Href     string // of the account's own page
	Badges   []ui.BadgeArgs
	Note     string // of the status: reach and end
	NoteTone ui.Tone
	Facts    []HeadFact
	Why      string // the heading of the reasons
	WhyNot   string // why there are none
	Safe     bool   // they are those that a customer may be told, without what they cost
	Reasons  []ReasonLine
}

// factPairs are facts of a head as lines below each other.
func factPairs(facts []HeadFact) []ui.Pair {
	pairs := make([]ui.Pair, len(facts))
	for i, f := range facts {
		pairs[i] = ui.Pair{Key: f.Label, Body: headFact(f)}
	}
	return pairs
}

// AppealPreviewData is the start of an appeal's page, shown beside the list.
type AppealPreviewData struct {
	Title    string
	Href     string // of the appeal's own page
	Badges   []ui.BadgeArgs
	Facts    []ui.Pair
	Words    string // the customer's first ones
	Lang     string // that they are in
	WhoTitle string
	Who      []string // who may decide, or who did
}
