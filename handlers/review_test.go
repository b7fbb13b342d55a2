package handlers

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"candor/models"
)

func want(t *testing.T, w *httptest.ResponseRecorder, status int, parts ...string) {
	t.Helper()
	if w.Code != status {
		t.Errorf("status = %d, want %d", w.Code, status)
	}
	for _, p := range parts {
		if !strings.Contains(w.Body.String(), p) {
			t.Errorf("the page lacks %q", p)
		}
	}
}

func lacks(t *testing.T, w *httptest.ResponseRecorder, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if strings.Contains(w.Body.String(), p) {
			t.Errorf("the page holds %q", p)
		}
	}
}

func caseOf(t *testing.T) *models.CaseDetail {
	d := someAccount(t)
	return &models.CaseDetail{Case: *d.OpenCase, Flags: d.OpenFlags, Account: d, Entries: someEntries()}
}

func TestQueueAnswers(t *testing.T) {
	s := testSite(t)
	var asked models.CaseFilter
	store := &reviewStore{cases: func(f models.CaseFilter) (models.CasePage, error) {
		asked = f
		d := someAccount(t)
		return models.CasePage{Older: true, Newer: true, Items: []models.CaseItem{{Case: *d.OpenCase, Account: briefly(&d.Account), Masked: d.Masked}}}, nil
	}}
	h := &Queue{Site: s, Store: store}
	reviewer := as(t, models.RoleReviewer, "en")

	w := call(s, reviewer, h.List, http.MethodGet, "/queue?severity=3&who=mine&score_max=600&exposure=1,000&sort=due", nil)
	want(t, w, 200, "Z******", "/cases/", "view=", "ascending", "after=", "before=", "¥1,000.00", "Review next case")
	lacks(t, w, canary.Name, canary.Phone, canary.IDNumber, canary.Email)
	if asked.Severity != 3 || asked.Assignee != 7 || asked.MaxScore != 600 || asked.MinFen != 100_000 || asked.Sort != models.SortDue {
		t.Errorf("asked for %+v", asked)
	}
	for _, bad := range []string{"severity=9", "severity=x", "who=all", "due=later", "changed=2", "queue=none", "severity=!", "cols=score", "cols=account,account", "density=huge", "score_min=9999", "exposure=lots", "sort=name", "after=1.cas_x", "state=gone"} {
		w := call(s, reviewer, h.List, http.MethodGet, "/queue?"+bad, nil)
		want(t, w, 422, "Some filters cannot be read")
		lacks(t, w, "open cases in all", "0 left") // nothing was counted
	}
	want(t, call(s, reviewer, h.List, http.MethodGet, "/queue?unknown=1", nil), 400)
	lacks(t, call(s, as(t, models.RoleAuditor, "en"), h.List, http.MethodGet, "/queue", nil), "Review next case")

	store.cases = func(models.CaseFilter) (models.CasePage, error) { return models.CasePage{}, nil }
	want(t, call(s, reviewer, h.List, http.MethodGet, "/queue", nil), 200, "All done", "You decided 3 cases today")
	want(t, call(s, reviewer, h.List, http.MethodGet, "/queue?severity=4", nil), 200, "Nothing matches these filters", "1,000+")
	store.cases = func(models.CaseFilter) (models.CasePage, error) { return models.CasePage{}, errors.New("disk") }
	w = call(s, reviewer, h.List, http.MethodGet, "/queue", nil)
	want(t, w, 500)
	lacks(t, w, "disk")
}

func TestNextCaseOpensOrReturns(t *testing.T) {
	s := testSite(t)
	store := &reviewStore{next: func(models.CaseFilter) (*models.Case, error) { return &models.Case{ID: 31 << 22}, nil }}
	h := &Queue{Site: s, Store: store}
	reviewer := as(t, models.RoleReviewer, "en")
	form := url.Values{"view": {"sort=due&severity=3"}}
	w := call(s, reviewer, h.Next, http.MethodPost, "/queue/next", form)
	if to := w.Header().Get("Location"); w.Code != 303 || !strings.HasPrefix(to, "/cases/cas_") || !strings.HasSuffix(to, "view=severity%3D3%26sort%3Ddue") {
		t.Errorf("%d %s", w.Code, to)
	}
	store.next = func(models.CaseFilter) (*models.Case, error) { return nil, models.ErrNotFound }
	w = call(s, reviewer, h.Next, http.MethodPost, "/queue/next", form)
	if to := w.Header().Get("Location"); w.Code != 303 || to != "/queue?severity=3&sort=due" {
		t.Errorf("%d %s", w.Code, to)
	}
	want(t, call(s, reviewer, h.Next, http.MethodPost, "/queue/next", url.Values{"view": {"evil=1"}}), 400)
	want(t, call(s, reviewer, h.Next, http.MethodPost, "/queue/next", url.Values{"view": {"severity=x"}}), 400)
}

// TestConfirmingFlagsTakesPrincipalReasons: the engine's are chosen already, clearing needs none, what was chosen stays when the form is
// refused with the message beside its field, and a decided case names them.
func TestConfirmingFlagsTakesPrincipalReasons(t *testing.T) {
	s := testSite(t)
	until := testNow.Add(models.CaseLease / 2)
	d := caseOf(t)
	d.Case.AssigneeID, d.Case.AssigneeName, d.Case.LeaseUntil = 7, "Anna", &until
	var sent models.DecideCase
	store := &reviewStore{detail: func() (*models.CaseDetail, error) { return d, nil }, atHand: []models.ReasonAtHand{{Code: "late_payment"}, {Code: "over_limit"}}}
	h := &Cases{Site: s, Store: store}
	id, reviewer := d.Case.PublicID(), as(t, models.RoleReviewer, "en")
	show := func() *httptest.ResponseRecorder {
		return call(s, reviewer, h.Show, http.MethodGet, "/cases/x", nil, "id", id)
	}
	w := show()
	want(t, w, 200, `<option value="late_payment" selected>`, `<option value="over_limit" selected>`, "clearing needs none")
	var bad models.Invalid
	bad.Add("reason_code", "required")
	store.decide = func(cmd models.DecideCase) error { sent = cmd; return bad.OrNil() }
	form := url.Values{"version": {"4"}, "outcome": {"confirmed"}, "reason": {"typed words"}, "reason_code": {""}, "reason_2": {"cash_out"}}
	w = call(s, reviewer, h.Decide, http.MethodPost, "/cases/x/decide", form, "id", id)
	want(t, w, 422, `id="f-reason_code-error"`, "typed words", `<option value="cash_out" selected>`)
	lacks(t, w, `<option value="late_payment" selected>`)
	if len(sent.Principal) != 1 || sent.Principal[0] != "cash_out" || sent.Reason != "typed words" {
		t.Errorf("sent %+v", sent)
	}
	d.Case.State, d.Case.Outcome, d.Case.Principal, d.Case.ClosedAt = models.CaseClosed, models.CaseConfirmed, []string{"cash_out"}, &testNow
	want(t, show(), 200, `id="principal"`, "Suspected cash-out")
}

func TestCaseActionsThatAreRefused(t *testing.T) {
	s := testSite(t)
	until := testNow.Add(models.CaseLease / 2)
	d := caseOf(t)
	d.Case.AssigneeID, d.Case.AssigneeName, d.Case.LeaseUntil = 7, "Anna", &until
	var bad models.Invalid
	bad.Add("reason", "required")
	store := &reviewStore{detail: func() (*models.CaseDetail, error) { return d, nil }}
	h := &Cases{Site: s, Store: store}
	id := d.Case.PublicID()
	reviewer := as(t, models.RoleReviewer, "en")
	decideAs := func(err error) *httptest.ResponseRecorder {
		store.decide = func(models.DecideCase) error { return err }
		form := url.Values{"version": {"4"}, "outcome": {"cleared"}, "reason": {"typed <b>words</b>"}, "view": {"sort=due"}}
		return call(s, reviewer, h.Decide, http.MethodPost, "/cases/x/decide", form, "id", id)
	}
	want(t, decideAs(bad.OrNil()), 422, "typed &lt;b&gt;words", "Fill this in.")
	want(t, decideAs(models.ErrConflict), 409, "typed &lt;b&gt;words", "Changed by Bob", "Case decided")
	want(t, decideAs(models.ErrState), 409, "Changed by Bob")
	want(t, decideAs(&models.Refused{Code: "claimed"}), 403, "Someone else is working on this case.")
	want(t, decideAs(models.ErrNotFound), 404)

	store.next = func(models.CaseFilter) (*models.Case, error) { return &models.Case{ID: 99 << 22}, nil }
	if w := decideAs(nil); w.Code != 303 || !strings.Contains(w.Header().Get("Location"), models.ID(99<<22).Public(models.PrefixCase)) {
		t.Errorf("decided: %d %s", w.Code, w.Header().Get("Location"))
	}
	store.stay = true
	for view, then := range map[string]string{"sort=due": "next", "": "next", "sort=risk": ""} {
		form := url.Values{"version": {"4"}, "outcome": {"cleared"}, "reason": {"typed words"}, "view": {view}, "then": {then}}
		to := call(s, reviewer, h.Decide, http.MethodPost, "/cases/x/decide", form, "id", id).Header().Get("Location")
		if strings.Contains(to, id) == (then == "next") {
			t.Errorf("who stays, then %q of %q, is led to %s", then, view, to)
		}
	}
	store.stay = false
	store.next = func(models.CaseFilter) (*models.Case, error) { return nil, models.ErrNotFound }
	if w := decideAs(nil); w.Header().Get("Location") != "/queue?sort=due" {
		t.Errorf("last one: %s", w.Header().Get("Location"))
	}
	store.claim = func() error { return &models.Refused{Code: "claimed"} }
	want(t, call(s, reviewer, h.Claim, http.MethodPost, "/x", url.Values{}, "id", id), 403, "Someone else is working on this case.")
	want(t, call(s, reviewer, h.Show, http.MethodGet, "/cases/x", nil, "id", "cas_wrong"), 404)
	w := call(s, reviewer, h.Show, http.MethodGet, "/cases/x?view=sort%3Ddue", nil, "id", id)
	want(t, w, 200, "You hold this case", `href="/queue?sort=due"`, "131%", "120% or more", "75 points", "&lt;script&gt;")
	lacks(t, w, canary.Name, canary.Phone, "<script>alert", "Assign to")
	d.Case.AssigneeID, d.Case.AssigneeName = 9, "Cleo"
	want(t, call(s, as(t, models.RoleLead, "en"), h.Show, http.MethodGet, "/cases/x", nil, "id", id), 200, "Assign to", "Cleo is reviewing")
}

func TestAccountPagesByRole(t *testing.T) {
	s := testSite(t)
	store := &reviewStore{account: func() (*models.AccountDetail, error) { d := someAccount(t); return &d, nil }}
	h := &Accounts{Site: s, Store: store}
	id := models.ID(1 << 40).Public(models.PrefixAccount)
	w := call(s, as(t, models.RoleReviewer, "en"), h.Show, http.MethodGet, "/accounts/x", nil, "id", id)
	want(t, w, 200, "Owes more than the limit", "never checked", "Never used in the score", "&lt;i&gt;answer", "/reveal?field=phone", "cash draws", "rule score_low")
	lacks(t, w, canary.Name, canary.Phone, canary.IDNumber, canary.Email, "<i>answer")

	w = call(s, as(t, models.RoleService, "en"), h.Show, http.MethodGet, "/accounts/x", nil, "id", id)
	want(t, w, 200, "What the customer may be told", "Less of the available credit in use would help.")
	lacks(t, w, canary.Name, ">512<", "Poor", "Owes more than the limit", "score_low", "120%", "Account scored", "/cases/", "Much of the limit in use", "band-")

	w = call(s, as(t, models.RoleAuditor, "en"), h.Show, http.MethodGet, "/accounts/x", nil, "id", id)
	lacks(t, w, "/reveal?field", "New note", "/sanction\"")
	want(t, call(s, as(t, models.RoleService, "en"), h.List, http.MethodGet, "/accounts?band=poor", nil), 403)
	want(t, call(s, as(t, models.RoleReviewer, "en"), h.List, http.MethodGet, "/accounts?status=frozen&band=poor", nil), 200, "after=acc_", "Poor")
	lacks(t, call(s, as(t, models.RoleService, "en"), h.List, http.MethodGet, "/accounts", nil), "Poor", ">512<")
}

func TestSearchNeverPutsWordsIntoAnAddress(t *testing.T) {
	s := testSite(t)
	d := someAccount(t)
	hit := models.SearchHit{Account: d.Account, Masked: d.Masked, Kind: models.SearchByName}
	store := &reviewStore{}
	h := &Accounts{Site: s, Store: store}
	find := func(hits []models.SearchHit, err error) *httptest.ResponseRecorder {
		store.search = func(models.Search) ([]models.SearchHit, error) { return hits, err }
		return call(s, as(t, models.RoleReviewer, "en"), h.Search, http.MethodPost, "/accounts/search", url.Values{"q": {canary.Name}})
	}
	if w := find([]models.SearchHit{hit}, nil); w.Code != 303 || w.Header().Get("Location") != "/accounts/"+d.Account.PublicID() {
		t.Errorf("one hit: %d %s", w.Code, w.Header().Get("Location"))
	}
	w := find([]models.SearchHit{hit, hit}, nil)
	want(t, w, 200, "2 hits", "Z******")
	lacks(t, w, canary.Name)
	want(t, find(nil, nil), 200, "Nothing matches")
	want(t, find(nil, models.ErrQuota), 429)
	want(t, find(nil, (&models.Search{Query: "x"}).Validate()), 422, "Between 2 and 100 characters.")
}

// TestOneHitOpensItsPage: what a search found leads to its own page, several to a list whose rows do, and only what the visitor may open
// is asked for.
func TestOneHitOpensItsPage(t *testing.T) {
	s, store := testSite(t), &reviewStore{}
	d := someAccount(t)
	h := &Accounts{Site: s, Store: store}
	var asked models.Search
	find := func(role string, hits ...models.SearchHit) *httptest.ResponseRecorder {
		store.search = func(cmd models.Search) ([]models.SearchHit, error) { asked = cmd; return hits, nil }
		return call(s, as(t, role, "en"), h.Search, http.MethodPost, "/accounts/search", url.Values{"q": {"T-1"}})
	}
	id, account := models.ID(7<<22), "/accounts/"+d.Account.PublicID()
	for kind, page := range map[models.SearchKind]string{
		models.SearchByCase: "/cases/cas_", models.SearchByAppeal: "/appeals/app_", models.SearchBySanction: "/sanctions/san_", models.SearchByLimit: "/limits/lim_", models.SearchByOverride: "/overrides/ovr_",
		models.SearchByBatch: "/batches/blk_", models.SearchByDecision: "/decisions/dec_", models.SearchByOrder: "/decisions/dec_", models.SearchByEntry: "/lists/lst_",
	} {
		w := find(models.RoleLead, models.SearchHit{Account: d.Account, Kind: kind, Of: id})
		if got := w.Header().Get("Location"); w.Code != 303 || got != page+id.Public("x")[2:] {
			t.Errorf("%s leads to %q", kind, got)
		}
	}
	for kind, page := range map[models.SearchKind]string{models.SearchByOrder: account + "/events", models.SearchByToken: account, models.SearchByID: account} {
		if got := find(models.RoleLead, models.SearchHit{Account: d.Account, Kind: kind}).Header().Get("Location"); got != page {
			t.Errorf("%s leads to %q", kind, got)
		}
	}
	w := find(models.RoleAuditor, models.SearchHit{Account: d.Account, Masked: d.Masked, Kind: models.SearchByToken}, models.SearchHit{Kind: models.SearchByEntry, Of: id})
	want(t, w, 200, "2 hits", "/lists/lst_"+id.Public("x")[2:], "used with this token", "entry of a list", account)
	if !asked.Can(models.PermCaseRead) || asked.Can(models.PermCaseWork) || asked.Query != "T-1" {
		t.Errorf("asked for %+v", asked)
	}
}

func TestRevealShowsOnceAndNotesStayHome(t *testing.T) {
	s := testSite(t)
	store := &reviewStore{account: func() (*models.AccountDetail, error) { d := someAccount(t); return &d, nil }}
	h := &Accounts{Site: s, Store: store}
	reviewer, id := as(t, models.RoleReviewer, "en"), models.ID(1<<40).Public(models.PrefixAccount)
	reveal := func(value string, err error) *httptest.ResponseRecorder {
		store.reveal = func(models.Reveal) (string, error) { return value, err }
		return call(s, reviewer, h.Reveal, http.MethodPost, "/x", url.Values{"field": {"phone"}, "reason": {"why <b>"}}, "id", id)
	}
	w := reveal(canary.Phone, nil)
	want(t, w, 200, canary.Phone, "Shown once")
	lacks(t, w, canary.Name, canary.IDNumber)
	if w.Header().Get("Cache-Control") != "no-store" {
		t.Error("the answer may be stored")
	}
	want(t, reveal("", models.Reveal{}.Validate()), 422, "why &lt;b&gt;")
	want(t, reveal("", models.ErrQuota), 429)
	lacks(t, call(s, reviewer, h.AskReveal, http.MethodGet, "/x?field=phone", nil, "id", id), canary.Phone)

	store.note = func(models.NewNote) error { return nil }
	for back, to := range map[string]string{
		"":                      "/accounts/" + id + "#notes",
		"//evil.example/":       "/accounts/" + id + "#notes",
		"https://evil.example/": "/accounts/" + id + "#notes",
		"/cases/cas_0000000000x01?view=sort%3Ddue": "/cases/cas_0000000000x01?view=sort%3Ddue#notes",
	} {
		w := call(s, reviewer, h.AddNote, http.MethodPost, "/x", url.Values{"text": {"words"}, "back": {back}}, "id", id)
		if got := w.Header().Get("Location"); got != to {
			t.Errorf("back %q goes to %q", back, got)
		}
	}
	store.note = func(n models.NewNote) error { return models.NewNote{}.Validate() }
	want(t, call(s, reviewer, h.AddNote, http.MethodPost, "/x", url.Values{"text": {"x"}}, "id", id), 422, "Fill this in.")
}
