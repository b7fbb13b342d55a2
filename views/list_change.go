package views

import "candor/views/ui"

// ListImportData is the form for a file of entries.
type ListImportData struct {
	Reason       string
	MaxMiB       int
	MaxRows      string
	Lanes, Kinds []ui.Pair // as files write them, and what they mean
	Errors       []ui.FieldError
	Wrong        map[string]string
}

// ListChangePage is one change of the lists: a file that was read, or what a second person
// decides.
type ListChangePage struct {
	Page
	State        ui.BadgeArgs
	ID           ui.CopyArgs
	Stats        []ui.StatArgs
	ReachNote    string
	Notes        []ui.CalloutArgs
	Facts        []ui.Pair
	Lines        Records
	LinesNote    string
	Refused      Records
	Confirm      string // where the form goes that adds everything; "" when it may not
	ConfirmLabel string
	Drop         string
	Entries      string // the entries that it added
	Actions      MeasureActions
	Events       []ui.Event
}
