package views

import (
	"github.com/a-h/templ"

	"candor/views/ui"
)

// AppealSince is what of the score changed since the measure.
type AppealSince struct {
	Lead  string
	Lines []ui.Pair // none: nothing did
	Again []ui.Pair
}

// sends marks the button of a decision that keys press from within its form, by the name that browsers give them.
func sends(keys string) templ.Attributes {
	mark := templ.Attributes{"data-key": false, "aria-keyshortcuts": keys}
	if keys == "Control+Enter" {
		mark["data-send"] = true
	}
	return mark
}
