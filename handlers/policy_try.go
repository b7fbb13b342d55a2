package handlers

import (
	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// tryAsked is what a reader wants decided again, and the answer.
type tryAsked struct {
	event, account string // as they stand in the address
	number         string // as it was typed
	typed          bool   // the rule is tried as it is typed, not as it is saved
	err            error
	answer         *models.PolicyTry // nil: nothing was asked
}

// tried decides again what the address asks for: a decision, or the latest events of an account.
// Both are public ids, so that the address may be kept and passed on.
func (h *RuleEditor) tried(c echo.Context, f *form, v *models.Policy, rule string) (tryAsked, error) {
	asked := tryAsked{event: f.text("event"), account: f.text("account")}
	if asked.event == "" && asked.account == "" {
		return asked, nil
	}
	if !CurrentVisitor(c).Can(models.PermScoreRead) {
		return asked, models.ErrForbidden
	}
	what := models.TryEvents{Rule: rule}
	if asked.event != "" {
		asked.account = "" // one question at a time: the single event is the narrower one
		what.Event = f.id("event", models.PrefixDecision)
	} else {
		what.Account = f.id("account", models.PrefixAccount)
	}
	if asked.err = f.err(); asked.err != nil {
		return asked, nil
	}
	var err error
	asked.answer, err = h.Store.TryPolicy(c.Request().Context(), v.Document, what)
	return asked, err
}

// Try decides past events under the version in force and under this one.
func (h *RuleEditor) Try(c echo.Context) error {
	f, err := h.readQuery(c, "event", "account", "rule")
	if err != nil {
		return err
	}
	v, err := eventsVersion(c, h.Store)
	if err != nil {
		return err
	}
	rule := f.text("rule")
	if rule != "" && v.Document.RuleAt(rule) < 0 {
		return errBadForm
	}
	what, err := h.tried(c, f, v, rule)
	if err != nil {
		return err
	}
	return h.tryPage(c, v, rule, what)
}

func (h *RuleEditor) tryPage(c echo.Context, v *models.Policy, rule string, what tryAsked) error {
	p := h.page(c, "policy_try.title", "version", v.Version)
	p.Crumbs = policyCrumbs(p, v.Version)
	return h.render(c, statusOf(what.err), views.PolicyTryPage(p, tryPage(p, CurrentVisitor(c), v, rule, what)))
}

// Find leads from the number that the lender's systems know an account by to its try. The number
// may say something about a person, so it is posted and the address holds the public id.
func (h *RuleEditor) Find(c echo.Context) error {
	f, err := h.readForm(c, "number", "rule")
	if err != nil {
		return err
	}
	v, err := eventsVersion(c, h.Store)
	if err != nil {
		return err
	}
	if !CurrentVisitor(c).Can(models.PermScoreRead) {
		return models.ErrForbidden
	}
	rule, number := f.text("rule"), f.text("number")
	if rule != "" && v.Document.RuleAt(rule) < 0 {
		return errBadForm
	}
	if number == "" {
		f.bad.Add("number", "required")
	}
	var id models.ID
	if err = f.err(); err == nil {
		id, err = h.Store.AccountByNumber(c.Request().Context(), number)
	}
	switch {
	case err == nil:
		return h.redirect(c, tryHref(v.Version, rule, "account", id.Public(models.PrefixAccount)))
	case again(err):
		return h.tryPage(c, v, rule, tryAsked{number: number, err: err})
	}
	return err
}
