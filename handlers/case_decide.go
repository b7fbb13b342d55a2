package handlers

import (
	"errors"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// Decide closes a case and goes to the next one of the view it was opened from.
func (h *Cases) Decide(c echo.Context) error {
	f, err := h.readForm(c, withPrincipal("view", "version", "outcome", "reason", "then")...)
	if err != nil {
		return err
	}
	id, err := models.ParseID(models.PrefixCase, c.Param("id"))
	if err != nil {
		return err
	}
	cmd := models.DecideCase{CaseID: id, Version: f.version(), Outcome: models.CaseOutcome(f.text("outcome")), Reason: f.text("reason")}
	cmd.Principal = models.Principal(f.principal())
	err = f.err()
	if err == nil {
		_, err = h.Store.DecideCase(c.Request().Context(), actor(c), cmd)
	}
	if err != nil {
		if again(err) || errors.Is(err, models.ErrForbidden) {
			return h.show(c, f.text("view"), caseTry{f, err}, "")
		}
		return err
	}
	return h.goOn(c, id, f.text("view"), afterwards{alone: "case.decided", progress: "case.progress", next: f.one("then", "next")})
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
	return nil
}
