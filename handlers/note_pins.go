package handlers

import (
	"github.com/labstack/echo/v4"

	"candor/models"
)

// Pin puts a note before the others of its account, or back among them, and returns to where that was asked for.
func (h *Accounts) Pin(c echo.Context) error {
	f, err := h.readForm(c, "pinned", "back")
	if err != nil {
		return err
	}
	account, err := models.ParseID(models.PrefixAccount, c.Param("id"))
	if err != nil {
		return err
	}
	note, err := models.ParseID(models.PrefixNote, c.Param("note"))
	if err != nil {
		return err
	}
	cmd, said := models.PinNote{AccountID: account, NoteID: note}, "pin.unpinned"
	switch f.text("pinned") {
	case "true":
		cmd.Pinned, said = true, "pin.pinned"
	case "false":
	default:
		return errBadForm
	}
	if err := h.Store.PinNote(c.Request().Context(), actor(c), cmd); err != nil {
		return err
	}
	return h.done(c, noteBack(f.text("back"), account)+"#notes", said)
}
