package views

import "candor/views/ui"

// EventsData is the page of an account's events.
type EventsData struct {
	ID         ui.CopyArgs
	Links      []ui.LinkArgs
	Tabs       []ui.Tab
	Table      Records
	Newer      string
	Older      string
	Note       string
	Empty      ui.EmptyArgs
	Devices    Records
	Places     Records
	Sampled    string // from how many events devices and places were read
	Challenges Records
}

// CorrectionsData is the accounts whose states miss late events.
type CorrectionsData struct {
	Tabs  []ui.Tab
	Rows  []CorrectionRow
	Older string
	First string // to the first page; empty on it
	Empty ui.EmptyArgs
}

// CorrectionRow is one account to correct.
type CorrectionRow struct {
	Name, Href, Late, Events, Account string
	Oldest, Received                  ui.TimeArgs
	May                               bool // this person may build the state anew
	Label                             string
}
