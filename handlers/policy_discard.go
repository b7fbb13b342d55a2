package handlers

import (
	"errors"
	"strconv"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// AskDiscard shows what would be lost with a version and asks whether to discard it.
func (h *Policies) AskDiscard(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	return h.askDiscard(c, nil)
}

// askDiscard draws the question, under a step that was refused.
func (h *Policies) askDiscard(c echo.Context, refused error) error {
	version, err := policyAt(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	v, err := h.Store.Policy(ctx, version)
	if err != nil {
		return err
	}
	who := CurrentVisitor(c).UserID()
	gone := *v
	if err := gone.Discard(who); err != nil && refused == nil {
		return err
	}
	base, err := h.Store.Policy(ctx, max(v.Base, 1))
	if err != nil {
		return err
	}
	changes, err := comparePolicies(base.Document, v.Document)
	if err != nil {
		return err
	}
	p := h.page(c, "policy.discard_title", "version", version)
	p.Crumbs = policyCrumbs(p, version)
	d := views.PolicyDiscardPage{
		Page: p, Text: p.N("policy.discard_ask", len(changes), "base", base.Version), Action: policyHref(version) + "/discard",
		Back: policyHref(version), Revision: strconv.FormatInt(v.Revision, 10), Why: refusedText(h.words(c), refused),
		Lost: ui.DiffArgs{
			Caption: p.T("policy.discard_lost"), Field: p.T("common.field"), Before: p.T("policy.version_title", "version", base.Version),
			After: p.T("policy.version_title", "version", version), Rows: labels{p}.policyChanges(changes),
		},
	}
	if errors.Is(refused, models.ErrConflict) || errors.Is(refused, models.ErrState) {
		d.Why = whoChangedPolicy(ctx, p, h.Store, version)
	}
	return h.render(c, statusOf(refused), views.PolicyDiscard(d))
}

// Discard drops a draft or takes a submission back, and leads to the versions that are left.
func (h *Policies) Discard(c echo.Context) error {
	version, err := policyAt(c)
	if err != nil {
		return err
	}
	f, err := h.readForm(c, "version")
	if err != nil {
		return err
	}
	at := models.PolicyStep{Version: version, Revision: f.version()}
	if err = f.err(); err == nil {
		_, err = h.Store.DiscardPolicy(c.Request().Context(), actor(c), at)
	}
	switch {
	case err == nil:
		return h.done(c, "/policy#versions", "policy.discarded", "version", version)
	case again(err):
		return h.askDiscard(c, err)
	}
	return err
}
