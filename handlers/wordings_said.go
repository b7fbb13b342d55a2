package handlers

import (
	"strings"

	"github.com/a-h/templ"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// saidExamples are the variables of a prepared wording with example values, names and values in turn. They belong to nobody.
func (s *Site) saidExamples(w models.WordingOf, lang string) []string {
	page := s.letterPage(lang)
	values := map[string]string{
		"kind": page.Texts.T("letter.kind." + string(models.SanctionRestrict)), "since": page.Date(page.Now.AddDate(0, 0, -exampleDays)),
		"received": page.Date(page.Now.AddDate(0, 0, -1)), "due": page.Date(page.Now.AddDate(0, 0, exampleDays)),
		"amount": views.Money(exampleLowFen), "n": views.Number(exampleDays),
	}
	var kv []string
	for _, name := range w.Variables {
		kv = append(kv, name, values[name])
	}
	return kv
}

// kind is whether a message is edited or a prepared wording.
func (e wordingEditor) kind() wordsKind {
	if e.of.Spoken() {
		return saidKind
	}
	return wordingKind
}

// saidField is the one field that a prepared wording has in a language.
func (e wordingEditor) saidField(lang string) ui.FieldArgs {
	text := wordingField("text", lang)
	hint := e.l.p.T("wording.said_hint_none")
	if len(e.of.Variables) > 0 {
		var names []string
		for _, name := range e.of.Variables {
			names = append(names, "{{."+name+"}}")
		}
		hint = e.l.p.T("wording.said_hint", "variables", strings.Join(names, e.l.p.T("common.list_separator")))
	}
	return ui.FieldArgs{
		Kind: "textarea", Name: text, Label: e.l.p.T("said.field.text"), Value: e.in[lang].Text, Error: e.said[text], Hint: hint, Rows: 6,
		Attrs: templ.Attributes{"lang": lang, "autocomplete": "off"},
	}
}
