package handlers

import (
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// The fields by which whoever writes words accepts that the languages name different variables: the box, and what it was ticked over.
const (
	fieldGaps   = "gaps"
	fieldGapsOf = "gaps_of"
)

// unaccepted refuses gaps that were not accepted as they are.
func unaccepted(f *form, gaps []models.VariableGap) {
	if len(gaps) > 0 && !(f.checked(fieldGaps) && f.text(fieldGapsOf) == models.GapsKey(gaps)) {
		f.bad.Add(fieldGaps, "gaps")
	}
}

// gaps compares the words that a message has in all languages.
func (in wordingInput) gaps(w models.WordingOf) []models.VariableGap {
	texts := map[string]string{}
	for lang, words := range in {
		texts[lang] = words.Title + " " + words.Text
	}
	return models.VariableGaps(w.Required(), texts)
}

// gaps compares the words that a ground has in all languages, those for the record and those for customers apart.
func (in groundInput) gaps() []models.VariableGap {
	var all []models.VariableGap
	for _, name := range []string{"grounds", "customer"} {
		texts := map[string]string{}
		for lang, g := range in {
			if text := groundPart(g, name); text != "" { // a customer who is told nothing misses no variable
				texts[lang] = text
			}
		}
		all = append(all, models.VariableGaps(nil, texts)...)
	}
	return all
}

// gapsForm asks whether the languages may differ, nil where they do not. Error says that it was not ticked.
func gapsForm(p views.Page, gaps []models.VariableGap, refused string) *views.WordingGaps {
	if len(gaps) == 0 {
		return nil
	}
	t := labels{p}
	g := &views.WordingGaps{Of: models.GapsKey(gaps), Box: ui.FieldArgs{Kind: "checkbox", Name: fieldGaps, Label: p.T("wording.gaps_accept"), Error: refused}}
	for _, gap := range gaps {
		g.Lines = append(g.Lines, p.T("wording.gap", "variable", "{{."+gap.Name+"}}", "language", t.word("lang.", gap.Missing)))
	}
	return g
}

// gapFields are both fields, for the lists of what forms send.
func gapFields() []string { return []string{fieldGaps, fieldGapsOf} }
