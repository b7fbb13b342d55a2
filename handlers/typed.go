package handlers

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// TypedStore is what is kept of forms that were not sent yet.
type TypedStore interface {
	SaveDraft(ctx context.Context, user models.ID, cmd models.NewDraft) error
	Drafts(ctx context.Context, user models.ID, forms []string) ([]models.DraftText, error)
	DropDraft(ctx context.Context, user models.ID, form string) error
}

// Typed keeps what people type into forms until they send them. Only a script asks for it; without one a form is as it always was.
type Typed struct {
	*Site
	Store TypedStore
}

// typedForms is how many forms one page may ask for.
const typedForms = 40

// typedDraft is a draft as the script gets it, with what it says about it.
type typedDraft struct {
	Form    string              `json:"form"`
	Fields  map[string][]string `json:"fields"`
	Said    string              `json:"said"`    // the draft was put into the form
	Older   string              `json:"older"`   // the form shows a newer state than the draft was typed on
	Restore string              `json:"restore"` // label of the button that puts it in all the same
	Discard string              `json:"discard"` // label of the button that drops it
}

// List gives the drafts of the forms on a page.
func (h *Typed) List(c echo.Context) error {
	f, err := h.readQuery(c, "form*")
	if err != nil {
		return err
	}
	forms := f.list("form")
	if len(forms) == 0 || len(forms) > typedForms {
		return errBadForm
	}
	drafts, err := h.Store.Drafts(c.Request().Context(), CurrentVisitor(c).UserID(), forms)
	if err != nil {
		return err
	}
	p, zone := h.words(c), h.zone(c)
	list := []typedDraft{}
	for _, d := range drafts {
		at, typed := "time", d.At.In(zone)
		moment := typed.Format("15:04")
		if typed.Format(time.DateOnly) != h.Now().In(zone).Format(time.DateOnly) {
			moment = typed.Format("2006-01-02 15:04")
		}
		list = append(list, typedDraft{
			Form: d.Form, Fields: d.Fields, Said: p.T("draft.said", at, moment), Older: p.T("draft.older", at, moment),
			Restore: p.T("draft.restore"), Discard: p.T("draft.discard"),
		})
	}
	return c.JSON(http.StatusOK, list)
}

// Save keeps what was typed so far.
func (h *Typed) Save(c echo.Context) error {
	f, err := h.readForm(c, "form", "body")
	if err != nil {
		return err
	}
	cmd := models.NewDraft{Form: f.text("form")}
	if err := json.Unmarshal([]byte(f.Values.Get("body")), &cmd.Fields); err != nil {
		return errBadForm
	}
	if err := h.Store.SaveDraft(c.Request().Context(), CurrentVisitor(c).UserID(), cmd); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// Settled forgets the draft of a form that was sent and taken: what is answered by another page, and not by the form again.
func (h *Typed) Settled(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		err := next(c)
		v, r := CurrentVisitor(c), c.Request()
		if err != nil || v.User == nil || r.Method != http.MethodPost || !taken(c) || slices.Contains(notTyped, r.URL.Path) {
			return err
		}
		return h.Store.DropDraft(r.Context(), v.User.ID, strings.TrimSuffix(r.URL.Path, "/"))
	}
}

// notTyped are the addresses whose forms hold nothing that is kept.
var notTyped = []string{"/drafts", "/session", "/signin", "/signout", "/profile/display", "/accounts/search"}

// taken reports whether a request was answered by leading on.
func taken(c echo.Context) bool {
	return c.Response().Status == http.StatusSeeOther || c.Response().Header().Get("HX-Redirect") != ""
}
