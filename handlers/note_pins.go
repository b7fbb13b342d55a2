package handlers

import (
	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
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
	other := map[string]string{"true": "false", "false": "true"}[f.text("pinned")]
	undo := &views.Undo{Action: c.Request().URL.Path, Fields: [][2]string{{"pinned", other}, {"back", f.text("back")}}}
	return h.doneUndo(c, noteBack(f.text("back"), account)+"#notes", undo, said)
}
