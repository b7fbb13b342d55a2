package handlers

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// wordingShown is one message of a version as it was typed, or as it stands.
type wordingShown struct {
	version *models.Policy
	of      models.WordingOf
	in      wordingInput
	doc     *decide.Policy // with the words that are shown
	err     error
}

// wordingBadge says whose words a message is told in.
func wordingBadge(p views.Page, own bool) ui.BadgeArgs {
	if own {
		return ui.BadgeArgs{Label: p.T("wording.own"), Tone: ui.Blue, Icon: "note"}
	}
	return ui.BadgeArgs{Label: p.T("wording.shipped")}
}

// wordingsPage is every message of a version, in both languages.
func (s *Site) wordingsPage(p views.Page, v *Visitor, version *models.Policy) views.WordsList {
	d := wordingKind.list(p, v, version)
	d.Table = views.Records{Caption: p.T("policy.wordings"), Framed: true, Keys: true, Heads: labels{p}.heads("wording.message", "lang.zh-CN", "lang.en")}
	own, all := 0, 0
	for _, w := range models.Worded() {
		stands := s.stands(&version.Document, w)
		cells := []views.Cell{{Wrap: true, Wide: true, Body: views.WordingName(wordingHref(version.Version, w.Code), p.Texts.T("wording.name."+w.Code), w.Code)}}
		for _, lang := range decide.WordingLangs() {
			_, is := version.Document.WordingFor(w.Code, lang)
			if all++; is {
				own++
			}
			cells = append(cells, views.Cell{Wrap: true, Wide: true, Body: views.WordingCell(views.WordingWords{
				Lang: lang, Badge: wordingBadge(p, is), Title: stands[lang].Title, Text: paragraphs(stands[lang].Text),
			})})
		}
		d.Table.Rows = append(d.Table.Rows, views.Record{Cells: cells})
	}
	d.Count = p.T("policy.wordings_none")
	if own > 0 {
		d.Count = p.N("wording.count", own, "own", own, "all", all)
	}
	return d
}

// paragraphs cuts a text at its blank lines, as letters do.
func paragraphs(text string) []string {
	var list []string
	for _, part := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

// wordingPage is one message of a version.
func (s *Site) wordingPage(ctx context.Context, p views.Page, v *Visitor, shown wordingShown) (views.WordingPage, error) {
	e := wordingEditor{l: labels{p}, site: s, said: problems(p, shown.err), wordingShown: shown, editing: ownDraft(v, shown.version)}
	d := views.WordingPage{WordsFrame: e.kind().frame(p, shown.version, func(lang string) bool {
		_, has := e.doc.WordingFor(shown.of.Code, lang)
		return has
	})}
	d.Code, d.Variables, d.PreviewNote = shown.of.Code, e.variables(), p.T("wording.preview_note")
	if shown.of.Spoken() {
		d.PreviewNote = p.T("wording.said_note")
	}
	for _, lang := range decide.WordingLangs() {
		side, err := e.side(ctx, lang)
		if err != nil {
			return d, err
		}
		d.Sides = append(d.Sides, side)
	}
	if e.editing {
		d.Form = e.form()
	}
	return d, nil
}

// wordingEditor draws the words of one message.
type wordingEditor struct {
	l labels
	wordingShown
	site    *Site
	said    map[string]string // what is wrong, by field
	editing bool
}

func (e wordingEditor) form() *views.WordsForm {
	href := wordingHref(e.version.Version, e.of.Code)
	f := e.kind().form(e.l.p, e.version, href, e.said, e.own)
	f.Preview, f.Gaps = href+"/preview", gapsForm(e.l.p, e.in.gaps(e.of), e.said[fieldGaps])
	return f
}

// own reports whether the stored version has words of its own for the message.
func (e wordingEditor) own(lang string) bool {
	_, has := e.version.Document.WordingFor(e.of.Code, lang)
	return has
}

// side is the message in one language: its words or their fields, and the letter they make.
func (e wordingEditor) side(ctx context.Context, lang string) (views.WordingSide, error) {
	own, shipped := e.own(lang), e.site.shipped(e.of, lang)
	side := views.WordingSide{LetterTitle: e.l.p.Texts.T("wording.letter." + lang), Words: views.WordingWords{
		Lang: lang, Badge: wordingBadge(e.l.p, own), Title: e.in[lang].Title, Text: paragraphs(e.in[lang].Text),
	}}
	side.WordsSide = views.WordsSide{Lang: lang, Language: e.l.word("lang.", lang), Badge: side.Words.Badge}
	if own || e.in[lang] != shipped {
		side.Shipped = &views.WordingWords{Lang: lang, Badge: wordingBadge(e.l.p, false), Title: shipped.Title, Text: paragraphs(shipped.Text)}
	}
	if e.editing {
		side.Fields = e.fields(lang)
	}
	for _, name := range e.kind().names {
		if said := e.said[wordingField(name, lang)]; said != "" {
			side.Faults = append(side.Faults, e.kind().where(e.l.p, wordingField(name, lang), said))
		}
	}
	if len(side.Faults) > 0 {
		return side, nil
	}
	if e.of.Spoken() {
		side.LetterTitle = e.l.p.Texts.T("wording.said." + lang)
		side.Said = paragraphs(models.Fill(e.in[lang].Text, e.site.saidExamples(e.of, lang)...))
		return side, nil
	}
	m := wordingExample(e.of.Code, lang, e.site.letterPage(lang))
	m.Word(&models.Policy{Document: *e.doc})
	letter := writeLetter(e.site.letterPage(lang), &m, "")
	letter.Reference = ""
	side.Letter = &letter
	var err error
	side.Channels, err = e.site.channelForms(ctx, e.l.p, &m, exampleAccount(), "", nil)
	return side, err
}

func (e wordingEditor) fields(lang string) []ui.FieldArgs {
	attrs := templ.Attributes{"lang": lang, "autocomplete": "off"}
	title, text := wordingField("title", lang), wordingField("text", lang)
	hint := e.l.p.T("wording.text_hint_none")
	if len(e.of.Variables) > 0 {
		var names []string
		for _, name := range e.of.Variables {
			names = append(names, "{{."+name+"}}")
		}
		hint = e.l.p.T("wording.text_hint", "variables", strings.Join(names, e.l.p.T("common.list_separator")))
	}
	if e.of.Spoken() {
		return []ui.FieldArgs{e.saidField(lang)}
	}
	return []ui.FieldArgs{
		{Name: title, Label: e.l.word("wording.field.", "title"), Value: e.in[lang].Title, Error: e.said[title], Hint: e.l.p.T("wording.title_hint"), Attrs: attrs},
		{Kind: "textarea", Name: text, Label: e.l.word("wording.field.", "text"), Value: e.in[lang].Text, Error: e.said[text], Hint: hint, Rows: 6, Attrs: attrs},
	}
}

// variables lists what a wording of the message may name, with an example in each language.
func (e wordingEditor) variables() views.Records {
	r := views.Records{
		Caption: e.l.p.T("wording.variables"), Empty: e.l.p.T("wording.no_variables"), Heads: e.l.heads("wording.variable", "wording.stands_for", "lang.zh-CN", "lang.en"),
	}
	for i, name := range e.of.Variables {
		cells := []views.Cell{{Text: "{{." + name + "}}", Code: true}, views.Text(e.l.p.Texts.T("wording.variable." + name))}
		for _, lang := range decide.WordingLangs() {
			page := e.site.letterPage(lang)
			if e.of.Spoken() {
				cells = append(cells, views.Cell{Body: views.InLanguage(lang, e.site.saidExamples(e.of, lang)[2*i+1])})
				continue
			}
			cells = append(cells, views.Cell{Body: views.InLanguage(lang, letterValues{page, wordingExample(e.of.Code, lang, page).Values}.value(name))})
		}
		r.Rows = append(r.Rows, views.Record{Cells: cells})
	}
	return r
}
