package views

import "candor/views/ui"

// HomeData is the first page after sign-in.
type HomeData struct {
	CanNext bool
	View    string
	Stats   []ui.StatArgs
	Find    bool     // the search stands on the page: this reader begins with a customer
	Mine    *Records // nil: this reader works on no cases
	Next    *Records // what nobody holds yet; nil as Mine
	Due     *Records // appeals due first; nil: this reader works on none
	Trends  []ui.StatArgs

	Mentions    *Records // notes that ask this person to look; nil: none waits
	MentionNote string   // that there are more than are listed

	Done  string // what this person did today; empty for none
	Empty *ui.EmptyArgs
}
