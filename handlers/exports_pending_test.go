package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"candor/models"
)

// TestPendingActionsAreExported as whoever asks reads them on the page, under its tab.
func TestPendingActionsAreExported(t *testing.T) {
	s := testSite(t)
	a := someAccount(t).Account
	limit := models.Approval{Limit: &models.LimitChange{ID: 4, AccountID: a.ID, Product: models.ProductPayLater, FromFen: 100_000, ToFen: 900_000, Reason: "=more", MadeBy: 8, MadeName: "Ben", MadeAt: testNow}, Account: &a, Name: "杨**"}
	store := &exportStore{rows: &models.ExportRows{Pending: []models.Approval{limit}}}
	h, lead := &Exports{Site: s, Store: store}, as(t, models.RoleLead, "en")
	want(t, call(s, lead, h.Ask, http.MethodGet, exportHref(models.ExportApprovals, "show=yours"), nil), 200, "Export pending actions", "/approvals?show=yours")
	rows := csvRows(t, call(s, lead, h.Make, http.MethodPost, "/exports", url.Values{"of": {"approvals"}, "view": {"show=yours"}}).Body.String())
	at := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	cells := []string{"limit", limit.Limit.PublicID(), a.PublicID(), a.ExternalID, "杨**", "product=paylater from_fen=100000 to_fen=900000", "'=more", at(testNow), "Ben", at(testNow.Add(models.ApprovalTTL)), "true"}
	if len(rows) != 3 || !slices.Equal(rows[1], pendingColumns()) || !slices.Equal(rows[2], cells) {
		t.Errorf("rows %q, want %q", rows, cells)
	}
	if f := store.ask.Filter.Approvals; f == nil || f.Show != "yours" || f.By.ID != lead.UserID() || !slices.Contains(f.May, models.PermLimitApprove) {
		t.Errorf("asked for %+v", f)
	}
	want(t, call(s, lead, h.Ask, http.MethodGet, exportHref(models.ExportApprovals, "show=cooling"), nil), 400)
	want(t, call(s, as(t, models.RoleService, "en"), h.Ask, http.MethodGet, exportHref(models.ExportApprovals, ""), nil), 403)
	page := &Approvals{Site: s, Store: approvalStub{waiting: []models.Approval{limit}}}
	want(t, call(s, lead, page.List, http.MethodGet, "/approvals?show=yours", nil), 200, "of=approvals&amp;view=show%3Dyours")
}

// TestEveryPendingActionSaysWhatItAsks: a row of the file is of use without the page.
func TestEveryPendingActionSaysWhatItAsks(t *testing.T) {
	ends := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	for want, w := range map[string]*models.Approval{
		"sanction=freeze":                              {Sanction: &models.Sanction{Kind: models.SanctionFreeze}},
		"score=640 ends_at=2026-12-01T08:00:00Z":       {Override: &models.Override{Score: 640, EndsAt: ends}},
		"rule=night_cash ends_at=2026-12-01T08:00:00Z": {Aside: &models.RuleAside{Rule: "night_cash", EndsAt: ends}},
		"factor=utilisation_now":                       {Dispute: &models.Dispute{Factor: "utilisation_now"}},
		"blocked=3 allowed=1":                          {ListChange: &models.ListChange{Reach: models.ListReach{Blocked: 3, Allowed: 1}}},
		"batch=limit items=12":                         {Batch: &models.Batch{Kind: models.BatchLimit, Eligible: 12}},
		"version=7":                                    {Policy: &models.Policy{Version: 7}},
		"about=hard":                                   {Opinion: &models.Opinion{Reason: "hard"}, Appeal: &models.Appeal{}},
		"model=" + models.ID(5<<22).Public(models.PrefixModel): {Promotion: &models.Promotion{ModelID: 5 << 22}},
	} {
		if got := pendingAsks(w); got != want {
			t.Errorf("asks %q, not %q", got, want)
		}
	}
	if _, _, reason := pendingObject(&models.Approval{Policy: &models.Policy{Note: "fewer nights"}}); reason != "fewer nights" {
		t.Errorf("a version's reason is %q", reason)
	}
}
