package handlers

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// OverrideStore is what overrides need of the store.
type OverrideStore interface {
	AccountDetail(ctx context.Context, id models.ID) (*models.AccountDetail, error)
	ProposeOverride(ctx context.Context, actor models.Actor, cmd models.ProposeOverride) (*models.Override, error)
	Override(ctx context.Context, id models.ID) (*models.OverrideDetail, error)
	ApproveOverride(ctx context.Context, actor models.Actor, id models.ID, version int64) error
	RejectOverride(ctx context.Context, actor models.Actor, id models.ID, version int64, reason string) error
	WithdrawOverride(ctx context.Context, actor models.Actor, id models.ID, version int64) error
	EndOverride(ctx context.Context, actor models.Actor, id models.ID, version int64, reason string) error
	changes
	entriesStore
	filesOf
}

// Overrides answers for scores set by hand.
type Overrides struct {
	*Site
	Store OverrideStore
}

// Ask shows the form.
func (h *Overrides) Ask(c echo.Context) error { return h.show(c, nil, nil) }

func (h *Overrides) show(c echo.Context, f *form, problem error) error {
	id, err := models.ParseID(models.PrefixAccount, c.Param("id"))
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	d, err := h.Store.AccountDetail(ctx, id)
	if err != nil {
		return err
	}
	p := h.page(c, "score.override_title")
	name := labels{p}.name(d.Masked, &d.Account)
	href := "/accounts/" + d.Account.PublicID()
	p.Crumbs = []views.Crumb{
		{Label: p.T("nav.home"), Href: "/"}, {Label: p.T("nav.accounts"), Href: "/accounts"}, {Label: name, Href: href}, {Label: p.T("score.panel"), Href: href + "/score"},
	}
	data := overrideView(p, d)
	if f != nil {
		data.Score, data.Until, data.Reason = f.text("score"), f.text("ends_at"), f.text("reason")
		data.Wrong = problems(p, problem)
		data.Errors = fieldErrors(data.Wrong)
		var refused *models.Refused
		if errors.As(problem, &refused) {
			data.Problem = p.T("refused." + refused.Code)
		} else if len(data.Wrong) == 0 {
			data.Problem = whoChanged(ctx, p, h.Store, "account", d.Account.PublicID())
		}
	}
	typed := views.MeasureForm{Values: map[string][]string{}, Problems: data.Wrong}
	if f != nil {
		typed.Values["kept"] = []string{f.text("kept")}
	}
	if data.File, err = h.fileChoice(c, p, h.Store, id, typed); err != nil {
		return err
	}
	return h.render(c, statusOf(problem), views.Override(p, data))
}

// overrideView is the form as it stands before anything was typed.
func overrideView(p views.Page, d *models.AccountDetail) views.OverrideData {
	l, href := labels{p}, "/accounts/"+d.Account.PublicID()
	data := views.OverrideData{
		Action: href + "/override", Href: href + "/score", Version: strconv.FormatInt(d.Account.Version, 10),
		Latest: p.Date(p.Now.Add(models.OverrideMax - 24*time.Hour)), Now: p.T("account.never_scored"),
	}
	if d.Account.Score != nil {
		data.Now = p.T("score.now", "score", *d.Account.Score, "band", l.band(d.Account.Band).Label)
	}
	if d.Override != nil {
		data.InForce = l.override(d.Override)
	}
	if d.Proposed != nil {
		data.Waits, data.WaitsHref = l.proposed(d.Proposed), "/overrides/"+d.Proposed.PublicID()
	}
	return data
}

// Propose asks for a score by hand until a date.
func (h *Overrides) Propose(c echo.Context) error {
	f, err := h.readForm(c, "version", "score", "ends_at", "reason", "kept")
	if err != nil {
		return err
	}
	id, err := models.ParseID(models.PrefixAccount, c.Param("id"))
	if err != nil {
		return err
	}
	cmd := models.ProposeOverride{
		AccountID: id, Score: f.number("score", true), EndsAt: f.date("ends_at", true), Reason: f.text("reason"), Version: f.version(),
		FileID: f.id("kept", models.PrefixFile),
	}
	if cmd.EndsAt == nil {
		f.bad.Add("ends_at", "required")
	}
	if cmd.FileID != 0 && !CurrentVisitor(c).Can(models.PermFileRead) {
		f.bad.Add("kept", "choice")
	}
	err = f.err()
	var o *models.Override
	if err == nil {
		o, err = h.Store.ProposeOverride(c.Request().Context(), actor(c), cmd)
	}
	if err != nil {
		if _, yes := shown(err); yes {
			return h.show(c, f, err)
		}
		return err
	}
	return h.done(c, "/overrides/"+o.PublicID(), "score.override_done", "score", cmd.Score)
}
