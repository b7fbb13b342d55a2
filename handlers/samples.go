package handlers

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// SampleStore is what quality samples need of the record.
type SampleStore interface {
	recordStore
	DrawSample(ctx context.Context, actor models.Actor, cmd models.DrawSample) (*models.Sample, error)
	Samples(ctx context.Context, f models.SampleFilter) ([]models.Sample, error)
	SampleDetail(ctx context.Context, id models.ID) (*models.SampleDetail, error)
	SampleCase(ctx context.Context, id models.ID, n int) (*models.SampleCase, error)
	JudgeSample(ctx context.Context, actor models.Actor, cmd models.JudgeSample) (*models.Sample, error)
	RecordSampleExport(ctx context.Context, actor models.Actor, id models.ID) error
}

// Samples is quality samples: decided cases that a lead judges again.
type Samples struct {
	*Site
	Store SampleStore
}

// What the list shows, and what the form begins with.
const (
	samplesPerPage = 30
	sampleUsual    = 30 // cases: fewer say little
	sampleBack     = 30 // days
)

// unjudged are the cases of an account that the visitor is to judge again: no page tells this person what was decided of them before
// that is done.
func (s *Site) unjudged(c echo.Context, account models.ID) ([]models.ID, error) {
	if s.Unjudged == nil {
		return nil, nil
	}
	return s.Unjudged(c.Request().Context(), CurrentVisitor(c), account)
}

// unjudgedAll are all the cases that the visitor is to judge again, for lists over more than one account.
func (s *Site) unjudgedAll(c echo.Context) ([]models.SampleItem, error) {
	if s.UnjudgedAll == nil {
		return nil, nil
	}
	return s.UnjudgedAll(c.Request().Context(), CurrentVisitor(c))
}

func sampleHref(id models.ID) string { return "/samples/" + id.Public(models.PrefixSample) }

func sampleItemHref(id models.ID, n int) string {
	return sampleHref(id) + "/items/" + strconv.Itoa(n)
}

// List shows a page of samples and the form that draws another.
func (h *Samples) List(c echo.Context) error {
	f, err := h.readQuery(c, "before")
	if err != nil {
		return err
	}
	filter := models.SampleFilter{After: f.id("before", models.PrefixSample), Limit: samplesPerPage + 1}
	if f.err() != nil {
		return errBadForm
	}
	return h.list(c, http.StatusOK, filter, views.MeasureForm{})
}

func (h *Samples) list(c echo.Context, status int, filter models.SampleFilter, typed views.MeasureForm) error {
	list, err := h.Store.Samples(c.Request().Context(), filter)
	if err != nil {
		return err
	}
	p := h.page(c, "sample.list")
	p.Crumbs = []views.Crumb{{Label: p.T("nav.queue"), Href: "/queue"}}
	return h.render(c, status, views.Samples(sampleList(p, filter, list, typed)))
}

// Draw draws a sample and opens it.
func (h *Samples) Draw(c echo.Context) error {
	f, err := h.readForm(c, "from", "until", "n", "seed")
	if err != nil {
		return err
	}
	cmd := models.DrawSample{N: f.number("n", true), Seed: int64(f.number("seed", false))}
	if from := f.date("from", false); from != nil {
		cmd.From = *from
	}
	if until := f.date("until", true); until != nil {
		cmd.Until = until.Add(time.Second) // the last day is whole
	}
	var made *models.Sample
	if err = f.err(); err == nil {
		made, err = h.Store.DrawSample(c.Request().Context(), actor(c), cmd)
	}
	if status, yes := shown(err); yes {
		return h.list(c, status, models.SampleFilter{Limit: samplesPerPage + 1}, h.typed(c, h.Store, f, err, models.AuditFilter{ObjectType: "sample"}))
	}
	if err != nil {
		return err
	}
	return h.done(c, sampleHref(made.ID), "sample.done.drawn", "n", made.Drawn)
}

// Show shows one sample: how far both agree, and its items.
func (h *Samples) Show(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	id, err := pathID(c, models.PrefixSample)
	if err != nil {
		return err
	}
	d, err := h.Store.SampleDetail(c.Request().Context(), id)
	if err != nil {
		return err
	}
	p := h.page(c, "sample.one")
	p.Record = recordHref(CurrentVisitor(c), "sample", d.Sample.PublicID())
	p.Crumbs = []views.Crumb{{Label: p.T("nav.queue"), Href: "/queue"}, {Label: p.T("sample.list"), Href: "/samples"}}
	return h.render(c, http.StatusOK, views.Sample(sampleView(p, CurrentVisitor(c), d)))
}

// File is the same as CSV; that it left is recorded.
func (h *Samples) File(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	id, err := pathID(c, models.PrefixSample)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	d, err := h.Store.SampleDetail(ctx, id)
	if err != nil {
		return err
	}
	if err := h.Store.RecordSampleExport(ctx, actor(c), id); err != nil {
		return err // what cannot be recorded does not leave
	}
	body, err := sampleCSV(d)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="candor-sample-`+d.Sample.PublicID()+`.csv"`)
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", body)
}

// place reads which item of which sample a page is about.
func (h *Samples) place(c echo.Context) (models.ID, int, error) {
	id, err := pathID(c, models.PrefixSample)
	if err != nil {
		return 0, 0, err
	}
	n, err := strconv.Atoi(c.Param("n"))
	if err != nil || n < 1 || n > models.SampleMost || strconv.Itoa(n) != c.Param("n") {
		return 0, 0, models.ErrNotFound
	}
	return id, n, nil
}

// Item shows one case of a sample, without what was decided until it is judged.
func (h *Samples) Item(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	return h.item(c, http.StatusOK, views.MeasureForm{})
}

func (h *Samples) item(c echo.Context, status int, typed views.MeasureForm) error {
	id, n, err := h.place(c)
	if err != nil {
		return err
	}
	d, err := h.Store.SampleCase(c.Request().Context(), id, n)
	if err != nil {
		return err
	}
	p := h.page(c, "sample.item_title", "n", n, "all", d.Sample.Drawn)
	p.Crumbs = []views.Crumb{{Label: p.T("sample.list"), Href: "/samples"}, {Label: p.T("sample.one"), Href: sampleHref(id)}}
	page := sampleItemView(p, CurrentVisitor(c), d)
	page.Form = typed
	return h.render(c, status, views.SampleItem(page))
}

// Judge records the lead's own judgement and shows what was decided first beside it.
func (h *Samples) Judge(c echo.Context) error {
	id, n, err := h.place(c)
	if err != nil {
		return err
	}
	return h.act(c, action{
		fields: []string{"outcome", "reason"}, to: sampleItemHref(id, n), flash: "sample.done.judged",
		step: func(f *form, version int64) error {
			_, err := h.Store.JudgeSample(c.Request().Context(), actor(c), models.JudgeSample{
				SampleID: id, N: n, Version: version, Outcome: models.CaseOutcome(f.text("outcome")), Reason: f.text("reason"),
			})
			return err
		},
		show: func(status int, f *form, err error) error {
			return h.item(c, status, h.typed(c, h.Store, f, err, models.AuditFilter{ObjectType: "sample", ObjectID: id.Public(models.PrefixSample)}))
		},
	})
}
