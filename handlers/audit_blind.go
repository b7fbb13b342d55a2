package handlers

import (
	"github.com/labstack/echo/v4"

	"candor/models"
)

// blinded is entries as the visitor may read them: without what was decided of cases that this person is to judge again.
func (h *Audit) blinded(c echo.Context, entries []models.AuditEntry, f models.AuditFilter) ([]models.AuditEntry, error) {
	unjudged, err := h.unjudgedAll(c)
	return models.BlindEntries(entries, unjudged, f), err
}
