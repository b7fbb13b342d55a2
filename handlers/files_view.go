package handlers

import (
	"strconv"
	"unicode/utf8"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// ownerHref is the page of what a file belongs to.
func ownerHref(o models.FileOwner) string {
	switch o.Prefix {
	case models.PrefixCase:
		return "/cases/" + o.PublicID()
	case models.PrefixAppeal:
		return "/appeals/" + o.PublicID()
	case models.PrefixLimit:
		return "/limits/" + o.PublicID()
	}
	return "/accounts/" + o.PublicID()
}

// filesPanel lists an object's files, with the form for one more for who may add.
func filesPanel(p views.Page, v *Visitor, owner models.FileOwner, files []models.FileRow, scans bool) views.FilesPanel {
	d := views.FilesPanel{Count: views.Number(int64(len(files)))}
	for i := range files {
		d.Lines = append(d.Lines, fileLine(p, &files[i], owner))
	}
	if v.Can(models.PermFileAdd) && owner.Grows() {
		d.Add = fileForm(p, "/files/of/"+owner.PublicID(), scans)
	}
	return d
}

// fileForm takes one file to an address.
func fileForm(p views.Page, action string, scans bool) *views.FileForm {
	form := &views.FileForm{Action: action, Button: p.T("files.add"), File: ui.FieldArgs{
		Kind: "file", Name: "file", Label: p.T("files.file"), Hint: p.T("files.hint"), Required: true,
	}}
	form.File.Attrs = map[string]any{"accept": filesAccepted}
	if !scans {
		form.Note = p.T("files.no_scanner")
	}
	return form
}

// filesAccepted is what a browser offers to choose.
const filesAccepted = ".jpg,.jpeg,.png,.webp,.pdf,.txt,.csv,image/jpeg,image/png,image/webp,application/pdf,text/plain"

// papersField takes the papers that belong to what a form makes.
func papersField(p views.Page, scans bool, wrong string) *views.PapersField {
	d := &views.PapersField{File: ui.FieldArgs{
		Kind: "file", Name: "file", Label: p.T("files.papers"), Hint: p.T("files.papers_hint", "n", models.FilesPerForm), Error: wrong,
		Attrs: map[string]any{"accept": filesAccepted, "multiple": true},
	}}
	if !scans {
		d.Note = p.T("files.no_scanner")
	}
	return d
}

// fileLine is one file of a list. Where it belongs is told when it is not to what is looked at.
func fileLine(p views.Page, f *models.FileRow, of models.FileOwner) views.FileLine {
	l := views.FileLine{
		Href: "/files/" + f.PublicID(), Title: fileTitle(p, f), Facts: fileFacts(p, f), By: fileBy(p, f), Time: p.Time(f.At), Icon: "note", Erased: f.ErasedAt != nil,
	}
	if f.Picture() {
		l.Icon = "eye"
	}
	if f.OwnerID != of.PublicID() {
		if owner, err := models.ParseFileOwner(f.OwnerID); err == nil {
			l.Of, l.OfHref = p.T("files.of."+owner.Prefix), ownerHref(owner)
		}
	}
	return l
}

func fileTitle(p views.Page, f *models.FileRow) string {
	if f.ErasedAt != nil {
		return p.T("files.erased")
	}
	return said(p, f.Title)
}

// fileBy is who brought a file: the customer through a link, or a member of staff.
func fileBy(p views.Page, f *models.FileRow) string {
	return customerOr(p, f.ByKind == models.ActorCustomer, f.ByName)
}

// actorText names who made an entry of the record; work that nobody attends to by what it is about.
func actorText(p views.Page, e *models.AuditEntry) string {
	if e.ActorKind == models.ActorJob {
		return labels{p}.word("worker.", e.ActorName)
	}
	return customerOr(p, e.ActorKind == models.ActorCustomer, e.ActorName)
}

// customerOr is the customer in the reader's words, or else a name as it is kept.
func customerOr(p views.Page, customer bool, name string) string {
	if customer {
		return p.T("files.by_customer")
	}
	return name
}

// fileFacts is a file's kind and size in one line.
func fileFacts(p views.Page, f *models.FileRow) string {
	facts := p.T("files.facts", "kind", p.T("files.kind."+string(f.Kind)), "size", sizeText(p, f.Bytes))
	if f.Picture() {
		facts = p.T("files.facts_picture", "facts", facts, "width", f.Width, "height", f.Height)
	}
	return facts
}

// sizeText is a number of bytes for people.
func sizeText(p views.Page, n int64) string {
	switch {
	case n >= 1<<20:
		return p.T("files.mb", "n", strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64))
	case n >= 1<<10:
		return p.T("files.kb", "n", n>>10)
	}
	return p.T("files.bytes", "n", n)
}

// filePage is what stands about one file besides its words.
func filePage(p views.Page, f *models.FileRow) views.FilePage {
	d := views.FilePage{Title: fileTitle(p, f), Back: "/files/of/" + f.OwnerID}
	checked := p.T("files.not_scanned")
	if f.Scanned {
		checked = p.T("files.scanned")
	}
	d.Facts = []ui.Pair{
		{Key: p.T("files.what"), Value: fileFacts(p, f)}, {Key: p.T("files.by"), Value: fileBy(p, f)}, timePair(p, "files.at", &f.At),
		{Key: p.T("files.checked"), Value: checked}, {Key: p.T("common.id"), Body: ui.CopyID(p.Copy(f.PublicID()))},
	}
	if f.ErasedAt != nil {
		return d
	}
	d.Download = "/files/" + f.PublicID() + "/download"
	switch {
	case f.Picture():
		d.Picture, d.Alt = "/files/"+f.PublicID()+"/picture", p.T("files.picture_alt", "name", f.Title)
	case f.Kind == models.FilePDF:
		d.Note = p.T("files.pdf_note")
	case f.Kind == models.FileCSV:
		d.Note = p.T("files.csv_note")
	}
	return d
}

// readablePart is as much of a text as a page shows, and whether that is not all.
func readablePart(b []byte) (text string, cut bool) {
	if len(b) <= models.FileReadMax {
		return string(b), false
	}
	end := models.FileReadMax
	for end > 0 && !utf8.RuneStart(b[end]) {
		end--
	}
	return string(b[:end]), true
}
