package text

import (
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Default is the language of a visitor who asks for none that the catalogues hold.
const Default = "zh-CN"

//go:embed *.json
var catalogues embed.FS

// Languages lists the supported language tags, the default first.
func Languages() []string { return []string{Default, "en"} }

// Bundle holds the catalogues of every language. It is read-only after Load and safe for concurrent use.
type Bundle struct {
	byLang  map[string]*Localizer
	matcher language.Matcher
}

// Load reads the embedded catalogues. The error names the file and key of a malformed, empty or repeated entry.
func Load() (*Bundle, error) { return load(catalogues) }

func load(fsys fs.FS) (*Bundle, error) {
	b := &Bundle{byLang: map[string]*Localizer{}}
	engine := i18n.NewBundle(language.MustParse(Default))
	var tags []language.Tag
	for _, lang := range Languages() {
		tag, err := language.Parse(lang)
		if err != nil {
			return nil, fmt.Errorf("language %s: %w", lang, err)
		}
		entries, err := readLanguage(fsys, lang)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if err := engine.AddMessages(tag, e); err != nil {
				return nil, fmt.Errorf("key %s (%s): %w", e.ID, lang, err)
			}
		}
		l := &Localizer{lang: lang, phrases: make(map[string]phrase, len(entries))}
		words := i18n.NewLocalizer(engine, lang)
		for _, e := range entries {
			if l.phrases[e.ID], err = compile(words, e); err != nil {
				return nil, fmt.Errorf("key %s (%s): %w", e.ID, lang, err)
			}
		}
		b.byLang[lang] = l
		tags = append(tags, tag)
	}
	b.matcher = language.NewMatcher(tags)
	return b, nil
}

// For returns the words for a language tag or an Accept-Language value ("en-GB,en;q=0.8"); anything that
// matches no supported language gets Default.
func (b *Bundle) For(lang string) *Localizer {
	if l, ok := b.byLang[lang]; ok {
		return l
	}
	tags, _, err := language.ParseAcceptLanguage(lang)
	if err != nil || len(tags) == 0 {
		return b.byLang[Default] // an unreadable header is the visitor's, not a fault of ours
	}
	_, i, confidence := b.matcher.Match(tags...)
	if confidence == language.No {
		return b.byLang[Default]
	}
	return b.byLang[Languages()[i]]
}

// Localizer serves the words of one language. It is safe for concurrent use.
type Localizer struct {
	lang    string
	phrases map[string]phrase
}

// Lang returns the language tag, for the lang attribute of the page.
func (l *Localizer) Lang() string { return l.lang }

// Has reports whether the catalogue holds the key.
func (l *Localizer) Has(key string) bool {
	_, ok := l.Find(key)
	return ok
}

// Find returns the text of a key that takes no values, and whether the catalogue holds it.
func (l *Localizer) Find(key string) (string, bool) {
	if l == nil {
		return "", false
	}
	p, ok := l.phrases[key]
	return p.other.fill(nil, ""), ok
}

// T returns the text of a key. kv are pairs of a placeholder's name and its value: T("case.owner", "name", "Wang").
// A key that is not in the catalogue comes back as ⟦key⟧, so that it is seen on the page.
func (l *Localizer) T(key string, kv ...any) string {
	if l == nil {
		return missing(key)
	}
	p, ok := l.phrases[key]
	if !ok {
		return missing(key)
	}
	return p.other.fill(kv, "")
}

// N returns the text of a key in the plural form for n; {{.n}} is n with thousands grouped.
func (l *Localizer) N(key string, n int, kv ...any) string {
	if l == nil {
		return missing(key)
	}
	p, ok := l.phrases[key]
	if !ok {
		return missing(key)
	}
	if n == 1 || n == -1 {
		return p.one.fill(kv, Group(int64(n)))
	}
	return p.other.fill(kv, Group(int64(n)))
}

// Group formats a whole number with a comma between thousands and a true minus sign.
func Group(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "−", digits[1:]
	}
	var b strings.Builder
	b.WriteString(sign)
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}

func missing(key string) string { return "⟦" + key + "⟧" }
