package views

import "candor/views/ui"

// QueueViewsData is the page of a person's views of the queue.
type QueueViewsData struct {
	View   string // the one to keep
	Back   string
	Chips  []ui.ChipArgs // what it is narrowed to
	Name   ui.FieldArgs
	Scope  ui.FieldArgs
	First  ui.FieldArgs
	Errors []ui.FieldError
	Rows   []QueueViewRow
	Begins bool // the queue begins with one of them
	Stay   bool // deciding a case does not open the next
}

// QueueViewRow is a view that a person has.
type QueueViewRow struct {
	Name, Href, Whose, Key string
	First                  bool
	Remove                 string // where the form to remove it posts; empty: may not
}

// QueueColumnsData is the chooser of columns.
type QueueColumnsData struct {
	Action, Note      string // of the form, and what it is for
	View, Back, Reset string
	Rows              []QueueColumnRow
	Density           *ui.FieldArgs // nil: the list keeps none
}

// QueueColumnRow is a column to choose.
type QueueColumnRow struct {
	Key, Label, At, Error, Sorts string
	Shown, Fixed                 bool
}

// QueueNarrowData is the page of what a view can be narrowed to.
type QueueNarrowData struct {
	Back   string
	Chips  []ui.ChipArgs
	Note   string // that not all cases were looked at
	Facets []QueueFacet
}

// QueueFacet is one thing that a view can be narrowed by.
type QueueFacet struct {
	Title string
	Rows  []QueueFacetRow
	Of    string // the field, when several values can be ticked
	View  string // what the ticked values narrow
}

// QueueFacetRow is one value with its count.
type QueueFacetRow struct {
	Label, N, Href string
	Value          string
	Not, NotLabel  string // the address that leaves it out; empty where that makes no sense
	On             bool
}
