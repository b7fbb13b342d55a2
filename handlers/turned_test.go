package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"candor/models"
)

// TestTheLogTurnsRound: a mark before a value asks for every other one, in the address, the form, the chips, the views and the CSV file.
func TestTheLogTurnsRound(t *testing.T) {
	d := newDesk(t, models.PermAuditRead, models.PermDossierExport)
	fake := &auditFake{entries: entries(2)}
	h := &Audit{Site: d.site, Store: fake}
	acc := models.ID(5 << 22).Public(models.PrefixAccount)
	body := d.ask(http.MethodGet, "/audit", "/audit?action=!policy.&role=!lead&account=!"+acc+"&ip=10.0.0.1", nil, h.List).Body.String()
	if f := fake.filter; f.Action != "policy." || f.Role != "lead" || f.AccountID != 5<<22 || f.Not != (models.AuditNot{Action: true, Role: true, Account: true}) || !f.Folded {
		t.Errorf("filter = %+v", f)
	}
	for _, has := range []string{
		">is not</a><strong>Policy</strong>", ">is not</a><strong>" + acc + "</strong>", ">is</a><strong>10.0.0.1</strong>", `<option value="!policy." selected`, "action=policy.&amp;ip=10.0.0.1", "ip=%2110.0.0.1",
	} {
		if !strings.Contains(strings.ReplaceAll(body, "</a> <strong>", "</a><strong>"), has) {
			t.Errorf("no %q", has)
		}
	}
	if strings.Contains(body, "/dossier") {
		t.Error("the dossier of the account that is left out")
	}
	d.ask(http.MethodGet, "/audit/export", "/audit/export?type=!policy", nil, h.Export)
	if f := fake.filter; f.ObjectType != "policy" || !f.Not.ObjectType {
		t.Errorf("exported: %+v", f)
	}
	kept := d.ask(http.MethodGet, "/audit/views", "/audit/views?"+url.Values{"view": {"type=!policy"}}.Encode(), nil, h.Views).Body.String()
	if !strings.Contains(kept, `value="type=%21policy"`) || !strings.Contains(kept, "<span>is not</span>") {
		t.Error("a view does not keep what is left out")
	}
	for _, target := range []string{"/audit?action=!", "/audit?result=!perhaps", "/audit?account=!x", "/audit?approval=!7"} {
		if w := d.ask(http.MethodGet, "/audit", target, nil, h.List); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", target, w.Code)
		}
	}
}

// TestRadarAndOutboxTurnRound: as the log does.
func TestRadarAndOutboxTurnRound(t *testing.T) {
	s, lead := testSite(t), as(t, models.RoleLead, "en")
	var asked []models.RadarFilter
	radar := (&Radar{Site: s, Store: radarStore{filters: &asked}}).List
	w := call(s, lead, radar, http.MethodGet, "/radar?kind=!event&who=!mine", nil)
	want(t, w, 200, ">is not</a>", `value="!event" selected`, "/radar?kind=event&amp;who=%21mine")
	if f := asked[0]; f.Kind != "event" || f.Assignee != lead.UserID() || f.Not != (models.RadarNot{Kind: true, Who: true}) {
		t.Errorf("radar: %+v", f)
	}
	want(t, call(s, lead, radar, http.MethodGet, "/radar?kind=!", nil), 422)
	f := &fakeOutbox{items: leaving("en")}
	h := &Outbox{Site: s, Store: f, Outlets: models.Outlets{SMS: true}}
	want(t, call(s, lead, h.List, http.MethodGet, "/outbox?state=dead&channel=!sms", nil), 200, ">is not</a>", `value="!sms" selected`, "/outbox?channel=sms&amp;state=dead", "channel%3D%2521sms")
	if f.asked != (models.OutboxFilter{State: "dead", Channel: "sms", NotChannel: true, Limit: 50}) {
		t.Errorf("outbox: %+v", f.asked)
	}
	want(t, call(s, lead, h.List, http.MethodGet, "/outbox?channel=!", nil), 400)
	want(t, call(s, lead, h.Inbox, http.MethodGet, "/inbox?channel=!sms", nil), 400)
}
