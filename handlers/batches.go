package handlers

import (
	"bytes"
	"context"
	"encoding/csv"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// BatchStore is what batches need of the record.
type BatchStore interface {
	recordStore
	MakeBatch(ctx context.Context, actor models.Actor, cmd models.MakeBatch) (*models.Batch, error)
	Batches(ctx context.Context, f models.BatchFilter) ([]models.Batch, error)
	BatchDetail(ctx context.Context, f models.ItemFilter) (*models.BatchDetail, error)
	ConfirmBatch(ctx context.Context, actor models.Actor, cmd models.ConfirmBatch) (*models.Batch, error)
	ApproveBatch(ctx context.Context, actor models.Actor, id models.ID, version int64, hash string) (*models.Batch, error)
	RejectBatch(ctx context.Context, actor models.Actor, id models.ID, version int64, reason string) (*models.Batch, error)
	DiscardBatch(ctx context.Context, actor models.Actor, id models.ID, version int64) (*models.Batch, error)
	CancelBatch(ctx context.Context, actor models.Actor, id models.ID, version int64) (*models.Batch, error)
	UndoBatch(ctx context.Context, actor models.Actor, id models.ID, version int64) (*models.Batch, error)
	Assignees(ctx context.Context) ([]models.User, error)
	Cases(ctx context.Context, f models.CaseFilter) (models.CasePage, error)
	QueueViews(ctx context.Context, user models.ID, roles []string) ([]models.QueueView, error)
	TagsInUse(ctx context.Context) ([]string, error)
}

// Batches is acts on many things at once.
type Batches struct {
	*Site
	Store BatchStore
}

// Rows of a page.
const (
	batchesPerPage = 30
	itemsPerPage   = 50
)

// batchGroups are the states that the list is narrowed to, as its address names them.
var batchGroups = []struct {
	key    string
	states []models.BatchState
}{
	{"", nil},
	{"draft", []models.BatchState{models.BatchDraft}},
	{"waiting", []models.BatchState{models.BatchWaiting}},
	{"work", []models.BatchState{models.BatchReading, models.BatchConfirmed, models.BatchRunning, models.BatchUndoing}},
	{"done", []models.BatchState{models.BatchDone, models.BatchCancelled}},
	{"undone", []models.BatchState{models.BatchUndone, models.BatchPartly}},
	{"dropped", []models.BatchState{models.BatchDiscarded, models.BatchRejected, models.BatchLapsed}},
}

func batchHref(id models.ID) string { return "/batches/" + id.Public(models.PrefixBulk) }

// batchFields are what the list's address holds.
var batchFields = []string{"state", "before"}

func batchFilter(f *form) (models.BatchFilter, error) {
	filter := models.BatchFilter{After: f.id("before", models.PrefixBulk), Limit: batchesPerPage + 1}
	known := false
	for _, g := range batchGroups {
		if g.key == f.text("state") {
			known, filter.States = true, g.states
		}
	}
	if f.err() != nil || !known {
		return filter, errBadForm
	}
	return filter, nil
}

// List shows a page of batches.
func (h *Batches) List(c echo.Context) error {
	f, err := h.readQuery(c, batchFields...)
	if err != nil {
		return err
	}
	filter, err := batchFilter(f)
	if err != nil {
		return err
	}
	list, err := h.Store.Batches(c.Request().Context(), filter)
	if err != nil {
		return err
	}
	p := h.page(c, "batch.list")
	return h.render(c, http.StatusOK, views.Batches(batchList(p, CurrentVisitor(c), f.text("state"), filter, list)))
}

// Show shows one batch with a page of its items.
func (h *Batches) Show(c echo.Context) error {
	return h.show(c, http.StatusOK, nil, nil)
}

func (h *Batches) show(c echo.Context, status int, f *form, cause error) error {
	ctx := c.Request().Context()
	id, err := pathID(c, models.PrefixBulk)
	if err != nil {
		return err
	}
	filter := models.ItemFilter{Batch: id, Limit: itemsPerPage}
	if cause == nil { // a form that was refused was sent from the first page
		q, err := h.readQuery(c, "items", "after")
		if err != nil {
			return err
		}
		if filter.State, filter.After, err = itemPlace(q); err != nil {
			return err
		}
	}
	d, err := h.Store.BatchDetail(ctx, filter)
	if err != nil {
		return err
	}
	about := models.AuditFilter{ObjectType: "bulk", ObjectID: d.Batch.PublicID(), Limit: 50}
	history, err := h.Store.AuditEntries(ctx, about)
	if err != nil {
		return err
	}
	p := h.page(c, "batch.title."+string(d.Batch.Kind))
	p.Record = recordHref(CurrentVisitor(c), "bulk", d.Batch.PublicID())
	p.Crumbs = []views.Crumb{{Label: p.T("nav.home"), Href: "/"}, {Label: p.T("batch.list"), Href: "/batches"}}
	page := batchView(p, CurrentVisitor(c), d, filter)
	page.Events = labels{p}.events(history, true)
	if cause != nil {
		page.Form = h.typed(c, h.Store, f, cause, about)
	}
	if d.Batch.State == models.BatchWaiting && page.Reject == nil {
		if page.Ask, err = h.whom(c, p, models.PermBulkApprove, d.Batch.MadeBy); err != nil {
			return err
		}
	}
	return h.render(c, status, views.Batch(page))
}

// itemPlace reads which items of a batch are shown.
func itemPlace(q *form) (models.ItemState, int, error) {
	state := models.ItemState(q.text("items"))
	known := state == ""
	for _, s := range models.ItemStates() {
		known = known || s == state
	}
	after := q.number("after", false)
	if q.err() != nil || !known || after < 0 {
		return "", 0, errBadForm
	}
	return state, after, nil
}

// Confirm starts a batch, or puts it to a second person.
func (h *Batches) Confirm(c echo.Context) error {
	return h.step(c, "", []string{"hash", "sure"}, func(ctx context.Context, id models.ID, f *form, version int64) error {
		b, err := h.Store.ConfirmBatch(ctx, actor(c), models.ConfirmBatch{ID: id, Version: version, Hash: f.text("hash"), Sure: f.checked("sure")})
		if err != nil {
			return err
		}
		flash(c, views.Flash{Kind: "ok", Text: h.words(c).T("batch.done." + string(b.State))})
		return nil
	})
}

// Approve lets a second person agree.
func (h *Batches) Approve(c echo.Context) error {
	return h.step(c, "batch.done.confirmed", []string{"hash"}, func(ctx context.Context, id models.ID, f *form, version int64) error {
		_, err := h.Store.ApproveBatch(ctx, actor(c), id, version, f.text("hash"))
		return err
	})
}

// Reject lets a second person refuse.
func (h *Batches) Reject(c echo.Context) error {
	return h.step(c, "batch.done.rejected", []string{"reason"}, func(ctx context.Context, id models.ID, f *form, version int64) error {
		_, err := h.Store.RejectBatch(ctx, actor(c), id, version, f.text("reason"))
		return err
	})
}

// Discard drops a batch of which nothing was done.
func (h *Batches) Discard(c echo.Context) error {
	return h.step(c, "batch.done.discarded", nil, func(ctx context.Context, id models.ID, _ *form, version int64) error {
		_, err := h.Store.DiscardBatch(ctx, actor(c), id, version)
		return err
	})
}

// Cancel stops a batch between two parts of its work.
func (h *Batches) Cancel(c echo.Context) error {
	return h.step(c, "batch.done.cancelled", nil, func(ctx context.Context, id models.ID, _ *form, version int64) error {
		_, err := h.Store.CancelBatch(ctx, actor(c), id, version)
		return err
	})
}

// Undo begins to give back what a batch did.
func (h *Batches) Undo(c echo.Context) error {
	return h.step(c, "batch.done.undoing", nil, func(ctx context.Context, id models.ID, _ *form, version int64) error {
		_, err := h.Store.UndoBatch(ctx, actor(c), id, version)
		return err
	})
}

func (h *Batches) step(c echo.Context, said string, fields []string, do func(context.Context, models.ID, *form, int64) error) error {
	id, err := pathID(c, models.PrefixBulk)
	if err != nil {
		return err
	}
	return h.act(c, action{
		fields: fields, to: batchHref(id), flash: said,
		step: func(f *form, version int64) error { return do(c.Request().Context(), id, f, version) },
		show: func(status int, f *form, err error) error { return h.show(c, status, f, err) },
	})
}

// batchQuery is a batch's address with a place among its items.
func batchQuery(id models.ID, state models.ItemState, after int) string {
	q := url.Values{}
	if state != "" {
		q.Set("items", string(state))
	}
	if after > 0 {
		q.Set("after", strconv.Itoa(after))
	}
	if len(q) == 0 {
		return batchHref(id)
	}
	return batchHref(id) + "?" + q.Encode() + "#items"
}

// Rejects is the rows of a batch's file that are no items, as CSV: line, column, value and why.
func (h *Batches) Rejects(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	id, err := pathID(c, models.PrefixBulk)
	if err != nil {
		return err
	}
	d, err := h.Store.BatchDetail(c.Request().Context(), models.ItemFilter{Batch: id, Limit: 1})
	if err != nil {
		return err
	}
	if len(d.Batch.Refused) == 0 {
		return models.ErrNotFound
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	words := h.page0(c)
	rows := [][]string{{"line", "column", "value", "why"}}
	for _, x := range d.Batch.Refused {
		kv := make([]any, 0, 2*len(x.Args))
		for name, value := range x.Args {
			kv = append(kv, name, value)
		}
		rows = append(rows, []string{strconv.Itoa(x.Line), x.Column, safeCell(x.Value), safeCell(words.T("invalid."+x.Code, kv...))})
	}
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="rejects-`+d.Batch.PublicID()+`.csv"`)
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", b.Bytes())
}
