package ui

import (
	"context"
	"io"
	"strings"
	"sync"
	"unicode"

	"github.com/a-h/templ"
)

// HTML is a part of a page while it is written. Its methods append and return the longer
// part, like the built-in append.
type HTML []byte

// Raw appends markup: a constant of the program, or what another method made.
func (h HTML) Raw(s string) HTML { return append(h, s...) }

// Text appends words, escaped the way templ escapes them.
func (h HTML) Text(s string) HTML {
	from := 0
	for i := range len(s) {
		var e string
		switch s[i] {
		case '&':
			e = "&amp;"
		case '<':
			e = "&lt;"
		case '>':
			e = "&gt;"
		case '"':
			e = "&#34;"
		case '\'':
			e = "&#39;"
		default:
			continue
		}
		h = append(append(h, s[from:i]...), e...)
		from = i + 1
	}
	return append(h, s[from:]...)
}

// Attr appends an attribute, or nothing when its value is empty.
func (h HTML) Attr(name, value string) HTML {
	if value == "" {
		return h
	}
	return h.Raw(" ").Raw(name).Raw(`="`).Text(value).Raw(`"`)
}

// Slim is Attr without the quotes where HTML needs none, for what stands in every row of the longest lists.
func (h HTML) Slim(name, value string) HTML {
	if value == "" || !bare(value) {
		return h.Attr(name, value)
	}
	return h.Raw(" ").Raw(name).Raw("=").Raw(value)
}

// bare reports whether a value of an attribute is whole without quotes: letters of any script, digits and marks that end nothing.
func bare(value string) bool {
	for _, r := range value {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_.,:%#+", r) {
			return false
		}
	}
	return true
}

// Href appends the address of a link; one of a scheme that runs code becomes harmless.
func (h HTML) Href(address string) HTML { return h.Attr("href", string(templ.URL(address))) }

// Leaf is a component that writes itself with nothing inside that it does not know. What a
// page repeats hundreds of times is a Leaf: a generated component sets up a context and a
// buffer for each use, which costs more than the few bytes it writes.
type Leaf func(HTML) HTML

// parts are reused between components.
var parts = sync.Pool{New: func() any { return new(HTML) }}

// Render writes the component.
func (l Leaf) Render(_ context.Context, w io.Writer) error {
	h := parts.Get().(*HTML)
	defer parts.Put(h)
	*h = l((*h)[:0])
	_, err := w.Write(*h)
	return err
}
