package views

import (
	"context"
	"io"
	"slices"
	"sync"

	"github.com/a-h/templ"

	"candor/views/ui"
)

// rowBuffers are reused between tables.
var rowBuffers = sync.Pool{New: func() any { return new(ui.HTML) }}

// recordRows draws the rows of a table. They are most of most pages, so they are written by
// hand, whole, and leave at once; what a cell knows only as a component is drawn in between.
func recordRows(r Records) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		b := rowBuffers.Get().(*ui.HTML)
		defer rowBuffers.Put(b)
		h := (*b)[:0]
		attr, label, endCell, endRow := ui.HTML.Attr, "data-label", "</td>", "</tr>"
		if r.Lean {
			attr, label, endCell, endRow = ui.HTML.Slim, "data-l", "", ""
		}
		labels := make([]string, len(r.Heads))
		for i := range r.Heads {
			labels[i] = string(attr(nil, label, r.Heads[i].Label).Raw(">"))
		}
		cover := slices.IndexFunc(r.Heads, func(head ui.ThArgs) bool { return !head.Stays })
		row := Record{Cells: make([]Cell, 0, len(r.Heads))}
		for n := range r.size() {
			row = r.row(n, row.Cells)
			h = attr(h.Raw("<tr"), "id", row.ID)
			if row.Current {
				h = attr(h, "class", "is-current")
			}
			h = h.Raw(">")
			for i := range row.Cells {
				c := &row.Cells[i]
				h = attr(h.Raw("<td"), "class", c.class(r.Sheet != ""))
				if c.Bare || r.Sheet != "" {
					h = h.Raw(">")
				} else {
					h = h.Raw(labels[i])
				}
				if c.Body == nil || isLeaf(c.Body) {
					h = c.append(h, &r)
				} else {
					if _, err := w.Write(h); err != nil {
						return err
					}
					if err := c.Body.Render(ctx, w); err != nil {
						return err
					}
					h = c.sub(h[:0], &r)
				}
				h = row.cover(h, i == cover).Raw(endCell)
			}
			h = h.Raw(endRow)
		}
		_, err := w.Write(h)
		*b = h
		return err
	})
}

// cover draws the link that covers a row into one of its cells, where that one is its place.
func (r *Record) cover(h ui.HTML, here bool) ui.HTML {
	if !here || r.Opens == "" {
		return h
	}
	return h.RowCover(r.Opens)
}

func isLeaf(c templ.Component) bool {
	_, ok := c.(ui.Leaf)
	return ok
}

// append draws the cell's value and what stands after it.
func (c *Cell) append(h ui.HTML, of *Records) ui.HTML {
	switch {
	case c.Body != nil:
		h = c.Body.(ui.Leaf)(h)
	case c.Badge != nil:
		h = h.Badge(*c.Badge)
	case c.Time != nil:
		h = h.Time(*c.Time)
	case c.Href != "" && c.Row:
		h = h.RowLink(c.Href, c.Text)
	case c.Href != "":
		h = link(h, c.Href, c.Text)
	case c.Code:
		h = h.Raw("<code>").Text(c.Text).Raw("</code>")
	default:
		h = h.Text(c.Text)
	}
	return c.sub(h, of)
}

func (c *Cell) sub(h ui.HTML, of *Records) ui.HTML {
	switch {
	case c.Sub == "":
		return h
	case of.Sheet != "":
		return h.Raw(" <i>").Text(c.Sub).Raw("</i>")
	case of.Lean:
		return h.Raw(" <i class=cell-sub>").Text(c.Sub).Raw("</i>")
	}
	return h.Raw(` <span class="muted cell-sub">`).Text(c.Sub).Raw("</span>")
}

func link(h ui.HTML, href, label string) ui.HTML {
	return h.Raw("<a").Href(href).Raw(">").Text(label).Raw("</a>")
}

// WithLink draws words with a link behind them.
func WithLink(text, href, label string) templ.Component {
	return ui.Leaf(func(h ui.HTML) ui.HTML { return link(h.Text(text).Raw(" · "), href, label) })
}

// Strong draws words that carry a sum.
func Strong(s string) templ.Component {
	return ui.Leaf(func(h ui.HTML) ui.HTML { return h.Raw(`<strong class="num">`).Text(s).Raw("</strong>") })
}

// Since draws a state and, below it where there is no room beside, a moment.
func Since(b ui.BadgeArgs, t ui.TimeArgs) templ.Component {
	return ui.Leaf(func(h ui.HTML) ui.HTML { return h.Badge(b).Raw(" ").Time(t) })
}

// Link is a plain link as a component.
func Link(href, label string) templ.Component {
	return ui.Leaf(func(h ui.HTML) ui.HTML { return link(h, href, label) })
}
