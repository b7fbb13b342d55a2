package handlers

import (
	"encoding/json"
	"errors"
	"strings"
)

// errSyntax is text that is not JSON (RFC 8259).
var errSyntax = errors.New("not JSON")

// jsonLexer walks over JSON text a token at a time. It is here because the standard
// decoder's tokens cost more than everything else that is done with an event's body.
type jsonLexer struct {
	b []byte
	i int
}

// peek skips white space and returns the next byte, 0 at the end.
func (l *jsonLexer) peek() byte {
	for ; l.i < len(l.b); l.i++ {
		switch l.b[l.i] {
		case ' ', '\t', '\n', '\r':
		default:
			return l.b[l.i]
		}
	}
	return 0
}

// take skips white space and one given byte; errSyntax for any other.
func (l *jsonLexer) take(c byte) error {
	if l.peek() != c {
		return errSyntax
	}
	l.i++
	return nil
}

// text reads a string.
func (l *jsonLexer) text() (string, error) {
	if err := l.take('"'); err != nil {
		return "", err
	}
	from := l.i
	escaped := false
	for ; l.i < len(l.b); l.i++ {
		switch c := l.b[l.i]; {
		case c == '"':
			l.i++
			if escaped {
				return unescape(l.b[from-1 : l.i])
			}
			return string(l.b[from : l.i-1]), nil
		case c == '\\':
			escaped = true
			l.i++ // whatever is escaped does not end the string
		case c < ' ':
			return "", errSyntax
		}
	}
	return "", errSyntax
}

// unescape reads a quoted string that has escapes in it, which few have.
func unescape(quoted []byte) (string, error) {
	var s string
	if err := json.Unmarshal(quoted, &s); err != nil {
		return "", errSyntax
	}
	return s, nil
}

// number reads a number's text: an optional sign, digits without a leading zero, an
// optional fraction, an optional exponent (RFC 8259, section 6).
func (l *jsonLexer) number() (string, error) {
	l.peek()
	from := l.i
	l.skip("-")
	switch {
	case l.skip("0"):
	case !l.digits():
		return "", errSyntax
	}
	if l.skip(".") && !l.digits() {
		return "", errSyntax
	}
	if l.skip("eE") {
		l.skip("+-")
		if !l.digits() {
			return "", errSyntax
		}
	}
	return string(l.b[from:l.i]), nil
}

// skip moves over one of the given bytes.
func (l *jsonLexer) skip(any string) bool {
	if l.i < len(l.b) && strings.IndexByte(any, l.b[l.i]) >= 0 {
		l.i++
		return true
	}
	return false
}

// digits moves over one digit or more.
func (l *jsonLexer) digits() bool {
	from := l.i
	for l.i < len(l.b) && l.b[l.i] >= '0' && l.b[l.i] <= '9' {
		l.i++
	}
	return l.i > from
}

// word moves over a literal: true, false or null.
func (l *jsonLexer) word(w string) error {
	l.peek()
	if !strings.HasPrefix(string(l.b[l.i:min(l.i+len(w), len(l.b))]), w) {
		return errSyntax
	}
	l.i += len(w)
	return nil
}

// more reports whether an object or a list, whose n-th element comes next, goes on, and
// moves over the comma before the element.
func (l *jsonLexer) more(end byte, n int) (bool, error) {
	switch c := l.peek(); {
	case c == end:
		l.i++
		return false, nil
	case n == 0:
		return true, nil
	case c == ',':
		l.i++
		if l.peek() == end {
			return false, errSyntax
		}
		return true, nil
	}
	return false, errSyntax
}
