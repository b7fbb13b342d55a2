package views

import (
	"candor/views/chart"
	"candor/views/ui"
)

// RadarData is the list of measures that may be wrong.
type RadarData struct {
	Tabs    []ui.Tab
	Filters []ui.FieldArgs
	Chips   []ui.ChipArgs
	Clear   string            // address without any filter; empty when none is on
	Hidden  map[string]string // what the filter form keeps
	Table   Records
	Newer   string
	Older   string
	Note    string
	About   string // what the list is bounded to
	View    string // this view's query, to come back to
	Export  string
	Fresh   *Fresh // nil where nothing new can come
	CanNext bool
	Empty   ui.EmptyArgs
	Errors  []ui.FieldError
}

// RadarItemData is one measure's page.
type RadarItemData struct {
	ID          ui.CopyArgs
	View        string
	Badges      []ui.BadgeArgs
	Links       []ui.LinkArgs
	Problem     string // why the last action was refused
	ProblemHot  ui.Tone
	Stats       []ui.StatArgs
	Sum         chart.WaterfallArgs
	JudgedNote  string
	ThenNow     *Records // nil: not for this reader
	Facts       []ui.Pair
	Harm        string
	Appealed    string // an appeal is open
	Own         string // why this reader may not close it
	Held        string
	HeldTone    ui.Tone
	Hint        string
	Outcome     string // how it ended
	CanClaim    bool
	CanRelease  bool
	CanClose    bool
	Version     string
	Ways        []RadarWay
	Reason      string // as typed
	ReasonError string
	Errors      []ui.FieldError
	Timeline    []ui.Event
}

// RadarWay is one thing that may come of a measure's review.
type RadarWay struct {
	Value string
	Label string
	Text  string // what it does
	Icon  string
	Why   string // why it is not offered; empty: it is
}
