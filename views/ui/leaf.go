package ui

import "github.com/a-h/templ"

// Icon draws a symbol of the sprite. It is decoration: put a word beside it.
func Icon(name string) templ.Component { return Leaf(func(h HTML) HTML { return h.Icon(name) }) }

// Icon appends a symbol of the sprite.
func (h HTML) Icon(name string) HTML {
	return h.Raw(`<svg class="icon" aria-hidden="true"><use href="` + Sprite + `#`).Text(name).Raw(`"></use></svg>`)
}

// SlimIcon is Icon without the quotes that HTML needs none of.
func (h HTML) SlimIcon(name string) HTML {
	return h.Raw("<svg class=icon aria-hidden=true><use href=" + Sprite + "#").Text(name).Raw("></use></svg>")
}

// Key shows a key of the keyboard.
func Key(label string) templ.Component {
	return Leaf(func(h HTML) HTML { return h.Raw(`<kbd class="key">`).Text(label).Raw("</kbd>") })
}

// BadgeArgs describes a state in one or two words.
type BadgeArgs struct {
	Label string
	Tone  Tone
	Icon  string
	Solid bool // for the one state on a page that must be seen first
}

// Badge draws a state.
func Badge(a BadgeArgs) templ.Component { return Leaf(func(h HTML) HTML { return h.Badge(a) }) }

// Badge appends a state.
func (h HTML) Badge(a BadgeArgs) HTML {
	h = h.Raw(`<span class="badge `).Raw(tone(a.Tone))
	if a.Solid {
		h = h.Raw(" badge-solid")
	}
	h = h.Raw(`">`)
	if a.Icon != "" {
		h = h.Icon(a.Icon)
	}
	return h.Text(a.Label).Raw("</span>")
}

// TimeArgs describes a moment.
type TimeArgs struct {
	Text     string // "3 hours ago"
	Exact    string // "2026-11-22 14:05:09 CST"
	Machine  string // RFC 3339 UTC
	Relative bool   // the browser keeps the text current
}

// Time draws a moment: the text to read, the exact time on hover and for machines.
func Time(a TimeArgs) templ.Component { return Leaf(func(h HTML) HTML { return h.Time(a) }) }

// Time appends a moment.
func (h HTML) Time(a TimeArgs) HTML {
	if a.Machine == "" {
		return h.Raw("<span>").Text(a.Text).Raw("</span>")
	}
	h = h.Raw("<time").Attr("datetime", a.Machine).Attr("title", a.Exact)
	if a.Relative {
		h = h.Raw(" data-relative")
	}
	return h.Raw(">").Text(a.Text).Raw("</time>")
}

// RowLink draws the link that opens a row. Its target covers the whole row; other links in the row stay above it.
func RowLink(href, label string) templ.Component {
	return Leaf(func(h HTML) HTML { return h.RowLink(href, label) })
}

// RowLink appends the link that opens a row.
func (h HTML) RowLink(href, label string) HTML {
	return h.Raw(`<a class="row-link"`).Href(href).Raw(">").Text(label).Raw("</a>")
}

// RowCover draws the link that a press anywhere in a row meets where the cell with its RowLink stays in sight: the target of that reaches no
// further than its own cell then. It stands in any other cell, and neither the keyboard nor a screen reader meets it.
func RowCover(href string) templ.Component {
	return Leaf(func(h HTML) HTML { return h.RowCover(href) })
}

// RowCover appends the link that covers a row.
func (h HTML) RowCover(href string) HTML {
	return h.Raw("<a class=row-cover tabindex=-1 aria-hidden=true").Href(href).Raw("></a>")
}

// MeterArgs describes a share of a whole.
type MeterArgs struct {
	Label string // what is measured, for screen readers, or shown when Text is set
	Text  string // the share in words: "¥8,000 of ¥10,000"; empty draws the bar alone
	Value float64
	Max   float64
	Tone  Tone
	Mark  float64 // a limit to show as a line; 0 for none
}

// Meter draws a bar filled to a share.
func Meter(a MeterArgs) templ.Component { return Leaf(func(h HTML) HTML { return h.Meter(a) }) }

// Meter appends a bar filled to a share. Size and ground are the style sheet's.
func (h HTML) Meter(a MeterArgs) HTML {
	h = h.Raw(`<span class="meter `).Raw(tone(a.Tone)).Raw(`">`)
	name := a.Label
	if a.Text != "" {
		h = h.Raw(`<span class="meter-text"><span>`).Text(a.Label).Raw(`</span><span class="num">`).Text(a.Text).Raw("</span></span>")
		name += " " + a.Text
	}
	h = h.Raw(`<svg role="img"`).Attr("aria-label", name).Raw(`><rect width="`).Raw(percent(a.Value, a.Max)).Raw(`%" height="6" rx="3"></rect>`)
	if a.Mark > 0 {
		h = h.Raw(`<rect class="meter-mark" x="`).Raw(percent(a.Mark, a.Max)).Raw(`%" width="2" height="6"></rect>`)
	}
	return h.Raw("</svg></span>")
}
