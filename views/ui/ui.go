package ui

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Tone is the meaning of a colour. The zero value is neutral.
type Tone string

// The tones and what they stand for, the same on every page.
const (
	Neutral Tone = ""       // no judgement
	Blue    Tone = "blue"   // information, links, the current step
	Green   Tone = "green"  // approved, healthy, done
	Amber   Tone = "amber"  // waits, watch, near a limit
	Red     Tone = "red"    // denied, loss, late, destructive
	Violet  Tone = "violet" // appeals, a person's exception
)

// tone returns the class of a tone, always one of the six known.
func tone(t Tone) string {
	switch t {
	case Blue, Green, Amber, Red, Violet:
		return "t-" + string(t)
	}
	return "t-neutral"
}

// Sprite is the address of the icon sprite. It carries no checksum because ui does not know the static files;
// the server lets browsers keep it for minutes and revalidate.
const Sprite = "/static/icons.svg"

// classes joins the class names that are not empty.
func classes(names ...string) string {
	var b strings.Builder
	for _, n := range names {
		if n == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(n)
	}
	return b.String()
}

// when returns s if ok, else nothing.
func when(ok bool, s string) string {
	if ok {
		return s
	}
	return ""
}

// class is the attribute of a class list. An expression in class={ } goes through templ's
// component styles, which we have none of and which cost more than the element around it.
type class string

// Class is the class attribute, or none for an empty list: write <p { Class(…)... }>.
func Class(names string) templ.Attributer { return class(names) }

// Items gives templ the attribute.
func (c class) Items() []templ.KeyValue[string, any] {
	if c == "" {
		return nil
	}
	return []templ.KeyValue[string, any]{{Key: "class", Value: string(c)}}
}

// ident is the id attribute, or none for an empty name, which HTML does not allow (HTML, 3.2.6): write <p { ident(…)... }>.
type ident string

// Items gives templ the attribute.
func (i ident) Items() []templ.KeyValue[string, any] {
	if i == "" {
		return nil
	}
	return []templ.KeyValue[string, any]{{Key: "id", Value: string(i)}}
}

// with lays more attributes over base; more wins. Empty values in base are left out.
func with(more templ.Attributes, base map[string]string) templ.Attributes {
	out := make(templ.Attributes, len(base)+len(more))
	for k, v := range base {
		if v != "" {
			out[k] = v
		}
	}
	for k, v := range more {
		out[k] = v
	}
	return out
}

// percent is 100·part/whole cut to 0…100 with two decimals, for SVG attributes; 0 when whole is not positive.
func percent(part, whole float64) string {
	if whole <= 0 || part <= 0 {
		return "0"
	}
	if part >= whole {
		return "100"
	}
	return strconv.FormatFloat(100*part/whole, 'f', 2, 64)
}
