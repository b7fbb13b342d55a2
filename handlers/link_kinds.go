package handlers

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// Kinds shows which kinds of shared things come first among an account's links, and which are left out.
func (h *Linked) Kinds(c echo.Context) error {
	view, err := h.Store.LinkView(c.Request().Context())
	if err != nil {
		return err
	}
	return h.kinds(c, http.StatusOK, view, views.MeasureForm{})
}

func (h *Linked) kinds(c echo.Context, status int, view models.LinkView, typed views.MeasureForm) error {
	p := h.page(c, "link_kinds.title")
	d := views.LinkKinds{Version: strconv.FormatInt(view.Version, 10), First: view.First, Hidden: view.Hidden, Form: typed}
	for _, kind := range models.LinkKinds() {
		d.Kinds = append(d.Kinds, ui.Option{Value: kind, Label: labels{p}.word("shared.", kind)})
	}
	return h.render(c, status, views.LinkKindsPage(p, d))
}

// SetKinds takes the choice.
func (h *Linked) SetKinds(c echo.Context) error {
	f, err := h.readForm(c, "first*", "hidden*", "version")
	if err != nil {
		return err
	}
	next := models.LinkView{First: f.list("first"), Hidden: f.list("hidden"), Version: f.version()}
	if err = f.err(); err == nil {
		err = h.Store.SetLinkView(c.Request().Context(), actor(c), next)
	}
	if err == nil {
		return h.done(c, "/links/kinds", "link_kinds.done")
	}
	if status, yes := shown(err); yes {
		return h.kinds(c, status, next, h.typed(c, h.Store, f, err, models.AuditFilter{ObjectType: "link_kinds"}))
	}
	return err
}

// hiddenKinds names the kinds of links that a page narrowed to one kind, or to none, leaves out; "" for none.
func (l labels) hiddenKinds(view models.LinkView, asked string) string {
	if asked != "" || len(view.Hidden) == 0 {
		return ""
	}
	names := make([]string, len(view.Hidden))
	for i, kind := range view.Hidden {
		names[i] = l.word("shared.", kind)
	}
	return l.p.T("link_kinds.hidden_note", "kinds", strings.Join(names, l.p.T("common.list_separator")))
}

// shownKinds is the kinds of an account's links that are counted on its page, in the order in which they are shown.
func shownKinds(d *models.AccountDetail) []string {
	kinds := slices.DeleteFunc(sortedKeys(d.LinkCounts), func(kind string) bool { return d.LinkView.Hides(kind, "") })
	slices.SortStableFunc(kinds, d.LinkView.Before)
	return kinds
}

// shownLinks is an account's links of those kinds, in that order.
func shownLinks(d *models.AccountDetail) []*models.Link {
	var list []*models.Link
	for i := range d.Links {
		if !d.LinkView.Hides(d.Links[i].Kind, "") {
			list = append(list, &d.Links[i])
		}
	}
	slices.SortStableFunc(list, func(a, b *models.Link) int { return d.LinkView.Before(a.Kind, b.Kind) })
	return list
}
