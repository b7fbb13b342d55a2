package views

import "candor/views/ui"

// TrainingRow is one training: how far it is, or how it ended.
type TrainingRow struct {
	Method   string
	Label    string
	Asked    string
	AskedAt  ui.TimeArgs
	State    ui.BadgeArgs
	Progress *ui.MeterArgs // while it runs
	Problem  string        // why it failed
	Model    string        // the challenger it made
	Href     string        // of that
	Cancel   string        // the form's address; empty when it cannot be cancelled
	Version  string
}

// ManageForm is one form of the page of models.
type ManageForm struct {
	ID      string
	Title   string
	Note    string
	Icon    string
	Action  string
	Version string // empty for a form without one
	File    bool
	Notice  string // what is wrong with the whole form
	Errors  []ui.FieldError
	Fields  []ui.FieldArgs
	Button  ui.ButtonArgs
	After   string // below the button
}

// ModelManage is what stands around the list of models: trainings, and for whoever may, the
// forms that make challengers.
type ModelManage struct {
	Trainings []TrainingRow
	Open      bool // one of them waits or runs
	Refresh   string
	Forms     []ManageForm
}

// ModelStep is one thing that may be done with a model, or why not.
type ModelStep struct {
	Title   string
	Text    string
	Why     string // why it cannot be done now
	Action  string
	Version string
	Notice  string
	Hidden  map[string]string
	Field   *ui.FieldArgs
	Button  ui.ButtonArgs
}

// PromotionRow is one change of champion, asked for or done.
type PromotionRow struct {
	Href   string
	Title  string
	Models string
	State  ui.BadgeArgs
	By     string
	At     ui.TimeArgs
	Reason string
}

// ModelActions is what a model's page offers beside its report.
type ModelActions struct {
	Notes      []ui.CalloutArgs
	Compare    string // address of the comparison; empty for none
	File       string
	Steps      []ModelStep
	Promotions []PromotionRow
}

// PromotionPage is one change of champion.
type PromotionPage struct {
	Page
	Note    string
	State   ui.BadgeArgs
	Facts   []ui.Pair
	Compare string
	Actions MeasureActions
	After   *ui.CalloutArgs // what follows from an approval
	Rescore *ModelStep
	Events  []ui.Event
}
