package views

import "candor/views/ui"

// TimelineData is the page of everything that happened on an account.
type TimelineData struct {
	Head   AccountHead
	Kinds  []ui.Tab
	Kind   string // the one that is shown, "" for all
	Action string // of the form that jumps to a day
	Day    string
	Wrong  string // what is wrong with the day
	Days   []TimelineDay
	Newer  string
	Older  string
	Note   string
	Empty  ui.EmptyArgs
}

// TimelineDay is what happened on one day of the reader's zone.
type TimelineDay struct {
	ID     string
	Date   string
	Events []ui.Event
}

// TimelineFew is the newest part of a timeline, for the account's own page.
type TimelineFew struct {
	Events []ui.Event
	Href   string // of the whole
}
