package handlers

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// AsideStore is what rules set aside for one account need of the store.
type AsideStore interface {
	AccountDetail(ctx context.Context, id models.ID) (*models.AccountDetail, error)
	LivePolicy(ctx context.Context) (*models.Policy, error)
	ProposeAside(ctx context.Context, actor models.Actor, cmd models.ProposeAside) (*models.RuleAside, error)
	RuleAside(ctx context.Context, id models.ID) (*models.RuleAsideDetail, error)
	ApproveAside(ctx context.Context, actor models.Actor, id models.ID, version int64) error
	RejectAside(ctx context.Context, actor models.Actor, id models.ID, version int64, reason string) error
	WithdrawAside(ctx context.Context, actor models.Actor, id models.ID, version int64) error
	EndAside(ctx context.Context, actor models.Actor, id models.ID, version int64, reason string) error
	entriesStore
}

// RuleAsides answers for rules that are set aside for one account.
type RuleAsides struct {
	*Site
	Store AsideStore
}

// mayAside reports whether a person may ask for it: who works on cases and reads scores, and rules with them.
func mayAside(v *Visitor) bool { return v.Can(models.PermCaseWork) && v.Can(models.PermScoreRead) }

// Ask shows the form; a rule that is never set aside is named with the reason.
func (h *RuleAsides) Ask(c echo.Context) error {
	key := c.QueryParam("rule")
	var cause error
	if key != "" {
		live, err := h.Store.LivePolicy(c.Request().Context())
		if err != nil {
			return err
		}
		cause = models.MayAside(live.Rule(key))
	}
	return h.form(c, http.StatusOK, url.Values{"rule": {key}}, cause)
}

func (h *RuleAsides) form(c echo.Context, status int, typed url.Values, cause error) error {
	if !mayAside(CurrentVisitor(c)) {
		return models.ErrForbidden
	}
	id, err := pathID(c, models.PrefixAccount)
	if err != nil {
		return err
	}
	d, err := h.Store.AccountDetail(c.Request().Context(), id)
	if err != nil {
		return err
	}
	live, err := h.Store.LivePolicy(c.Request().Context())
	if err != nil {
		return err
	}
	p := h.page(c, "aside.title")
	l := labels{p}
	p.Crumbs = accountCrumbs(p, &d.Account, l.name(d.Masked, &d.Account))
	form := views.AsideForm{
		Action: "/accounts/" + d.Account.PublicID() + "/aside", Back: "/accounts/" + d.Account.PublicID(), Head: l.name(d.Masked, &d.Account),
		Latest: p.Date(p.Now.Add(models.AsideMax - 24*time.Hour)), Rules: l.asideable(live), Form: views.MeasureForm{Values: typed},
	}
	for i := range d.Asides {
		form.Already = append(form.Already, l.asideNote(&d.Asides[i]))
	}
	if cause != nil {
		form.Form = h.typed(c, h.Store, nil, cause, models.AuditFilter{ObjectType: "account", ObjectID: d.Account.PublicID()})
		form.Form.Values = typed
	}
	return h.render(c, status, views.AsideAsk(p, form))
}

// asideable is the rules that may be set aside, in the order of the policy.
func (l labels) asideable(live *models.Policy) []ui.Option {
	var options []ui.Option
	if live.Document.Events == nil {
		return nil
	}
	for i := range live.Document.Events.Rules {
		if r := &live.Document.Events.Rules[i]; models.MayAside(r) == nil {
			options = append(options, ui.Option{Value: r.Key, Label: l.p.T("rules.named", "name", l.ruleName(r.Key, r.Reason), "key", r.Key)})
		}
	}
	return options
}

// Propose asks that a rule be set aside.
func (h *RuleAsides) Propose(c echo.Context) error {
	f, err := h.readForm(c, "rule", "ends_at", "reason")
	if err != nil {
		return err
	}
	if !mayAside(CurrentVisitor(c)) {
		return models.ErrForbidden
	}
	id, err := pathID(c, models.PrefixAccount)
	if err != nil {
		return err
	}
	cmd := models.ProposeAside{AccountID: id, Rule: f.text("rule"), Reason: f.text("reason"), EndsAt: f.date("ends_at", true)}
	err = f.err()
	var a *models.RuleAside
	if err == nil {
		a, err = h.Store.ProposeAside(c.Request().Context(), actor(c), cmd)
	}
	if err != nil {
		if _, yes := shown(err); yes {
			return h.form(c, statusOf(err), f.Values, err)
		}
		return err
	}
	return h.done(c, "/asides/"+a.PublicID(), "aside.done")
}

// Show shows one rule set aside, with what may be done about it.
func (h *RuleAsides) Show(c echo.Context) error { return h.one(c, http.StatusOK, nil, nil) }

// Approve lets a second person agree.
func (h *RuleAsides) Approve(c echo.Context) error {
	return h.step(c, "aside.approved", nil, func(id models.ID, _ *form, version int64) error {
		return h.Store.ApproveAside(c.Request().Context(), actor(c), id, version)
	})
}

// Reject lets a second person refuse.
func (h *RuleAsides) Reject(c echo.Context) error {
	return h.step(c, "aside.rejected", []string{"reason"}, func(id models.ID, f *form, version int64) error {
		return h.Store.RejectAside(c.Request().Context(), actor(c), id, version, f.text("reason"))
	})
}

// Withdraw takes a proposal back.
func (h *RuleAsides) Withdraw(c echo.Context) error {
	return h.step(c, "aside.withdrawn", nil, func(id models.ID, _ *form, version int64) error {
		return h.Store.WithdrawAside(c.Request().Context(), actor(c), id, version)
	})
}

// End has the rule count again before the day.
func (h *RuleAsides) End(c echo.Context) error {
	return h.step(c, "aside.ended", []string{"reason"}, func(id models.ID, f *form, version int64) error {
		return h.Store.EndAside(c.Request().Context(), actor(c), id, version, f.text("reason"))
	})
}

func (h *RuleAsides) step(c echo.Context, flash string, fields []string, do func(models.ID, *form, int64) error) error {
	id, err := pathID(c, models.PrefixAside)
	if err != nil {
		return err
	}
	return h.act(c, action{
		fields: fields, to: "/asides/" + c.Param("id"), flash: flash,
		step: func(f *form, version int64) error { return do(id, f, version) },
		show: func(status int, f *form, err error) error { return h.one(c, status, f, err) },
	})
}
