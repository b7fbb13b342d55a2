package handlers

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"candor/engine/decide"
	"candor/models"
)

// TestOwnWordsReplaceTitleAndFirstParagraph writes a letter in a policy's words: what the customer must be told besides stays.
func TestOwnWordsReplaceTitleAndFirstParagraph(t *testing.T) {
	s := testSite(t)
	m := models.Message{Template: models.TemplateLimitLowered, Lang: "en", CreatedAt: deskTime, Values: map[string]string{
		"product": "paylater", "from": "200000", "to": "100000", "reason": "income", "until": "2026-12-31T00:00:00Z",
	}}
	shipped := writeLetter(s.letterPage("en"), &m, "")
	p := models.Policy{Document: decide.Default()}
	p.Document.Wordings = []decide.Wording{
		{Code: "limit_lowered", Lang: "zh-CN", Body: "您的额度是{{.to}}。"},
		{Code: "limit_lowered", Lang: "en", Title: "News of {{.product}}", Body: "It is {{.to}} now.\n\nIt was {{.from}}."},
	}
	m.Word(&p)
	l := writeLetter(s.letterPage("en"), &m, "")
	if !strings.HasPrefix(l.Title, "News of ") || strings.Contains(l.Title, "{{") || l.Body[0] != "It is ¥1,000.00 now." || l.Body[1] != "It was ¥2,000.00." {
		t.Errorf("title %q, body %q", l.Title, l.Body)
	}
	if !slices.Equal(l.Body[2:], shipped.Body[1:]) || !slices.Equal(l.CanDo, shipped.CanDo) {
		t.Errorf("what must follow is %q, %q", l.Body[2:], l.CanDo)
	}
}

// TestWordingVariablesAreThoseOfTheShippedWords holds the list of variables against the catalogues in both languages.
func TestWordingVariablesAreThoseOfTheShippedWords(t *testing.T) {
	s := testSite(t)
	variable := regexp.MustCompile(`⟨(\w+)⟩`)
	all := []string{"product", "from", "to", "until", "review", "due", "functions", "kind", "amount", "merchant", "at"}
	var kv []any
	for _, name := range all {
		kv = append(kv, name, "⟨"+name+"⟩")
	}
	for _, lang := range []string{"en", "zh-CN"} {
		words := s.Texts.For(lang)
		for _, w := range models.WordingsOf() {
			key := "letter." + w.Code
			if !strings.Contains(w.Code, ".") {
				key += ".body"
			}
			said := words.T(key, kv...)
			if strings.Contains(said, "⟦") || strings.Contains(said, "<no value>") {
				t.Errorf("%s: %s", w.Code, said)
			}
			for _, found := range variable.FindAllStringSubmatch(said, -1) {
				if !slices.Contains(w.Variables, found[1]) {
					t.Errorf("%s (%s) says %s, which is no variable of it", w.Code, lang, found[1])
				}
			}
		}
	}
}
