package views

import "candor/views/ui"

// CaseOpenData is the form that opens a case by hand.
type CaseOpenData struct {
	Action     string
	Href       string // back
	Open       string // address of the case that is open already; empty for none
	Severity   string
	Severities []ui.Option
	Reason     string
	Problem    string // why it was refused as a whole
	Errors     []ui.FieldError
	Wrong      map[string]string
}
