package views

import (
	"github.com/a-h/templ"

	"candor/views/ui"
)

// QueueAccountCell draws the masked name and the id of a row, and opens it.
func QueueAccountCell(a QueueAccount) templ.Component {
	return ui.Leaf(func(h ui.HTML) ui.HTML {
		h = h.RowLink(a.Href, a.Name)
		return h.Raw(`<span class="id muted"`).Attr("title", a.ID).Raw(">").Text(shortID(a.ID)).Raw("</span>")
	})
}

// QueueUseCell draws how much of the limit is used.
func QueueUseCell(u QueueUse) templ.Component {
	return ui.Leaf(func(h ui.HTML) ui.HTML {
		h = h.Raw(`<span class="use"`).Attr("title", u.Of).Raw(`><span class="num">`).Text(u.Text).Raw("</span>")
		return h.Meter(ui.MeterArgs{Label: u.Text + " " + u.Of, Value: u.Share, Max: 1, Tone: u.Tone}).Raw("</span>")
	})
}

// DueCell draws when a case is due and how near that is.
func DueCell(t ui.TimeArgs, tone ui.Tone) templ.Component {
	return ui.Leaf(func(h ui.HTML) ui.HTML {
		h = h.Badge(ui.BadgeArgs{Label: t.Text, Tone: tone, Icon: "clock"})
		return h.Raw(` <span class="sr">`).Text(t.Exact).Raw("</span>")
	})
}

// ScoreCell draws a score with its band.
func ScoreCell(score string, band ui.BadgeArgs) templ.Component {
	return ui.Leaf(func(h ui.HTML) ui.HTML {
		h = h.Raw(`<span class="score-cell"><span class="num score-num">`).Text(score).Raw("</span>")
		if band.Label != "" {
			h = h.Raw(" ").Badge(band)
		}
		return h.Raw("</span>")
	})
}

// AppealCell draws the masked name and the id of an appeal, opens it, and says when the customer appealed before.
func AppealCell(r AppealListRow) templ.Component {
	return ui.Leaf(func(h ui.HTML) ui.HTML {
		h = h.RowLink(r.Href, r.Name).Raw(" <i class=id>").Text(r.ID).Raw("</i>")
		if r.Repeat != "" {
			h = h.Raw(" <i class=cell-sub>").Text(r.Repeat).Raw("</i>")
		}
		return h
	})
}
