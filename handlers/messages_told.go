package handlers

import (
	"context"
	"slices"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// TellStore is what sending a prepared message needs of the store.
type TellStore interface {
	AccountDetail(ctx context.Context, id models.ID) (*models.AccountDetail, error)
	LivePolicy(ctx context.Context) (*models.Policy, error)
	TellCustomer(ctx context.Context, actor models.Actor, cmd models.TellCustomer) (*models.Message, error)
	entriesStore
}

// Tells sends customers a prepared wording from their account's page.
type Tells struct {
	*Site
	Store TellStore
}

// Ask offers the wordings that are true of the account; a chosen one is shown as the letter that it makes, in both languages.
func (h *Tells) Ask(c echo.Context) error {
	f, err := h.readQuery(c, "wording")
	if err != nil {
		return err
	}
	return h.show(c, f.text("wording"), nil)
}

func (h *Tells) show(c echo.Context, wording string, cause error) error {
	id, err := pathID(c, models.PrefixAccount)
	if err != nil {
		return err
	}
	d, err := h.Store.AccountDetail(c.Request().Context(), id)
	if err != nil {
		return err
	}
	if d.Account.ErasedAt != nil {
		return models.ErrState
	}
	live, err := h.Store.LivePolicy(c.Request().Context())
	if err != nil {
		return err
	}
	p := h.page(c, "tell.title")
	p.Crumbs = accountCrumbs(p, &d.Account, labels{p}.name(d.Masked, &d.Account))
	data := views.TellData{
		Account: measureAccount(p, CurrentVisitor(c), &d.Account, d.Masked.Name), Action: "/accounts/" + d.Account.PublicID() + "/message", Back: "/accounts/" + d.Account.PublicID(),
	}
	data.Words = preparedChoice(p, spokenOf{d, &live.Document}, "wording", nil).Field
	data.Words.Value, data.Words.Required = wording, true
	if slices.Contains(d.Written(), models.Prepared(wording)) {
		m, err := d.Tell(models.Prepared(wording), p.Now)
		if err != nil {
			return err
		}
		data.Wording, data.Letter = wording, h.bothLetters(p, m, live, d.Masked.Name, []string{wording})
	} else if wording != "" && cause == nil {
		cause = &models.Refused{Code: "wording_untrue"}
	}
	if cause != nil {
		data.Form = h.typed(c, h.Store, nil, cause, models.AuditFilter{ObjectType: "account", ObjectID: d.Account.PublicID()})
	}
	return h.render(c, statusOf(cause), views.Tell(p, data))
}

// Send queues the letter and leads to it, where it can be recalled while it is held.
func (h *Tells) Send(c echo.Context) error {
	f, err := h.readForm(c, "wording")
	if err != nil {
		return err
	}
	id, err := pathID(c, models.PrefixAccount)
	if err != nil {
		return err
	}
	m, err := h.Store.TellCustomer(c.Request().Context(), actor(c), models.TellCustomer{AccountID: id, Wording: models.Prepared(f.text("wording"))})
	if refusedCode(err) != "" {
		return h.show(c, f.text("wording"), err)
	}
	if err != nil {
		return err
	}
	return h.done(c, "/messages/"+m.PublicID(), "tell.done")
}
