package handlers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// Diff shows two versions field by field.
func (h *Policies) Diff(c echo.Context) error {
	version, err := policyAt(c)
	if err != nil {
		return err
	}
	f, err := h.readQuery(c, "with")
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	v, err := h.Store.Policy(ctx, version)
	if err != nil {
		return err
	}
	with := f.number("with", false)
	if err := f.err(); err != nil {
		return errBadForm
	}
	if with == 0 {
		with = max(v.Base, 1)
	}
	other, err := h.Store.Policy(ctx, with)
	if err != nil {
		return err
	}
	changes, err := comparePolicies(other.Document, v.Document)
	if err != nil {
		return err
	}
	p := h.page(c, "policy.diff_title", "version", version, "with", with)
	p.Crumbs = []views.Crumb{{Label: p.T("policy.title"), Href: "/policy"}, {Label: p.T("policy.version_title", "version", version), Href: policyHref(version)}}
	return h.render(c, http.StatusOK, views.PolicyDiff(views.PolicyDiffPage{
		Page: p, Note: v.Note, Action: policyHref(version) + "/diff", Rows: labels{p}.policyChanges(changes),
		With:  ui.FieldArgs{Name: "with", Label: p.T("policy.compare_with"), Value: strconv.Itoa(with), Kind: "number", Inline: true},
		Heads: [3]string{p.T("common.field"), p.T("policy.version_title", "version", with), p.T("policy.version_title", "version", version)},
		Same:  sameText(p, len(changes)),
	}))
}

func sameText(p views.Page, changed int) string {
	if changed > 0 {
		return ""
	}
	return p.T("policy.no_change")
}

// comparePolicies lists the fields in which two documents differ.
func comparePolicies(old, now decide.Policy) ([]models.FieldChange, error) {
	a, err := json.Marshal(old)
	if err != nil {
		return nil, fmt.Errorf("compare policies: %w", err)
	}
	b, err := json.Marshal(now)
	if err != nil {
		return nil, fmt.Errorf("compare policies: %w", err)
	}
	return models.Changed(string(a), string(b))
}
