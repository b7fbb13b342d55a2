package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// Ladder is how a policy version decides events besides its rules: cut-offs by risk, floors by
// band, what is asked of the customer, and how far the engine goes by itself.
type Ladder struct {
	*Site
	Store DraftStore
}

func ladderHref(version int) string { return policyHref(version) + "/ladder" }

// Show shows the ladder, as an editor in the reader's own draft.
func (h *Ladder) Show(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	v, err := eventsVersion(c, h.Store)
	if err != nil {
		return err
	}
	return h.draw(c, v, ladderInputOf(&v.Document), nil)
}

func (h *Ladder) draw(c echo.Context, v *models.Policy, in ladderInput, refused error) error {
	p := h.page(c, "ladder_edit.title", "version", v.Version)
	p.Crumbs = policyCrumbs(p, v.Version)
	d := ladderPage(p, CurrentVisitor(c), v, in, refused)
	if errors.Is(refused, models.ErrConflict) || errors.Is(refused, models.ErrState) {
		d.Conflict = changedBy(c.Request().Context(), h.Store, p, v.Version)
	}
	status := http.StatusOK
	if refused != nil {
		status = statusOf(refused)
	}
	return h.render(c, status, views.Ladder(p, d))
}

// Save keeps what was typed into a draft's ladder.
func (h *Ladder) Save(c echo.Context) error {
	f, err := h.readForm(c, ladderFields()...)
	if err != nil {
		return err
	}
	v, err := eventsVersion(c, h.Store)
	if err != nil {
		return err
	}
	in := readLadder(f)
	at := models.PolicyStep{Version: v.Version, Revision: f.version()}
	doc := in.document(v.Document, &f.bad)
	if err = f.err(); err == nil && at.Revision != v.Revision {
		err = models.ErrConflict // the change was made to another document than this one
	}
	if err == nil {
		_, err = h.Store.EditPolicy(c.Request().Context(), actor(c), at, doc)
	}
	switch {
	case err == nil:
		return h.done(c, ladderHref(v.Version), "ladder_edit.saved")
	case again(err) && ownDraft(CurrentVisitor(c), v):
		return h.draw(c, v, in, err)
	}
	return err
}
