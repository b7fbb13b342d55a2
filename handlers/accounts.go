package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// AccountStore is what accounts need of the store.
type AccountStore interface {
	Accounts(ctx context.Context, f models.AccountFilter) (models.AccountPage, error)
	AccountFacets(ctx context.Context, f models.AccountFilter, bands []string) (*models.AccountFacets, error)
	AccountDetail(ctx context.Context, id models.ID) (*models.AccountDetail, error)
	Hardships(ctx context.Context, account models.ID) (*models.HardshipDetail, error)
	Timeline(ctx context.Context, f models.TimelineFilter) (*models.Timeline, error)
	Search(ctx context.Context, actor models.Actor, cmd models.Search) ([]models.SearchHit, error)
	NamedAccounts(ctx context.Context, typed string) ([]models.SearchHit, error)
	Reveal(ctx context.Context, actor models.Actor, cmd models.Reveal) (string, error)
	AddNote(ctx context.Context, actor models.Actor, cmd models.NewNote) (*models.Note, error)
	PinNote(ctx context.Context, actor models.Actor, cmd models.PinNote) error
	ProfileChanges(ctx context.Context, account models.ID) ([]models.ProfileChange, error)
	SeeMentions(ctx context.Context, user, account models.ID) error
	tagStore
}

// Accounts is the book: its list, the search, and one account's page.
type Accounts struct {
	*Site
	Store AccountStore
}

// accountLimit is how many rows a page of the list has.
const accountLimit = 50

// List shows a page of the book.
func (h *Accounts) List(c echo.Context) error {
	f, err := h.readQuery(c, bookAddress()...)
	if err != nil {
		return err
	}
	if _, ok := bookColumns.of(f.text("cols")); !ok {
		return errBadForm
	}
	v := CurrentVisitor(c)
	filter, err := readAccountFilter(f, v)
	status := statusOf(err)
	if err != nil && status != http.StatusUnprocessableEntity {
		return err
	}
	var page models.AccountPage
	var facets *models.AccountFacets
	if err == nil {
		if page, err = h.Store.Accounts(c.Request().Context(), filter); err != nil {
			return err
		}
		if facets, err = h.Store.AccountFacets(c.Request().Context(), filter, bandNames()); err != nil {
			return err
		}
	}
	inUse, err := h.Store.TagsInUse(c.Request().Context())
	if err != nil {
		return err
	}
	p := h.page(c, "account.list")
	d := accountsView(p, v, f, filter, page)
	if len(d.Errors) == 0 {
		labels{p}.countBook(&d, withColumns(accountQuery(f, filter), f), filter, facets)
	}
	d.InUse = inUse
	return h.render(c, status, views.Accounts(p, d))
}

// Search finds accounts, and what else the visitor may open, by exactly what was typed; the only hit is opened. It is a POST, so that
// nothing personal is ever part of an address.
func (h *Accounts) Search(c echo.Context) error {
	f, err := h.readForm(c, "q")
	if err != nil {
		return err
	}
	hits, err := h.Store.Search(c.Request().Context(), actor(c), models.Search{Query: f.text("q"), May: CurrentVisitor(c).Permissions()})
	if err != nil && !again(err) {
		return overQuota(err)
	}
	if err == nil && len(hits) == 1 {
		return h.redirect(c, hitHref(&hits[0]))
	}
	p := h.page(c, "account.found")
	return h.render(c, statusOf(err), views.Accounts(p, foundView(p, CurrentVisitor(c), hits, err)))
}

// overQuota makes a spent quota a 429.
func overQuota(err error) error {
	if errors.Is(err, models.ErrQuota) {
		return echo.NewHTTPError(http.StatusTooManyRequests).SetInternal(err)
	}
	return err
}

// Show shows one account.
func (h *Accounts) Show(c echo.Context) error { return h.show(c, accountTry{}) }

// accountTry is an action that was refused, to be shown on the account's page again: what was typed, why, and in which part.
type accountTry struct {
	note, tag string
	form      *form // of a tag
	err       error
	part      string // partTags, "" for the notes
}

func (h *Accounts) show(c echo.Context, try accountTry) error {
	id, err := models.ParseID(models.PrefixAccount, c.Param("id"))
	if err != nil {
		return err
	}
	d, err := h.Store.AccountDetail(c.Request().Context(), id)
	if err != nil {
		return err
	}
	v := CurrentVisitor(c)
	newest, err := h.Store.Timeline(c.Request().Context(), models.TimelineFilter{AccountID: id, Kinds: timelineKinds(v), Limit: timelineFewest})
	if err != nil {
		return err
	}
	unjudged, err := h.unjudged(c, id)
	if err != nil {
		return err
	}
	d.Blind(unjudged)
	newest.Blind(unjudged)
	if try.err == nil {
		if err := h.Store.SeeMentions(c.Request().Context(), v.UserID(), id); err != nil {
			return err
		}
	}
	view, err := h.view(c)
	if err != nil {
		view = "" // an address that no page of ours gives; the account is shown without its neighbours
	}
	p := h.page(c, "account.title", "name", labels{views.Page{Texts: h.words(c)}}.name(d.Masked, &d.Account))
	p.Crumbs = []views.Crumb{{Label: p.T("nav.home"), Href: "/"}, {Label: p.T("nav.accounts"), Href: bookHref(view)}}
	data := accountView(p, d, newest, v)
	if err := h.fillKnown(c, p, d, &data); err != nil {
		return err
	}
	data.Head.Steps = labels{p}.accountSteps(id, view)
	if view != "" {
		data.Notes.Back = accountAt(id, view)
	}
	data.Notes.Value, data.Notes.Error = try.note, problems(p, try.err)["text"]
	if data.Head.Tags, err = h.tagsView(c, p, h.Store, d, "/accounts/"+d.Account.PublicID()+"/tags", try); err != nil {
		return err
	}
	if data.Files, err = h.filesPanel(c, p, models.FileOwner{Prefix: models.PrefixAccount, ID: id}); err != nil {
		return err
	}
	return h.render(c, statusOf(try.err), views.Account(p, data))
}

// AddNote puts a note on an account and returns to where it was written.
func (h *Accounts) AddNote(c echo.Context) error {
	f, err := h.readForm(c, "text", "back")
	if err != nil {
		return err
	}
	id, err := models.ParseID(models.PrefixAccount, c.Param("id"))
	if err != nil {
		return err
	}
	_, err = h.Store.AddNote(c.Request().Context(), actor(c), models.NewNote{AccountID: id, Text: f.text("text")})
	if err != nil && !errors.Is(err, models.ErrTwice) { // the first of two clicks is not seen any more: the second says what it did
		if again(err) {
			return h.show(c, accountTry{note: f.text("text"), err: err})
		}
		return err
	}
	return h.done(c, noteBack(f.text("back"), id)+"#notes", "account.note_added")
}

// noteBack is the page a note was written on, when it is one of ours that carries notes.
func noteBack(back string, account models.ID) string {
	if ownCasePage(back) || strings.HasPrefix(back, accountAt(account, "")+"?view=") && localPath(back) == back {
		return back
	}
	return accountAt(account, "")
}

// AskReveal shows the form that asks for one field of an identity.
func (h *Accounts) AskReveal(c echo.Context) error {
	f, err := h.readQuery(c, "field", "over")
	if err != nil {
		return err
	}
	return h.reveal(c, http.StatusOK, views.RevealData{Field: f.text("field"), Over: f.checked("over")}, nil)
}

// Reveal records who asks and why, and shows the field once: on this answer, which is not
// stored anywhere, is gone with a reload, and after revealFor by itself.
func (h *Accounts) Reveal(c echo.Context) error {
	f, err := h.readForm(c, "field", "reason")
	if err != nil {
		return err
	}
	id, err := models.ParseID(models.PrefixAccount, c.Param("id"))
	if err != nil {
		return err
	}
	cmd := models.Reveal{AccountID: id, Field: models.PersonalField(f.text("field")), Reason: f.text("reason")}
	value, err := h.Store.Reveal(c.Request().Context(), actor(c), cmd)
	if err != nil && !again(err) {
		return overQuota(err)
	}
	return h.reveal(c, statusOf(err), views.RevealData{Field: f.text("field"), Reason: f.text("reason"), Value: value}, err)
}

func (h *Accounts) reveal(c echo.Context, status int, data views.RevealData, problem error) error {
	id, err := models.ParseID(models.PrefixAccount, c.Param("id"))
	if err != nil {
		return err
	}
	d, err := h.Store.AccountDetail(c.Request().Context(), id)
	if err != nil {
		return err
	}
	p := h.page(c, "reveal.title")
	p.Crumbs = []views.Crumb{{Label: p.T("nav.home"), Href: "/"}, {Label: p.T("nav.accounts"), Href: "/accounts"}}
	c.Response().Header().Set("Cache-Control", "no-store")
	view := revealView(p, d, data, problem)
	if view.Value != "" { // the browser leaves by itself, also without scripting
		over := view.Action + "?" + url.Values{"field": {view.Field}, "over": {"1"}}.Encode()
		c.Response().Header().Set("Refresh", strconv.Itoa(int(revealFor/time.Second))+"; url="+over)
	}
	return h.render(c, status, views.Reveal(p, view))
}

// revealFor is how long a revealed field stays on the screen.
const revealFor = time.Minute
