package handlers

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// SavedViewStore keeps views of the queue and how people work through it.
type SavedViewStore interface {
	viewStore
	SaveView(ctx context.Context, actor models.Actor, cmd models.SaveView) (*models.QueueView, error)
	RemoveView(ctx context.Context, actor models.Actor, id models.ID) error
	RestoreView(ctx context.Context, actor models.Actor, id models.ID) error
	SetQueue(ctx context.Context, actor models.Actor, first *string, stay *bool) error
	QueueFacets(ctx context.Context, f models.CaseFilter) (*models.QueueFacets, error)
}

// SavedViews is the pages that change a view of the queue itself: its name, its columns, what it is narrowed to.
type SavedViews struct {
	*Site
	Store SavedViewStore
}

// Show lists the visitor's views and offers to keep the one that the address carries.
func (h *SavedViews) Show(c echo.Context) error {
	f, err := h.readQuery(c, "view")
	if err != nil {
		return err
	}
	return h.show(c, f, nil)
}

func (h *SavedViews) show(c echo.Context, f *form, refused error) error {
	view, _, err := h.view(f.text("view"), c)
	if err != nil {
		return err
	}
	v, ctx := CurrentVisitor(c), c.Request().Context()
	saved, err := h.Store.QueueViews(ctx, v.UserID(), roleKeys(v))
	if err != nil {
		return err
	}
	set, err := h.Store.QueueSetting(ctx, v.UserID())
	if err != nil {
		return err
	}
	p := h.queuePart(c, "queue.views_title", view)
	return h.render(c, statusOf(refused), views.QueueViews(p, queueViewsView(p, v, view, saved, set, f, refused)))
}

// queuePart is a page below the queue.
func (s *Site) queuePart(c echo.Context, title string, view url.Values) views.Page {
	p := s.page(c, title)
	p.Crumbs = []views.Crumb{{Label: p.T("nav.home"), Href: "/"}, {Label: p.T("nav.queue"), Href: queueHref(view.Encode())}}
	return p
}

// Save keeps a view under a name.
func (h *SavedViews) Save(c echo.Context) error {
	f, err := h.readForm(c, "view", "name", "scope", "first")
	if err != nil {
		return err
	}
	view, _, err := h.view(f.text("view"), c)
	if err != nil {
		return err
	}
	scope, team, _ := strings.Cut(f.text("scope"), ":")
	cmd := models.SaveView{Name: f.text("name"), Scope: models.ViewScope(scope), Team: team, Query: view.Encode(), First: f.checked("first")}
	if _, err := h.Store.SaveView(c.Request().Context(), actor(c), cmd); err != nil {
		if again(err) {
			return h.show(c, f, err)
		}
		return err
	}
	return h.done(c, "/queue?"+view.Encode(), "queue.view_saved", "name", cmd.Name)
}

// Remove removes a view.
func (h *SavedViews) Remove(c echo.Context) error {
	f, err := h.readForm(c, "view")
	if err != nil {
		return err
	}
	id, err := models.ParseID(models.PrefixView, c.Param("id"))
	if err != nil {
		return err
	}
	if err := h.Store.RemoveView(c.Request().Context(), actor(c), id); err != nil {
		return err
	}
	return h.doneUndo(c, "/queue/views?"+url.Values{"view": {f.text("view")}}.Encode(), restoreForm("/queue/views/", id, f.text("view")), "queue.view_removed")
}

// restoreForm is the form that brings a removed view back.
func restoreForm(path string, id models.ID, view string) *views.Undo {
	return &views.Undo{Action: path + id.Public(models.PrefixView) + "/restore", Fields: [][2]string{{"view", view}}}
}

// Restore brings back a view that the visitor removed.
func (h *SavedViews) Restore(c echo.Context) error {
	return h.restoreView(c, "/queue/views?", h.Store.RestoreView)
}

// restoreView brings back a removed view of one of the lists, and leads to the page of its views.
func (s *Site) restoreView(c echo.Context, page string, restore func(context.Context, models.Actor, models.ID) error) error {
	f, err := s.readForm(c, "view")
	if err != nil {
		return err
	}
	id, err := models.ParseID(models.PrefixView, c.Param("id"))
	if err != nil {
		return err
	}
	if err := restore(c.Request().Context(), actor(c), id); err != nil {
		return err
	}
	return s.done(c, page+url.Values{"view": {f.text("view")}}.Encode(), "queue.view_restored")
}

// Settings chooses the view that the visitor's queue begins with, and whether deciding a case opens the next.
func (h *SavedViews) Settings(c echo.Context) error {
	f, err := h.readForm(c, "view", "first", "stay", "back")
	if err != nil {
		return err
	}
	var first *string
	if _, ok := f.Values["first"]; ok {
		chosen := f.text("first")
		if err := h.known(c, chosen); err != nil {
			return err
		}
		first = &chosen
	}
	var stay *bool
	if f.text("stay") != "" {
		on, err := strconv.ParseBool(f.text("stay"))
		if err != nil {
			return errBadForm
		}
		stay = &on
	}
	if err := h.Store.SetQueue(c.Request().Context(), actor(c), first, stay); err != nil {
		return err
	}
	to := "/queue/views?" + url.Values{"view": {f.text("view")}}.Encode()
	if back := f.text("back"); back != "" {
		to = localPath(back)
	}
	return h.done(c, to, "queue.settings_saved")
}

// known refuses a first view that the visitor does not have.
func (h *SavedViews) known(c echo.Context, chosen string) error {
	if chosen == "" {
		return nil
	}
	for _, s := range shippedViews() {
		if s.key == chosen {
			return nil
		}
	}
	v := CurrentVisitor(c)
	saved, err := h.Store.QueueViews(c.Request().Context(), v.UserID(), roleKeys(v))
	if err != nil {
		return err
	}
	for i := range saved {
		if saved[i].PublicID() == chosen {
			return nil
		}
	}
	return errBadForm
}

// Columns offers the columns of a view, their order and the height of its rows. The form is GET: what it asks for is the view's new address.
func (h *SavedViews) Columns(c echo.Context) error {
	f, err := h.readQuery(c, append(queueColumns.fields(), "density")...)
	if err != nil {
		return err
	}
	view, _, err := h.view(f.text("view"), c)
	if err != nil {
		return err
	}
	if f.text("apply") != "" {
		cols := queueColumns.ticked(f, CurrentVisitor(c))
		f.oneOf("density", "compact", "regular", "roomy")
		if err := f.err(); err == nil {
			return h.redirect(c, "/queue?"+with(view, "cols", cols, "density", f.text("density")))
		}
	}
	p := h.queuePart(c, "queue.columns_title", view)
	return h.render(c, statusOf(f.err()), views.QueueColumns(p, queueColumnsView(p, CurrentVisitor(c), view, f)))
}

// Narrow shows what a view can be narrowed to, with how many cases each leaves.
func (h *SavedViews) Narrow(c echo.Context) error {
	f, err := h.readQuery(c, "view", "of", "pick*", "not")
	if err != nil {
		return err
	}
	view, filter, err := h.view(f.text("view"), c)
	if err != nil {
		return err
	}
	if f.text("of") != "" {
		return h.pick(c, view, f)
	}
	facets, err := h.Store.QueueFacets(c.Request().Context(), filter)
	if err != nil {
		return err
	}
	groups, err := h.ruleGroups(c)
	if err != nil {
		return err
	}
	p := h.queuePart(c, "queue.narrow_title", view)
	return h.render(c, http.StatusOK, views.QueueNarrow(p, queueNarrowView(p, view, groups, filter, facets)))
}

// severalFields are the fields of the queue of which several values can be picked at once.
var severalFields = []string{"severity", "code", "group", "band", "source", "queue", "product"}

// pick leads to the view narrowed to any, or to none, of the values that were ticked; without one it leads back.
func (h *SavedViews) pick(c echo.Context, view url.Values, f *form) error {
	name, picked := f.text("of"), f.list("pick")
	if !slices.Contains(severalFields, name) || len(picked) > models.SeveralMost {
		return errBadForm
	}
	if len(picked) == 0 {
		return h.redirect(c, "/queue/narrow?"+url.Values{"view": {view.Encode()}}.Encode())
	}
	value := strings.Join(picked, ",")
	if f.checked("not") {
		value = "!" + value
	}
	return h.redirect(c, "/queue?"+with(view, name, value))
}
