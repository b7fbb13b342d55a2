package handlers

import (
	"context"
	"errors"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// NoteStore is what a note's own page needs of the store.
type NoteStore interface {
	NoteDetail(ctx context.Context, account, note models.ID) (*models.NoteDetail, error)
	EditNote(ctx context.Context, actor models.Actor, cmd models.EditNote) error
}

// Notes is the page of one note: what it says, what it said, and the form by which its author changes it.
type Notes struct {
	*Site
	Store NoteStore
}

// noteTry is a change that was refused: what was typed, and why.
type noteTry struct {
	text string
	err  error
}

// Show shows a note with all it ever said.
func (h *Notes) Show(c echo.Context) error {
	f, err := h.readQuery(c, "back")
	if err != nil {
		return err
	}
	return h.show(c, f.text("back"), noteTry{})
}

func (h *Notes) show(c echo.Context, back string, try noteTry) error {
	account, note, err := noteAt(c)
	if err != nil {
		return err
	}
	d, err := h.Store.NoteDetail(c.Request().Context(), account, note)
	if err != nil {
		return err
	}
	p := h.page(c, "note.title", "name", d.Note.AuthorName)
	l := labels{p}
	p.Crumbs = []views.Crumb{{Label: p.T("nav.home"), Href: "/"}, {Label: p.T("nav.accounts"), Href: "/accounts"},
		{Label: l.name(d.Masked, &d.Account), Href: "/accounts/" + d.Account.PublicID()}}
	return h.render(c, statusOf(try.err), views.NoteView(p, l.notePage(d, CurrentVisitor(c), back, try)))
}

// noteAt reads which note of which account an address names.
func noteAt(c echo.Context) (account, note models.ID, err error) {
	if account, err = models.ParseID(models.PrefixAccount, c.Param("id")); err != nil {
		return 0, 0, err
	}
	note, err = models.ParseID(models.PrefixNote, c.Param("note"))
	return account, note, err
}

// Edit has a note say something else and returns to where that was asked for. What was typed stays when it is refused.
func (h *Notes) Edit(c echo.Context) error {
	f, err := h.readForm(c, "text", "version", "back")
	if err != nil {
		return err
	}
	account, note, err := noteAt(c)
	if err != nil {
		return err
	}
	cmd := models.EditNote{AccountID: account, NoteID: note, Version: f.version(), Text: f.text("text")}
	if err = f.err(); err == nil {
		err = h.Store.EditNote(c.Request().Context(), actor(c), cmd)
	}
	if err != nil && (again(err) || errors.Is(err, models.ErrForbidden)) {
		return h.show(c, f.text("back"), noteTry{f.text("text"), err})
	}
	if err != nil {
		return err
	}
	return h.done(c, noteBack(f.text("back"), account)+"#notes", "note.saved")
}
