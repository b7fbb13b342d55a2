package views

import "candor/views/ui"

// DisputeForm is the form that disputes a value of a score.
type DisputeForm struct {
	Action   string
	Back     string
	Decision string // the score that shows the value
	Head     string // that score in words
	Factors  []ui.Option
	Form     MeasureForm
}

// DisputeNote says of a score that a value of it is disputed.
type DisputeNote struct {
	Text string
	Href string
}

// DisputePageData is one disputed value.
type DisputePageData struct {
	Account   MeasureAccount
	ID        string
	State     ui.BadgeArgs
	ScoreHref string // the breakdown that shows the value
	Facts     []ui.Pair
	Actions   MeasureActions
	Answer    string // where the finding goes; "" for who may not answer
	Events    []ui.Event
}
