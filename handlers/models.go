package handlers

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// ModelStore is what the model pages need of the record.
type ModelStore interface {
	Models(ctx context.Context, before models.ID, limit int) ([]models.Model, error)
	Model(ctx context.Context, id models.ID) (*models.Model, error)
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
	list, err := h.Store.Models(c.Request().Context(), before, modelsPerPage+1)
	if err != nil {
		return err
	}
	p := h.page(c, "model.title")
	return h.render(c, http.StatusOK, views.ModelList(modelList(p, list, before != 0)))
}

// Show shows one model's report.
func (h *Models) Show(c echo.Context) error {
	id, err := models.ParseID(models.PrefixModel, c.Param("id"))
	if err != nil {
		return err
	}
	m, err := h.Store.Model(c.Request().Context(), id)
	if err != nil {
		return err
	}
	p := h.page(c, "model.report_title", "name", m.Name)
	p.Crumbs = []views.Crumb{{Label: p.T("model.title"), Href: "/models"}}
	return h.render(c, http.StatusOK, views.Model(modelPage(p, m)))
}
