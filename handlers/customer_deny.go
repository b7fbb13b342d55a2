package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// deniable reports whether the customer can say that a payment was not theirs.
func deniable(p views.Page, cs *models.CustomerCase) bool {
	return cs.Sanction.Declined != nil && cs.Sanction.Appealable(p.Now) && (cs.Appeal == nil || cs.Appeal.Stage.Ended())
}

// AskDeny asks whether the payment was really not the customer's.
func (h *Customer) AskDeny(c echo.Context) error {
	return h.with(c, func(v *models.CustomerVisit, _ models.Actor) error { return h.askDeny(c, v, nil) })
}

func (h *Customer) askDeny(c echo.Context, v *models.CustomerVisit, cause error) error {
	cs, err := h.Store.CustomerCase(c.Request().Context(), &v.Link)
	if err != nil {
		return err
	}
	p := h.page(c, v.Lang, "customer.deny.title")
	if !deniable(p, cs) {
		return models.ErrNotFound
	}
	d := views.CustomerQuestion{
		Text: p.T("customer.deny.text"), Action: "/c/deny", Button: p.T("customer.deny.button"), Back: customerHome, Sure: p.T("customer.deny.sure"),
	}
	if cause != nil {
		d.Problem = p.T("customer.withdraw.unsure")
	}
	return h.render(c, statusOf(cause), views.CustomerConfirm(p, d))
}

// Deny takes it that the payment was not the customer's.
func (h *Customer) Deny(c echo.Context) error {
	return h.with(c, func(v *models.CustomerVisit, by models.Actor) error {
		f, err := h.readForm(c, "sure")
		if err != nil {
			return err
		}
		if !f.checked("sure") {
			f.bad.Add("sure", "required")
			return h.askDeny(c, v, f.err())
		}
		err = h.Store.CustomerDeny(c.Request().Context(), by, &v.Link)
		if errors.Is(err, models.ErrState) || errors.Is(err, models.ErrConflict) {
			return h.show(c, v, "", typedByCustomer{cause: err})
		}
		if err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, customerHome+"?done=denied")
	})
}
