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

// OutboxStore is what pages about deliveries need of the store.
type OutboxStore interface {
	recordStore
	Outbox(ctx context.Context, f models.OutboxFilter) (models.OutboxPage, error)
	OutboxCounts(ctx context.Context) (models.OutboxCounts, error)
	Delivery(ctx context.Context, id models.ID) (*models.DeliveryDetail, error)
	RetryDelivery(ctx context.Context, actor models.Actor, id models.ID) error
	HandDelivery(ctx context.Context, actor models.Actor, id models.ID) error
}

// Outbox answers for what leaves for customers, and for what stays in the development inbox.
type Outbox struct {
	*Site
	Store   OutboxStore
	Outlets models.Outlets // the gateways that are set up
}

// outboxLimit and inboxLimit are how many a page shows; the inbox shows each whole.
const (
	outboxLimit = 50
	inboxLimit  = 10
)

// outboxHeld is the state under which the outbox lists messages that have not left.
const outboxHeld = "held"

// readOutbox reads a filter out of the address. The state is one of a delivery, "held", or none for all.
func (h *Outbox) readOutbox(c echo.Context, fields ...string) (models.OutboxFilter, error) {
	f, err := h.readQuery(c, append(fields, "channel", "before", "after")...)
	if err != nil {
		return models.OutboxFilter{}, err
	}
	return outboxFilter(f)
}

// outboxFields are what an address of the outbox holds.
var outboxFields = []string{"state", "channel", "before", "after"}

func outboxFilter(f *form) (models.OutboxFilter, error) {
	state, prefix := f.text("state"), models.PrefixDelivery
	channel, not := f.is("channel")
	filter := models.OutboxFilter{Channel: models.Channel(channel), NotChannel: not, Limit: outboxLimit}
	if state == outboxHeld {
		filter.Held, prefix = true, models.PrefixMessage
	} else {
		filter.State = models.DeliveryState(state)
	}
	filter.Before, filter.After = f.id("before", prefix), f.id("after", prefix)
	known := (filter.State == "" || slices.Contains(models.DeliveryStates(), filter.State)) && (filter.Channel == "" || slices.Contains(models.Channels(), filter.Channel))
	if f.err() != nil || !known || (filter.Held && filter.Channel != "") {
		return filter, errBadForm
	}
	return filter, nil
}

// List shows what leaves, newest first.
func (h *Outbox) List(c echo.Context) error {
	f, err := h.readOutbox(c, "state")
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	page, err := h.Store.Outbox(ctx, f)
	if err != nil {
		return err
	}
	counts, err := h.Store.OutboxCounts(ctx)
	if err != nil {
		return err
	}
	p := h.page(c, "outbox.title")
	return h.render(c, http.StatusOK, views.Outbox(p, outboxView{labels{p}, CurrentVisitor(c), f}.page(page, counts, h.Outlets)))
}

// Inbox shows whole what stayed in the development inbox.
func (h *Outbox) Inbox(c echo.Context) error {
	f, err := h.readOutbox(c)
	if err != nil || f.Channel == models.ChannelLetter || f.NotChannel {
		return errBadForm
	}
	f.Inbox, f.Limit = true, inboxLimit
	ctx := c.Request().Context()
	page, err := h.Store.Outbox(ctx, f)
	if err != nil {
		return err
	}
	p := h.page(c, "inbox.title")
	d := outboxView{labels{p}, CurrentVisitor(c), f}.inbox(page, h.Outlets)
	for i := range page.Items {
		preview, err := h.preview(ctx, p, &page.Items[i])
		if err != nil {
			return err
		}
		d.Items = append(d.Items, views.InboxItem{Preview: preview, Line: labels{p}.inboxLine(&page.Items[i])})
	}
	return h.render(c, http.StatusOK, views.Inbox(p, d))
}

// preview is what leaves, with name and address masked.
func (h *Outbox) preview(ctx context.Context, p views.Page, it *models.OutboxItem) (views.NoticePreview, error) {
	parcel := models.Parcel{Delivery: it.Delivery, Message: it.Message, Name: it.Name, To: it.To, Account: models.Account{ID: it.Message.AccountID, ExternalID: it.External}}
	if it.Message.LinkID != 0 {
		parcel.Link = models.HiddenLink
	}
	_, preview, err := h.composed(ctx, p, &parcel)
	return preview, err
}

// Show shows one delivery: what leaves, every attempt, and what comes next.
func (h *Outbox) Show(c echo.Context) error { return h.show(c, http.StatusOK, nil) }

func (h *Outbox) show(c echo.Context, status int, cause error) error {
	if _, err := h.readQuery(c); err != nil {
		return err
	}
	id, err := pathID(c, models.PrefixDelivery)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	detail, err := h.Store.Delivery(ctx, id)
	if err != nil {
		return err
	}
	p := h.page(c, "outbox.title")
	p.Title = labels{p}.title(&detail.Message)
	p.Crumbs = []views.Crumb{{Label: p.T("outbox.title"), Href: "/outbox"}}
	d := outboxView{l: labels{p}, visitor: CurrentVisitor(c)}.delivery(detail)
	if d.Preview, err = h.preview(ctx, p, &detail.OutboxItem); err != nil {
		return err
	}
	if cause != nil {
		d.Form = h.typed(c, h.Store, nil, cause, models.AuditFilter{ObjectType: "delivery", ObjectID: detail.Delivery.PublicID()})
	}
	return h.render(c, status, views.DeliveryPage(p, d))
}

// Retry has a dead delivery tried again.
func (h *Outbox) Retry(c echo.Context) error {
	return h.step(c, h.Store.RetryDelivery, "delivery.retried")
}

// Handed notes that a letter was given to the customer.
func (h *Outbox) Handed(c echo.Context) error {
	return h.step(c, h.Store.HandDelivery, "delivery.handed")
}

func (h *Outbox) step(c echo.Context, do func(context.Context, models.Actor, models.ID) error, flash string) error {
	id, err := pathID(c, models.PrefixDelivery)
	if err != nil {
		return err
	}
	if _, err := h.readForm(c); err != nil {
		return err
	}
	err = do(c.Request().Context(), actor(c), id)
	if err == nil {
		return h.done(c, "/outbox/"+c.Param("id"), flash)
	}
	if status, yes := shown(err); yes {
		return h.show(c, status, err)
	}
	return err
}

// outboxHref is the outbox under a filter.
func outboxHref(f models.OutboxFilter, kv ...string) string {
	q, path := url.Values{}, "/outbox"
	switch {
	case f.Inbox:
		path = "/inbox"
	case f.Held:
		q.Set("state", outboxHeld)
	case f.State != "":
		q.Set("state", string(f.State))
	}
	if f.Channel != "" {
		q.Set("channel", severalText(string(f.Channel), f.NotChannel))
	}
	if query := with(q, kv...); query != "" {
		return path + "?" + query
	}
	return path
}
