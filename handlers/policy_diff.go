package handlers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

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

// comparePolicies lists the fields in which two documents differ. The usual reasons of one that names none are those that hold for it,
// and what helps by kind of measure is compared kind by kind, named or not.
func comparePolicies(old, now decide.Policy) ([]models.FieldChange, error) {
	old.Quick, now.Quick = old.QuickReasons(), now.QuickReasons()
	old.ByMeasure, now.ByMeasure = old.EveryMeasure(), now.EveryMeasure()
	a, err := json.Marshal(old)
	if err != nil {
		return nil, fmt.Errorf("compare policies: %w", err)
	}
	b, err := json.Marshal(now)
	if err != nil {
		return nil, fmt.Errorf("compare policies: %w", err)
	}
	changes, err := models.Changed(string(a), string(b))
	return append(changes, quickOrder(old.Quick, now.Quick)...), err
}

// quickOrder is that usual reasons which both documents name stand in another order: their place says which key puts them in, and a
// comparison by their names does not show it.
func quickOrder(old, now []decide.QuickReason) []models.FieldChange {
	common := func(list, other []decide.QuickReason) string {
		var names []string
		for _, q := range list {
			if slices.ContainsFunc(other, func(o decide.QuickReason) bool { return o.Key == q.Key }) {
				names = append(names, q.Key)
			}
		}
		return strings.Join(names, ", ")
	}
	before, after := common(old, now), common(now, old)
	if before == after {
		return nil
	}
	return []models.FieldChange{{Path: "quick_reasons", Before: before, After: after}}
}
