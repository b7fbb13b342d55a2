package views

import (
	"github.com/a-h/templ"

	"candor/views/ui"
)

// sideItem is an entry of the navigation. They stand in every page twice, for a wide screen and for a phone, so they are written without
// what HTML lets be left out.
func sideItem(n NavItem) templ.Component {
	return ui.Leaf(func(h ui.HTML) ui.HTML {
		h = h.Raw("<li><a").Href(n.Href).Slim("data-go", n.Letter)
		if n.Current {
			h = h.Attr("aria-current", "page")
		}
		h = h.Raw(">").SlimIcon(n.Icon).Raw("<span class=side-label>").Text(n.Label).Raw("</span>")
		if n.Count != "" {
			h = h.Raw(` <span class="count num">`).Text(n.Count).Raw("</span>")
		}
		return h.Raw("</a>")
	})
}
