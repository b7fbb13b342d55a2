package handlers

import (
	"context"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// SanctionStore is what pages about sanctions need of the store.
type SanctionStore interface {
	recordStore
	atHandStore
	SanctionContext(ctx context.Context, accountID, sanctionID models.ID) (*models.SanctionContext, error)
	Sanction(ctx context.Context, id models.ID) (*models.Sanction, error)
	ProposeSanction(ctx context.Context, actor models.Actor, cmd models.ProposeSanction) (*models.Sanction, error)
	ApproveSanction(ctx context.Context, actor models.Actor, id models.ID, version int64) error
	RejectSanction(ctx context.Context, actor models.Actor, id models.ID, version int64, reason string) error
	WithdrawSanction(ctx context.Context, actor models.Actor, id models.ID, version int64) error
	MuteAppeals(ctx context.Context, actor models.Actor, cmd models.MuteAppeals) error
	EndAppealMute(ctx context.Context, actor models.Actor, sanction models.ID, version int64, reason string) error
	LiftSanction(ctx context.Context, actor models.Actor, id models.ID, version int64, reason string) error
}

// Sanctions answers for measures against accounts.
type Sanctions struct {
	*Site
	Store SanctionStore
}

// New shows the form of a sanction.
func (h *Sanctions) New(c echo.Context) error {
	f, err := h.readQuery(c, "case", "kind")
	if err != nil {
		return err
	}
	typed := views.MeasureForm{Values: url.Values{"kind": {f.text("kind")}}}
	return h.form(c, http.StatusOK, f.text("case"), typed, nil)
}

// Propose takes the form, or shows what it would do when the preview was asked for.
func (h *Sanctions) Propose(c echo.Context) error {
	accountID, err := pathID(c, models.PrefixAccount)
	if err != nil {
		return err
	}
	f, err := h.readForm(c, withPrincipal("case", "version", "kind", "product", "cut", "reach*", "ends_at", "review_at", "reason", "preview")...)
	if err != nil {
		return err
	}
	cmd := readSanction(f)
	cmd.AccountID = accountID
	if f.checked("preview") {
		status, typed := http.StatusOK, views.MeasureForm{Values: f.Values}
		if err := f.err(); err != nil {
			status, typed.Problems = http.StatusUnprocessableEntity, problems(h.page0(c), err)
		}
		return h.form(c, status, f.text("case"), typed, &cmd)
	}
	var made *models.Sanction
	if err = f.err(); err == nil {
		made, err = h.Store.ProposeSanction(c.Request().Context(), actor(c), cmd)
	}
	if err == nil {
		return h.done(c, "/sanctions/"+made.PublicID(), "sanction.done."+string(made.State))
	}
	if status, yes := shown(err); yes {
		return h.form(c, status, f.text("case"), h.typed(c, h.Store, f, err, models.AuditFilter{AccountID: accountID}), nil)
	}
	return err
}

// readSanction reads what the chosen rung needs; fields of other rungs are left aside, so
// that nothing typed for one rung sneaks into another.
func readSanction(f *form) models.ProposeSanction {
	cmd := models.ProposeSanction{
		CaseID: f.id("case", models.PrefixCase), Kind: models.SanctionKind(f.text("kind")),
		Reason: f.text("reason"), EndsAt: f.date("ends_at", true), ReviewAt: f.date("review_at", true), Version: f.version(),
	}
	cmd.ReasonCode, cmd.Further = f.principal()
	switch cmd.Kind {
	case models.SanctionLimitCut:
		cmd.CutProduct, cmd.CutFen = models.Product(f.text("product")), f.fen("cut")
	case models.SanctionRestrict:
		for _, name := range f.list("reach") {
			cmd.Reach = append(cmd.Reach, models.Function(name))
		}
	}
	return cmd
}

func (h *Sanctions) form(c echo.Context, status int, caseID string, typed views.MeasureForm, preview *models.ProposeSanction) error {
	id, err := pathID(c, models.PrefixAccount)
	if err != nil {
		return err
	}
	around, err := h.Store.SanctionContext(c.Request().Context(), id, 0)
	if err != nil {
		return err
	}
	p := h.page(c, "sanction.title")
	p.Crumbs = accountCrumbs(p, &around.Account, around.Name)
	d := sanctionForm(p, CurrentVisitor(c), around)
	d.Action, d.Case, d.Form = "/accounts/"+c.Param("id")+"/sanction", caseID, typed
	at, err := atHand(c.Request().Context(), h.Store, id, caseID)
	if err != nil {
		return err
	}
	d.Reasons = principalPicker(p, CurrentVisitor(c), principalAsk{area: "sanction", at: at, typed: typed, chosen: true})
	if preview != nil && preview.Kind.Rank() > 0 {
		sn := draftSanction(preview, p.Now)
		d.Effect = sanctionEffect(p, around, sn)
		d.EffectTo = p.T("sanction.effect.now")
		if sn.Kind.NeedsApproval() {
			d.EffectTo = p.T("sanction.effect.approval")
		}
		m := sanctionMessage(sn, around.Account.Lang, p.Now)
		taught(m, around.Scored)
		d.Letter = h.bothLetters(p, m, around.Policy, around.Name, sn.Principal)
	}
	return h.render(c, status, views.SanctionFormPage(p, d))
}

// Show shows one sanction.
func (h *Sanctions) Show(c echo.Context) error { return h.show(c, http.StatusOK, nil, nil) }

func (h *Sanctions) show(c echo.Context, status int, f *form, cause error) error {
	ctx := c.Request().Context()
	id, err := pathID(c, models.PrefixSanction)
	if err != nil {
		return err
	}
	sn, err := h.Store.Sanction(ctx, id)
	if err != nil {
		return err
	}
	around, err := h.Store.SanctionContext(ctx, sn.AccountID, sn.ID)
	if err != nil {
		return err
	}
	typed := views.MeasureForm{}
	if cause != nil {
		typed = h.typed(c, h.Store, f, cause, models.AuditFilter{ObjectType: "sanction", ObjectID: sn.PublicID()})
	}
	p := h.page(c, "sanction.kind."+string(sn.Kind))
	p.Record = recordHref(CurrentVisitor(c), "sanction", sn.PublicID())
	p.Crumbs = accountCrumbs(p, &around.Account, around.Name)
	d := sanctionPage(p, CurrentVisitor(c), sn, around)
	d.Actions.Form = typed
	if err := h.asks(c, p, &d.Actions, models.PermSanctionApprove, sn.MadeBy); err != nil {
		return err
	}
	if sn.StartsAt != nil {
		d.Links = linksFor(CurrentVisitor(c), sn.PublicID())
	}
	return h.render(c, status, views.SanctionDetailPage(p, d))
}

// Approve lets a second person put a sanction into force.
func (h *Sanctions) Approve(c echo.Context) error {
	return h.step(c, "sanction.approved", nil, func(id models.ID, _ *form, version int64) error {
		return h.Store.ApproveSanction(c.Request().Context(), actor(c), id, version)
	})
}

// Reject lets a second person refuse one.
func (h *Sanctions) Reject(c echo.Context) error {
	return h.step(c, "sanction.rejected", []string{"reason"}, func(id models.ID, f *form, version int64) error {
		return h.Store.RejectSanction(c.Request().Context(), actor(c), id, version, f.text("reason"))
	})
}

// Withdraw takes a proposal back.
func (h *Sanctions) Withdraw(c echo.Context) error {
	return h.step(c, "sanction.withdrawn", nil, func(id models.ID, _ *form, version int64) error {
		return h.Store.WithdrawSanction(c.Request().Context(), actor(c), id, version)
	})
}

// Lift ends a sanction in force.
func (h *Sanctions) Lift(c echo.Context) error {
	return h.step(c, "sanction.lifted", []string{"reason"}, func(id models.ID, f *form, version int64) error {
		return h.Store.LiftSanction(c.Request().Context(), actor(c), id, version, f.text("reason"))
	})
}

func (h *Sanctions) step(c echo.Context, flash string, fields []string, do func(models.ID, *form, int64) error) error {
	id, err := pathID(c, models.PrefixSanction)
	if err != nil {
		return err
	}
	return h.act(c, action{
		fields: fields, to: "/sanctions/" + c.Param("id"), flash: flash,
		step: func(f *form, version int64) error { return do(id, f, version) },
		show: func(status int, f *form, err error) error { return h.show(c, status, f, err) },
	})
}
