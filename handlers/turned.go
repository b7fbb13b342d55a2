package handlers

import (
	"strings"

	"candor/models"
	"candor/views/ui"
)

// is reads a field of one value, and whether a mark before it asks for every other value.
func (f *form) is(name string) (value string, not bool) {
	value, not = strings.CutPrefix(f.text(name), notMark)
	if value = strings.TrimSpace(value); not && value == "" {
		f.bad.Add(name, "choice")
	}
	return value, not
}

// isID is is for a public id.
func (f *form) isID(name, prefix string) (models.ID, bool) {
	value, not := f.is(name)
	if value == "" {
		return 0, not
	}
	id, err := models.ParseID(prefix, value)
	if err != nil {
		f.bad.Add(name, "choice")
	}
	return id, not
}

// turned is a field's value with the mark taken away, or put before it.
func turned(value string) string {
	if is, not := strings.CutPrefix(value, notMark); not {
		return is
	}
	return notMark + value
}

// turning makes a chip say whether its value is kept or left out; href is the list with the other of the two.
func (l labels) turning(chip ui.ChipArgs, value, href string) ui.ChipArgs {
	chip.Is, chip.IsHref, chip.IsNote = l.p.T("common.is"), href, l.p.T("common.turn_round", "name", chip.Label)
	if strings.HasPrefix(value, notMark) {
		chip.Is = l.p.T("common.is_not")
	}
	return chip
}

// turnedOption is among the options of a field what was left out, in the words of the value itself: the form is sent with it as it stands.
func (l labels) turnedOption(a ui.FieldArgs) ui.FieldArgs {
	is, not := strings.CutPrefix(a.Value, notMark)
	for _, o := range a.Options {
		if not && o.Value == is {
			a.Options = append(a.Options, ui.Option{Value: a.Value, Label: l.p.T("queue.not", "value", o.Label)})
			break
		}
	}
	return a
}
