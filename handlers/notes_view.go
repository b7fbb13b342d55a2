package handlers

import (
	"errors"
	"net/url"
	"strconv"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// notePage is a note's page as one person may see it.
func (l labels) notePage(d *models.NoteDetail, v *Visitor, back string, try noteTry) views.NotePage {
	n := &d.Note
	head := ui.Event{Title: n.AuthorName, Text: said(l.p, n.Words), Time: l.p.Time(n.At), Icon: "note", Person: true}
	if n.Channel != "" {
		head.Title, head.Actor, head.Icon = l.contactLine(n.ContactFacts), n.AuthorName, "phone"
	}
	if n.EditedAt != nil {
		head.Body = views.NoteEnd(l.p, views.NoteFoot{Edited: l.edited(&n.Note)})
	}
	page := views.NotePage{Head: head, Back: ui.LinkArgs{Label: l.p.T("note.back"), Href: noteBack(back, d.Account.ID) + "#notes", Kind: "quiet", Icon: "chevron-left"}}
	for _, was := range d.Former {
		page.Former = append(page.Former, ui.Event{Title: l.p.T("note.replaced", "time", l.p.DateTime(was.ReplacedAt)), Text: said(l.p, was.Words), Time: l.p.Time(was.At), Icon: "note"})
	}
	switch {
	case errors.Is(try.err, models.ErrConflict):
		page.Problem, page.Tone = l.p.T("note.changed"), ui.Amber
	case errors.Is(try.err, models.ErrForbidden):
		page.Problem, page.Tone = l.refused(try.err), ui.Red
	}
	if !v.Can(models.PermAccountNote) {
		return page
	}
	if err := n.MayEdit(v.UserID(), l.p.Now, d.Decided); err != nil {
		if n.AuthorID == v.UserID() {
			page.Why = l.refused(err)
		}
		if try.text != "" { // what was typed is not lost, even where it can be saved nowhere here
			page.Former = append([]ui.Event{{Title: l.p.T("note.typed"), Text: try.text, Icon: "info", Tone: ui.Amber}}, page.Former...)
		}
		return page
	}
	page.Until = l.p.T("note.until", "time", l.p.DateTime(n.At.Add(models.NoteEditFor)))
	form := &views.NoteForm{Action: noteHref(&n.Note) + "/edit", Version: strconv.FormatInt(n.Version, 10), Back: back, Notes: views.NotesData{Value: n.Words}}
	l.colleagues(&form.Notes, d.People)
	if try.err != nil {
		form.Notes.Value, form.Notes.Error = try.text, problems(l.p, try.err)["text"]
	}
	page.Form = form
	return page
}

// refused is why something was refused, in words; empty for another error.
func (l labels) refused(err error) string {
	var refused *models.Refused
	if errors.As(err, &refused) {
		return l.p.T("refused." + refused.Code)
	}
	return ""
}

// noteHref is a note's own page.
func noteHref(n *models.Note) string {
	return "/accounts/" + n.AccountID.Public(models.PrefixAccount) + "/notes/" + n.ID.Public(models.PrefixNote)
}

// edited says when a note was last changed: by the clock when that was today.
func (l labels) edited(n *models.Note) string {
	if n.EditedAt == nil {
		return ""
	}
	at := l.p.DateTime(*n.EditedAt)
	if l.p.Date(*n.EditedAt) == l.p.Date(l.p.Now) {
		at = l.p.HourMinute(*n.EditedAt)
	}
	return l.p.T("note.edited", "time", at)
}

// noteEnd is what stands below a note in a list: nil for nothing.
func (l labels) noteEnd(n *models.NoteText, list views.NotesData, pin *views.NotePin, edit bool) *views.NoteFoot {
	foot := views.NoteFoot{Pin: pin, Edited: l.edited(&n.Note)}
	if list.Read {
		foot.Href = noteHref(&n.Note)
	}
	if edit {
		foot.Edit = noteHref(&n.Note) + "?" + url.Values{"back": {list.Back}}.Encode()
		foot.Label = l.p.T("note.edit_label", "time", l.p.DateTime(n.At))
	}
	if foot.Pin == nil && foot.Edited == "" && foot.Edit == "" {
		return nil
	}
	return &foot
}
