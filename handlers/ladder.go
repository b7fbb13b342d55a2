package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
)

// Ladder is how a policy version decides events besides its rules: cut-offs by risk, floors by
// band, what is asked of the customer, and how far the engine goes by itself.
type Ladder struct {
	*Site
	Store LadderStore
}

// LadderStore is what the ladder needs of the record.
type LadderStore interface {
	DraftStore
	eventTrier
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
	return h.draw(c, v, ladderShown{in: ladderInputOf(&v.Document)})
}

// ladderShown is the ladder as it is typed, what was wrong with it, and what trying it said.
type ladderShown struct {
	in  ladderInput
	err error
	try unsavedTry
}

func (h *Ladder) draw(c echo.Context, v *models.Policy, s ladderShown) error {
	p := h.page(c, "ladder_edit.title", "version", v.Version)
	p.Crumbs = policyCrumbs(p, v.Version)
	d := ladderPage(p, CurrentVisitor(c), v, s)
	if errors.Is(s.err, models.ErrConflict) || errors.Is(s.err, models.ErrState) {
		d.Conflict = whoChangedPolicy(c.Request().Context(), p, h.Store, v.Version)
	}
	status := http.StatusOK
	if s.err != nil {
		status = statusOf(s.err)
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
	shown := ladderShown{in: readLadder(f), try: unsavedTry{on: f.text(unsavedField)}}
	at := models.PolicyStep{Version: v.Version, Revision: f.version()}
	doc := shown.in.document(v.Document, &f.bad)
	if f.text("do") == "try" {
		return h.tryTyped(c, f, v, doc, shown)
	}
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
		shown.err = err
		return h.draw(c, v, shown)
	}
	return err
}

// tryTyped decides past events by the draft with the ladder as it is typed, and shows the answer in the form. Nothing is saved.
func (h *Ladder) tryTyped(c echo.Context, f *form, v *models.Policy, doc decide.Policy, shown ladderShown) error {
	if visitor := CurrentVisitor(c); !ownDraft(visitor, v) || !visitor.Can(models.PermScoreRead) {
		return models.ErrForbidden
	}
	if shown.err = f.err(); shown.err == nil {
		shown.try, shown.err = tryUnsavedEvents(c.Request().Context(), h.Store, doc, shown.try.on)
	}
	if shown.err != nil && !again(shown.err) {
		return shown.err
	}
	return h.draw(c, v, shown)
}
