package views

import "candor/views/ui"

// ListsData is the list entries.
type ListsData struct {
	Area    []ui.Tab // the pages about decisions in real time
	Tabs    []ui.Tab // in force or over
	May     bool     // add and end entries
	Filters []ui.FieldArgs
	Hidden  map[string]string
	Clear   string
	Table   Records
	First   string
	Older   string
	Note    string
	Empty   ui.EmptyArgs
	Export  string       // the filter as a file
	Waiting []MeasureRow // changes that somebody still has to answer
}

// NewListData is the form for an entry.
type NewListData struct {
	Lane, Kind, Value, Until, Reason string // as typed
	LaneField, KindField             ui.FieldArgs
	Errors                           []ui.FieldError
	Wrong                            map[string]string
}

// ListData is one entry's page.
type ListData struct {
	ID          ui.CopyArgs
	Badges      []ui.BadgeArgs
	Facts       []ui.Pair
	Notes       []ui.CalloutArgs
	Near        *Records // entries on networks that overlap this one
	Problem     string
	End         string // where the form goes; empty: over, or not by this person
	Reason      string
	ReasonError string
	Timeline    []ui.Event
	Errors      []ui.FieldError
}

// ListedNote says on an account's page that it is on a list.
type ListedNote struct {
	Tone              ui.Tone
	Text, Href, Label string
}
