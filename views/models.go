package views

import (
	"candor/views/chart"
	"candor/views/ui"
)

// ModelRow is one line of the list of models.
type ModelRow struct {
	Name, Href string
	ID         string
	State      ui.BadgeArgs
	Shadow     ui.BadgeArgs // of a challenger that scores beside the champion; no label for others
	Method     string
	Label      string
	Made       string
	MadeAt     ui.TimeArgs
	ChampionAt ui.TimeArgs
	Validation string // where its validation is; empty for none
}

// ModelListPage is the models there are.
type ModelListPage struct {
	Page
	Rows      []ModelRow
	OlderHref string
	NewerHref string
	Manage    ModelManage
}

// ModelFactor is one factor of a card with what it weighs.
type ModelFactor struct {
	Name       string
	Aspect     string
	IV         string
	MeanPoints string // how far the factor moves a score on average
	Span       string
	Bins       []ModelBin
}

// ModelBin is one bin of a factor.
type ModelBin struct {
	Values string
	Count  string
	Bad    string
	Rate   string
	WoE    string
	Points string
}

// ModelFold is one fold of the validation.
type ModelFold struct {
	Number, Rows, Bads, Factors, AUC, KS, Brier string
}

// ModelDropped is a factor that the card does without.
type ModelDropped struct{ Name, Why, IV string }

// ModelPage is a model's training report.
type ModelPage struct {
	Page
	State       ui.BadgeArgs
	Note        string
	Validation  string // where its validation is, or is said to be missing
	NoReport    string // said when the report cannot be shown
	Stats       []ui.StatArgs
	Calibration chart.CalibrationArgs
	Factors     []ModelFactor
	Folds       []ModelFold
	Dropped     []ModelDropped
	Recipe      string
	Facts       []ui.Pair
	Actions     ModelActions
}
