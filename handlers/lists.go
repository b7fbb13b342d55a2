package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// ListStore is what the lists need of the store.
type ListStore interface {
	Lists(ctx context.Context, f models.ListFilter) (models.ListPage, error)
	ListDetail(ctx context.Context, id models.ID) (*models.ListDetail, error)
	AddListEntry(ctx context.Context, actor models.Actor, cmd models.AddListEntry) (*models.ListPut, error)
	Exporter
	EndListEntry(ctx context.Context, actor models.Actor, id models.ID, reason string) error
}

// Lists is what is blocked, watched or always allowed.
type Lists struct {
	*Site
	Store ListStore
}

// listLimit is how many entries a page has.
const listLimit = 50

// List shows the entries in force, or those that are over.
func (h *Lists) List(c echo.Context) error {
	_, filter, err := h.readLists(c)
	if err != nil {
		return err
	}
	page, err := h.Store.Lists(c.Request().Context(), filter)
	if err != nil {
		return err
	}
	p := h.page(c, "lists.title")
	return h.render(c, http.StatusOK, views.Lists(p, listsView(p, CurrentVisitor(c), filter, page)))
}

// readLists reads the filter of the address. What the page's form never sends is refused.
func (h *Lists) readLists(c echo.Context) (*form, models.ListFilter, error) {
	f, err := h.readQuery(c, "lane", "kind", "source", "change", "state", "after")
	if err != nil {
		return nil, models.ListFilter{}, err
	}
	filter := models.ListFilter{
		Lane: models.ListLane(f.text("lane")), Kind: f.text("kind"), Source: f.text("source"), Ended: f.text("state") == "ended",
		Change: f.id("change", models.PrefixListChange), After: f.id("after", models.PrefixListEntry), Limit: listLimit,
	}
	known := (filter.Lane == "" || slices.Contains(models.ListLanes(), filter.Lane)) && (filter.Kind == "" || slices.Contains(models.ListedKinds(), filter.Kind)) &&
		(filter.Source == "" || slices.Contains(models.ListSources(), filter.Source))
	if f.err() != nil || !known || (f.text("state") != "" && !filter.Ended) {
		return nil, filter, errBadForm
	}
	return f, filter, nil
}

// listsHref is a page of the lists.
func listsHref(f models.ListFilter, kv ...string) string { return listsPath("/lists", f, kv...) }

// listsPath is a path of the lists with the filter.
func listsPath(path string, f models.ListFilter, kv ...string) string {
	q := url.Values{}
	if f.Change != 0 {
		q.Set("change", f.Change.Public(models.PrefixListChange))
	}
	for name, value := range map[string]string{"lane": string(f.Lane), "kind": f.Kind, "source": f.Source} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.Ended {
		q.Set("state", "ended")
	}
	if query := with(q, kv...); query != "" {
		return path + "?" + query
	}
	return path
}

// New shows the form for an entry; an account's page asks for one about itself.
func (h *Lists) New(c echo.Context) error {
	f, err := h.readQuery(c, "kind", "value")
	if err != nil {
		return err
	}
	return h.ask(c, views.NewListData{Kind: f.text("kind"), Value: f.text("value")}, nil)
}

func (h *Lists) ask(c echo.Context, d views.NewListData, refused error) error {
	p := h.page(c, "lists.add_title")
	p.Crumbs = listCrumbs(p)
	return h.render(c, statusOf(refused), views.NewList(p, newListView(p, d, refused)))
}

// Add puts something on a list.
func (h *Lists) Add(c echo.Context) error {
	f, err := h.readForm(c, "lane", "kind", "value", "ends_at", "reason")
	if err != nil {
		return err
	}
	cmd := models.AddListEntry{
		Lane: models.ListLane(f.text("lane")), Kind: f.text("kind"), Value: f.text("value"), Reason: f.text("reason"), EndsAt: f.date("ends_at", true),
	}
	var made *models.ListPut
	if err = f.err(); err == nil {
		made, err = h.Store.AddListEntry(c.Request().Context(), actor(c), cmd)
	}
	if again(err) {
		return h.ask(c, views.NewListData{
			Lane: string(cmd.Lane), Kind: cmd.Kind, Value: cmd.Value, Reason: cmd.Reason, Until: f.text("ends_at"),
		}, err)
	}
	if err != nil {
		return err
	}
	if made.Change != nil {
		return h.done(c, listChangeHref(made.Change.ID), "list_change.done_proposed")
	}
	for _, note := range made.Notes { // allowed, but said
		flash(c, views.Flash{Kind: "warn", Text: h.words(c).T("list.note_text." + note)})
	}
	return h.done(c, listHref(made.Entry.ID), "lists.added")
}

func listHref(id models.ID) string { return "/lists/" + id.Public(models.PrefixListEntry) }

// Show shows one entry.
func (h *Lists) Show(c echo.Context) error {
	if _, err := h.readQuery(c); err != nil {
		return err
	}
	return h.show(c, caseTry{})
}

func (h *Lists) show(c echo.Context, try caseTry) error {
	id, err := models.ParseID(models.PrefixListEntry, c.Param("id"))
	if err != nil {
		return err
	}
	d, err := h.Store.ListDetail(c.Request().Context(), id)
	if err != nil {
		return err
	}
	words := labels{views.Page{Texts: h.words(c)}}
	p := h.page(c, "list.title", "lane", words.word("list.lane.", string(d.Entry.Lane)), "kind", words.word("list.kind.", d.Entry.Kind))
	p.Record = recordHref(CurrentVisitor(c), "list", d.Entry.PublicID())
	p.Crumbs = listCrumbs(p)
	data := listView(p, d, CurrentVisitor(c))
	if try.err != nil {
		wrong := problems(p, try.err)
		data.Errors, data.Reason, data.ReasonError = fieldErrors(wrong), try.form.text("reason"), wrong["reason"]
		if errors.Is(try.err, models.ErrState) || len(wrong) == 0 {
			data.Problem = p.T("list.stale")
		}
	}
	return h.render(c, statusOf(try.err), views.List(p, data))
}

// End takes an entry off its list.
func (h *Lists) End(c echo.Context) error {
	f, err := h.readForm(c, "reason")
	if err != nil {
		return err
	}
	id, err := models.ParseID(models.PrefixListEntry, c.Param("id"))
	if err != nil {
		return err
	}
	if f.text("reason") == "" {
		f.bad.Add("reason", "required")
	}
	if err = f.err(); err == nil {
		err = h.Store.EndListEntry(c.Request().Context(), actor(c), id, f.text("reason"))
	}
	if again(err) {
		return h.show(c, caseTry{f, err})
	}
	if err != nil {
		return err
	}
	return h.done(c, listHref(id), "list.ended")
}
