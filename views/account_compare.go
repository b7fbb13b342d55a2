package views

import "candor/views/ui"

// AccountCompareData is two accounts side by side, or one at two times.
type AccountCompareData struct {
	Head    AccountHead
	Action  string
	With    string
	At, And string
	Linked  []ui.LinkArgs // accounts that this one is linked to, to choose from
	Wrong   map[string]string
	Facts   *Records // nil before anything is asked for
	Factors *Records
}
