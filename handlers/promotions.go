package handlers

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// PromotionStore is what the pages of promotions need of the record.
type PromotionStore interface {
	recordStore
	Promotion(ctx context.Context, id models.ID) (*models.PromotionDetail, error)
	ApprovePromotion(ctx context.Context, actor models.Actor, id models.ID, version int64) error
	RejectPromotion(ctx context.Context, actor models.Actor, id models.ID, version int64, reason string) error
	WithdrawPromotion(ctx context.Context, actor models.Actor, id models.ID, version int64) error
}

// Promotions is who proposed which model as champion, and who answered.
type Promotions struct {
	*Site
	Store PromotionStore
}

// Show shows one change of champion.
func (h *Promotions) Show(c echo.Context) error { return h.show(c, http.StatusOK, nil, nil) }

func (h *Promotions) show(c echo.Context, status int, f *form, cause error) error {
	ctx := c.Request().Context()
	id, err := pathID(c, models.PrefixPromotion)
	if err != nil {
		return err
	}
	d, err := h.Store.Promotion(ctx, id)
	if err != nil {
		return err
	}
	about := models.AuditFilter{ObjectType: "promotion", ObjectID: d.PublicID(), Limit: 50}
	history, err := h.Store.AuditEntries(ctx, about)
	if err != nil {
		return err
	}
	typed := views.MeasureForm{}
	if cause != nil {
		typed = h.typed(c, h.Store, f, cause, about)
	}
	p := h.page(c, "promotion.kind."+d.Kind)
	p.Record = recordHref(CurrentVisitor(c), "promotion", d.PublicID())
	p.Crumbs = []views.Crumb{{Label: p.T("model.title"), Href: "/models"}, {Label: d.Models.Model, Href: "/models/" + d.ModelID.Public(models.PrefixModel)}}
	page := promotionPage(p, CurrentVisitor(c), d)
	page.Events = events(p, history)
	page.Actions.Form = typed
	if err := h.asks(c, p, &page.Actions, models.PermModelPromote, d.MadeBy); err != nil {
		return err
	}
	return h.render(c, status, views.Promotion(page))
}

// Approve lets a second person agree.
func (h *Promotions) Approve(c echo.Context) error {
	return h.step(c, "promotion.approved", nil, func(id models.ID, _ *form, version int64) error {
		return h.Store.ApprovePromotion(c.Request().Context(), actor(c), id, version)
	})
}

// Reject lets a second person refuse.
func (h *Promotions) Reject(c echo.Context) error {
	return h.step(c, "promotion.rejected", []string{"reason"}, func(id models.ID, f *form, version int64) error {
		return h.Store.RejectPromotion(c.Request().Context(), actor(c), id, version, f.text("reason"))
	})
}

// Withdraw takes a proposal back.
func (h *Promotions) Withdraw(c echo.Context) error {
	return h.step(c, "promotion.withdrawn", nil, func(id models.ID, _ *form, version int64) error {
		return h.Store.WithdrawPromotion(c.Request().Context(), actor(c), id, version)
	})
}

func (h *Promotions) step(c echo.Context, flash string, fields []string, do func(models.ID, *form, int64) error) error {
	id, err := pathID(c, models.PrefixPromotion)
	if err != nil {
		return err
	}
	return h.act(c, action{
		fields: fields, to: "/promotions/" + c.Param("id"), flash: flash,
		step: func(f *form, version int64) error { return do(id, f, version) },
		show: func(status int, f *form, err error) error { return h.show(c, status, f, err) },
	})
}
