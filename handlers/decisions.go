package handlers

import (
	"context"
	"errors"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// DecisionStore is what the page of a decision needs of the store.
type DecisionStore interface {
	EventDetail(ctx context.Context, id models.ID) (*models.EventDetail, error)
	DecisionOf(ctx context.Context, id models.ID) (account models.ID, event bool, err error)
	SettleEvent(ctx context.Context, actor models.Actor, cmd models.SettleEvent) error
}

// Decisions is the page that takes the decision about an event apart.
type Decisions struct {
	*Site
	Store DecisionStore
}

// Show shows the decision about an event; an assessment, whose id looks the same, has its
// page among the account's scores.
func (h *Decisions) Show(c echo.Context) error {
	if _, err := h.readQuery(c); err != nil {
		return err
	}
	return h.show(c, caseTry{})
}

func (h *Decisions) show(c echo.Context, try caseTry) error {
	id, err := models.ParseID(models.PrefixDecision, c.Param("id"))
	if err != nil {
		return err
	}
	ctx, v := c.Request().Context(), CurrentVisitor(c)
	d, err := h.Store.EventDetail(ctx, id)
	if errors.Is(err, models.ErrNotFound) && try.err == nil {
		return h.assessment(c, id, err)
	}
	if err != nil {
		return err
	}
	words := labels{views.Page{Texts: h.words(c)}}
	name := words.name(d.Masked, &d.Account)
	title := "decision.title"
	if d.Event.Kind.Money() {
		title = "decision.title_money"
	}
	p := h.page(c, title, "kind", words.eventKind(d.Event.Kind), "amount", views.Money(d.Event.AmountFen))
	p.Record = recordHref(CurrentVisitor(c), "event", d.Event.PublicID())
	account := "/accounts/" + d.Account.PublicID()
	p.Crumbs = []views.Crumb{
		{Label: p.T("nav.home"), Href: "/"}, {Label: p.T("nav.accounts"), Href: "/accounts"}, {Label: name, Href: account},
		{Label: p.T("events.open"), Href: account + "/events"},
	}
	data := decisionView(p, d, v)
	if data.Settle != nil && d.Telling != nil {
		h.settleReasons(p, v, d, try, data.Settle)
	}
	if try.form != nil && data.Settle != nil {
		data.Settle.Reason = try.form.text("reason")
	}
	if try.err != nil {
		wrong := problems(p, try.err)
		data.Errors = fieldErrors(wrong)
		if data.Settle != nil {
			data.Settle.Error = wrong["reason"]
		}
		if len(wrong) == 0 {
			data.Problem = p.T("decision.settled_before")
		}
	}
	return h.render(c, statusOf(try.err), views.Decision(p, data))
}

// assessment leads to the page of a decision that is not about an event.
func (h *Decisions) assessment(c echo.Context, id models.ID, missing error) error {
	account, event, err := h.Store.DecisionOf(c.Request().Context(), id)
	if err != nil {
		return err
	}
	if event { // recorded only: there is no decision
		return missing
	}
	return h.redirect(c, "/accounts/"+account.Public(models.PrefixAccount)+"/score?decision="+id.Public(models.PrefixDecision))
}

// settleReasons asks what the customer is told of a payment that is not let through, and shows the letter.
func (h *Decisions) settleReasons(p views.Page, v *Visitor, d *models.EventDetail, try caseTry, form *views.SettleForm) {
	typed := views.MeasureForm{Problems: problems(p, try.err)}
	if try.form != nil {
		typed.Values = try.form.Values
	}
	var at []models.ReasonAtHand
	for _, code := range models.EngineReasons(d.Result.Reasons) {
		at = append(at, models.ReasonAtHand{Code: code})
	}
	picker := principalPicker(p, v, principalAsk{area: "sanction", at: at, typed: typed, chosen: true})
	picker.Hint, picker.Fields[0].Required = p.T("decision.settle_reasons"), false
	form.Reasons = &picker
	codes := picker.Chosen()
	sn := models.NewDecline(&d.Event, &d.Result, d.Telling.Document.DeclinedRules(), true, "", p.Now)
	sn.Tell(codes)
	form.Letter = h.bothLetters(p, sanctionMessage(sn, d.Account.Lang, p.Now), d.Telling, labels{p}.name(d.Masked, &d.Account), codes)
}

// Settle releases or cancels an event that waits, or shows the letter that would leave.
func (h *Decisions) Settle(c echo.Context) error {
	f, err := h.readForm(c, withPrincipal("to", "reason", "preview")...)
	if err != nil {
		return err
	}
	id, err := models.ParseID(models.PrefixDecision, c.Param("id"))
	if err != nil {
		return err
	}
	cmd := models.SettleEvent{EventID: id, To: models.Disposition(f.text("to")), Reason: f.text("reason")}
	if f.checked("preview") {
		return h.show(c, caseTry{form: f})
	}
	if cmd.To == models.DispositionCancelled {
		first, further := f.principal()
		cmd.Told = models.Principal(first, further)
	}
	if err := h.Store.SettleEvent(c.Request().Context(), actor(c), cmd); err != nil {
		if again(err) {
			return h.show(c, caseTry{f, err})
		}
		return err
	}
	return h.done(c, decisionHref(id), "decision."+string(cmd.To))
}
