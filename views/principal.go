package views

import (
	"github.com/a-h/templ"

	"candor/views/ui"
)

// ReasonPicker asks for the principal reasons of a measure, the weightiest first.
type ReasonPicker struct {
	Hint   string
	Fields []ui.FieldArgs // one a place; the first must be chosen
	Engine []EngineLine   // what the engine has against the account, by the points that it costs
}

// Chosen is the reasons that are chosen, in their order.
func (d ReasonPicker) Chosen() []string {
	var codes []string
	for _, a := range d.Fields {
		if a.Value != "" {
			codes = append(codes, a.Value)
		}
	}
	return codes
}

// EngineLine is one reason of the engine's.
type EngineLine struct {
	Text   string
	Points string // "−40 points"; "" of an event's, and for who may not see scores
	Href   string // of the event's decision, or empty
	Label  string
}

// LetterPreview is the letter that a measure would make, in each language, or why there is none yet.
type LetterPreview struct {
	Note  string       // why there is no letter
	Hint  string       // what to do to see one
	Sides []LetterSide // the customer's language first
}

// LetterSide is a letter in one language.
type LetterSide struct {
	Title  string
	Note   string // on the one that is sent
	Letter Letter
}

// withoutFiles keeps chosen files out of what a script sends for a preview.
func withoutFiles(a templ.Attributes) templ.Attributes {
	a["hx-params"] = "not file"
	return a
}

// unchecked lets a button send a form that is not filled in yet.
func unchecked(a templ.Attributes) templ.Attributes {
	a["formnovalidate"] = true
	return a
}

// livePreview makes a form's preview button draw the letters anew as the form changes; pressed, it sends the whole form as any other.
func livePreview(action, form string) templ.Attributes {
	return templ.Attributes{
		"hx-post": action, "hx-target": "#letters", "hx-select": "#letters", "hx-swap": "outerHTML", "hx-trigger": "input delay:500ms from:#" + form,
	}
}
