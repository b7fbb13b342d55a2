package handlers

import (
	"cmp"
	"context"
	"errors"
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
	Cooling(ctx context.Context, limit int) ([]models.Cooling, error)
	Promotions(ctx context.Context, model models.ID, limit int) ([]models.PromotionDetail, error)
}

// Approvals answers for pending actions: what waits for a second person, and what takes effect
// by itself unless somebody stops it.
type Approvals struct {
	*Site
	Store ApprovalStore
}

// championsShown is how many changes of champion stand below what waits: a return takes
// effect at once, so that this is where a second person sees it.
const championsShown = 5

// coolingMax bounds the list of what takes effect by itself; the next stand first.
const coolingMax = 100

// List shows everything that waits, with why the viewer may not answer what they may not.
func (h *Approvals) List(c echo.Context) error {
	f, err := h.readQuery(c, "show")
	if err != nil {
		return err
	}
	show := f.text("show")
	if show != "" && show != "yours" && show != "asked" && show != "cooling" {
		return errBadForm
	}
	waiting, err := h.Store.Approvals(c.Request().Context(), models.ApprovalsMost)
	if err != nil {
		return err
	}
	cooling, err := h.Store.Cooling(c.Request().Context(), coolingMax)
	if err != nil {
		return err
	}
	changes, err := h.Store.Promotions(c.Request().Context(), 0, championsShown)
	if err != nil {
		return err
	}
	changes = slices.DeleteFunc(changes, func(d models.PromotionDetail) bool { return d.State == models.PromotionProposed }) // it stands above
	p := h.page(c, "approval.title")
	rows, err := h.approvalRows(c, p, waiting)
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.ApprovalsPage(p, pendingView(p, show, rows, cooling, len(waiting) >= models.ApprovalsMost), promotionRows(p, changes)))
}

// approvalRows is what waits, with whom to ask about what the viewer may not answer.
func (h *Approvals) approvalRows(c echo.Context, p views.Page, waiting []models.Approval) ([]views.ApprovalRow, error) {
	v := CurrentVisitor(c)
	type question struct {
		need models.Permission
		by   models.ID
	}
	said := map[question]string{} // a day's requests are of few kinds, by few people
	var rows []views.ApprovalRow
	for i := range waiting {
		w := &waiting[i]
		row := approvalRow(p, v, w)
		switch {
		case w.Opinion != nil && !row.Can && !row.Own: // what the customer says is between those who judge it
			continue
		case row.Can, w.Opinion != nil:
			rows = append(rows, row)
			continue
		}
		by, _, _ := w.Asked()
		q := question{w.Need(), by}
		if _, known := said[q]; !known {
			var err error
			if said[q], err = h.whom(c, p, q.need, q.by); err != nil {
				return nil, err
			}
		}
		row.Ask = said[q]
		rows = append(rows, row)
	}
	return rows, nil
}

// pendingView is the page under one of its tabs, each with its count. Cut says that more may wait than was read; the tabs and the page
// say so then, as they do of what cools off.
func pendingView(p views.Page, show string, all []views.ApprovalRow, cooling []models.Cooling, cut bool) views.Pending {
	later := len(cooling) >= coolingMax
	var yours, asked []views.ApprovalRow
	for _, row := range all {
		if row.Can {
			yours = append(yours, row)
		}
		if row.Own {
			asked = append(asked, row)
		}
	}
	tab := func(key string, n int, more bool) ui.Tab {
		count := strconv.Itoa(n)
		if more {
			count += "+"
		}
		return ui.Tab{Label: p.Texts.T("approval.tab_" + cmp.Or(key, "all")), Href: approvalsHref(key), Count: count, Current: show == key}
	}
	d := views.Pending{Rows: all, Tabs: []ui.Tab{tab("", len(all)+len(cooling), cut || later), tab("yours", len(yours), cut), tab("asked", len(asked), cut), tab("cooling", len(cooling), later)}}
	d.Empty = ui.EmptyArgs{Kind: "done", Title: p.T("approval.empty"), Text: p.T("approval.empty_text")}
	switch show {
	case "yours":
		d.Rows, d.Empty.Title = yours, p.T("approval.empty_yours")
	case "asked":
		d.Rows, d.Empty.Title = asked, p.T("approval.empty_asked")
	}
	if show == "" || show == "cooling" {
		table := coolingTable(p, cooling)
		d.Cooling = &table
		if later {
			d.Later = p.N("approval.cut_cooling", coolingMax)
		}
	}
	if d.OnlyCooling = show == "cooling"; !d.OnlyCooling {
		if cut {
			d.Cut = p.N("approval.cut", models.ApprovalsMost)
		}
		d.Fresh = freshOf(p, approvalsHref(show), "/approvals", show)
		d.Export = exportHref(models.ExportApprovals, with(nil, "show", show))
	}
	return d
}

// limitAsks is what a limit change asks for, with the files that it rests on.
func limitAsks(p views.Page, v *Visitor, c *models.LimitChange, r *views.ApprovalRow) {
	r.What, r.Reason = p.T("approval.limit"), c.Reason
	r.Files = restsLink(p, v, c)
	r.Payload = dotted(productText(p, c.Product)+" "+views.Money(c.FromFen)+" → "+views.Money(c.ToFen), limitMarks(p, c, r.Files))
}

// scoreAsks is what somebody asks of a score or of what decides about an account: another score by hand, that a value be checked, or a rule
// set aside.
func scoreAsks(p views.Page, w *models.Approval, r *views.ApprovalRow) {
	if o := w.Override; o != nil {
		r.What, r.Reason = p.T("approval.override"), o.Reason
		r.Payload = p.T("approval.override_score", "score", o.Score, "date", p.Date(o.EndsAt))
		return
	}
	if a := w.Aside; a != nil {
		r.What, r.Reason = p.T("approval.aside"), a.Reason
		r.Payload = p.T("approval.aside_rule", "rule", labels{p}.ruleName(a.Rule, ""), "date", p.Date(a.EndsAt))
		return
	}
	r.What, r.Reason = p.T("approval.dispute"), w.Dispute.Claim
	r.Payload = labels{p}.factor(w.Dispute.Factor)
}

// approvalHref is the page of what waits, where it is answered.
func approvalHref(w *models.Approval) string {
	switch {
	case w.Limit != nil:
		return "/limits/" + w.Limit.PublicID()
	case w.Sanction != nil:
		return "/sanctions/" + w.Sanction.PublicID()
	case w.Override != nil:
		return "/overrides/" + w.Override.PublicID()
	case w.Aside != nil:
		return "/asides/" + w.Aside.PublicID()
	case w.Dispute != nil:
		return "/disputes/" + w.Dispute.PublicID()
	case w.Policy != nil:
		return "/policy/" + strconv.Itoa(w.Policy.Version)
	case w.Promotion != nil:
		return "/promotions/" + w.Promotion.PublicID()
	case w.ListChange != nil:
		return listChangeHref(w.ListChange.ID)
	case w.Batch != nil:
		return batchHref(w.Batch.ID)
	}
	return "/appeals/" + w.Appeal.PublicID()
}

func approvalRow(p views.Page, v *Visitor, w *models.Approval) views.ApprovalRow {
	by, name, at := w.Asked()
	r := views.ApprovalRow{AskedBy: name, AskedAt: p.Time(at), Own: by == v.UserID(), Href: approvalHref(w)}
	r.Left, _ = views.Due(p.Texts, p.Now, w.ExpiresAt())
	if w.Account != nil {
		r.AccountHref, r.Account = "/accounts/"+w.Account.PublicID(), said(p, w.Name)
		if r.Account == "" {
			r.Account = w.Account.PublicID()
		}
	}
	switch {
	case w.Limit != nil:
		limitAsks(p, v, w.Limit, &r)
	case w.Sanction != nil:
		r.What = p.T("approval.sanction")
		r.Payload, r.Reason = p.T("sanction.kind."+string(w.Sanction.Kind)), labels{p}.engineReason(w.Sanction.Reason)
	case w.Override != nil, w.Aside != nil, w.Dispute != nil:
		scoreAsks(p, w, &r)
	case w.Policy != nil:
		r.What = p.T("approval.policy")
		r.Payload, r.Reason = p.T("approval.policy_version", "version", w.Policy.Version), w.Policy.Note
	case w.Promotion != nil:
		r.What = p.T("approval.promotion")
		r.Payload, r.Reason = promotionModels(p, w.Models), w.Promotion.Reason
	case w.ListChange != nil:
		reach := w.ListChange.Reach
		r.What = p.T("approval.list")
		r.Payload, r.Reason = p.T("approval.list_reach", "blocked", views.Number(reach.Blocked), "allowed", views.Number(reach.Allowed)), w.ListChange.Reason
	case w.Batch != nil:
		r.What = p.T("batch.waits")
		r.Payload, r.Reason = p.N("batch.confirm."+string(w.Batch.Kind), w.Batch.Eligible), w.Batch.Reason
	case w.Opinion != nil:
		opinionRow(p, w, &r)
	}
	var refused *models.Refused
	switch {
	case errors.As(w.Check(judgeOf(v)), &refused):
		r.Why = p.T("refused." + refused.Code)
	case !v.Can(w.Need()):
		r.Why = p.T("approval.not_yours")
	default:
		r.Ready = ui.BadgeArgs{Label: p.T("approval.yours"), Tone: ui.Green, Icon: "check"}
		r.Can = true
	}
	return r
}

// opinionRow is what a second opinion, or a desk's answer, is asked about.
func opinionRow(p views.Page, w *models.Approval, r *views.ApprovalRow) {
	r.What = p.T("appeal.opinion")
	if w.Opinion.Referred() {
		r.What = p.T("appeal.referral")
	}
	r.Payload, r.Reason = p.Texts.T("appeal.opinion."+w.Opinion.Reason), w.Opinion.Question
	r.Left = p.T("approval.opinion_due", "left", r.Left)
}
