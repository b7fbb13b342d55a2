package ui

import (
	"slices"
	"strconv"

	"github.com/a-h/templ"
)

// Option is one choice of a select, radio group or checkbox group.
type Option struct {
	Value    string
	Label    string
	Hint     string // a second line; not shown in a select
	Disabled bool
	Group    string // in a select: the heading that neighbours of the same group stand under
}

// FieldArgs describes one labelled control.
type FieldArgs struct {
	// Kind is "text" (default), "email", "password", "search", "tel", "url", "number", "money", "date", "month",
	// "datetime-local", "time", "file", "range", "textarea", "select", "checkbox" (one box), "radio" or
	// "checkboxes" (groups).
	Kind     string
	Name     string
	ID       string // default "f-" + Name; errors link to it
	Label    string
	Hint     string
	Error    string // what is wrong and how to put it right
	Value    string
	Values   []string // the ticked values of "checkboxes"
	Checked  bool     // for "checkbox"
	Options  []Option
	Empty    string // for "select": the label of a first choice without a value
	Required bool
	Disabled bool
	ReadOnly bool
	Prefix   string          // before the box, "¥"
	Suffix   string          // after the box, a unit
	Beside   templ.Component // buttons in the line of the box
	Rows     int             // of a textarea, default 3
	Wide     bool            // across the whole form
	Quiet    bool            // the label is for screen readers only
	Inline   bool            // the choices of a group stand in one line
	Attrs    templ.Attributes
}

// FieldID is the id that Field gives the control of a name, and that an error summary links to.
func FieldID(name string) string { return "f-" + name }

func (a FieldArgs) id() string {
	if a.ID != "" {
		return a.ID
	}
	return FieldID(a.Name)
}

// optionID gives the first choice of a group the group's own id, so that an error link lands on a control.
func (a FieldArgs) optionID(i int) string {
	if i == 0 {
		return a.id()
	}
	return a.id() + "-" + strconv.Itoa(i)
}

func (a FieldArgs) describedBy() string {
	switch {
	case a.Hint != "" && a.Error != "":
		return a.id() + "-error " + a.id() + "-hint"
	case a.Error != "":
		return a.id() + "-error"
	case a.Hint != "":
		return a.id() + "-hint"
	}
	return ""
}

func (a FieldArgs) group() bool { return a.Kind == "radio" || a.Kind == "checkboxes" }

func (a FieldArgs) inputType() string {
	switch a.Kind {
	case "", "money":
		return "text"
	case "number": // a browser shows nothing of what is no number, and what was typed must stay
		if _, err := strconv.ParseFloat(a.Value, 64); a.Value != "" && err != nil {
			return "text"
		}
	}
	return a.Kind
}

func (a FieldArgs) prefix() string {
	if a.Kind == "money" && a.Prefix == "" {
		return "¥"
	}
	return a.Prefix
}

// optionGroup is options of a select that stand together.
type optionGroup struct {
	Label   string
	Options []Option
}

// optionGroups puts neighbours of the same group together.
func (a FieldArgs) optionGroups() []optionGroup {
	var groups []optionGroup
	for _, o := range a.Options {
		if n := len(groups); n == 0 || groups[n-1].Label != o.Group {
			groups = append(groups, optionGroup{Label: o.Group})
		}
		last := &groups[len(groups)-1]
		last.Options = append(last.Options, o)
	}
	return groups
}

// control gathers the attributes that all kinds of control share.
func (a FieldArgs) control() templ.Attributes {
	out := templ.Attributes{"id": a.id(), "name": a.Name}
	if d := a.describedBy(); d != "" {
		out["aria-describedby"] = d
	}
	if a.Error != "" {
		out["aria-invalid"] = "true"
	}
	out["required"] = a.Required
	out["disabled"] = a.Disabled
	if a.Kind == "money" {
		out["inputmode"] = "decimal"
		out["autocomplete"] = "off"
	}
	if a.ReadOnly {
		out["readonly"] = true
	}
	for k, v := range a.Attrs {
		out[k] = v
	}
	return out
}

func (a FieldArgs) rows() string {
	if a.Rows == 0 {
		return "3"
	}
	return strconv.Itoa(a.Rows)
}

func (a FieldArgs) ticked(value string) bool {
	if a.Kind == "radio" {
		return a.Value == value
	}
	return slices.Contains(a.Values, value)
}

func (a FieldArgs) choiceType() string {
	if a.Kind == "radio" {
		return "radio"
	}
	return "checkbox"
}

// FieldError is one line of an error summary.
type FieldError struct {
	Name string // the field's name
	Text string
}

// ErrorSummaryArgs describes the list of what is wrong with a form.
type ErrorSummaryArgs struct {
	Title  string // "2 fields need attention"
	Fields []FieldError
}
