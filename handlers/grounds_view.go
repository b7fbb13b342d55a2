package handlers

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// groundsPage is every ground of a version, in both languages.
func (s *Site) groundsPage(p views.Page, v *Visitor, version *models.Policy) views.WordingsPage {
	t := termsOf(p)
	d := views.WordingsPage{
		Tabs: policyTabs(p, version, "/grounds"), State: t.policyState(version.State), Editing: ownDraft(v, version),
		Table: views.Records{Caption: p.T("ground.tab"), Framed: true, Keys: true, Heads: t.heads("ground.key", "lang.zh-CN", "lang.en")},
	}
	for _, code := range decide.GroundCodes() {
		cells := []views.Cell{{Text: code, Href: groundHref(version.Version, code), Row: true}}
		for _, lang := range decide.WordingLangs() {
			_, own := version.Document.GroundFor(code, lang)
			cells = append(cells, views.Cell{Wrap: true, Wide: true, Body: views.GroundCell(p, groundWords(p, s.groundIn(&version.Document, code, lang), lang, own))})
		}
		d.Table.Rows = append(d.Table.Rows, views.Record{Cells: cells})
	}
	return d
}

func groundWords(p views.Page, g decide.Ground, lang string, own bool) views.GroundWords {
	return views.GroundWords{Lang: lang, Badge: wordingBadge(p, own), Title: g.Title, Reason: g.Reason, Customer: g.Customer}
}

// groundPage is one ground as it was typed, or as it stands.
func (s *Site) groundPage(p views.Page, v *Visitor, version *models.Policy, code string, in groundInput, refused error) views.GroundPage {
	t, said, doc := termsOf(p), problems(p, refused), &version.Document
	d := views.GroundPage{Tabs: policyTabs(p, version, "/grounds"), State: t.policyState(version.State), Variables: groundVariables(p)}
	editing, own := ownDraft(v, version), 0
	for _, lang := range decide.WordingLangs() {
		_, has := doc.GroundFor(code, lang)
		shipped := s.groundShipped(code, lang)
		side := views.GroundSide{Language: t.word("lang.", lang), Words: groundWords(p, in[lang], lang, has)}
		if has || in[lang] != shipped {
			words := groundWords(p, shipped, lang, false)
			side.Shipped = &words
		}
		if editing {
			side.Fields = groundEditor(p, lang, in[lang], said)
		}
		if has {
			own++
		}
		d.Sides = append(d.Sides, side)
	}
	if own == 1 {
		d.OneLanguage = p.T("ground.one_language")
	}
	if editing {
		d.Form = groundForm(p, version, code, said)
		d.Form.Gaps = gapsForm(p, in.gaps(), said[fieldGaps])
	}
	return d
}

func groundForm(p views.Page, version *models.Policy, code string, said map[string]string) *views.WordingForm {
	t := termsOf(p)
	f := &views.WordingForm{Action: groundHref(version.Version, code), Revision: strconv.FormatInt(version.Revision, 10)}
	for _, name := range sortedKeys(said) {
		text := said[name]
		if field, lang, both := strings.Cut(name, "."); both {
			text = p.T("wording.where", "language", t.word("lang.", lang), "field", t.word("ground.field.", field), "said", text)
		}
		f.Errors = append(f.Errors, ui.FieldError{Name: name, Text: text})
	}
	for _, lang := range decide.WordingLangs() {
		if _, own := version.Document.GroundFor(code, lang); own {
			f.Back = append(f.Back, ui.ButtonArgs{Label: p.Texts.T("wording.back." + lang), Icon: "undo", Name: "shipped", Value: lang})
		}
	}
	return f
}

// groundEditor is the fields of a ground in one language.
func groundEditor(p views.Page, lang string, g decide.Ground, said map[string]string) []ui.FieldArgs {
	var fields []ui.FieldArgs
	for _, name := range groundNames() {
		field := wordingField(name, lang)
		a := ui.FieldArgs{
			Name: field, Label: p.Texts.T("ground.field." + name), Hint: p.Texts.T("ground.hint." + name), Value: groundPart(g, name), Error: said[field],
			Attrs: templ.Attributes{"lang": lang, "autocomplete": "off"},
		}
		if name != "title" {
			a.Kind, a.Rows = "textarea", 4
		}
		fields = append(fields, a)
	}
	return fields
}

// groundVariables lists what a ground may name.
func groundVariables(p views.Page) views.Records {
	r := views.Records{Caption: p.T("wording.variables"), Heads: termsOf(p).heads("wording.variable", "wording.stands_for")}
	for _, name := range models.GroundVariables() {
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{{Text: "{{." + name + "}}", Code: true}, views.Text(p.Texts.T("ground.variable." + name))}})
	}
	return r
}
