package handlers

import (
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// coolingTable lists what takes effect by itself, the next first; each row leads to where it can
// be stopped or done at once.
func coolingTable(p views.Page, list []models.Cooling) views.Records {
	t := views.Records{
		ID: "cooling", Caption: p.T("approval.cooling"), Empty: p.T("approval.cooling_none"), Keys: true,
		Heads: []ui.ThArgs{
			{Label: p.T("approval.what")}, {Label: p.T("appeal.account")}, {Label: p.T("approval.settled")},
			{Label: p.T("approval.effect")}, {Label: p.T("approval.until")},
		},
	}
	for i := range list {
		c := &list[i]
		name := said(p, c.Name)
		if name == "" {
			name = c.Account.PublicID()
		}
		what, href, until := coolingWhat(p, c)
		settled := c.Settled()
		if settled == "" {
			settled = p.T("approval.follows")
		}
		t.Rows = append(t.Rows, views.Record{Cells: []views.Cell{
			{Text: what, Href: href, Row: true, Wrap: true, Wide: true}, {Text: name, Href: "/accounts/" + c.Account.PublicID()},
			views.Text(settled), views.Text(coolingAt(p, c)), views.Note(until),
		}})
	}
	return t
}

// coolingWhat says what takes effect, where it can be stopped, and how.
func coolingWhat(p views.Page, c *models.Cooling) (what, href, until string) {
	switch {
	case c.Message != nil:
		return p.T("approval.letter", "title", p.Texts.T("letter."+c.Message.Template+".title")), "/messages/" + c.Message.PublicID(), p.T("approval.until_message")
	case c.Appeal != nil:
		return p.T("approval.appeal", "outcome", p.Texts.T("appeal.outcome."+string(c.Appeal.Outcome))), "/appeals/" + c.Appeal.PublicID(), p.T("approval.until_appeal")
	}
	l := c.Limit
	return p.T("approval.limit_later", "product", productText(p, l.Product), "from", views.Money(l.FromFen), "to", views.Money(l.ToFen)),
		"/limits/" + l.PublicID(), p.T("approval.until_limit")
}

// coolingAt is when it takes effect: to the second within a minute or two, else as any time.
func coolingAt(p views.Page, c *models.Cooling) string {
	if c.At.Sub(p.Now) < 2*models.MessageHold {
		return p.Clock(c.At)
	}
	return p.DateTime(c.At)
}
