package views

import (
	"github.com/a-h/templ"

	"candor/views/ui"
)

// letterHere shows the letter that a form would send in its place on the page, without a new page; without scripting the page comes back at it.
func letterHere(action, place string) templ.Attributes {
	at := "#" + place
	return templ.Attributes{"formaction": action + at, "hx-post": action, "hx-target": at, "hx-select": at, "hx-swap": "outerHTML show:top"}
}

// stepLetter is where the letter of a step that takes one button is shown.
const stepLetter = "step-letter"

// stepLetterButton shows that letter. Beside several steps only its name says which is meant.
func stepLetterButton(p Page, action, name string) ui.ButtonArgs {
	a := letterHere(action, stepLetter)
	a["aria-label"], a["title"] = name, name
	return ui.ButtonArgs{Label: p.T("appeal.letter"), Name: "preview", Value: "1", Icon: "eye", Kind: "quiet", Attrs: a}
}
