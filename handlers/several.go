package handlers

import (
	"slices"
	"strings"

	"candor/models"
	"candor/views/ui"
)

// notMark stands before values that are left out, notField behind the name of the field that says so in a form.
const (
	notMark  = "!"
	notField = "_not"
)

// several reads a field that may name several of known values, as boxes send them or as an address holds them, and whether they are left
// out instead. Values come back parted by commas, each once, in the order of the known ones. What is none of these is refused.
func (f *form) several(name string, known []string) (values string, not bool) {
	typed := strings.Join(f.Values[name], ",")
	typed, not = strings.CutPrefix(strings.TrimSpace(typed), notMark)
	not = not || f.one(name+notField, "1")
	f.oneOf(name+notField, "1")
	var kept []string
	for _, v := range models.Several(typed) {
		if !slices.Contains(known, v) {
			f.bad.Add(name, "choice")
		}
	}
	for _, v := range known {
		if slices.Contains(models.Several(typed), v) {
			kept = append(kept, v)
		}
	}
	return strings.Join(kept, ","), not && len(kept) > 0
}

// severalText is what several reads, as an address holds it.
func severalText(values string, not bool) string {
	if not {
		return notMark + values
	}
	return values
}

// spanEnds are what stands behind the name of a span's two fields.
var spanEnds = [2]string{"_min", "_max"}

// span reads two optional numbers from 0 to most that must not be the wrong way round; money is typed in yuan and read in fen.
func (f *form) span(name string, money bool, most int64) models.Span {
	read := func(name string) *int64 {
		if f.text(name) == "" {
			return nil
		}
		var n int64
		if money {
			n = f.fen(name)
		} else {
			n = int64(f.number(name, false))
		}
		if n < 0 || n > most {
			f.bad.Add(name, "range")
		}
		return &n
	}
	s := models.Span{From: read(name + spanEnds[0]), To: read(name + spanEnds[1])}
	if s.Reversed() {
		f.bad.Add(name+spanEnds[1], "reversed")
	}
	return s
}

// spanWords is a span as a chip says it, in the words of write.
func (l labels) spanWords(s models.Span, write func(int64) string) string {
	switch {
	case s.To == nil:
		return l.p.T("queue.at_least", "low", write(*s.From))
	case s.From == nil:
		return l.p.T("queue.at_most", "high", write(*s.To))
	}
	return l.p.T("queue.between", "low", write(*s.From), "high", write(*s.To))
}

// severalWords is what is kept or left out, as a chip says it.
func (l labels) severalWords(values string, not bool, word func(string) string) string {
	list := models.Several(values)
	for i := range list {
		list[i] = word(list[i])
	}
	said := strings.Join(list, l.p.T("common.list_separator"))
	switch {
	case not && len(list) > 1:
		return l.p.T("queue.none_of", "values", said)
	case not:
		return l.p.T("queue.not", "value", said)
	case len(list) > 1:
		return l.p.T("queue.any_of", "values", said)
	}
	return said
}

// severalFields are the boxes of a field and whether the ticked ones are kept or left out.
func (l labels) severalFields(name, label, values string, not bool, options []ui.Option, wrong map[string]string) []ui.FieldArgs {
	mode := ui.FieldArgs{
		Kind: "select", Name: name + notField, Label: l.p.T("common.ticked_of", "field", label), Empty: l.p.T("common.any_ticked"),
		Options: []ui.Option{{Value: "1", Label: l.p.T("common.none_ticked")}}, Error: wrong[name+notField],
	}
	if not {
		mode.Value = "1"
	}
	return []ui.FieldArgs{
		{Kind: "checkboxes", Name: name, Label: label, Values: models.Several(values), Options: options, Inline: true, Error: wrong[name]}, mode,
	}
}

// spanFields are the two boxes of a span, with what was typed into them and what is wrong with it.
func (l labels) spanFields(f *form, name, kind, key string, wrong map[string]string) []ui.FieldArgs {
	var fields []ui.FieldArgs
	for _, end := range spanEnds {
		fields = append(fields, ui.FieldArgs{
			Kind: kind, Name: name + end, Label: l.p.Texts.T(key + end), Value: f.text(name + end), Error: wrong[name+end],
		})
	}
	return fields
}

// fieldsWrong are the refused fields of a form in the order of the page, for the summary at its head.
func fieldsWrong(fields []ui.FieldArgs) []ui.FieldError {
	var list []ui.FieldError
	for _, f := range fields {
		if f.Error != "" {
			list = append(list, ui.FieldError{Name: f.Name, Text: f.Error})
		}
	}
	return list
}
