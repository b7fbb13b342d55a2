package handlers

import (
	"context"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// MentionStore is what mentions need of the store.
type MentionStore interface {
	DoneMention(ctx context.Context, user, note models.ID) error
}

// Mentions is what notes ask a person to look at, on the home page.
type Mentions struct {
	*Site
	Store MentionStore
}

// Done takes a mention of the reader off their home page.
func (h *Mentions) Done(c echo.Context) error {
	id, err := models.ParseID(models.PrefixNote, c.Param("id"))
	if err != nil {
		return err
	}
	if err := h.Store.DoneMention(c.Request().Context(), CurrentVisitor(c).UserID(), id); err != nil {
		return err
	}
	return h.done(c, "/", "mention.is_done")
}
