package handlers

import (
	"github.com/labstack/echo/v4"

	"candor/models"
)

// Dismiss closes the case of a row as a false alarm and goes on with the row below. It is the only decision that a row offers: whoever
// decides against a customer opens the case.
func (h *CaseDesk) Dismiss(c echo.Context) error {
	var back string
	id, f, err := h.act(c, partDismiss, []string{"why", "warned"}, func(id models.ID, f *form) error {
		version := f.version()
		if err := f.err(); err != nil {
			return err
		}
		var err error
		if back, err = h.rowBelow(c, f, id); err != nil {
			return err
		}
		cmd := models.DismissCase{CaseID: id, Version: version, Reason: f.text("why"), Unwarned: !f.checked("warned")}
		_, err = h.Desk.DismissCase(c.Request().Context(), actor(c), cmd)
		return err
	})
	if err != nil || f == nil {
		return err
	}
	if back != "" {
		return h.done(c, back, "preview.dismissed")
	}
	return h.goOn(c, id, f.text("view"), afterwards{alone: "case.decided", progress: "case.progress"})
}
