package handlers

import (
	"context"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// LinkedStore is what the page of an account's links needs of the store.
type LinkedStore interface {
	AccountLinks(ctx context.Context, f models.LinkFilter) (*models.AccountLinks, error)
	LinkView(ctx context.Context) (models.LinkView, error)
	SetLinkView(ctx context.Context, actor models.Actor, next models.LinkView) error
	entriesStore
}

// Linked is the page of what an account shares with others.
type Linked struct {
	*Site
	Store LinkedStore
}

// Show shows who an account is linked to, and through what.
func (h *Linked) Show(c echo.Context) error {
	f, err := h.readQuery(c, "kind", "only", "hubs")
	if err != nil {
		return err
	}
	filter := models.LinkFilter{Kind: f.text("kind"), Token: f.text("only"), Hubs: f.checked("hubs")}
	if filter.Validate() != nil {
		return errBadForm
	}
	if filter.AccountID, err = models.ParseID(models.PrefixAccount, c.Param("id")); err != nil {
		return err
	}
	d, err := h.Store.AccountLinks(c.Request().Context(), filter)
	if err != nil {
		return err
	}
	name := labels{views.Page{Texts: h.words(c)}}.name(d.Masked, &d.Account)
	p := h.page(c, "linked.title", "name", name)
	p.Crumbs = accountCrumbs(p, &d.Account, name)
	return h.render(c, http.StatusOK, views.AccountLinks(p, linksView(p, CurrentVisitor(c), filter, d)))
}

// linkedHref is the page of an account's links as a filter narrows it, with changes.
func linkedHref(f models.LinkFilter, kv ...string) string {
	q := url.Values{}
	for name, value := range map[string]string{"kind": f.Kind, "only": f.Token} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.Hubs {
		q.Set("hubs", "1")
	}
	href := "/accounts/" + f.AccountID.Public(models.PrefixAccount) + "/links"
	if query := with(q, kv...); query != "" {
		href += "?" + query
	}
	return href
}
