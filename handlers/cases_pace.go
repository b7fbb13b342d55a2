package handlers

import (
	"github.com/labstack/echo/v4"

	"candor/views"
)

// pace puts where the reader stands in the view that led here, and whether the next case opens by itself.
func (h *Cases) pace(c echo.Context, view string, data *views.CaseData) (err error) {
	if view == "" || !data.Open {
		return nil
	}
	if data.Desk.Strip, err = h.strip(c, view); err != nil {
		return err
	}
	set, err := h.Store.QueueSetting(c.Request().Context(), CurrentVisitor(c).UserID())
	if err != nil {
		return err
	}
	data.Desk.Stay, data.Desk.Pace = set.Stay, true
	return nil
}

// strip says how far the visitor is through a view today.
func (h *Cases) strip(c echo.Context, query string) (string, error) {
	_, filter, err := h.view(query, c)
	if err != nil {
		return "", nil // an address that no page of ours gives; the case is shown without its view's count
	}
	p, err := h.Store.CaseProgress(c.Request().Context(), CurrentVisitor(c).UserID(), h.today(c), filter)
	if err != nil {
		return "", err
	}
	return h.words(c).T("desk.strip", "done", capped(p.Done), "left", capped(p.Left)), nil
}
