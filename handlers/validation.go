package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// Validation shows how far one model can be trusted.
func (h *Models) Validation(c echo.Context) error {
	m, err := h.model(c)
	if err != nil {
		return err
	}
	p := h.page(c, "validation.title", "name", m.Name)
	p.Record = recordHref(CurrentVisitor(c), "model", m.PublicID())
	p.Crumbs = []views.Crumb{
		{Label: p.T("model.title"), Href: "/models"}, {Label: p.T("model.report_title", "name", m.Name), Href: "/models/" + m.PublicID()},
	}
	return h.render(c, http.StatusOK, views.Validation(validationPage(p, m)))
}

// ValidationDocument is the validation as it was stored, for the model-risk team's own tools.
func (h *Models) ValidationDocument(c echo.Context) error {
	m, err := h.model(c)
	if err != nil {
		return err
	}
	if len(m.Validation) == 0 {
		return models.ErrNotFound
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="validation-`+m.PublicID()+`.json"`)
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, m.Validation)
}

// model reads the model that the address names.
func (h *Models) model(c echo.Context) (*models.Model, error) {
	if err := noQuery(c); err != nil {
		return nil, err
	}
	id, err := models.ParseID(models.PrefixModel, c.Param("id"))
	if err != nil {
		return nil, err
	}
	return h.Store.Model(c.Request().Context(), id)
}
