package handlers

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// QueueStore is what the queue needs of the store.
type QueueStore interface {
	Cases(ctx context.Context, f models.CaseFilter) (models.CasePage, error)
	NextCase(ctx context.Context, actor models.Actor, f models.CaseFilter) (*models.Case, error)
	CaseProgress(ctx context.Context, user models.ID, since time.Time, f models.CaseFilter) (models.Progress, error)
	CasesSince(ctx context.Context, f models.CaseFilter, since time.Time) (int, error)
	Search(ctx context.Context, actor models.Actor, cmd models.Search) ([]models.SearchHit, error)
	Case(ctx context.Context, id models.ID) (*models.Case, error)
	viewStore
}

// Queue is the flagged queue.
type Queue struct {
	*Site
	Store QueueStore
}

// List shows one page of a view of the queue. The bare address leads to the view that the visitor begins with.
func (h *Queue) List(c echo.Context) error {
	f, err := h.readQuery(c, queueFields...)
	if err != nil {
		return err
	}
	if len(f.Values) == 0 {
		if first, err := h.firstView(c); err != nil || first != "" {
			if err != nil {
				return err
			}
			return h.redirect(c, "/queue?"+first)
		}
	}
	return h.show(c, f, nil)
}

// show draws a page of the queue, with what was refused to the case of a row when something was.
func (h *Queue) show(c echo.Context, f *form, refused *rowRefusal) error {
	groups, err := h.groupsFor(c, f)
	if err != nil {
		return err
	}
	return h.draw(c, queuePage{form: f, filter: queueFilter(f, CurrentVisitor(c), h.Now().UTC(), groups), refused: refused})
}

// draw draws it of what was read.
func (h *Queue) draw(c echo.Context, q queuePage) error {
	v, f := CurrentVisitor(c), q.form
	unread := f.err()
	if unread == nil {
		if err := h.fill(c, &q); err != nil {
			return err
		}
	}
	p := h.page(c, "queue.title")
	if unread == nil {
		p.Path = lookHref("/queue", linked(f.Values)) // forms of the frame lead back to it: several times on each page
		p.Density = cmp.Or(f.text("density"), p.Density)
	}
	var err error
	if q.tabs, err = h.tabs(c, labels{p}, v, f); err != nil {
		return err
	}
	d := queueView(p, v, q)
	switch {
	case unread != nil:
		d.Strip, d.Empty = "", labels{p}.queueUnread()
	case q.refused != nil:
		return h.render(c, q.refused.status, views.Queue(p, d))
	case q.found != nil:
		return h.render(c, statusOf(q.found.problem), views.Queue(p, d))
	}
	return h.render(c, statusOf(unread), views.Queue(p, d))
}

// fill reads the rows of a page and how far its view is worked off.
func (h *Queue) fill(c echo.Context, q *queuePage) error {
	ctx, v := c.Request().Context(), CurrentVisitor(c)
	if at := q.form.id("at", models.PrefixCase); at != 0 {
		if err := h.around(ctx, at, &q.filter); err != nil {
			return err
		}
	}
	var err error
	if q.page, err = h.Store.Cases(ctx, q.filter); err != nil {
		return err
	}
	if len(q.page.Items) == 0 && q.filter.Before != nil { // nothing is before the first row: the page begins with it
		q.filter.Before = nil
		if q.page, err = h.Store.Cases(ctx, q.filter); err != nil {
			return err
		}
	}
	if q.filter.State == models.CaseClosed || q.filter.WithEarlier {
		unjudged, err := h.unjudgedAll(c)
		if err != nil {
			return err
		}
		q.page.BlindCases(unjudged)
	}
	count := q.filter
	if len(q.page.Items) == 0 {
		count = models.CaseFilter{Now: q.filter.Now} // what the filters hide
	}
	q.done, err = h.Store.CaseProgress(ctx, v.UserID(), h.today(c), count)
	return err
}

// rowsBefore is how many rows stand before the one that a reader comes back to.
const rowsBefore = 10

// around sets the page to begin a little before a case. One that is gone, or in another state, leaves the page as it is.
func (h *Queue) around(ctx context.Context, id models.ID, f *models.CaseFilter) error {
	c, err := h.Store.Case(ctx, id)
	if errors.Is(err, models.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	at, before := c.Cursor(f.Sort), *f
	before.Before, before.After, before.Limit = &at, nil, rowsBefore
	page, err := h.Store.Cases(ctx, before)
	if err != nil || !page.Newer {
		return err // the whole way from the first row is short enough
	}
	start := page.Items[0].Cursor(f.Sort)
	f.After, f.Before, f.Whole = &start, nil, true
	return nil
}

// New says how many cases of a view came since a page was drawn. A script asks it; the link that it answers with is on the page anyway.
func (h *Queue) New(c echo.Context) error {
	asked, _, since, err := h.readFresh(c)
	if err != nil {
		return err
	}
	view, filter, err := h.view(asked, c)
	if err != nil {
		return err
	}
	n, err := h.Store.CasesSince(c.Request().Context(), filter, since)
	if err != nil {
		return err
	}
	return h.answerFresh(c, n, "/queue?"+view.Encode())
}

// today is when the reader's day began.
func (s *Site) today(c echo.Context) time.Time {
	zone := s.zone(c)
	now := s.Now().In(zone)
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, zone).UTC()
}

// Next claims the first case of a view that nobody holds and opens it.
func (h *Queue) Next(c echo.Context) error {
	f, err := h.readForm(c, "view")
	if err != nil {
		return err
	}
	view, filter, err := h.view(f.text("view"), c)
	if err != nil {
		return err
	}
	next, err := h.Store.NextCase(c.Request().Context(), actor(c), filter)
	if errors.Is(err, models.ErrNotFound) {
		flash(c, views.Flash{Kind: "warn", Text: h.words(c).T("queue.none_free")})
		return h.redirect(c, "/queue?"+view.Encode())
	}
	if err != nil {
		return err
	}
	return h.redirect(c, caseHref(next.ID, view.Encode()))
}

// view reads a view of the queue that a form or a row carries along.
func (s *Site) view(query string, c echo.Context) (url.Values, models.CaseFilter, error) {
	values, err := url.ParseQuery(wholeView(query))
	if err != nil {
		return nil, models.CaseFilter{}, errBadForm
	}
	f, err := s.formOf(c, values, queueFields)
	if err != nil {
		return nil, models.CaseFilter{}, err
	}
	groups, err := s.groupsFor(c, f)
	if err != nil {
		return nil, models.CaseFilter{}, err
	}
	filter := queueFilter(f, CurrentVisitor(c), s.Now().UTC(), groups)
	if f.err() != nil {
		return nil, models.CaseFilter{}, errBadForm
	}
	return viewQuery(values), filter, nil
}

// caseHref is a case's page, opened from a view of the queue.
func caseHref(id models.ID, view string) string {
	href := "/cases/" + id.Public(models.PrefixCase)
	if view != "" {
		href += "?view=" + url.QueryEscape(view)
	}
	return href
}
