package handlers

import (
	"slices"
	"strconv"

	"candor/models"
	"candor/views"
)

// undoNewest puts the form that takes the newest act back beside that act, for whoever did it and may do what takes it back.
func (l labels) undoNewest(d *models.CaseDetail, v *Visitor, data *views.CaseData) {
	// Flags that were put on the case since leave standing what somebody did to it.
	at := slices.IndexFunc(d.Entries, func(e models.AuditEntry) bool { return e.Action != models.ActionCaseFlagged })
	if at < 0 || at >= len(data.Timeline) {
		return
	}
	u := d.Case.UndoOf(&d.Entries[at], v.UserID(), l.p.Now)
	if u == nil {
		return
	}
	needs := models.PermCaseWork
	if u.Verb == "move" || u.Verb == "unassign" {
		needs = models.PermCaseAssign
	}
	if !v.Can(needs) || !v.Can(d.Case.Queue.Needs()) && needs == models.PermCaseWork {
		return
	}
	newest := &data.Timeline[at]
	newest.Body = views.UndoForm(l.p, undoCase(&d.Case, u, data.View), l.p.T("case.undo_of", "act", newest.Title))
}

// undoCase is the form that takes an act on a case back.
func undoCase(c *models.Case, u *models.CaseUndo, view string) views.Undo {
	form := views.Undo{Action: "/cases/" + c.PublicID() + "/" + u.Verb, Fields: [][2]string{{"view", view}}}
	if u.Verb == "move" {
		form.Fields = append(form.Fields, [2]string{"to", u.To.Key()}, [2]string{"version", strconv.FormatInt(c.Version, 10)})
	}
	if u.Verb == "unassign" {
		form.Fields = append(form.Fields, [2]string{"version", strconv.FormatInt(c.Version, 10)})
	}
	return form
}
