package handlers

import (
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// foundIn is what was looked for in a view of the queue: how many accounts it is, or why nothing was looked for.
type foundIn struct {
	accounts int
	problem  error
}

// Find shows the cases of a view whose accounts are found by exactly what was typed. As elsewhere it is a POST, so that nothing personal is
// ever part of an address, and it is recorded as every other search.
func (h *Queue) Find(c echo.Context) error {
	f, err := h.readForm(c, "q", "view")
	if err != nil {
		return err
	}
	v := CurrentVisitor(c)
	if !v.Can(models.PermAccountRead) { // the route asks for the right to read the queue
		return models.ErrForbidden
	}
	view, filter, err := h.view(f.text("view"), c)
	if err != nil {
		return err
	}
	list, err := h.formOf(c, view, queueFields)
	if err != nil {
		return err
	}
	hits, err := h.Store.Search(c.Request().Context(), actor(c), models.Search{Query: f.text("q"), May: v.Permissions()})
	q := queuePage{form: list, filter: filter, found: &foundIn{problem: err}}
	switch {
	case err != nil && !again(err):
		return overQuota(err)
	case err == nil:
		q.filter.Accounts = foundAccounts(hits)
		q.found.accounts = len(q.filter.Accounts)
	}
	return h.draw(c, q)
}

// foundAccounts are the accounts of what a search found, each once.
func foundAccounts(hits []models.SearchHit) []models.ID {
	ids := []models.ID{}
	for i := range hits {
		if id := hits[i].Account.ID; id != 0 && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// findIn puts the box on the page that finds in its view. Of what was found there is one page: an address that leads on would have to say
// whom it is of.
func (l labels) findIn(d *views.QueueData, v *Visitor, q queuePage, view url.Values) {
	if !v.Can(models.PermAccountRead) || q.form.err() != nil {
		return
	}
	d.Find = &views.FindBox{View: d.View}
	if q.found == nil {
		return
	}
	d.Find.Error = problems(l.p, q.found.problem)["q"]
	if q.found.problem != nil {
		return
	}
	whole := "/queue?" + view.Encode()
	d.Find.Note, d.Find.Back = l.p.N("queue.found", q.found.accounts), whole
	if d.Older != "" {
		d.Find.Note = l.p.T("queue.found_more", "n", queueLimit)
	}
	d.Tools, d.Fresh, d.Newer, d.Older, d.Strip = nil, nil, "", "", ""
	d.Empty = ui.EmptyArgs{Kind: "no-match", Title: l.p.T("queue.found_none"), Text: l.p.T("queue.found_none_text"), Href: whole, Label: l.p.T("queue.back")}
}
