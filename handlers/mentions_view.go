package handlers

import (
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// mentions is the table of what waits for this reader, nil when nothing does, and a note when not all of it is listed. Without
// the right to read accounts it has no words and leads nowhere.
func (l labels) mentions(h models.Home, v *Visitor) (*views.Records, string) {
	if len(h.Mentions) == 0 {
		return nil, ""
	}
	reads := v.Can(models.PermAccountRead)
	r := views.Records{ID: "mentioned", Caption: l.p.T("mention.title"), Heads: []ui.ThArgs{{Label: l.p.T("mention.account")}, {Label: l.p.T("mention.by")}, {Label: l.p.T("mention.at")}}}
	if reads {
		r.Heads = append(r.Heads, ui.ThArgs{Label: l.p.T("mention.words")})
	}
	r.Heads = append(r.Heads, ui.ThArgs{Label: l.p.T("mention.act"), Quiet: true})
	for _, m := range h.Mentions {
		r.Rows = append(r.Rows, l.mentionRow(m, reads))
	}
	if h.MentionCount > len(h.Mentions) {
		return &r, l.p.T("mention.newest", "n", len(h.Mentions), "all", capped(h.MentionCount))
	}
	return &r, ""
}

func (l labels) mentionRow(m models.MentionItem, reads bool) views.Record {
	id := m.AccountID.Public(models.PrefixAccount)
	account := views.Cell{Text: l.nameOf(m.Masked, m.ExternalID, m.AccountID)}
	if reads {
		account.Href, account.Sub = "/accounts/"+id+"#notes", id
	}
	cells := []views.Cell{account, views.Text(m.ByName), views.At(l.p.Moment(m.At))}
	if reads {
		cells = append(cells, views.Cell{Text: said(l.p, m.Words), Wrap: true, Wide: true})
	}
	note := m.NoteID.Public(models.PrefixNote)
	done := views.Cell{Body: views.MentionDone(l.p, "/mentions/"+note+"/done", account.Text), Bare: true}
	return views.Record{ID: note, Cells: append(cells, done)}
}
