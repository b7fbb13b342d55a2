package views

import (
	"candor/views/chart"
	"candor/views/ui"
)

// EventsData is the page of an account's events.
type EventsData struct {
	Head       AccountHead
	Kinds      []ui.Tab
	Table      Records
	Newer      string
	Older      string
	Note       string
	Empty      ui.EmptyArgs
	Devices    Records
	Places     Records
	Map        EventMap
	Sampled    string // from how many events devices and places were read
	Challenges Records
}

// EventMap is how far apart the places are that events came from.
type EventMap struct {
	Chart chart.PlacesArgs
	Alone string // instead of the plot, where there are not two places
	Hints []string
	Moves *Records // that were found impossible; nil for those who may not know
	Left  []string // what is left out of them
}

// placesSheet is the style sheet of a plot of places.
const placesSheet = "css/pages/places.css"

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
