package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gorilla/sessions"
	"github.com/labstack/echo/v4"

	"candor/models"
)

// TestActsOnARowLeadBackToTheQueue: what is done from a row leads to it, or to the row in its place, with what takes it back.
func TestActsOnARowLeadBackToTheQueue(t *testing.T) {
	h, store, d := someDesk(t)
	reviewer, id := as(t, models.RoleReviewer, "en"), d.Case.PublicID()
	reviewer.Session = sessions.NewSession(noStore{}, "s")
	post := func(act echo.HandlerFunc, kv ...string) *httptest.ResponseRecorder {
		form := url.Values{"view": {"~rdue"}, "from": {"queue"}}
		for i := 0; i+1 < len(kv); i += 2 {
			form.Set(kv[i], kv[i+1])
		}
		return call(h.Site, reviewer, act, http.MethodPost, "/x", form, "id", id)
	}
	leads := func(w *httptest.ResponseRecorder, to, undo string) {
		t.Helper()
		if got := w.Header().Get("Location"); w.Code != 303 || got != to {
			t.Errorf("%d %s, want %s", w.Code, got, to)
		}
		var action string
		for _, f := range takeFlashes(reviewer) {
			if f.Undo != nil {
				action = f.Undo.Action
				if fields := f.Undo.Fields; fields[len(fields)-1] != [2]string{"from", "queue"} {
					t.Errorf("taking it back leads elsewhere: %v", fields)
				}
			}
		}
		if action != undo {
			t.Errorf("taken back by %q, want %q", action, undo)
		}
	}
	store.claim = func() error { return nil }
	row, path := "/queue?sort=due&at="+id+"#"+id, "/cases/"+id
	leads(post(h.Claim), row, path+"/release")
	leads(post(h.Release), row, path+"/claim")
	below := models.Case{ID: 99 << 22}
	store.neighbor.Items = []models.CaseItem{{Case: below}}
	next := "/queue?sort=due&at=" + below.PublicID() + "#" + below.PublicID()
	leads(post(h.Snooze, "version", "4", "until", "tomorrow"), next, path+"/claim")
	leads(post(h.Escalate, "version", "4", "to", "fraud", "because", "ring"), next, "")
	leads(post(h.Dismiss, "version", "4", "why", "a family", "warned", "1"), next, "")
	if store.dismissed != (models.DismissCase{CaseID: d.Case.ID, Version: 4, Reason: "a family"}) {
		t.Errorf("dismissed %+v", store.dismissed)
	}
	var put models.TagAccount
	store.tag = func(cmd models.TagAccount) error { put = cmd; return nil }
	leads(post(h.Tag, "tag", "ring", "on", "true", "reason", "seen twice", "ends_at", h.Now().AddDate(0, 0, 9).Format("2006-01-02")), row, path+"/tags")
	if put.AccountID != d.Case.AccountID || put.Tag != "ring" || !put.On || put.Reason != "seen twice" || put.EndsAt == nil {
		t.Errorf("tagged %+v", put)
	}
	store.neighbor.Items = nil
	leads(post(h.Snooze, "version", "4", "until", "tomorrow"), "/queue?sort=due", path+"/claim")
	if store.asked.Before == nil || store.asked.After != nil {
		t.Errorf("the row before was not asked for: %+v", store.asked)
	}
}

// TestARefusedActOnARowLeadsBackToIt: the queue says above its rows why, in the view and at the row, which has the focus; what was typed
// is there to be taken along, and no view that no page gives is acted from.
func TestARefusedActOnARowLeadsBackToIt(t *testing.T) {
	h, store, d := someDesk(t)
	reviewer, id := as(t, models.RoleReviewer, "en"), d.Case.PublicID()
	form := url.Values{"view": {"~wfree~rdue"}, "from": {"queue"}, "version": {"2"}, "until": {"tomorrow"}, "why": {"typed <b>words"}}
	h.Desk = &lateSnooze{store}
	w := call(h.Site, reviewer, h.Snooze, http.MethodPost, "/x", form, "id", id) // the row is not on the page any more
	want(t, w, 409, "Flagged queue", `id="refused"`, "Not put off: "+id, "Changed by Bob", "typed &lt;b&gt;words", `href="/cases/`+id+`?view=~wfree~rdue" autofocus`)
	store.neighbor.Items = []models.CaseItem{{Case: models.Case{ID: 99 << 22}}, {Case: d.Case, Account: briefly(&d.Account.Account), Masked: d.Account.Masked}}
	w = call(h.Site, reviewer, h.Snooze, http.MethodPost, "/x", form, "id", id)
	want(t, w, 409, "<tr id="+id+" class=is-current>", `?view=~wfree~rdue" autofocus aria-describedby=refused>`, `name="view" value="~wfree~rdue"`, `<option value=free selected>`)
	if n := strings.Count(w.Body.String(), "autofocus"); n != 1 {
		t.Errorf("%d parts of the page take the focus", n)
	}
	if store.asked.Sort != models.SortDue || !store.asked.Unassigned {
		t.Errorf("the view is not kept: %+v", store.asked)
	}
	tag := url.Values{"view": {"~wfree~rdue"}, "from": {"queue"}, "tag": {"ring"}, "on": {"true"}, "reason": {"seen twice"}, "ends_at": {"soon"}}
	want(t, call(h.Site, reviewer, h.Tag, http.MethodPost, "/x", tag, "id", id), 422, "ring · seen twice · soon")
	form.Del("why")
	form.Set("until", "never") // a field that is wrong is shown where it stands
	want(t, call(h.Site, reviewer, h.Snooze, http.MethodPost, "/x", form, "id", id), 422, `id="f-until-error"`)
	claim := url.Values{"view": {"~wfree~rdue"}, "from": {"queue"}}
	for status, err := range map[int]error{409: &models.Refused{Code: "claimed"}, 403: models.ErrForbidden} {
		store.claim = func() error { return err }
		w = call(h.Site, reviewer, h.Claim, http.MethodPost, "/x", claim, "id", id)
		want(t, w, status, "Flagged queue", "Not claimed: ", map[int]string{409: "Someone else is working on this case.", 403: "None of your roles"}[status])
		lacks(t, w, "What you typed")
	}
	store.claim = func() error { return nil }
	for _, lang := range []string{"en", "zh-CN"} { // what is wrong with the only field of such a form is said above the rows, too
		h.Desk = &wordless{store}
		form := url.Values{"view": {"~wfree~rdue"}, "from": {"queue"}, "version": {"2"}, "why": {" x"}}
		w = call(h.Site, as(t, models.RoleReviewer, lang), h.Dismiss, http.MethodPost, "/x", form, "id", id)
		want(t, w, 422, `id="refused"`, map[string]string{"en": "Not dismissed: ", "zh-CN": "未能以误报结案："}[lang])
	}
	claim.Del("from")
	lacks(t, call(h.Site, reviewer, h.Claim, http.MethodPost, "/x", claim, "id", id), `id="refused"`) // the case's own page keeps its own
	h.Desk = &lateSnooze{store}
	form.Set("until", "tomorrow")
	form.Set("view", "evil=1")
	want(t, call(h.Site, reviewer, h.Snooze, http.MethodPost, "/x", form, "id", id), 400)
	want(t, call(h.Site, reviewer, h.Claim, http.MethodPost, "/x", url.Values{"view": {"evil=1"}, "from": {"queue"}}, "id", id), 400)
}

// lateSnooze has the case changed meanwhile.
type lateSnooze struct{ *deskStore }

func (lateSnooze) SnoozeCase(context.Context, models.Actor, models.SnoozeCase) (*models.Case, error) {
	return nil, models.ErrConflict
}

// wordless wants a reason.
type wordless struct{ *deskStore }

func (wordless) DismissCase(context.Context, models.Actor, models.DismissCase) (*models.Case, error) {
	var bad models.Invalid
	bad.Add("reason", "required")
	return nil, bad.OrNil()
}
