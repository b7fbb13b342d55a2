package handlers

import (
	"context"
	"errors"
	"net/http"
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
}

// Queue is the flagged queue.
type Queue struct {
	*Site
	Store QueueStore
}

// List shows one page of a view of the queue.
func (h *Queue) List(c echo.Context) error {
	f, err := h.readQuery(c, queueFields...)
	if err != nil {
		return err
	}
	v, ctx := CurrentVisitor(c), c.Request().Context()
	filter := queueFilter(f, v.UserID(), h.Now().UTC())
	status := http.StatusOK
	var page models.CasePage
	var progress models.Progress
	if err := f.err(); err != nil {
		status = statusOf(err)
	} else if page, err = h.Store.Cases(ctx, filter); err != nil {
		return err
	} else if len(page.Items) == 0 {
		if progress, err = h.Store.CaseProgress(ctx, v.UserID(), h.today(), models.CaseFilter{Now: filter.Now}); err != nil {
			return err
		}
	}
	p := h.page(c, "queue.title")
	return h.render(c, status, views.Queue(p, queueView(p, v, f, filter, page, progress)))
}

// today is when the reader's day began.
func (s *Site) today() time.Time {
	now := s.Now().In(s.Zone)
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, s.Zone).UTC()
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

// view reads a view of the queue that a form carries along.
func (s *Site) view(query string, c echo.Context) (url.Values, models.CaseFilter, error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return nil, models.CaseFilter{}, errBadForm
	}
	f, err := s.formOf(values, queueFields)
	if err != nil {
		return nil, models.CaseFilter{}, err
	}
	filter := queueFilter(f, CurrentVisitor(c).UserID(), s.Now().UTC())
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
