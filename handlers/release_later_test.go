package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"candor/models"
	"candor/views"
)

// TestAScheduleIsSaidOfTheVersion: its own page and the list say when and by whom, with the way to where that is called off; once it was
// called off, its page says who did so, until the version is scheduled anew.
func TestAScheduleIsSaidOfTheVersion(t *testing.T) {
	entry := func(action, before string) models.AuditEntry {
		return models.AuditEntry{Action: action, ActorName: "Rosa", At: deskTime, ObjectType: "policy", ObjectID: "2", Before: before}
	}
	off := entry(models.ActionPolicyCalledOff, `{"publish_at":"2026-03-04T01:00:00Z"}`)
	for name, tt := range map[string]struct {
		at      *time.Time
		state   models.PolicyState
		history []models.AuditEntry
		says    []string
	}{
		"set":          {&deskTime, models.PolicyApproved, nil, []string{"It becomes live by itself at", "in the name of Rosa", `href="/policy/2/release"`, "Call it off or change it"}},
		"called off":   {nil, models.PolicyApproved, []models.AuditEntry{off, entry(models.ActionPolicyScheduled, "")}, []string{"Rosa called its moment off at", "live by itself at 2026-03-04 ", `href="/policy/2/release"`}},
		"never":        {nil, models.PolicyApproved, nil, []string{"!called its moment off", "!becomes live by itself"}},
		"set anew":     {&deskTime, models.PolicyApproved, []models.AuditEntry{entry(models.ActionPolicyScheduled, ""), off}, []string{"!called its moment off"}},
		"long ago":     {nil, models.PolicyArchived, []models.AuditEntry{off}, []string{"!called its moment off"}},
		"made live so": {nil, models.PolicyShadow, []models.AuditEntry{entry(models.ActionPolicyScheduled, ""), off}, []string{"!called its moment off"}},
	} {
		d, f, _ := releasing(t, tt.state)
		f.policy.PublishAt, f.policy.PublishName, f.history = tt.at, "Rosa", tt.history
		h := &Policies{Site: d.site, Store: f}
		wants(t, d.ask(http.MethodGet, "/policy/:version", "/policy/2", nil, h.Show), http.StatusOK, tt.says...)
		row := labels{views.Page{Texts: d.site.Texts.For("en"), Now: deskTime, Zone: d.site.Zone}}.policyVersion(&f.policy)
		if set := tt.at != nil; set != strings.HasSuffix(row.Later, "set by Rosa") || set != (row.Later != "") {
			t.Errorf("%s: the list says %q", name, row.Later)
		}
	}
}
