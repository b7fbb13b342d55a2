package views

import (
	"candor/views/chart"
	"candor/views/ui"
)

// SamplesPage is the list of quality samples and the form that draws another.
type SamplesPage struct {
	Page
	Table  Records
	Empty  ui.EmptyArgs
	First  string // the newest page, when this is another
	Older  string
	Note   string
	Form   MeasureForm
	Fields []ui.FieldArgs
}

// SamplePage is one sample: how far two people agree, by whom and by what, and its items.
type SamplePage struct {
	Page
	ID    ui.CopyArgs
	CSV   string
	Next  string // the first item to judge, "" when there is none for the reader
	Notes []ui.CalloutArgs
	Stats []ui.StatArgs
	Table Records // first decision by row, own judgement by column; without rows until something is judged
	Heat  chart.HeatArgs
	Items Records
	Facts []ui.Pair
}

// SampleItemPage is one case of a sample, before or after the reader's own judgement.
type SampleItemPage struct {
	Page
	State    ui.BadgeArgs
	Back     string
	Case     string
	Facts    []ui.Pair
	Flags    Records
	CanJudge bool
	Judged   bool
	Note     string // why the reader cannot judge it
	Action   string
	Version  string
	Form     MeasureForm
	Compare  Records // both judgements, once it is judged
	Next     string  // another item to judge
}
