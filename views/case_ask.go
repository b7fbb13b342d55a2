package views

import "candor/views/ui"

// CaseAsk is the page on which the customer of a case is asked for documents.
type CaseAsk struct {
	Account MeasureAccount
	Action  string
	Href    string // back to the case
	View    string // that the case was opened from
	Version string
	Kinds   []ui.Option
	Days    string // how long is waited unless said otherwise
	Form    MeasureForm
	Letter  *LetterPreview // nil before anything was chosen
}

// CaseAsked is what the customer of a case was asked for.
type CaseAsked struct {
	Count string // how much of it is here
	Lines []CaseAskedLine
	Links string // the customer's links, "" for who may make none
}

// CaseAskedLine is one thing that was asked for.
type CaseAskedLine struct {
	Kind  string
	State ui.BadgeArgs
	Note  string
	Words string // what the customer said to it
}
