package handlers

import (
	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// fromQueue is what a form says that stands on a row of the queue: whoever sends it goes back there.
const fromQueue = "queue"

// rowBelow is the view with the row that takes the place of one that leaves it: the next, else the one before, else the view alone.
// It is asked before the act, while the case still has its place; empty for a form that stands elsewhere.
func (h *CaseDesk) rowBelow(c echo.Context, f *form, id models.ID) (string, error) {
	if !f.one("from", fromQueue) {
		return "", nil
	}
	view, filter, err := h.view(f.text("view"), c)
	if err != nil {
		return "", err
	}
	ctx := c.Request().Context()
	here, err := h.Desk.Case(ctx, id)
	if err != nil {
		return "", err
	}
	at := here.Cursor(filter.Sort)
	filter.Limit = 1
	for _, side := range []struct{ after, before *models.CaseCursor }{{after: &at}, {before: &at}} {
		filter.After, filter.Before = side.after, side.before
		page, err := h.Desk.Cases(ctx, filter)
		if err != nil {
			return "", err
		}
		if len(page.Items) > 0 {
			return rowHref(view.Encode(), page.Items[0].ID), nil
		}
	}
	return "/queue?" + view.Encode(), nil
}

// heldFromRow leads back to the row whose case was claimed or given up, and offers to take that back.
func (h *Cases) heldFromRow(c echo.Context, id models.ID, query, said string) error {
	back := claimRow(id, query)
	if said == "" {
		said, back.Action = "preview.claimed", "/cases/"+id.Public(models.PrefixCase)+"/release"
	}
	left := h.words(c).N("common.minutes", int(models.CaseLease.Minutes()))
	return h.doneUndo(c, rowHref(wholeView(query), id), back, said, "left", left)
}

// claimRow is claimAgain for an act on a row: it leads back to it.
func claimRow(id models.ID, view string) *views.Undo {
	undo := claimAgain(id, view)
	undo.Fields = append(undo.Fields, [2]string{"from", fromQueue})
	return undo
}
