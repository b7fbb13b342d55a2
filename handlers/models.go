package handlers

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// ModelStore is what the model pages need of the record.
type ModelStore interface {
	Models(ctx context.Context, before models.ID, limit int) ([]models.Model, error)
	Model(ctx context.Context, id models.ID) (*models.Model, error)
	ChallengerStore
}

// Models is the trained scorecards and their training reports.
type Models struct {
	*Site
	Store ModelStore
}

const modelsPerPage = 25

// List shows the models, newest first.
func (h *Models) List(c echo.Context) error {
	f, err := h.readQuery(c, "before")
	if err != nil {
		return err
	}
	before := f.id("before", models.PrefixModel)
	if f.err() != nil {
		return errBadForm
	}
	return h.list(c, http.StatusOK, before, modelTry{})
}

// modelTry is a form that was refused, to be shown again.
type modelTry struct {
	name string
	form *form
	err  error
}

const trainingsShown = 5

// list draws the page of models; a refused form is shown as it was typed.
func (h *Models) list(c echo.Context, status int, before models.ID, try modelTry) error {
	ctx := c.Request().Context()
	list, err := h.Store.Models(ctx, before, modelsPerPage+1)
	if err != nil {
		return err
	}
	book := modelBook{list: list, try: try}
	if book.trainings, err = h.Store.Trainings(ctx, trainingsShown); err != nil {
		return err
	}
	if CurrentVisitor(c).Can(models.PermModelTrain) {
		if book.labels, err = h.Store.TrainingLabels(ctx); err != nil {
			return err
		}
		if book.retrain, err = h.Store.Retrain(ctx); err != nil {
			return err
		}
	}
	p := h.page(c, "model.title")
	d := modelList(p, list, before != 0)
	d.Manage = manageView(p, CurrentVisitor(c), book)
	return h.render(c, status, views.ModelList(d))
}

// Show shows one model's report, and what may be done with it.
func (h *Models) Show(c echo.Context) error { return h.show(c, http.StatusOK, modelTry{}) }

const promotionsShown = 10

func (h *Models) show(c echo.Context, status int, try modelTry) error {
	ctx := c.Request().Context()
	m, err := h.model(c)
	if err != nil {
		return err
	}
	at := modelStanding{model: m, try: try}
	if at.promotions, err = h.Store.Promotions(ctx, m.ID, promotionsShown); err != nil {
		return err
	}
	if m.PreviousID != 0 {
		if at.previous, err = h.Store.Model(ctx, m.PreviousID); err != nil {
			return err
		}
	}
	if at.run, err = h.Store.LatestRun(ctx); err != nil && !errors.Is(err, models.ErrNotFound) {
		return err
	}
	p := h.page(c, "model.report_title", "name", m.Name)
	p.Record = recordHref(CurrentVisitor(c), "model", m.PublicID())
	p.Crumbs = []views.Crumb{{Label: p.T("model.title"), Href: "/models"}}
	d := modelPage(p, m)
	d.Actions = modelActions(p, CurrentVisitor(c), at)
	return h.render(c, status, views.Model(d))
}
