package views

import "candor/views/ui"

// HomeData is the first page after sign-in.
type HomeData struct {
	CanNext bool
	View    string
	Stats   []ui.StatArgs
	Mine    *Records // nil: this reader works on no cases
	Trends  []ui.StatArgs
	Done    string // what this person did today; empty for none
	Empty   *ui.EmptyArgs
}
