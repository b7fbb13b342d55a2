package views

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"candor/views/ui"
)

// The cells of the queue say the same as those of other lists in fewer bytes: fifty rows of them are loaded all day. Marks are
// drawn by the style sheet, and exact times stand to the minute, in the zone of the page.

// SlimAccount opens a row: the masked name and the end of the account's id, before which the style sheet says that it is one. One on which something was refused takes the focus, and
// says why.
func SlimAccount(href, name, id string, refused bool) templ.Component {
	return ui.Leaf(func(h ui.HTML) ui.HTML {
		h = h.Raw("<a class=row-link").Href(href)
		if refused {
			h = h.Raw(" autofocus").Slim("aria-describedby", refusalID)
		}
		return h.Raw(">").Text(name).Raw("</a><i>").Text(strings.TrimPrefix(shortID(id), cutMark)).Raw("</i>")
	})
}

// SlimBadge is a badge, which the style sheet knows by its tone alone. One that opens its cell has a clock before it when it has an exact
// time, and else a flag.
func SlimBadge(label, title string, tone ui.Tone) templ.Component {
	return ui.Leaf(func(h ui.HTML) ui.HTML { return slimBadge(h, label, title, tone) })
}

func slimBadge(h ui.HTML, label, title string, tone ui.Tone) ui.HTML {
	return h.Raw("<i class=t-").Raw(slimTone(tone)).Attr("title", title).Raw(">").Text(label).Raw("</i>")
}

// SlimMark is a badge with a mark of its own kind.
func SlimMark(kind, label string, tone ui.Tone) templ.Component {
	return ui.Leaf(func(h ui.HTML) ui.HTML {
		return h.Raw(`<i class="`).Raw(kind).Raw(" t-").Raw(slimTone(tone)).Raw(`">`).Text(label).Raw("</i>")
	})
}

// SlimScore is a score with its band.
func SlimScore(score string, band ui.BadgeArgs) templ.Component {
	return ui.Leaf(func(h ui.HTML) ui.HTML {
		h = h.Raw("<b>").Text(score).Raw("</b> ")
		if band.Label == "" {
			return h
		}
		return slimBadge(h, band.Label, "", band.Tone)
	})
}

// SlimUse is how much of the limit is used; its cell has the tone.
func SlimUse(text string, share float64) templ.Component {
	return ui.Leaf(func(h ui.HTML) ui.HTML {
		part := strconv.Itoa(int(100*max(0, min(share, 1)) + .5))
		return h.Text(text).Raw("<svg><rect width=").Raw(part).Raw("% /></svg>")
	})
}

// slimField is a choice, a number, an amount or a day of the filter without what HTML may leave out; any other field, and one of which something is
// said, is as elsewhere.
func slimField(a ui.FieldArgs) templ.Component {
	typed, money := a.Kind == "number" || a.Kind == "date", a.Kind == "money"
	if a.Kind != "select" && !typed && !money || a.Error != "" || a.Hint != "" {
		return ui.Field(a)
	}
	return ui.Leaf(func(h ui.HTML) ui.HTML {
		id := ui.FieldID(a.Name)
		h = h.Raw("<div class=field><label").Slim("for", id).Raw(">").Text(a.Label).Raw("</label> ")
		if typed {
			h = h.Raw("<input").Slim("type", a.Kind).Slim("id", id).Slim("name", a.Name)
			return h.Attr("value", a.Value).Raw("></div>")
		}
		if money {
			h = h.Raw("<span class=affix><span class=affix-text aria-hidden=true>¥</span><input class=num autocomplete=off inputmode=decimal")
			return h.Slim("id", id).Slim("name", a.Name).Attr("value", a.Value).Raw("></span></div>")
		}
		h = h.Raw("<select").Slim("id", id).Slim("name", a.Name).Raw(">")
		if a.Empty != "" {
			h = h.Raw("<option value>").Text(a.Empty)
		}
		for _, o := range a.Options {
			h = h.Raw("<option").Slim("value", o.Value)
			if o.Value == a.Value {
				h = h.Raw(" selected")
			}
			h = h.Raw(">").Text(o.Label)
		}
		return h.Raw("</select></div>")
	})
}

// findBox finds in the view that is shown. What is typed is sent, never part of an address.
func findBox(p Page, f FindBox) templ.Component {
	return ui.Leaf(func(h ui.HTML) ui.HTML {
		h = h.Raw("<form method=post action=/queue/find class=queue-find data-unguarded><input type=hidden name=view").Attr("value", f.View)
		h = h.Raw("><input type=search name=q required autocomplete=off").Attr("aria-label", p.T("queue.find")).Attr("placeholder", p.T("queue.find"))
		return h.Raw("><button class=\"btn btn-small\">").Text(p.T("queue.find_do")).Raw("</button></form>")
	})
}

// slimTabs are the views of the queue in one line, and in a menu at its end those that it has no room for.
func slimTabs(p Page, tabs, more []ui.Tab) templ.Component {
	return ui.Leaf(func(h ui.HTML) ui.HTML {
		h = h.Raw("<nav class=views").Attr("aria-label", p.T("queue.views")).Raw("><div class=tabs>")
		h = slimTab(h, tabs).Raw("</div>")
		if len(more) > 0 {
			h = h.Raw("<details class=menu data-menu><summary>").Text(p.T("queue.more_views")).Raw("</summary><div class=menu-panel>")
			h = slimTab(h, more).Raw("</div></details>")
		}
		return h.Raw("</nav>")
	})
}

func slimTab(h ui.HTML, tabs []ui.Tab) ui.HTML {
	for _, t := range tabs {
		h = h.Raw("<a").Href(t.Href)
		if t.Current {
			h = h.Raw(" aria-current=page")
		}
		if h = h.Raw(">").Text(t.Label); t.Count != "" {
			h = h.Raw(" <b>").Text(t.Count).Raw("</b>")
		}
		h = h.Raw("</a>")
	}
	return h
}

// slimTool leads to what changes a view, as ui.LinkButton does.
func slimTool(a ui.LinkArgs) templ.Component {
	return ui.Leaf(func(h ui.HTML) ui.HTML {
		h = h.Raw(`<a class="btn btn-quiet btn-small"`).Href(a.Href)
		if a.Key != "" {
			h = h.Slim("aria-keyshortcuts", a.Key).Slim("data-key", a.Key)
		}
		h = h.Raw(">").SlimIcon(a.Icon).Text(a.Label)
		if a.Key != "" {
			h = h.Raw("<kbd class=key>").Text(a.Key).Raw("</kbd>")
		}
		return h.Raw("</a> ")
	})
}

// slimHidden is a value that a form sends along.
func slimHidden(name, value string) templ.Component {
	return ui.Leaf(func(h ui.HTML) ui.HTML {
		return h.Raw("<input type=hidden").Slim("name", name).Slim("value", value).Raw(">")
	})
}

// slimScope is the button that acts on some of a list's rows.
func slimScope(value, label string) templ.Component {
	return ui.Leaf(func(h ui.HTML) ui.HTML {
		return h.Raw(`<button class="btn btn-small" name=scope`).Slim("value", value).Raw(">").Text(label).Raw("</button> ")
	})
}

// slimOptions are the options of a select, the first of which is chosen.
func slimOptions(list []ui.Option) templ.Component {
	return ui.Leaf(func(h ui.HTML) ui.HTML {
		for _, o := range list {
			h = h.Raw("<option").Slim("value", o.Value).Raw(">").Text(o.Label)
		}
		return h
	})
}

// slimTone names a tone in a class; none is neutral.
func slimTone(t ui.Tone) string {
	if t == "" {
		return "neutral"
	}
	return string(t)
}
