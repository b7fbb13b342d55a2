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
	Words   *PreparedChoice
	Form    MeasureForm
	Letter  *LetterPreview // nil before anything was chosen
}

// CaseAsked is what the customer of a case was asked for.
type CaseAsked struct {
	Count string // how much of it is here
	Lines []CaseAskedLine
	Links string // the customer's links, "" for who may make none
	// CallOff says that what is still asked for can be called off here; Off is what was typed.
	CallOff, OffOpen bool
	Off              DeskField
}

// CaseAskedLine is one thing that was asked for.
type CaseAskedLine struct {
	ID    string
	Kind  string
	State ui.BadgeArgs
	Note  string
	Words string        // what the customer said to it, or why staff do without it
	How   *ui.FieldArgs // by what way it came; nil when it cannot be noted here
	Waive bool          // it can be done without
	Why   DeskField
	Open  bool // a note about it was refused just now
}
