package handlers

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// EventStore is what the page of an account's events needs of the store.
type EventStore interface {
	AccountEvents(ctx context.Context, f models.EventFilter) (*models.AccountEvents, error)
}

// Events is the page of an account's events.
type Events struct {
	*Site
	Store EventStore
}

// eventLimit is how many events a page has.
const eventLimit = 50

// List shows a page of an account's events.
func (h *Events) List(c echo.Context) error {
	f, err := h.readQuery(c, "kind", "after", "before")
	if err != nil {
		return err
	}
	filter := models.EventFilter{
		Group: models.EventGroup(f.text("kind")), Limit: eventLimit,
		After: f.id("after", models.PrefixDecision), Before: f.id("before", models.PrefixDecision),
	}
	if f.err() != nil || !slices.Contains(models.EventGroups(), filter.Group) {
		return errBadForm
	}
	if filter.AccountID, err = models.ParseID(models.PrefixAccount, c.Param("id")); err != nil {
		return err
	}
	d, err := h.Store.AccountEvents(c.Request().Context(), filter)
	if err != nil {
		return err
	}
	name := labels{views.Page{Texts: h.words(c)}}.name(d.Masked, &d.Account)
	p := h.page(c, "events.title", "name", name)
	p.Crumbs = []views.Crumb{
		{Label: p.T("nav.home"), Href: "/"}, {Label: p.T("nav.accounts"), Href: "/accounts"}, {Label: name, Href: "/accounts/" + d.Account.PublicID()},
	}
	return h.render(c, http.StatusOK, views.Events(p, eventsView(p, CurrentVisitor(c), filter, d)))
}

// eventsHref is a page of an account's events.
func eventsHref(account models.ID, group models.EventGroup, kv ...string) string {
	q := url.Values{}
	if group != models.EventsAll {
		q.Set("kind", string(group))
	}
	href := "/accounts/" + account.Public(models.PrefixAccount) + "/events"
	if query := with(q, kv...); query != "" {
		href += "?" + query
	}
	return href
}
