package views

import (
	"candor/views/chart"
	"candor/views/ui"
)

// EffectData is the page of what a policy version did.
type EffectData struct {
	Note      string
	Tabs      []ui.Tab
	PrintLine string        // at the head of each sheet of paper
	Empty     *ui.EmptyArgs // instead of a report
	Waits     string        // a report is being counted
	Download  string
	Verdict   ui.CalloutArgs
	Alerts    []EffectAlert
	Windows   []ui.Pair
	Defaults  Records
	Mix       *Records // nil: no event was decided
	MixChart  chart.DotsArgs
	MixNote   string
	Measures  Records
	FollowedN string // how far appeals are followed
	Segments  []EffectSegments
	Judged    string // how many comparisons were made together
	Guards    Records
	Doubts    []string
	Method    []string
	Form      *EffectForm // nil: not for this reader, or there is nothing to count
	History   *Records    // nil: none
	Closed    *Records    // nil: none
}

// EffectSegments is the segments of one dimension.
type EffectSegments struct {
	Name  string
	Chart chart.DotsArgs
	Table Records
}

// EffectAlert is a guard that was crossed.
type EffectAlert struct {
	ID        string
	Text      string
	Link      string // to the version's page
	LinkLabel string
	Action    string // where its closing goes; empty: not for this reader
	Version   string
	Problem   string
	Typed     string
	NoteError string
	Errors    []ui.FieldError
}

// EffectForm asks for another report.
type EffectForm struct {
	Action  string
	Fields  []ui.FieldArgs
	Errors  []ui.FieldError
	Problem string
}
