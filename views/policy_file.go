package views

import "candor/views/ui"

// PolicyFilePage is the form that makes a draft of a file, with what is wrong with the one that was sent.
type PolicyFilePage struct {
	Page
	File    ui.FieldArgs
	Faults  []ui.Pair // by field of the document
	Refused string
}
