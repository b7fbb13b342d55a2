package views

import "candor/views/ui"

// SanctionForm is the page on which a sanction is proposed.
type SanctionForm struct {
	Account   MeasureAccount
	Action    string
	Case      string
	Version   string
	Form      MeasureForm
	Kinds     []ui.Option // the ladder, each rung explained
	Functions []ui.Option
	Products  []ui.Option
	Reasons   ReasonPicker
	InForce   []MeasureRow // what is there already
	Flags     []MeasureFlag
	Effect    *ui.DiffArgs
	EffectTo  string         // takes effect at once, or waits
	Letter    *LetterPreview // nil before anything was chosen
}

// MeasureFlag is one reason why somebody is looking at the account.
type MeasureFlag struct {
	Text  string
	Badge ui.BadgeArgs
	Time  ui.TimeArgs
}

// SanctionPage shows one sanction.
type SanctionPage struct {
	Account   MeasureAccount
	ID        string
	Kind      string
	State     ui.BadgeArgs
	Steps     MeasureSteps
	Facts     []ui.Pair
	Took      *ui.DiffArgs // snapshot against now; nil before it had effect
	TookNote  string
	Actions   MeasureActions
	Appeal    string // where to take an appeal in; "" when none can be
	Links     string // the customer's links; "" for who may not make any, or before it took effect
	Appeals   []MeasureRow
	Events    []ui.Event
	Messages  []MeasureRow
	Mute      *AppealMute // of appeals by the customer's link; nil for nothing to say
	OwnNotice string      // the viewer made or approved it and will not judge its appeal
}
