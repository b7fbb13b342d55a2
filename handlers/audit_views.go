package handlers

import (
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// Views lists the visitor's views of the log and offers to keep the one that the address carries.
func (h *Audit) Views(c echo.Context) error {
	f, err := h.readQuery(c, "view")
	if err != nil {
		return err
	}
	return h.views(c, f, nil)
}

// auditView reads a view of the log that a form carries along, without the place in the list.
func (h *Audit) auditView(c echo.Context, query string) (url.Values, error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return nil, errBadForm
	}
	f, err := h.formOf(c, values, auditFields())
	if err != nil {
		return nil, err
	}
	q := h.auditQueryOf(f)
	if f.err() != nil {
		return nil, errBadForm
	}
	return q.values, nil
}

func (h *Audit) views(c echo.Context, f *form, refused error) error {
	values, err := h.auditView(c, f.text("view"))
	if err != nil {
		return err
	}
	v := CurrentVisitor(c)
	saved, err := h.Store.AuditViews(c.Request().Context(), v.UserID(), roleKeys(v))
	if err != nil {
		return err
	}
	p := h.page(c, "audit.views_title")
	p.Crumbs = []views.Crumb{{Label: p.T("nav.home"), Href: "/"}, {Label: p.T("audit.title"), Href: auditHref(values)}}
	l, wrong := labels{p}, problems(p, refused)
	d := views.AuditViewsData{View: values.Encode(), Back: auditHref(values), Errors: fieldErrors(wrong)}
	d.Name, d.Scope = l.viewFields(v, f, wrong)
	read, err := h.formOf(c, values, auditFields())
	if err != nil {
		return err
	}
	q := h.auditQueryOf(read)
	if err := h.withKeys(c, &q); err != nil {
		return err
	}
	d.Chips = auditFilter(p, q, read).Chips
	for i := range d.Chips {
		d.Chips[i].RemoveHref, d.Chips[i].IsHref = "", "" // here they say what is kept
	}
	for i := range saved {
		s := &saved[i]
		row := views.QueueViewRow{Name: s.Name, Href: "/audit?" + s.Query, Whose: l.viewScope(s, v)}
		if s.MayRemove(v.UserID(), v.Can(models.PermCaseAssign)) {
			row.Remove = "/audit/views/" + s.PublicID() + "/remove"
		}
		d.Rows = append(d.Rows, row)
	}
	d.Empty = ui.EmptyArgs{Kind: "nothing", Title: p.T("audit.views_none"), Text: p.T("audit.views_none_text")}
	return h.render(c, statusOf(refused), views.AuditViews(p, d))
}

// SaveView keeps a view of the log under a name.
func (h *Audit) SaveView(c echo.Context) error {
	f, err := h.readForm(c, "view", "name", "scope")
	if err != nil {
		return err
	}
	values, err := h.auditView(c, f.text("view"))
	if err != nil {
		return err
	}
	scope, team, _ := strings.Cut(f.text("scope"), ":")
	cmd := models.SaveView{Name: f.text("name"), Scope: models.ViewScope(scope), Team: team, Query: values.Encode(), List: models.ViewOfAudit}
	if _, err := h.Store.SaveView(c.Request().Context(), actor(c), cmd); err != nil {
		if again(err) {
			return h.views(c, f, err)
		}
		return err
	}
	return h.done(c, auditHref(values), "queue.view_saved", "name", cmd.Name)
}

// RemoveView removes a view of the log.
func (h *Audit) RemoveView(c echo.Context) error {
	f, err := h.readForm(c, "view")
	if err != nil {
		return err
	}
	id, err := pathID(c, models.PrefixView)
	if err != nil {
		return err
	}
	if err := h.Store.RemoveView(c.Request().Context(), actor(c), id); err != nil {
		return err
	}
	return h.doneUndo(c, "/audit/views?"+url.Values{"view": {f.text("view")}}.Encode(), restoreForm("/audit/views/", id, f.text("view")), "queue.view_removed")
}

// RestoreView brings back a view of the log that the visitor removed.
func (h *Audit) RestoreView(c echo.Context) error {
	return h.restoreView(c, "/audit/views?", h.Store.RestoreView)
}

// viewTabs are the visitor's views of the log, the one that is shown marked.
func (h *Audit) viewTabs(c echo.Context, q auditQuery) ([]ui.Tab, error) {
	v := CurrentVisitor(c)
	saved, err := h.Store.AuditViews(c.Request().Context(), v.UserID(), roleKeys(v))
	if err != nil {
		return nil, err
	}
	tabs, here := make([]ui.Tab, len(saved)), q.values.Encode()
	for i := range saved {
		tabs[i] = ui.Tab{Label: saved[i].Name, Href: "/audit?" + saved[i].Query, Current: saved[i].Query == here}
	}
	return tabs, nil
}
