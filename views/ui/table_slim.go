package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// SlimTh is Th without what HTML lets be left out. A head that is explained, quiet, or ticks rows is as elsewhere.
func SlimTh(a ThArgs) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if a.Tick != "" || a.Quiet || a.Href == "" && meaning(ctx, a.Label) != "" {
			return Th(a).Render(ctx, w)
		}
		return Leaf(func(h HTML) HTML { return slimTh(h, a) }).Render(ctx, w)
	})
}

func slimTh(h HTML, a ThArgs) HTML {
	h = h.Raw("<th scope=col").Slim("class", when(a.Numeric, "num")+when(a.Stays && !a.Numeric, "stays"))
	if a.Href == "" {
		return h.Raw(">").Text(a.Label)
	}
	h = h.Attr("aria-sort", a.sort()).Raw(`><a class="sort"`).Href(a.Href).Raw(">").Text(a.Label)
	switch a.Dir {
	case "asc":
		h = h.SlimIcon("arrow-up")
	case "desc":
		h = h.SlimIcon("arrow-down")
	default:
		return h.SlimIcon("sort").Raw("</a>")
	}
	return h.Raw("<span class=sr> ").Text(a.Note).Raw("</span></a>")
}
