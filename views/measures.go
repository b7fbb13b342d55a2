package views

import (
	"maps"
	"slices"
	"strings"

	"candor/views/ui"
)

// MeasureForm is a form as it was typed, with what is wrong beside each field. Notice is
// about the whole form, such as what changed since it was opened.
type MeasureForm struct {
	Values   map[string][]string
	Problems map[string]string
	Notice   string
}

// V is a field's value.
func (f MeasureForm) V(name string) string {
	if v := f.Values[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// Summary lists the problems of the named fields, in their order on the page, then others.
func (f MeasureForm) Summary(order ...string) []ui.FieldError {
	var out []ui.FieldError
	for _, name := range slices.Concat(order, slices.Sorted(maps.Keys(f.Problems))) {
		seen := slices.ContainsFunc(out, func(e ui.FieldError) bool { return e.Name == name })
		if text := f.Problems[name]; text != "" && name != "" && !seen {
			out = append(out, ui.FieldError{Name: name, Text: text})
		}
	}
	return out
}

// MeasureAccount is the account that a measure is about, in one line.
type MeasureAccount struct {
	Href   string
	ID     string
	Name   string // masked
	Status ui.BadgeArgs
	Facts  []ui.Pair
	Care   string // what whoever is about to act must know of the customer; "" for nothing
}

// MeasureRow is one limit change or sanction in a short list.
type MeasureRow struct {
	Href  string
	Title string
	State ui.BadgeArgs
	Time  ui.TimeArgs
	Note  string
	Files ui.LinkArgs // that it rests on; nothing for none
}

// Letter is a message as the customer reads it.
type Letter struct {
	Lang      string
	Title     string
	Greeting  string
	Reference string
	Date      string
	Body      []string // paragraphs
	ItemsHead string
	Items     []string
	CanHead   string
	CanDo     []string
	Lessons   []Lesson // what the reasons teach, the most telling first
	Closing   string
}

// Lesson is the part of a letter that says what helps from here.
type Lesson struct {
	Head   string
	Title  string
	Points []LessonPoint
}

// LessonPoint is one answer of a lesson: what to do, what helps, how long it takes, what the law says.
type LessonPoint struct{ Label, Text string }

// MeasureSteps is how far a measure has come.
type MeasureSteps struct {
	Label string
	Steps []ui.Step
	Words map[string]string
}

// MeasureActions is what a viewer may do to a thing that waits: the forms' addresses, and for
// what is blocked, why and whom to ask.
type MeasureActions struct {
	Version  string
	Approve  string // the form's address; "" when there is nothing to approve
	Reject   string
	Withdraw string
	Lift     string
	Why      string // why the viewer may not approve
	Own      bool   // because the viewer asked for it
	Ask      string // who may do what the viewer may not
	LiftWhy  string
	Form     MeasureForm
}

// Any reports whether there is something to show.
func (a MeasureActions) Any() bool {
	return a.Approve != "" || a.Withdraw != "" || a.Lift != "" || a.Why != "" || a.LiftWhy != ""
}

// joinDot joins what is not empty with a middle dot.
func joinDot(parts ...string) string {
	kept := slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	return strings.Join(kept, " · ")
}
