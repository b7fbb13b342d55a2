package text

import (
	"fmt"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// phrase is a catalogue entry in its two forms: for one, and for all other numbers. English
// and Chinese tell no more apart.
type phrase struct{ one, other pieces }

// pieces is a text cut at its placeholders: words, name, words, name … words.
type pieces []string

// edge marks a placeholder while a text is compiled; no text and no page holds it.
const edge = "\x00"

// compile lets go-i18n make both forms once, with marks for the values that pages fill in.
// Most entries hold none and have one form; they need no engine, and starting is faster.
func compile(words *i18n.Localizer, m *i18n.Message) (phrase, error) {
	if m.One == "" && !strings.Contains(m.Other, "{{") {
		return phrase{pieces{m.Other}, pieces{m.Other}}, nil
	}
	marks := map[string]string{}
	for _, form := range []string{m.One, m.Other} {
		for _, after := range strings.Split(form, "{{")[1:] {
			name, _, _ := strings.Cut(after, "}}")
			name = strings.TrimPrefix(strings.TrimSpace(name), ".")
			marks[name] = edge + name + edge
		}
	}
	form := func(count any) (pieces, error) {
		s, err := words.Localize(&i18n.LocalizeConfig{MessageID: m.ID, TemplateData: marks, PluralCount: count})
		return strings.Split(s, edge), err
	}
	other, err := form(nil)
	if err != nil || m.One == "" {
		return phrase{other, other}, err
	}
	one, err := form(1)
	return phrase{one, other}, err
}

// fill puts values into the text. kv are names and values in turn; n is the value of the
// name n where there is a number, and wins.
func (p pieces) fill(kv []any, n string) string {
	switch len(p) {
	case 0:
		return ""
	case 1:
		return p[0]
	}
	size, values := 0, make([]string, 0, 4)
	for i, s := range p {
		if i%2 == 1 {
			s = valueOf(s, kv, n)
			values = append(values, s)
		}
		size += len(s)
	}
	var b strings.Builder
	b.Grow(size)
	for i, s := range p {
		if i%2 == 1 {
			s = values[i/2]
		}
		b.WriteString(s)
	}
	return b.String()
}

// valueOf finds the value of a placeholder; the last of two of one name counts.
func valueOf(name string, kv []any, n string) string {
	if name == "n" && n != "" {
		return n
	}
	for i := len(kv)&^1 - 2; i >= 0; i -= 2 {
		if kv[i] != name {
			continue
		}
		if s, ok := kv[i+1].(string); ok {
			return s
		}
		return fmt.Sprint(kv[i+1])
	}
	return "<no value>" // as templates say; tests of pages look for it
}
