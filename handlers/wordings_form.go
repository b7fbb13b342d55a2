package handlers

import (
	"fmt"
	"strconv"
	"strings"

	"candor/engine/decide"
	"candor/models"
)

// wordingText is a message's title and first paragraph in one language, with variables as in {{.to}}.
type wordingText struct{ Title, Text string }

// wordingInput is the words of one message as they are typed, by language.
type wordingInput map[string]wordingText

func wordingField(name, lang string) string { return name + "." + lang }

// readWording takes the typed words out of a form.
func readWording(f *form) wordingInput {
	in := wordingInput{}
	for _, lang := range decide.WordingLangs() {
		in[lang] = wordingText{f.text(wordingField("title", lang)), f.text(wordingField("text", lang))}
	}
	return in
}

// shipped is the words of the catalogues for a message, its variables standing as a wording writes them.
func (s *Site) shipped(w models.WordingOf, lang string) wordingText {
	var kv []any
	for _, name := range w.Variables {
		kv = append(kv, name, "{{."+name+"}}")
	}
	template, _, kinds := strings.Cut(w.Code, ".")
	key := "letter." + w.Code
	if !kinds {
		key += ".body"
	}
	p := s.letterPage(lang)
	if w.Spoken() {
		return wordingText{Text: p.Texts.T(key, kv...)}
	}
	title := "letter." + w.Code + ".title" // of the few kinds that have one of their own
	if !p.Texts.Has(title) {
		title = "letter." + template + ".title"
	}
	return wordingText{p.Texts.T(title), p.Texts.T(key, kv...)}
}

// stands is the words that a document has a message in: its own, or the shipped ones.
func (s *Site) stands(doc *decide.Policy, w models.WordingOf) wordingInput {
	in := wordingInput{}
	for _, lang := range decide.WordingLangs() {
		words := s.shipped(w, lang)
		if own, ok := doc.WordingFor(w.Code, lang); ok {
			if own.Title != "" {
				words.Title = own.Title
			}
			// A text area gives no space around the text back, and other line ends.
			words.Text = strings.TrimSpace(strings.ReplaceAll(own.Body, "\r\n", "\n"))
		}
		in[lang] = words
	}
	return in
}

// document puts what was typed into a document; what is wrong with it is added to bad by field. Words that are as the page showed
// them stay as they were stored, and those that say what the shipped ones say are none of the document's own.
func (s *Site) document(doc decide.Policy, w models.WordingOf, in wordingInput, bad *models.Invalid) decide.Policy {
	stands := s.stands(&doc, w)
	for _, lang := range decide.WordingLangs() {
		typed, shipped := in[lang], s.shipped(w, lang)
		if w.Spoken() {
			typed.Title = ""
		}
		if typed == stands[lang] {
			continue
		}
		own := decide.Wording{Code: w.Code, Lang: lang, Title: typed.Title, Body: typed.Text}
		if own.Title == shipped.Title {
			own.Title = "" // so that the title follows the shipped one
		}
		switch {
		case own.Title == "" && (own.Body == "" || own.Body == shipped.Text):
			doc = doc.DropWording(w.Code, lang)
		case own.Body == "":
			bad.Add(wordingField("text", lang), "required")
		default:
			doc = doc.PutWording(own)
		}
	}
	wordsFaults(doc, bad, func(field string) (string, bool) { return wordingFieldOf(&doc, w.Code, field) })
	if w.Spoken() { // no text message carries it
		return doc
	}
	for _, lang := range decide.WordingLangs() {
		if size := models.SizeSMS(s.wordingSMS(&doc, w.Code, lang)); size.Parts > models.SMSMost {
			bad.Add(wordingField("text", lang), "sms_long", "parts", strconv.Itoa(size.Parts), "most", strconv.Itoa(models.SMSMost))
		}
	}
	return doc
}

// wordingSMS is a message in a document's words as a text message, with example values and the customer's link where one will stand.
func (s *Site) wordingSMS(doc *decide.Policy, code, lang string) string {
	page := s.letterPage(lang)
	m := wordingExample(code, lang, page)
	m.Word(&models.Policy{Document: *doc})
	return smsText(page, s.linkedLetter(page, &m, "", hiddenLink(&m)))
}

// wordingFieldOf is the field of the page that holds a field of the document, false when it is about something else.
func wordingFieldOf(doc *decide.Policy, code, field string) (string, bool) {
	for i, w := range doc.Wordings {
		if w.Code != code {
			continue
		}
		switch field {
		case fmt.Sprintf("wordings.%d.title", i):
			return wordingField("title", w.Lang), true
		case fmt.Sprintf("wordings.%d.body", i):
			return wordingField("text", w.Lang), true
		}
	}
	return "", false
}
