package views

import (
	"candor/views/chart"
	"candor/views/ui"
)

// LimitForm is the page on which a limit change is proposed.
type LimitForm struct {
	Account  MeasureAccount
	Action   string
	Line     string // public id
	Case     string // public id, or empty
	Version  string
	Tabs     []ui.Tab // the account's lines
	Form     MeasureForm
	Reasons  ReasonPicker
	Unit     ui.FieldArgs
	Step     LimitStep
	Start    ui.FieldArgs  // when it takes effect, other than on a day
	Told     ui.FieldArgs  // in which language and how the customer is told
	Appeal   *ui.FieldArgs // nil where there is none, and for whoever may not read them
	File     *ui.FieldArgs // nil for whoever may not read files
	Papers   *PapersField  // nil for whoever may add none
	Now      []ui.Pair     // the line as it stands
	Bounds   []ui.Pair     // how far one person may go
	Notes    []string      // what holds besides: sanctions in force, a proposal that waits
	Effect   *LimitEffect
	Letter   *LetterPreview // nil before anything was chosen
	Use      []ui.MeterArgs // bills of the last months against the limit
	Calendar chart.CalendarArgs
	Changes  []MeasureRow
}

// LimitStep is by how much buttons and keys change the typed limit.
type LimitStep struct {
	Fen  int64
	Up   string
	Down string
}

// LimitEffect is what a change would do.
type LimitEffect struct {
	Tone    ui.Tone
	Verdict string
	Why     string
	Says    []string // what the customer is told and when, and who may agree
	Diff    ui.DiffArgs
}

// LimitPage shows one limit change.
type LimitPage struct {
	Account  MeasureAccount
	ID       string
	State    ui.BadgeArgs
	Steps    MeasureSteps
	Facts    []ui.Pair
	Actions  MeasureActions
	Events   []ui.Event
	Messages []MeasureRow
}
