package views

import (
	"candor/views/chart"
	"candor/views/ui"
)

// LinksData is the page of what an account shares with others.
type LinksData struct {
	Head    AccountHead
	Kinds   []ui.Tab
	Only    *ui.ChipArgs // the one thing that is looked at
	Hubs    *ui.LinkArgs // shows or hides what too many share
	Choose  *ui.LinkArgs // to which kinds are shown, nil for whoever may not choose
	Notes   []string     // what is left out
	Picture chart.NetworkArgs
	People  Records
	Things  Records
	Sampled string
}
