package handlers

import (
	"strings"
	"testing"
	"time"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
)

// TestTheCustomerIsNamedInTheReadersWords looks at all places where staff read who did something, after
// the customer did it through a link, staff did, and a member of staff who is called so.
func TestTheCustomerIsNamedInTheReadersWords(t *testing.T) {
	s := measureSite(t)
	v := &Visitor{Roles: models.BuiltinRoles()}
	for lang, customer := range map[string]string{"en": "Customer, through a link", "zh-CN": "客户（通过链接）"} {
		p := views.Page{Lang: lang, Now: today, Zone: time.UTC, Texts: s.Texts.For(lang)}
		filed := func(channel string, by models.ID, name string) string {
			d := &models.AppealDetail{Appeal: models.Appeal{Channel: channel, FiledBy: by, FiledName: name}, Policy: &models.Policy{Document: decide.Default()}}
			return appealSays(p, d).Facts[1].Value
		}
		given := func(kind models.ActorKind, name string) string {
			d := &models.AppealDetail{Evidence: []models.EvidenceItem{{Evidence: models.Evidence{Kind: "income", ReceivedAt: &today, ByKind: kind, ByName: name}}}, Policy: &models.Policy{Document: decide.Default()}}
			note, _, _ := strings.Cut(appealSays(p, d).Evidence[0].Note, " · ")
			return note
		}
		entry := func(kind models.ActorKind, name string) *models.AuditEntry {
			return &models.AuditEntry{ActorKind: kind, ActorName: name, Action: models.ActionAppealReceived, At: today}
		}
		portal, anna := entry(models.ActorCustomer, models.CustomerName), entry(models.ActorUser, "Anna")
		for place, names := range map[string][2]string{
			"an appeal from the portal":  {filed(models.ChannelPortal, 0, models.CustomerName), customer},
			"an appeal by phone":         {filed("phone", 7, "Anna"), "Anna"},
			"staff who are called so":    {filed("phone", 7, models.CustomerName), models.CustomerName},
			"an answer":                  {given(models.ActorCustomer, models.CustomerName), customer},
			"evidence by post":           {given(models.ActorUser, "Anna"), "Anna"},
			"evidence by one called so":  {given(models.ActorUser, models.CustomerName), models.CustomerName},
			"the history of a measure":   {events(p, []models.AuditEntry{*portal})[0].Actor, customer},
			"the history, by staff":      {events(p, []models.AuditEntry{*anna})[0].Actor, "Anna"},
			"the history, by a job":      {events(p, []models.AuditEntry{*entry(models.ActorJob, "jobs")})[0].Actor, p.T("common.system")},
			"the history of a case":      {labels{p}.events([]models.AuditEntry{*portal}, true)[0].Actor, customer},
			"the timeline of an account": {labels{p}.recorded(portal, v).Actor, customer},
			"the timeline, by a job":     {labels{p}.recorded(entry(models.ActorJob, "jobs"), v).Actor, p.T("timeline.system")},
			"the record":                 {auditRow(p, v, portal).Actor, customer},
			"the record, by staff":       {auditRow(p, v, anna).Actor, "Anna"},
		} {
			if names[0] != names[1] {
				t.Errorf("%s, %s: %q, want %q", lang, place, names[0], names[1])
			}
		}
	}
}
