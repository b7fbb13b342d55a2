package handlers

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// ApprovalStore is what the page of approvals needs of the store.
type ApprovalStore interface {
	Approvals(ctx context.Context, limit int) ([]models.Approval, error)
	Promotions(ctx context.Context, model models.ID, limit int) ([]models.PromotionDetail, error)
}

// Approvals answers for what waits for a second person.
type Approvals struct {
	*Site
	Store ApprovalStore
}

// approvalMax bounds the list: what is older than a day has lapsed.
const approvalMax = 200

// championsShown is how many changes of champion stand below what waits: a return takes
// effect at once, so that this is where a second person sees it.
const championsShown = 5

// List shows everything that waits, with why the viewer may not answer what they may not.
func (h *Approvals) List(c echo.Context) error {
	waiting, err := h.Store.Approvals(c.Request().Context(), approvalMax)
	if err != nil {
		return err
	}
	p := h.page(c, "nav.approvals")
	var rows []views.ApprovalRow
	for i := range waiting {
		rows = append(rows, approvalRow(p, CurrentVisitor(c), &waiting[i]))
	}
	changes, err := h.Store.Promotions(c.Request().Context(), 0, championsShown)
	if err != nil {
		return err
	}
	changes = slices.DeleteFunc(changes, func(d models.PromotionDetail) bool { return d.State == models.PromotionProposed }) // it stands above
	return h.render(c, http.StatusOK, views.ApprovalsPage(p, rows, promotionRows(p, changes)))
}

func approvalRow(p views.Page, v *Visitor, w *models.Approval) views.ApprovalRow {
	by, name, at := w.Asked()
	r := views.ApprovalRow{AskedBy: name, AskedAt: p.Time(at)}
	r.Left, _ = views.Due(p.Texts, p.Now, w.ExpiresAt())
	if w.Account != nil {
		r.AccountHref, r.Account = "/accounts/"+w.Account.PublicID(), said(p, w.Name)
		if r.Account == "" {
			r.Account = w.Account.PublicID()
		}
	}
	switch {
	case w.Limit != nil:
		r.Href, r.What = "/limits/"+w.Limit.PublicID(), p.T("approval.limit")
		r.Payload = productText(p, w.Limit.Product) + " " + views.Money(w.Limit.FromFen) + " → " + views.Money(w.Limit.ToFen)
		r.Reason = w.Limit.Reason
	case w.Sanction != nil:
		r.Href, r.What = "/sanctions/"+w.Sanction.PublicID(), p.T("approval.sanction")
		r.Payload, r.Reason = p.T("sanction.kind."+string(w.Sanction.Kind)), labels{p}.engineReason(w.Sanction.Reason)
	case w.Policy != nil:
		r.Href, r.What = "/policy/"+strconv.Itoa(w.Policy.Version), p.T("approval.policy")
		r.Payload, r.Reason = p.T("approval.policy_version", "version", w.Policy.Version), w.Policy.Note
	case w.Promotion != nil:
		r.Href, r.What = "/promotions/"+w.Promotion.PublicID(), p.T("approval.promotion")
		r.Payload, r.Reason = promotionModels(p, w.Models), w.Promotion.Reason
	case w.ListChange != nil:
		reach := w.ListChange.Reach
		r.Href, r.What = listChangeHref(w.ListChange.ID), p.T("approval.list")
		r.Payload = p.T("approval.list_reach", "blocked", views.Number(reach.Blocked), "allowed", views.Number(reach.Allowed))
		r.Reason = w.ListChange.Reason
	}
	switch {
	case by == v.UserID():
		r.Why = p.T("refused.own_proposal")
	case !v.Can(w.Need()):
		r.Why = p.T("approval.not_yours")
	default:
		r.Ready = ui.BadgeArgs{Label: p.T("approval.yours"), Tone: ui.Green, Icon: "check"}
		r.Can = true
	}
	return r
}
