package views

import "candor/views/ui"

// CaseLower is the lower limit that a case can be confirmed with.
type CaseLower struct {
	Open  bool // something was typed
	Line  ui.FieldArgs
	Limit ui.FieldArgs
}

// CaseMade is a measure that a case led to, and how far it is.
type CaseMade struct {
	Label, Href string
	State       ui.BadgeArgs
}
