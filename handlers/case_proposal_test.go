package handlers

import (
	"net/http"
	"testing"

	"candor/models"
)

// TestTheBarNamesWhatTheEngineProposes: in words, with the way to where it comes from for who may go there, and nothing where it only calls
// a person.
func TestTheBarNamesWhatTheEngineProposes(t *testing.T) {
	s, d := testSite(t), caseOf(t)
	h := &Cases{Site: s, Store: &reviewStore{detail: func() (*models.CaseDetail, error) { return d, nil }}}
	show := func(role, lang string, words ...string) {
		t.Helper()
		want(t, call(s, as(t, role, lang), h.Show, http.MethodGet, "/cases/x", nil, "id", d.Case.PublicID()), 200, words...)
	}
	d.Account.Account.LimitFen = 0
	lacks(t, call(s, as(t, models.RoleReviewer, "en"), h.Show, http.MethodGet, "/cases/x", nil, "id", d.Case.PublicID()), "Engine proposes")
	d.Account.Account.LimitFen = 90_000_000_000
	show(models.RoleReviewer, "en", "<dt>Engine proposes</dt>", "/limit?case="+d.Case.PublicID(), "limit of ¥")
	show(models.RoleReviewer, "zh-CN", "<dt>引擎建议</dt>", "额度不超过 ¥")

	event := models.ID(77 << 22)
	d.Flags[0].DecisionID = event
	d.Decided = map[models.ID]models.FlagDecision{event: {Event: true, Outcome: models.OutcomeHold}}
	show(models.RoleReviewer, "en", `href="`+decisionHref(event)+`">hold</a>`)
	d.Decided[event] = models.FlagDecision{Event: true, Outcome: models.OutcomeHold, Sanction: models.SanctionFreeze}
	show(models.RoleReviewer, "en", `href="`+decisionHref(event)+`">Freeze</a>`)
	d.Case.State = models.CaseClosed
	show(models.RoleReviewer, "zh-CN", `href="`+decisionHref(event)+`">冻结</a>`)
}
