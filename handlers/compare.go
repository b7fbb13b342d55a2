package handlers

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/engine/contrast"
	"candor/models"
	"candor/views"
)

// flipsPerPage is how many flips a page lists.
const flipsPerPage = 25

// Compare shows a model beside the champion.
func (h *Models) Compare(c echo.Context) error {
	f, err := h.readQuery(c, "cut", "after")
	if err != nil {
		return err
	}
	id, err := pathID(c, models.PrefixModel)
	if err != nil {
		return err
	}
	cut := f.number("cut", false)
	gap, after, ok := flipPlace(f.text("after"))
	if f.err() != nil || !ok {
		return errBadForm
	}
	d, err := h.Store.Compare(c.Request().Context(), id)
	if err != nil {
		return err
	}
	seen := comparisonSeen{Comparison: d, cut: cut, after: f.text("after")}
	if len(d.Pairs) > 0 {
		seen.flips, err = h.Store.Flips(c.Request().Context(), models.FlipFilter{
			ModelID: d.Model.ID, ChampionID: d.Champion.ID, Bands: d.Bands, AfterGap: gap, AfterID: after, Limit: flipsPerPage + 1,
		})
		if err != nil {
			return err
		}
		seen.cells = contrast.Migration(d.Pairs, d.Bands)
	}
	p := h.page(c, "compare.title", "name", d.Model.Name)
	p.Crumbs = []views.Crumb{{Label: p.T("model.title"), Href: "/models"}, {Label: d.Model.Name, Href: "/models/" + d.Model.PublicID()}}
	return h.render(c, http.StatusOK, views.Compare(comparePage(p, CurrentVisitor(c), seen)))
}

// flipPlace reads where a page of flips begins: the difference and the account of the last
// one before it, as 120-acc_….
func flipPlace(s string) (gap int, account models.ID, ok bool) {
	if s == "" {
		return 0, 0, true
	}
	number, id, _ := strings.Cut(s, "-")
	gap, err := strconv.Atoi(number)
	if err != nil {
		return 0, 0, false
	}
	account, err = models.ParseID(models.PrefixAccount, id)
	return gap, account, err == nil
}
