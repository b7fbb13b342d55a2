package handlers

import (
	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// Cohort shows the score that counts beside those of a cohort that the reader chooses.
func (h *Scores) Cohort(c echo.Context) error {
	f, err := h.readQuery(c, "with")
	if err != nil {
		return err
	}
	id, err := models.ParseID(models.PrefixAccount, c.Param("id"))
	if err != nil {
		return err
	}
	of := models.CohortOf(f.text("with"))
	if of == "" {
		of = models.Cohorts()[0]
	}
	if !of.Valid() {
		// What was asked for is not there: the page says so, and shows what is.
		f.bad.Add("with", "choice")
		of = models.Cohorts()[0]
	}
	d, err := h.Store.ScoreCohort(c.Request().Context(), id, of, h.Zone)
	if err != nil {
		return err
	}
	p := h.page(c, "cohort.title", "score", d.Decision.Score)
	l := labels{p}
	href := "/accounts/" + d.Account.PublicID()
	p.Crumbs = append(accountCrumbs(p, &d.Account, l.name(d.Masked, &d.Account)), views.Crumb{Label: p.T("score.panel"), Href: href + "/score"})
	data := l.cohortPage(d)
	data.Problem = problems(p, f.err())["with"]
	return h.render(c, statusOf(f.err()), views.ScoreCohort(p, data))
}
