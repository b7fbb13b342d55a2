package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"candor/engine/watch"
	"candor/models"
)

// watched is a store with an hour of counts.
func watched(t *testing.T) *realtimeStore {
	t.Helper()
	minute := testNow.Unix()/60 - 1
	e := someEvent(t)
	return &realtimeStore{
		counts: []models.MinuteCount{
			{Minute: minute, Kind: models.CountOutcome, Name: "allow", N: 90}, {Minute: minute, Kind: models.CountOutcome, Name: "hold", N: 10},
			{Minute: minute, Kind: models.CountLatency, Name: "480", N: 95}, {Minute: minute, Kind: models.CountLatency, Name: "5120", N: 5},
			{Minute: minute, Kind: models.CountRule, Name: "new_device_spend", N: 7}, {Minute: minute, Kind: models.CountRule, Name: "lenders_own", N: 3},
		},
		waiting: models.MonitorWaiting{Challenges: 2, Held: 3, Late: models.CountCap},
		noticed: []models.EventItem{{Event: e.Event, Account: e.Account, Masked: e.Masked}}, fresh: 4,
		event: func() (*models.EventDetail, error) { return someEvent(t), nil },
	}
}

// TestRealtimePagesLookAsTheyDid compares the pages with what is checked in.
func TestRealtimePagesLookAsTheyDid(t *testing.T) {
	s, store := testSite(t), watched(t)
	for _, lang := range []string{"en", "zh-CN"} {
		reviewer := as(t, models.RoleReviewer, lang)
		for name, w := range map[string]*httptest.ResponseRecorder{
			"monitor":  call(s, reviewer, (&Monitor{Site: s, Store: store}).Show, http.MethodGet, "/monitor", nil),
			"decision": call(s, reviewer, (&Decisions{Site: s, Store: store}).Show, http.MethodGet, "/x", nil, "id", someEvent(t).Event.PublicID()),
		} {
			t.Run(name+"."+lang, func(t *testing.T) {
				want(t, w, http.StatusOK)
				lacks(t, w, "⟦", "NaN", "%!", "<no value>", " style=", "javascript:", canary.Name, canary.Phone, "<script>alert", "Large <b>", "0123456789abcdef")
				compare(t, filepath.Join("..", "views", "testdata", name+"."+lang+".html"), mainOf(w))
			})
		}
	}
}

func TestADecisionSaysWhy(t *testing.T) {
	s, store := testSite(t), watched(t)
	h := &Decisions{Site: s, Store: store}
	id := someEvent(t).Event.PublicID()
	show := func(role string) *httptest.ResponseRecorder {
		return call(s, as(t, role, "en"), h.Show, http.MethodGet, "/x", nil, "id", id)
	}
	want(t, show(models.RoleReviewer), 200, "at least ¥500.00", "¥1,234.56", "identical", "could not be computed", "switched off", "from 12 earlier events", "/settle", "No text for customers")
	w := show(models.RoleAuditor)
	want(t, w, 200, "/audit/41")
	lacks(t, w, "/settle")
	d := someEvent(t)
	d.Identical, d.Again.Outcome, d.State.Same = false, models.OutcomeAllow, false
	at := testNow
	d.Event.Late, d.Event.CorrectedAt = true, &at
	store.event = func() (*models.EventDetail, error) { return d, nil }
	want(t, show(models.RoleReviewer), 200, "differs: allowed", "gives other values", "late, corrected")
	d = someEvent(t)
	d.Input.Failed = true
	want(t, show(models.RoleReviewer), 200, "not decided: the engine broke on it", "did not decide it", "before it saw any value")
	lacks(t, show(models.RoleReviewer), "centre of the city")
	d = someEvent(t)
	d.Event.Body.Centre = true
	want(t, show(models.RoleReviewer), 200, "Place (centre of the city)")
	d = someEvent(t)
	slot, _ := watch.Lookup("device_accounts")
	lacks(t, show(models.RoleReviewer), "a minute old")
	d.Input.Vector[slot] = 3
	want(t, show(models.RoleReviewer), 200, "may have been up to about a minute old")
	d = someEvent(t)
	d.State.Known, d.State.After = false, nil
	want(t, show(models.RoleReviewer), 200, "An earlier event cannot be read")
}

func TestDecisionsOfOtherKindsAndNone(t *testing.T) {
	s := testSite(t)
	missing := func() (*models.EventDetail, error) { return nil, models.ErrNotFound }
	for _, c := range []struct {
		name, id   string
		decisionOf func() (models.ID, bool, error)
		status     int
		to         string
	}{
		{"an assessment", models.ID(5 << 22).Public(models.PrefixDecision), func() (models.ID, bool, error) { return 1 << 40, false, nil }, 303, "/score?decision=dec_"},
		{"history", models.ID(5 << 22).Public(models.PrefixDecision), func() (models.ID, bool, error) { return 1 << 40, true, nil }, 404, ""},
		{"nothing", models.ID(5 << 22).Public(models.PrefixDecision), func() (models.ID, bool, error) { return 0, false, models.ErrNotFound }, 404, ""},
		{"no id", "dec_1", nil, 404, ""},
	} {
		h := &Decisions{Site: s, Store: &realtimeStore{event: missing, decisionOf: c.decisionOf}}
		w := call(s, as(t, models.RoleLead, "en"), h.Show, http.MethodGet, "/x", nil, "id", c.id)
		if w.Code != c.status || !strings.Contains(w.Header().Get("Location"), c.to) {
			t.Errorf("%s: %d to %q", c.name, w.Code, w.Header().Get("Location"))
		}
	}
	want(t, call(s, as(t, models.RoleLead, "en"), (&Decisions{Site: s}).Show, http.MethodGet, "/x?x=1", nil, "id", "dec_1"), 400)
}

func TestSettleAnEvent(t *testing.T) {
	s, store := testSite(t), watched(t)
	h := &Decisions{Site: s, Store: store}
	id := someEvent(t).Event.PublicID()
	var got models.SettleEvent
	answer := error(nil)
	store.settle = func(cmd models.SettleEvent) error { got = cmd; return answer }
	post := func(to, reason string) *httptest.ResponseRecorder {
		return call(s, as(t, models.RoleReviewer, "en"), h.Settle, http.MethodPost, "/x", url.Values{"to": {to}, "reason": {reason}}, "id", id)
	}
	if w := post("released", "customer confirmed by phone"); w.Code != 303 || got.To != models.DispositionReleased {
		t.Errorf("%d, %+v", w.Code, got)
	}
	want(t, post("released", ""), 422, "f-reason-error")
	want(t, post("frozen", "some reason"), 422)
	answer = models.ErrState
	want(t, post("cancelled", "kept <i>text</i>"), 409, "no longer waits", "kept &lt;i&gt;text")
	answer = models.ErrNotFound
	want(t, post("cancelled", "some reason"), 404)
}

func TestChallengesAreListedAndAnswered(t *testing.T) {
	s := testSite(t)
	store := &realtimeStore{challenge: func() (*models.ChallengeDetail, error) { return someChallenge(t), nil }}
	h := &Challenges{Site: s, Store: store}
	var filter models.ChallengeFilter
	store.challenges = func(f models.ChallengeFilter) (models.ChallengePage, error) {
		filter = f
		d := someChallenge(t)
		return models.ChallengePage{Older: true, Newer: true, Items: []models.ChallengeItem{{Challenge: d.Challenge, Event: d.Event, Account: d.Account, Masked: d.Masked}}}, nil
	}
	reviewer := as(t, models.RoleReviewer, "en")
	w := call(s, reviewer, h.List, http.MethodGet, "/challenges?state=failed", nil)
	want(t, w, 200, "Document", "/decisions/dec_", "state=failed", "after=", "before=")
	if filter.State != models.ChallengeFailed {
		t.Errorf("filter %+v", filter)
	}
	want(t, call(s, reviewer, h.List, http.MethodGet, "/challenges?state=lost", nil), 400)
	want(t, call(s, reviewer, h.List, http.MethodGet, "/challenges?after=1.acc_2", nil), 400)
	id := someChallenge(t).Challenge.PublicID()
	want(t, call(s, reviewer, h.Show, http.MethodGet, "/x", nil, "id", id), 200, "/result", "1 time", "Passed")
	lacks(t, call(s, as(t, models.RoleAuditor, "en"), h.Show, http.MethodGet, "/x", nil, "id", id), "/result")
	want(t, call(s, reviewer, h.Show, http.MethodGet, "/x", nil, "id", "chl_x"), 404)

	var got models.ResolveChallenge
	answer := error(nil)
	store.resolve = func(cmd models.ResolveChallenge) error { got = cmd; return answer }
	post := func(result, finding, version string) *httptest.ResponseRecorder {
		form := url.Values{"result": {result}, "finding": {finding}, "version": {version}}
		return call(s, reviewer, h.Result, http.MethodPost, "/x", form, "id", id)
	}
	if w := post("failed", "the photo is another person's", "3"); w.Code != 303 || got.Passed || got.Version != 3 {
		t.Errorf("%d, %+v", w.Code, got)
	}
	want(t, post("passed", "", "3"), 422, "f-finding-error")
	want(t, post("maybe", "seen", "3"), 422)
	answer = models.ErrConflict
	want(t, post("passed", "what I typed", "2"), 409, "Bob", "what I typed")
	answer = models.ErrState
	want(t, post("passed", "what I typed", "3"), 409)
}

func TestOneTimeCodesAreNotEnteredByHand(t *testing.T) {
	s, d := testSite(t), someChallenge(t)
	d.Challenge.Kind = models.ChallengeCode
	h := &Challenges{Site: s, Store: &realtimeStore{challenge: func() (*models.ChallengeDetail, error) { return d, nil }}}
	id := d.Challenge.PublicID()
	w := call(s, as(t, models.RoleReviewer, "en"), h.Show, http.MethodGet, "/x", nil, "id", id)
	want(t, w, 200, "nobody enters it here")
	lacks(t, w, "/result")
	d.Challenge.Kind, d.Challenge.DueAt = models.ChallengeFace, testNow
	lacks(t, call(s, as(t, models.RoleReviewer, "en"), h.Show, http.MethodGet, "/x", nil, "id", id), "/result")
	at := testNow
	d.Challenge.State, d.Challenge.ResolvedAt, d.Challenge.ResolvedBy, d.Challenge.Escalation, d.Finding = models.ChallengeFailed, &at, "Bob", "restrict", "no <match>"
	want(t, call(s, as(t, models.RoleReviewer, "en"), h.Show, http.MethodGet, "/x", nil, "id", id), 200, "account restricted", "no &lt;match&gt;")
}

// TestServiceLearnsNothingThatIsOnlyWatched shows the events to somebody who may not know
// what the engine only watches.
func TestServiceLearnsNothingThatIsOnlyWatched(t *testing.T) {
	s, e := testSite(t), someEvent(t)
	e.Event.Outcome, e.Event.Disposition = models.OutcomeMonitor, ""
	store := &realtimeStore{events: func(f models.EventFilter) (*models.AccountEvents, error) {
		return &models.AccountEvents{
			Account: e.Account, Masked: e.Masked, Items: []models.Event{e.Event}, Older: true, Sampled: 1,
			Devices:    []models.Seen{{Token: e.Event.Body.Device, First: testNow, Last: testNow, N: 1}},
			Challenges: []models.Challenge{someChallenge(t).Challenge},
		}, nil
	}}
	h := &Events{Site: s, Store: store}
	id := e.Account.PublicID()
	want(t, call(s, as(t, models.RoleLead, "en"), h.List, http.MethodGet, "/x?kind=transactions", nil, "id", id), 200, "watched", "/decisions/dec_", "01234567…", "after=dec_")
	w := call(s, as(t, models.RoleService, "en"), h.List, http.MethodGet, "/x", nil, "id", id)
	want(t, w, 200, "allowed")
	lacks(t, w, "watched", "/decisions/", "/challenges/", "risk")
	want(t, call(s, as(t, models.RoleLead, "en"), h.List, http.MethodGet, "/x?kind=all", nil, "id", id), 400)
	want(t, call(s, as(t, models.RoleLead, "en"), h.List, http.MethodGet, "/x", nil, "id", "acc_1"), 404)
}
