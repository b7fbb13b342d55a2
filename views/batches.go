package views

import "candor/views/ui"

// BatchesPage is the list of batches.
type BatchesPage struct {
	Export string
	Page
	Tabs  []ui.Tab
	Table Records
	Empty ui.EmptyArgs
	First string // the newest page, when this is another
	Older string
	Note  string
	Links []ui.LinkArgs
}

// BatchPage is one batch: what it would do or has done, to which items, and what may be done.
type BatchPage struct {
	Page
	Ask      string // who may answer, for who may not
	ID       ui.CopyArgs
	State    ui.BadgeArgs
	Live     bool // it is being worked on, so that the page looks again
	Refresh  string
	Progress *ui.MeterArgs
	Notes    []ui.CalloutArgs
	Stats    []ui.StatArgs
	Steps    []BatchStep
	Reject   *BatchReject
	Left     []ui.Pair // why items were left out, and how many
	Refused  Records
	Export   string // the form that takes the items away
	Rejects  string // where all refused rows are a file
	Tabs     []ui.Tab
	Items    Records
	First    string
	Older    string
	Shown    string
	Facts    []ui.Pair
	Events   []ui.Event
	Form     MeasureForm
}

// BatchStep is a form of one button.
type BatchStep struct {
	Action  string
	Version string
	Hash    string // of what is agreed to; "" where that is not asked
	Sure    string // what must be ticked first, "" for nothing
	Button  ui.ButtonArgs
	Note    string
}

// BatchReject is the form that refuses a batch for a reason.
type BatchReject struct {
	Action  string
	Version string
}

// BatchForm asks for what a batch still needs before its dry run.
type BatchForm struct {
	Page
	Note    string
	Action  string
	File    bool // the form sends a file
	Hidden  []ui.Pair
	Chosen  string // what was chosen, in words
	Notice  string
	Errors  []ui.FieldError
	Fields  []ui.FieldArgs
	Button  ui.ButtonArgs
	Cancel  string
	Tags    []string  // in use, where a tag is asked for
	Example []ui.Pair // columns of a file, and what they hold
	Other   *ui.LinkArgs
}

// BulkBar acts on ticked rows of a list, on the rows of its page, or on all that match its filters. Its form is named
// BulkForm, and the rows' boxes name it.
type BulkBar struct {
	View   string
	Kinds  []ui.Option
	Ticked string // the label of the button for ticked rows
	Page   string // the label of the button for the rows of the page
	Shown  string // the places of the first and the last of those rows
	All    string // the label of the button for all that match
	Chosen int    // how many rows are ticked when the page opens
	Sum    string // which column of the rows holds the amounts that ticked ones are added up by, from 0; empty: it is not shown
}

// BulkForm is the id of the form that ticked rows belong to: short, since it stands in each of them.
const BulkForm = "b"
