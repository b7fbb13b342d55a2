package handlers

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// scanner reads a whole document once for what no document may have, so that a fault of
// the form is told before a fault of the content, wherever each stands.
type scanner struct {
	l    jsonLexer
	keys []string // of the objects that are open, in lower case
}

func (s *scanner) document() error {
	if err := s.value("", 0); err != nil {
		return err
	}
	if s.l.peek() != 0 || s.l.i < len(s.l.b) {
		return &jsonFault{Status: http.StatusBadRequest, Code: "trailing"}
	}
	return nil
}

func (s *scanner) value(at string, depth int) error {
	if depth > jsonDepth {
		return &jsonFault{Status: http.StatusBadRequest, Pointer: at, Code: "too_deep"}
	}
	var err error
	switch s.l.peek() {
	case '{':
		return s.object(at, depth)
	case '[':
		return s.list(at, depth)
	case '"':
		_, err = s.l.text()
	case 't':
		err = s.l.word("true")
	case 'f':
		err = s.l.word("false")
	case 'n':
		err = s.l.word("null")
	default:
		_, err = s.l.number()
	}
	return malformed(at, err)
}

// malformed is what is told about text that is not JSON.
func malformed(at string, err error) error {
	if err == nil {
		return nil
	}
	return &jsonFault{Status: http.StatusBadRequest, Pointer: at, Code: "syntax"}
}

func (s *scanner) list(at string, depth int) error {
	s.l.i++
	for i := 0; ; i++ {
		more, err := s.l.more(']', i)
		if err != nil || !more {
			return malformed(at, err)
		}
		if err := s.value(at+"/"+strconv.Itoa(i), depth+1); err != nil {
			return err
		}
	}
}

func (s *scanner) object(at string, depth int) error {
	s.l.i++
	open := len(s.keys)
	for i := 0; ; i++ {
		more, err := s.l.more('}', i)
		if err != nil || !more {
			s.keys = s.keys[:open]
			return malformed(at, err)
		}
		name, err := s.l.text()
		if err == nil {
			err = s.l.take(':')
		}
		if err != nil {
			return malformed(at, err)
		}
		lower := strings.ToLower(name)
		if slices.Contains(s.keys[open:], lower) {
			return &jsonFault{Status: http.StatusBadRequest, Pointer: at + "/" + pointerPart(name), Code: "duplicate"}
		}
		s.keys = append(s.keys, lower)
		next := at
		if c := s.l.peek(); c == '{' || c == '[' {
			next = at + "/" + pointerPart(name) // only what holds more needs its place
		}
		if err := s.value(next, depth+1); err != nil {
			return placed(err, at, name)
		}
	}
}

// placed names the place of a fault of a plain value.
func placed(err error, at, name string) error {
	var f *jsonFault
	if errors.As(err, &f) && f.Pointer == at {
		f.Pointer = at + "/" + pointerPart(name)
	}
	return err
}

// pointerPart escapes one part of a pointer (RFC 6901, section 3).
func pointerPart(key string) string {
	if strings.IndexByte(key, '~') < 0 && strings.IndexByte(key, '/') < 0 {
		return key
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
}
