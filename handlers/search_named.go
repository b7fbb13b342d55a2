package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"candor/views"
)

// Named lists the account of the number that is typed into the list of commands, for its script: without one the search does.
func (h *Accounts) Named(c echo.Context) error {
	f, err := h.readForm(c, "q")
	if err != nil {
		return err
	}
	hits, err := h.Store.NamedAccounts(c.Request().Context(), f.text("q"))
	if err != nil {
		return err
	}
	p := h.page0(c)
	var found []views.Command
	for i := range hits {
		a := &hits[i].Account
		found = append(found, views.Command{
			Label: labels{p}.nameOf(hits[i].Masked, a.ExternalID, a.ID) + " · " + a.ExternalID, Icon: "user", Href: "/accounts/" + a.PublicID(),
		})
	}
	return h.render(c, http.StatusOK, views.CommandsNamed(p, found))
}
