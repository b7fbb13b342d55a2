package handlers

import (
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// partReopen is the part of a case's page that puts its decision right.
const partReopen = "reopen"

// Reopen takes the decision on a case back, and shows the open case.
func (h *CaseDesk) Reopen(c echo.Context) error {
	id, f, err := h.act(c, partReopen, []string{"wrong"}, func(id models.ID, f *form) error {
		cmd := models.ReopenCase{CaseID: id, Version: f.version(), Reason: f.text("wrong")}
		if err := f.err(); err != nil {
			return err
		}
		_, err := h.Desk.ReopenCase(c.Request().Context(), actor(c), cmd)
		return err
	})
	if err != nil || f == nil {
		return err
	}
	return h.done(c, caseHref(id, f.text("view")), "case.reopened")
}

// reopening offers to put the decision right, to whoever decided and to leads, and names what was made from the case and stays; the newest
// decision of the timeline leads there.
func (l labels) reopening(d *models.CaseDetail, v *Visitor, data *views.CaseData) {
	c := &d.Case
	if d.Blinded || !v.Can(models.PermCaseWork) || !v.Can(c.Queue.Needs()) || !c.MayReopen(v.UserID(), v.Can(models.PermCaseAssign)) {
		return
	}
	r := &views.CaseReopen{Action: "/cases/" + c.PublicID() + "/reopen", Version: strconv.FormatInt(c.Version, 10)}
	if v.Can(models.PermAccountRead) {
		for i := range d.Account.Sanctions {
			if s := &d.Account.Sanctions[i]; s.CaseID == c.ID && s.Waiting() {
				r.Stays = append(r.Stays, views.Cell{Text: l.word("sanction.kind.", string(s.Kind)), Href: "/sanctions/" + s.ID.Public(models.PrefixSanction)})
			}
		}
		for i := range d.Account.Limits {
			if change := &d.Account.Limits[i]; change.CaseID == c.ID && change.Waiting() {
				text := l.p.T("case.reopen_limit", "from", views.Money(change.FromFen), "to", views.Money(change.ToFen))
				r.Stays = append(r.Stays, views.Cell{Text: text, Href: "/limits/" + change.ID.Public(models.PrefixLimit)})
			}
		}
	}
	data.Reopen = r
	at := slices.IndexFunc(d.Entries, func(e models.AuditEntry) bool { return e.Action == models.ActionCaseDecided })
	if at >= 0 && at < len(data.Timeline) {
		data.Timeline[at].Body = views.Link("#"+partReopen, l.p.T("case.reopen"))
	}
}
