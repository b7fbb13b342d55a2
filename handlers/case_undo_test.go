package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/gorilla/sessions"

	"candor/models"
)

// TestTheNewestActIsTakenBackFromTheTimeline: the form stands beside the act for whoever did it and may undo it, for nobody else.
func TestTheNewestActIsTakenBackFromTheTimeline(t *testing.T) {
	h, _, d := someDesk(t)
	reviewer, lead := as(t, models.RoleReviewer, "en"), as(t, models.RoleLead, "en")
	d.Viewers = []models.CaseViewer{{UserID: 7, At: testNow}}
	d.Case.AssigneeID, d.Case.LeaseUntil = 0, nil
	page := func(v *Visitor, e models.AuditEntry) string {
		t.Helper()
		e.ActorKind, e.ActorName, e.At = models.ActorUser, "Rita", testNow
		if e.ActorID == "" {
			e.ActorID = v.UserID().Public(models.PrefixUser)
		}
		d.Entries = []models.AuditEntry{e}
		w := call(h.Site, v, h.Show, http.MethodGet, "/cases/x?view=sort%3Drisk", nil, "id", d.Case.PublicID())
		want(t, w, 200)
		return w.Body.String()
	}
	path := "/cases/" + d.Case.PublicID()
	holds := func(body string, parts ...string) {
		t.Helper()
		for _, part := range parts {
			if !strings.Contains(body, part) {
				t.Errorf("the page lacks %q", part)
			}
		}
	}
	holds(page(reviewer, models.AuditEntry{Action: models.ActionCaseReleased}), `aria-label="Undo: Case released"`, `action="`+path+`/claim"`)
	for name, body := range map[string]string{
		"another's act": page(reviewer, models.AuditEntry{Action: models.ActionCaseReleased, ActorID: "usr_other"}),
		"an auditor":    page(as(t, models.RoleAuditor, "en"), models.AuditEntry{Action: models.ActionCaseReleased}),
		"an escalation": page(reviewer, models.AuditEntry{Action: models.ActionCaseEscalated}),
	} {
		if strings.Contains(body, "Undo: ") {
			t.Errorf("%s can be taken back", name)
		}
	}
	d.Case.Queue = models.QueueFraud
	moved := models.AuditEntry{Action: models.ActionCaseMoved, Before: `{"queue":"first"}`, After: `{"queue":"fraud"}`}
	holds(page(lead, moved), `action="`+path+`/move"`, `name="to" value="first"`)
	if strings.Contains(page(reviewer, moved), "Undo: ") {
		t.Error("a reviewer takes a move back")
	}
}

// TestAMoveIsTakenBackFromTheToast: the message about an act holds the form of the opposite one.
func TestAMoveIsTakenBackFromTheToast(t *testing.T) {
	h, store, d := someDesk(t)
	lead := as(t, models.RoleLead, "en")
	lead.Session = sessions.NewSession(noStore{}, "s")
	store.here.Queue, store.here.Version = models.QueueFirst, 4
	id := d.Case.PublicID()
	if w := call(h.Site, lead, h.Move, http.MethodPost, "/x", url.Values{"version": {"4"}, "to": {"fraud"}}, "id", id); w.Code != 303 {
		t.Fatalf("move: %d", w.Code)
	}
	told := takeFlashes(lead)
	if len(told) != 1 || told[0].Undo == nil || told[0].Undo.Action != "/cases/"+id+"/move" {
		t.Fatalf("told %+v", told)
	}
	if fields := told[0].Undo.Fields; len(fields) != 3 || fields[1] != [2]string{"to", "first"} || fields[2] != [2]string{"version", "5"} {
		t.Errorf("the move is taken back by %v", fields)
	}
}
