package views

import "candor/views/ui"

// ExportsData is the list of what a person asked for.
type ExportsData struct {
	Table Records
	Open  bool // one of them waits or is written
	Empty ui.EmptyArgs
	First string
	Older string
}

// ExportRow is what stands in the last column of the list: how far it is, or what can be done.
type ExportRow struct {
	Again    string // where it is asked for anew, for one that is over without a file
	Take     string // address of the file
	Progress *ui.MeterArgs
	Cancel   string // address of the form, "" when there is nothing to cancel
	Version  string
	Note     string
}

// AskExportData is the form that takes a list away.
type AskExportData struct {
	Of, View string
	Back     string
	Facts    []ui.Pair // what the file holds
	MayClear bool
	Clear    bool
	Most     string // accounts with identity in clear
	Reason   string
	Errors   []ui.FieldError
	Wrong    map[string]string
}
