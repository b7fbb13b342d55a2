package handlers

import (
	"github.com/a-h/templ"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// groundsPage is every ground of a version, in both languages.
func (s *Site) groundsPage(p views.Page, v *Visitor, version *models.Policy) views.WordsList {
	d := groundKind.list(p, v, version)
	d.Table = views.Records{Caption: p.T("ground.tab"), Framed: true, Keys: true, Heads: labels{p}.heads("ground.key", "lang.zh-CN", "lang.en")}
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
	said := problems(p, refused)
	own := func(lang string) bool {
		_, has := version.Document.GroundFor(code, lang)
		return has
	}
	d := views.GroundPage{WordsFrame: groundKind.frame(p, version, own)}
	d.Variables = groundVariables(p)
	editing := ownDraft(v, version)
	for _, lang := range decide.WordingLangs() {
		shipped := s.groundShipped(code, lang)
		side := views.GroundSide{Words: groundWords(p, in[lang], lang, own(lang))}
		side.WordsSide = views.WordsSide{Lang: lang, Language: labels{p}.word("lang.", lang), Badge: side.Words.Badge}
		if own(lang) || in[lang] != shipped {
			words := groundWords(p, shipped, lang, false)
			side.Shipped = &words
		}
		if editing {
			side.Fields = groundEditor(p, lang, in[lang], said)
		}
		d.Sides = append(d.Sides, side)
	}
	if editing {
		d.Form = groundKind.form(p, version, groundHref(version.Version, code), said, own)
		d.Form.Gaps = gapsForm(p, in.gaps(), said[fieldGaps])
	}
	return d
}

// groundEditor is the fields of a ground in one language.
func groundEditor(p views.Page, lang string, g decide.Ground, said map[string]string) []ui.FieldArgs {
	var fields []ui.FieldArgs
	for _, name := range groundKind.names {
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
	r := views.Records{Caption: p.T("wording.variables"), Heads: labels{p}.heads("wording.variable", "wording.stands_for")}
	for _, name := range models.GroundVariables() {
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{{Text: "{{." + name + "}}", Code: true}, views.Text(p.Texts.T("ground.variable." + name))}})
	}
	return r
}
