package views

import "candor/views/ui"

// ChallengesData is the list of challenges.
type ChallengesData struct {
	Tabs   []ui.Tab
	Table  Records
	Newer  string
	Older  string
	Note   string
	Export string
	Fresh  *Fresh // nil where nothing new can come
	Empty  ui.EmptyArgs
}

// ChallengeData is one challenge's page.
type ChallengeData struct {
	ID           ui.CopyArgs
	Badges       []ui.BadgeArgs
	Links        []ui.LinkArgs
	Problem      string // why the last action was refused
	What         string // what is asked, in a sentence
	Facts        []ui.Pair
	Event        []ui.Pair // none of a proof
	Reasons      []ReasonLine
	Action       string // where the result goes; empty: none can be entered
	Version      string
	Hint         string // what a result leads to
	Off          string // where a proof is called off; empty: it cannot be
	Because      string // as typed
	BecauseError string
	Finding      string // as typed
	FindingError string
	Found        string // as it was kept
	Note         string // why no result can be entered
	Timeline     []ui.Event
	Errors       []ui.FieldError
}
