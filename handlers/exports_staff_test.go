package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"candor/models"
)

// TestUsersAndBatchesAreExported: by the filter of their address, each cell, and for who may read the list alone.
func TestUsersAndBatchesAreExported(t *testing.T) {
	s := testSite(t)
	at, id := testNow.UTC().Format(time.RFC3339), models.ID(8<<22)
	user := models.User{ID: id, Login: "anna", Name: "=Anna", Roles: []string{"lead", "reviewer"}, Disabled: true, CreatedAt: testNow, PasswordHash: "secret"}
	batch := models.Batch{
		ID: id, Kind: models.BatchClear, State: models.BatchDone, ReasonCode: "c", Reason: "the bureau is down", Total: 7, Eligible: 1, Excluded: 2, Done: 3, Failed: 4, Undone: 5, Kept: 6,
		MadeName: "Anna", MadeAt: testNow, EndedAt: ptr(testNow),
	}
	for _, c := range []struct {
		kind  models.ExportKind
		view  string
		rows  models.ExportRows
		right func(models.ExportFilter) bool
		cells []string
		wrong string
	}{
		{
			models.ExportUsers, "q=an&role=lead&state=disabled&after=ab", models.ExportRows{Users: []models.User{user}},
			func(f models.ExportFilter) bool {
				return *f.Users == models.UserFilter{Text: "an", Role: "lead", State: "disabled", Limit: usersPerPage + 1}
			},
			[]string{user.PublicID(), "anna", "'=Anna", "lead,reviewer", "true", at}, "state=lost",
		},
		{
			models.ExportBatches, "state=done", models.ExportRows{Batches: []models.Batch{batch}},
			func(f models.ExportFilter) bool {
				return slices.Equal(f.Batches.States, []models.BatchState{models.BatchDone, models.BatchCancelled})
			},
			[]string{batch.PublicID(), "clear", "done", "", "c", "the bureau is down", "7", "1", "2", "3", "4", "5", "6", at, "Anna", "", "", at, "", ""}, "state=lost",
		},
	} {
		store := &exportStore{rows: &c.rows}
		h, admin := &Exports{Site: s, Store: store}, as(t, models.RoleAdmin, "en")
		admin.Roles = append(admin.Roles, as(t, models.RoleLead, "en").Roles...)
		want(t, call(s, admin, h.Ask, http.MethodGet, exportHref(c.kind, c.view), nil), 200, "/"+string(c.kind)+"?")
		rows := csvRows(t, call(s, admin, h.Make, http.MethodPost, "/exports", url.Values{"of": {string(c.kind)}, "view": {c.view}}).Body.String())
		if len(rows) != 3 || !slices.Equal(rows[2], c.cells) || len(rows[1]) != len(c.cells) {
			t.Errorf("%s: rows %q, want %q", c.kind, rows, c.cells)
		}
		if !store.ask.Filter.Of(c.kind) || !c.right(store.ask.Filter) {
			t.Errorf("%s: asked for %+v", c.kind, store.ask.Filter)
		}
		if w := call(s, admin, h.Ask, http.MethodGet, exportHref(c.kind, c.wrong), nil); w.Code == 200 {
			t.Errorf("%s: %q is a filter", c.kind, c.wrong)
		}
		if w := call(s, &Visitor{User: admin.User}, h.Ask, http.MethodGet, exportHref(c.kind, ""), nil); w.Code == 200 {
			t.Errorf("whoever may not read %s takes them away", c.kind)
		}
	}
}
