package views

import (
	"candor/views/chart"
	"candor/views/ui"
)

// DriftData is the drift board.
type DriftData struct {
	Note    string // which model, compared with what
	Only    string // there is one week alone
	First   string // the score's reference is the first week
	Stats   []ui.StatArgs
	Alerts  Records
	Closed  *Records // nil: none was closed yet
	Score   chart.StepArgs
	Heat    chart.HeatArgs
	Cohorts Records
	Empty   *ui.EmptyArgs // instead of all
}

// DriftFactorData is one factor's page, or the score's.
type DriftFactorData struct {
	Note      string
	Badges    []ui.BadgeArgs
	Stats     []ui.StatArgs
	Line      chart.StepArgs
	Bins      Records
	BinsNote  string
	Weeks     []ui.Tab
	Alert     string // what the open alert of this week says; empty: none
	Action    string // where its closing goes; empty: not for this reader
	Version   string
	Problem   string
	Typed     string
	NoteError string
	Errors    []ui.FieldError
	Empty     *ui.EmptyArgs
}

// DriftAccountsData is the accounts of a bin.
type DriftAccountsData struct {
	Note  string
	Table Records
	Next  string // where to go on
	First string // the first page; empty on it
	Seen  string
	Empty ui.EmptyArgs
}
