package handlers

import (
	"fmt"
	"strings"

	"candor/engine/decide"
	"candor/models"
)

// groundInput is the words of one ground as they are typed, by language. Code and Lang stay empty.
type groundInput map[string]decide.Ground

// groundPart is one field of a ground.
func groundPart(g decide.Ground, name string) string {
	switch name {
	case "title":
		return g.Title
	case "grounds":
		return g.Reason
	}
	return g.Customer
}

func readGround(f *form) groundInput {
	in := groundInput{}
	for _, lang := range decide.WordingLangs() {
		at := func(name string) string { return strings.TrimSpace(f.text(wordingField(name, lang))) }
		in[lang] = decide.Ground{Title: at("title"), Reason: at("grounds"), Customer: at("customer")}
	}
	return in
}

// groundShipped is the words of the catalogues for a ground.
func (s *Site) groundShipped(code, lang string) decide.Ground {
	words := s.Texts.For(lang)
	return decide.Ground{
		Title: words.T("appeal.paragraph." + code), Reason: words.T("appeal.paragraph_text." + code), Customer: words.T("appeal.paragraph_customer." + code),
	}
}

// groundIn is the words that a document has a ground in: its own, or the shipped ones.
func (s *Site) groundIn(doc *decide.Policy, code, lang string) decide.Ground {
	own, ok := doc.GroundFor(code, lang)
	if !ok {
		return s.groundShipped(code, lang)
	}
	plain := func(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) }
	return decide.Ground{Title: plain(own.Title), Reason: plain(own.Reason), Customer: plain(own.Customer)}
}

func (s *Site) groundStands(doc *decide.Policy, code string) groundInput {
	in := groundInput{}
	for _, lang := range decide.WordingLangs() {
		in[lang] = s.groundIn(doc, code, lang)
	}
	return in
}

// groundDocument puts what was typed into a document; what is wrong with it is added to bad by field. Words that are as the page
// showed them stay as they were stored, and those that say what the shipped ones say are none of the document's own.
func (s *Site) groundDocument(doc decide.Policy, code string, in groundInput, bad *models.Invalid) decide.Policy {
	stands := s.groundStands(&doc, code)
	for _, lang := range decide.WordingLangs() {
		typed := in[lang]
		switch {
		case typed == stands[lang]:
		case typed == s.groundShipped(code, lang), typed == decide.Ground{}:
			doc = doc.DropGround(code, lang)
		default:
			typed.Code, typed.Lang = code, lang
			doc = doc.PutGround(typed)
		}
	}
	wordsFaults(doc, bad, func(field string) (string, bool) { return groundFieldOf(&doc, code, field) })
	return doc
}

// groundFieldOf is the field of the page that holds a field of the document, false when it is about something else.
func groundFieldOf(doc *decide.Policy, code, field string) (string, bool) {
	for i, g := range doc.Grounds {
		for _, name := range groundKind.names {
			if g.Code == code && field == fmt.Sprintf("appeal_grounds.%d.%s", i, name) {
				return wordingField(name, g.Lang), true
			}
		}
	}
	return "", false
}
