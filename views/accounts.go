package views

import (
	"candor/views/chart"
	"candor/views/ui"
)

// AccountsData is the list of accounts, or what a search found.
type AccountsData struct {
	Filters []ui.FieldArgs
	More    []ui.FieldArgs // filters behind "more filters"
	MoreOn  bool           // one of More is set, so they are open
	Errors  []ui.FieldError
	Chips   []ui.ChipArgs
	Clear   string
	Hidden  map[string]string // filters without a field of their own, to be kept
	Late    []ui.Tab          // spans of days past due to narrow the list to
	Table   Records
	Newer   string
	Older   string
	Note    string
	Empty   ui.EmptyArgs
	Search  SearchForm
	InUse   []string      // tags that the filter offers
	Found   bool          // the rows are hits of a search
	Bulk    []ui.LinkArgs // acts on all that match
	Tools   []ui.LinkArgs // change how the list looks
}

// SearchForm is the search box with what is wrong with it.
type SearchForm struct {
	Error string
	Note  string // what was found, never what was typed
}

// AccountData is an account's page. Parts that the reader may not see are absent.
type AccountData struct {
	Head            AccountHead
	Note            string // of the status: reach and end
	NoteTone        ui.Tone
	Listed          []ListedNote
	Asides          []ListedNote  // rules set aside for it
	Hardship        *HardshipOpen // nil: none stands, or not for this reader
	Anchors         []ui.Tab
	Score           *ScoreCard      // nil: never scored, or not for this reader
	NoScore         string          // why there is none
	History         *chart.StepArgs // of the score; nil with fewer than two
	Safe            []ReasonLine    // what a customer may be told
	SafeNote        string
	Identity        []ui.Pair
	Checks          Records
	Exposure        chart.StackedArgs
	Lines           Records
	Calendar        chart.CalendarArgs
	PastDue         string   // how what is past due was worked out, "" when nothing is
	Links           *Records // nil for readers who may not know of other customers
	LinkChips       []ui.ChipArgs
	LinkNote        string
	Known           []ui.Pair // background
	Changes         Records   // of what is known of the customer
	Declared        []ui.Pair // never used in the score
	Flags           *Records  // nil: not for this reader
	Cases           *Records
	Decisions       *Records
	DecisionsExport string // where they are taken away as CSV; "" where there is nothing
	Limits          Records
	Sanctions       Records
	Appeals         Records
	Asked           Records // challenges; drawn when there are any
	Devices         Records
	Payments        Records
	Notes           NotesData
	Timeline        TimelineFew
	Files           *FilesPanel // nil: not for this reader
}

// RevealData is the form that asks to see one field, and the answer once.
type RevealData struct {
	Account string // masked name
	Href    string // back to the account
	Action  string
	Fields  []ui.Option
	Field   string
	Reason  string
	Errors  []ui.FieldError
	Wrong   map[string]string
	Label   string // of the field shown
	Value   string // in clear; empty before
	Over    bool   // it was shown, and its time is over
}
