package handlers

import (
	"context"
	"net/url"

	"github.com/labstack/echo/v4"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
)

// DraftStore is what the pages need that change one part of a draft.
type DraftStore interface {
	Policy(ctx context.Context, version int) (*models.Policy, error)
	EditPolicy(ctx context.Context, actor models.Actor, at models.PolicyStep, doc decide.Policy) (*models.Policy, error)
	changes
}

// ownDraft reports whether the reader may edit the version.
func ownDraft(v *Visitor, p *models.Policy) bool {
	return p.State == models.PolicyDraft && p.MadeBy == v.UserID() && v.UserID() != 0 && v.Can(models.PermPolicyEdit)
}

// policyCrumbs lead back from a page of one version.
func policyCrumbs(p views.Page, version int) []views.Crumb {
	return []views.Crumb{{Label: p.T("policy.title"), Href: "/policy"}, {Label: p.T("policy.version_title", "version", version), Href: policyHref(version)}}
}

func rulesHref(version int) string { return policyHref(version) + "/rules" }

func ruleHref(version int, key string) string { return rulesHref(version) + "/" + url.PathEscape(key) }

// eventsVersion loads the version in the address. One from before events were decided has no
// rules on them, and its pages say so.
func eventsVersion(c echo.Context, store DraftStore) (*models.Policy, error) {
	version, err := policyAt(c)
	if err != nil {
		return nil, err
	}
	v, err := store.Policy(c.Request().Context(), version)
	if err != nil {
		return nil, err
	}
	if v.Document.Events == nil {
		v.Document.Events = &decide.Events{}
	}
	return v, nil
}
