package views

import (
	"github.com/a-h/templ"

	"candor/views/chart"
	"candor/views/ui"
)

// AccountHead says whose pages these are and how the account stands. It leads every page of
// one account; the pages below the first show it without its facts.
type AccountHead struct {
	Name    string
	Href    string // of the account's own page
	ID      ui.CopyArgs
	Badges  []ui.BadgeArgs
	Actions []ui.LinkArgs
	More    []ui.LinkArgs // actions of few days, in a menu
	Steps   []ui.LinkArgs // to its neighbours in the list that led here
	Facts   []HeadFact
	Bar     *chart.ExposureArgs // nil without a limit
	BarText []ui.Pair           // what the bar shows, in words
	Tabs    []ui.Tab            // the account's pages
	Tags    *AccountTags        // nil on pages that do not show them
}

// HeadFact is one answer of the head. Body wins over Value.
type HeadFact struct {
	Label string
	Value string
	Note  string // quieter, after the value
	Href  string
	Tone  ui.Tone
	Body  templ.Component
}

// class is the colour of the value, none for a plain one.
func (f HeadFact) class() string {
	if f.Tone == "" || f.Tone == ui.Neutral {
		return ""
	}
	return "tone-text t-" + string(f.Tone)
}

// accountSheet is the style of an account's pages.
const accountSheet = "css/pages/account.css"
