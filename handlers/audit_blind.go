package handlers

import (
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// blinded is entries as the visitor may read them: without what was decided of cases that this person is to judge again.
func (h *Audit) blinded(c echo.Context, entries []models.AuditEntry, f models.AuditFilter) ([]models.AuditEntry, error) {
	unjudged, err := h.unjudgedAll(c)
	return models.BlindEntries(entries, unjudged, f), err
}

// auditNote is the first line of an export: who took it, when, of what, and whether it is
// all there is.
func auditNote(v *Visitor, now time.Time, q auditQuery, cut bool) string {
	who := ""
	if v.User != nil {
		who = v.User.Name + " (" + v.User.Login + ")"
	}
	note := "Audit export by " + who + " at " + now.UTC().Format(time.RFC3339) + ", filter: " + orDash(q.values.Encode())
	if cut {
		note += ", cut at the newest " + strconv.Itoa(auditExport) + " rows"
	}
	return note
}
