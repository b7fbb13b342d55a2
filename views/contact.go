package views

import "candor/views/ui"

// ContactPage is how one customer may be reached.
type ContactPage struct {
	Head    AccountHead
	Now     Records
	History Records
	Form    *ContactForm // nil for who may not note what the customer says
	Log     string       // address of the contacts that were; empty for who may log none
}

// ContactForm asks for every way.
type ContactForm struct {
	Action  string
	Version string // of the history that it is answered over
	Problem string
	Fields  []ui.FieldArgs
}
