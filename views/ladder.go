package views

import "candor/views/ui"

// LadderPage is how a version decides events besides its rules: its editor, or the ladder to read.
type LadderPage struct {
	Tabs                        []ui.Tab
	State                       ui.BadgeArgs
	Conflict                    string // who was faster; empty for nobody
	Silent                      string // why there is nothing to read
	Form                        *PolicyForm
	Cutoffs, Floors, Challenge  Records
	Measures, Escalation, Times []ui.Pair
}
