package handlers

import (
	"context"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// QueuesStore is what the list of queues needs of the store.
type QueuesStore interface {
	Queues(ctx context.Context, user models.ID) ([]models.QueueRow, error)
	StarQueue(ctx context.Context, actor models.Actor, queue models.CaseQueue, on bool) error
}

// Queues is the list of queues.
type Queues struct {
	*Site
	Store QueuesStore
	Queue *Queue
}

// List shows the queues with what waits in each, and the visitor's views below.
func (h *Queues) List(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	v := CurrentVisitor(c)
	rows, err := h.Store.Queues(c.Request().Context(), v.UserID())
	if err != nil {
		return err
	}
	none, err := h.formOf(c, url.Values{}, queueFields)
	if err != nil {
		return err
	}
	p := h.page(c, "queues.title")
	p.Crumbs = []views.Crumb{{Label: p.T("nav.home"), Href: "/"}, {Label: p.T("nav.queue"), Href: "/queue"}}
	tabs, err := h.Queue.tabs(c, labels{p}, v, none)
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.Queues(p, labels{p}.queuesView(rows, tabs, v)))
}

// Star keeps a queue before the others, or no longer.
func (h *Queues) Star(c echo.Context) error {
	f, err := h.readForm(c, "queue", "on")
	if err != nil {
		return err
	}
	queue, on := f.queue("queue"), f.checked("on")
	if f.err() != nil {
		return errBadForm
	}
	if err := h.Store.StarQueue(c.Request().Context(), actor(c), queue, on); err != nil {
		return err
	}
	said := "queues.unstarred"
	if on {
		said = "queues.starred"
	}
	return h.done(c, "/queues", said, "queue", h.words(c).T("desk.queue."+queue.Key()))
}
