package handlers

import (
	"errors"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// Decide closes a case and goes to the next one of the view it was opened from.
func (h *Cases) Decide(c echo.Context) error {
	f, err := h.readForm(c, withPrincipal("view", "version", "outcome", "reason", "then", "line", "limit", "warned")...)
	if err != nil {
		return err
	}
	id, err := models.ParseID(models.PrefixCase, c.Param("id"))
	if err != nil {
		return err
	}
	cmd := models.DecideCase{CaseID: id, Version: f.version(), Outcome: models.CaseOutcome(f.text("outcome")), Reason: f.text("reason"), Unwarned: !f.checked("warned")}
	cmd.Principal = models.Principal(f.principal())
	if cmd.Limit = f.lowering(); cmd.Limit != nil && !CurrentVisitor(c).Can(models.PermLimitPropose) {
		return models.ErrForbidden
	}
	var change *models.LimitChange
	if err = f.err(); err == nil {
		_, change, err = h.Store.DecideCaseLowering(c.Request().Context(), actor(c), cmd)
	}
	if err != nil {
		if again(err) || errors.Is(err, models.ErrForbidden) {
			return h.show(c, f.text("view"), caseTry{f, err}, "")
		}
		return err
	}
	said := afterwards{alone: "case.decided", progress: "case.progress", next: f.one("then", "next")}
	if change != nil {
		said.alone, said.progress = "case.lowered_"+string(change.State), "case.lowered_progress_"+string(change.State)
	}
	return h.goOn(c, id, f.text("view"), said)
}

// of is the action where it was a decision, and nothing where it was that of another part of the page.
func (t caseTry) of(part string) caseTry {
	if part != "" {
		return caseTry{}
	}
	return t
}

// decideReasons puts the choice of principal reasons into the decision form of a case, the engine's own chosen. Only confirmed flags need
// them, so that the form can be sent without.
func (h *Cases) decideReasons(c echo.Context, p views.Page, d *models.CaseDetail, try caseTry, data *views.CaseData) error {
	if !data.CanDecide {
		return nil
	}
	at, err := h.Store.ReasonsAtHand(c.Request().Context(), d.Case.AccountID, d.Case.ID)
	if err != nil {
		return err
	}
	ask := principalAsk{area: "sanction", at: at, chosen: true}
	if try.form != nil {
		ask.typed = views.MeasureForm{Values: try.form.Values, Problems: problems(p, try.err)}
	}
	data.Decide.Reasons = principalPicker(p, CurrentVisitor(c), ask)
	data.Decide.Reasons.Hint = p.T("case.reasons_hint", "most", models.PrincipalMost)
	data.Decide.Reasons.Fields[0].Required = false
	data.Decide.Lower = labels{p}.lowerPart(d, CurrentVisitor(c), ask.typed)
	return nil
}
