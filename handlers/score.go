package handlers

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// ScoreStore is what the breakdown needs of the store.
type ScoreStore interface {
	ScoreDetail(ctx context.Context, account, decision models.ID) (*models.ScoreDetail, error)
	ScoreCohort(ctx context.Context, account models.ID, of models.CohortOf, zone *time.Location) (*models.ScoreCohort, error)
	FactorDetail(ctx context.Context, account, decision models.ID, key string) (*models.FactorDetail, error)
	SetFactorNote(ctx context.Context, actor models.Actor, cmd models.SetFactorNote) error
	entriesStore
	RescoreAccount(ctx context.Context, actor models.Actor, id models.ID) (*models.Decision, error)
}

// Scores is the page that takes a score apart.
type Scores struct {
	*Site
	Store ScoreStore
}

// asked reads which score of which account a page is about, 0 for the one that counts.
func (h *Scores) asked(c echo.Context) (account, decision models.ID, err error) {
	f, err := h.readQuery(c, "decision")
	if err != nil {
		return 0, 0, err
	}
	if account, err = models.ParseID(models.PrefixAccount, c.Param("id")); err != nil {
		return 0, 0, err
	}
	decision = f.id("decision", models.PrefixDecision)
	if f.err() != nil {
		return 0, 0, models.ErrNotFound
	}
	return account, decision, nil
}

// Show shows the decision that gave the score, or an older one.
func (h *Scores) Show(c echo.Context) error {
	id, decision, err := h.asked(c)
	if err != nil {
		return err
	}
	d, err := h.Store.ScoreDetail(c.Request().Context(), id, decision)
	if err != nil {
		return err
	}
	name := labels{views.Page{Texts: h.words(c)}}.name(d.Masked, &d.Account)
	p := h.page(c, "score.title", "score", d.Decision.Score)
	p.Crumbs = []views.Crumb{
		{Label: p.T("nav.home"), Href: "/"}, {Label: p.T("nav.accounts"), Href: "/accounts"}, {Label: name, Href: "/accounts/" + d.Account.PublicID()},
	}
	return h.render(c, http.StatusOK, views.Score(p, scoreView(p, d, CurrentVisitor(c))))
}

// Factor shows one factor of a score: what each value of it gives, where the account stands, and how it moved.
func (h *Scores) Factor(c echo.Context) error {
	id, decision, err := h.asked(c)
	if err != nil {
		return err
	}
	d, err := h.Store.FactorDetail(c.Request().Context(), id, decision, c.Param("key"))
	if err != nil {
		return err
	}
	return h.factor(c, http.StatusOK, d, nil)
}

// Rescore scores the account again with the model and policy that decide now.
func (h *Scores) Rescore(c echo.Context) error {
	if _, err := h.readForm(c); err != nil {
		return err
	}
	id, err := models.ParseID(models.PrefixAccount, c.Param("id"))
	if err != nil {
		return err
	}
	d, err := h.Store.RescoreAccount(c.Request().Context(), actor(c), id)
	if err != nil {
		return err
	}
	return h.done(c, "/accounts/"+c.Param("id")+"/score", "score.rescored", "score", d.Score)
}
