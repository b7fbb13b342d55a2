package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// TestWhatBecameOfWhatWasAskedFor: each thing says where it stands, by whom and how it came; the forms send what was chosen, keep what was
// typed when they are refused, and are not there for whoever may not.
func TestWhatBecameOfWhatWasAskedFor(t *testing.T) {
	desk, inner, d := someDesk(t)
	store := &askStore{deskStore: inner}
	h, s := &CaseAsks{CaseDesk: desk, Asks: store}, desk.Site
	at, due := testNow.Add(-time.Hour), testNow.Add(48*time.Hour)
	one := func(id models.ID, kind string, e models.Evidence) models.EvidenceItem {
		e.ID, e.CaseID, e.Kind, e.RequestedAt, e.DueAt, e.ByName = id, d.Case.ID, kind, &at, &due, "Rita"
		return models.EvidenceItem{Evidence: e}
	}
	d.Asked = []models.EvidenceItem{
		one(4, "income", models.Evidence{}), one(5, "id_card", models.Evidence{ReceivedAt: &at, How: models.HowPost}),
		one(6, "explanation", models.Evidence{WaivedAt: &at}), one(7, "other", models.Evidence{WaivedAt: &at, ByKind: models.ActorCustomer}),
	}
	d.Asked[2].FindingText = "said on the phone"
	reviewer, id := as(t, models.RoleReviewer, "en"), d.Case.PublicID()
	show := func(v *Visitor) string {
		return call(s, v, desk.Show, http.MethodGet, "/x", nil, "id", id).Body.String()
	}
	page := show(reviewer)
	for _, text := range []string{"1 of 4 received, 1 still asked for", "Rita · ", "By post", "Done without", "said on the phone", "Nothing more comes", "It is here", "Call the request off"} {
		if !strings.Contains(page, text) {
			t.Errorf("the case does not say %q", text)
		}
	}
	if n := strings.Count(page, `name="as" value="waived"`); n != 1 {
		t.Errorf("%d things can be done without", n)
	}
	send := func(handle func(form url.Values) int, form url.Values, want int) {
		t.Helper()
		form.Set("version", "1")
		if got := handle(form); got != want {
			t.Errorf("%v: %d, want %d", form, got, want)
		}
	}
	body := ""
	settle := func(form url.Values) int {
		rec := call(s, reviewer, h.Settle, http.MethodPost, "/x", form, "id", id)
		body = rec.Body.String()
		return rec.Code
	}
	off := func(form url.Values) int {
		rec := call(s, reviewer, h.CallOff, http.MethodPost, "/x", form, "id", id)
		body = rec.Body.String()
		return rec.Code
	}
	of := d.Asked[0].PublicID()
	send(settle, url.Values{"of": {of}, "as": {"received"}, "how": {"counter"}}, http.StatusSeeOther)
	if store.settled != (models.SettleAsked{CaseID: d.Case.ID, EvidenceID: 4, As: models.EvidenceReceived, How: models.HowCounter}) {
		t.Errorf("settled %+v", store.settled)
	}
	send(off, url.Values{"because": {"by mistake"}}, http.StatusSeeOther)
	if store.off != (models.CallOffAsk{CaseID: d.Case.ID, Version: 1, Reason: "by mistake"}) {
		t.Errorf("called off %+v", store.off)
	}
	bad := &models.Invalid{}
	bad.Add("reason", "required")
	store.fail = bad
	send(settle, url.Values{"of": {of}, "as": {"waived"}, "because": {"typed of one"}}, http.StatusUnprocessableEntity)
	if !strings.Contains(body, "typed of one") || !strings.Contains(body, `<details open`) {
		t.Error("what was typed of one thing is gone")
	}
	send(off, url.Values{"because": {"typed of all"}}, http.StatusUnprocessableEntity)
	if !strings.Contains(body, "typed of all") {
		t.Error("what was typed of all is gone")
	}
	if page := show(as(t, models.RoleAuditor, "en")); strings.Contains(page, "Call the request off") || strings.Contains(page, `name="as"`) {
		t.Error("who only looks is offered the forms")
	}
	later := testNow.Add(time.Hour)
	d.Case.AssigneeID, d.Case.LeaseUntil = 99, &later
	if page := show(reviewer); strings.Contains(page, "Call the request off") || strings.Contains(page, `name="as"`) {
		t.Error("a case of another's offers the forms")
	}
}
