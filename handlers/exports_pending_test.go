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
	limit := models.Approval{Limit: &models.LimitChange{ID: 4, AccountID: a.ID, Reason: "=more", MadeBy: 8, MadeName: "Ben", MadeAt: testNow}, Account: &a, Name: "杨**"}
	store := &exportStore{rows: &models.ExportRows{Pending: []models.Approval{limit}}}
	h, lead := &Exports{Site: s, Store: store}, as(t, models.RoleLead, "en")
	want(t, call(s, lead, h.Ask, http.MethodGet, exportHref(models.ExportApprovals, "show=yours"), nil), 200, "Export pending actions", "/approvals?show=yours")
	rows := csvRows(t, call(s, lead, h.Make, http.MethodPost, "/exports", url.Values{"of": {"approvals"}, "view": {"show=yours"}}).Body.String())
	at := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	cells := []string{"limit", limit.Limit.PublicID(), a.PublicID(), a.ExternalID, "杨**", "'=more", at(testNow), "Ben", at(testNow.Add(models.ApprovalTTL)), "true"}
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
