package handlers

import (
	"context"
	"errors"
	"strconv"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// CaseOpenStore is what opening a case by hand needs of the store.
type CaseOpenStore interface {
	AccountDetail(ctx context.Context, id models.ID) (*models.AccountDetail, error)
	OpenCase(ctx context.Context, actor models.Actor, cmd models.OpenCase) (*models.Case, error)
}

// CaseOpens opens cases by hand.
type CaseOpens struct {
	*Site
	Store CaseOpenStore
}

// Ask shows the form.
func (h *CaseOpens) Ask(c echo.Context) error { return h.show(c, nil, nil) }

func (h *CaseOpens) show(c echo.Context, f *form, problem error) error {
	id, err := models.ParseID(models.PrefixAccount, c.Param("id"))
	if err != nil {
		return err
	}
	d, err := h.Store.AccountDetail(c.Request().Context(), id)
	if err != nil {
		return err
	}
	p := h.page(c, "case_open.title")
	href := "/accounts/" + d.Account.PublicID()
	p.Crumbs = accountCrumbs(p, &d.Account, labels{p}.name(d.Masked, &d.Account))
	data := views.CaseOpenData{Action: href + "/case", Href: href, Severity: strconv.Itoa(int(models.SeverityMedium))}
	for s := models.SeverityLow; s <= models.SeverityCritical; s++ {
		data.Severities = append(data.Severities, ui.Option{Value: strconv.Itoa(int(s)), Label: labels{p}.severity(s).Label})
	}
	if d.OpenCase != nil {
		data.Open = caseHref(d.OpenCase.ID, "")
	}
	if f != nil {
		data.Severity, data.Reason = f.text("severity"), f.text("reason")
		data.Wrong = problems(p, problem)
		data.Errors = fieldErrors(data.Wrong)
	}
	var refused *models.Refused
	if errors.As(problem, &refused) {
		data.Problem = p.T("refused." + refused.Code)
	}
	return h.render(c, statusOf(problem), views.CaseOpen(p, data))
}

// Open opens the case and leads to it.
func (h *CaseOpens) Open(c echo.Context) error {
	f, err := h.readForm(c, "severity", "reason")
	if err != nil {
		return err
	}
	id, err := models.ParseID(models.PrefixAccount, c.Param("id"))
	if err != nil {
		return err
	}
	cmd := models.OpenCase{AccountID: id, Severity: models.Severity(f.number("severity", true)), Reason: f.text("reason")}
	var opened *models.Case
	if err = f.err(); err == nil {
		opened, err = h.Store.OpenCase(c.Request().Context(), actor(c), cmd)
	}
	if err != nil {
		if again(err) || refusedCode(err) != "" {
			return h.show(c, f, err)
		}
		return err
	}
	return h.done(c, caseHref(opened.ID, ""), "case_open.done")
}
