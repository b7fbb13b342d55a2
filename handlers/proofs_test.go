package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"candor/engine/decide"
	"candor/models"
)

// proofStub is a store of one account whose customer is asked for a proof.
type proofStub struct {
	tellStub
	ask  models.AskProof
	fail error
	days int // of the policy, 0 for the shipped ones
}

func (s *proofStub) LivePolicy(ctx context.Context) (*models.Policy, error) {
	live, err := s.tellStub.LivePolicy(ctx)
	if err == nil && s.days != 0 {
		live.Document.Desk = live.Document.DeskRules()
		live.Document.Desk.EvidenceDays = s.days
	}
	return live, err
}

func (s *proofStub) AskProof(_ context.Context, _ models.Actor, cmd models.AskProof) (*models.Challenge, error) {
	s.ask = cmd
	if s.fail != nil {
		return nil, s.fail
	}
	p := decide.Default()
	_, err := cmd.Until(&p, testNow)
	return &models.Challenge{ID: 8 << 22}, err
}
func (s *proofStub) CancelProof(context.Context, models.Actor, models.CancelProof) error { return nil }

// someProof is a face match that Anna asked for an hour ago.
func someProof(account models.ID) models.Challenge {
	return models.Challenge{
		ID: 9 << 22, AccountID: account, Kind: models.ChallengeFace, State: models.ChallengeOpen, MadeAt: testNow.Add(-time.Hour), DueAt: testNow.Add(48 * time.Hour),
		AskedName: "Anna", Reason: "another <voice>", Version: 2,
	}
}

// TestACustomerIsAskedForAProof: the form says what ignoring leads to, shows the letter in both languages, and keeps what was typed.
func TestACustomerIsAskedForAProof(t *testing.T) {
	s, store := testSite(t), &proofStub{tellStub: tellStub{d: someAccount(t)}}
	store.d.Challenges = []models.Challenge{someProof(store.d.Account.ID)}
	h := &Proofs{Site: s, Store: store}
	id := store.d.Account.PublicID()
	for lang, words := range map[string][]string{
		"en":    {"nothing happens by itself", "The policy gives 7 days; more cannot be given.", `<p class="muted">Choose what to ask for`, "Face match asked for by Anna", "another &lt;voice&gt;"},
		"zh-CN": {"系统不会自动采取措施", "策略给予 7 天，不可更长。", "Anna 已要求客户完成人脸比对"},
	} {
		w := call(s, as(t, models.RoleReviewer, lang), h.Ask, http.MethodGet, "/x", nil, "id", id)
		want(t, w, 200, append(words, `value="explanation"`, `href="/challenges/chl_`)...)
		lacks(t, w, `value="code"`, "⟦", "<no value>")
	}
	store.days = 3
	want(t, call(s, as(t, models.RoleReviewer, "en"), h.Ask, http.MethodGet, "/x", nil, "id", id), 200, "The policy gives 3 days; 7 at most.")
	want(t, call(s, as(t, models.RoleReviewer, "zh-CN"), h.Ask, http.MethodGet, "/x", nil, "id", id), 200, "策略给予 3 天，最长 7 天。")
	store.days = 0
	send := func(kv ...string) *httptest.ResponseRecorder {
		form := url.Values{"days": {""}, "reason": {""}}
		for i := 0; i < len(kv); i += 2 {
			form.Set(kv[i], kv[i+1])
		}
		return call(s, as(t, models.RoleReviewer, "en"), h.Send, http.MethodPost, "/x", form, "id", id)
	}
	want(t, send("kind", "document", "preview", "1", "days", "3"), 200, "To keep your account safe", "为保障您的账户安全", "A document that shows who you are", `value="3"`)
	want(t, send("kind", "document", "preview", "1", "days", "8"), 422, "f-days-error")
	if store.ask.AccountID != 0 {
		t.Error("a preview asked the customer")
	}
	want(t, send("kind", "code", "reason", "<"), 422, "f-kind-error", "f-reason-error", ">&lt;</textarea>")
	if w := send("kind", "face", "days", "2", "reason", "the voice was another"); w.Code != 303 || store.ask.Days != 2 || store.ask.Kind != models.ChallengeFace {
		t.Errorf("%d, %+v", w.Code, store.ask)
	}
	store.fail = &models.Refused{Code: "proof_open"}
	want(t, send("kind", "face", "reason", "the voice was another"), statusOf(store.fail), "asked for this already")
	at := testNow
	store.d.Account.ErasedAt = &at
	want(t, call(s, as(t, models.RoleReviewer, "en"), h.Ask, http.MethodGet, "/x", nil, "id", id), statusOf(models.ErrState))
}

// TestAProofHasNoEvent: its page, list and file say who asked and why, and it is called off for a reason.
func TestAProofHasNoEvent(t *testing.T) {
	s, d := testSite(t), someChallenge(t)
	d.Challenge, d.Event, d.Reasons = someProof(d.Account.ID), models.Event{}, nil
	store := &realtimeStore{
		challenge: func() (*models.ChallengeDetail, error) { return d, nil }, resolve: func(models.ResolveChallenge) error { return nil },
		challenges: func(models.ChallengeFilter) (models.ChallengePage, error) {
			return models.ChallengePage{Items: []models.ChallengeItem{{Challenge: d.Challenge, Account: d.Account, Masked: d.Masked}}}, nil
		},
	}
	h, reviewer, id := &Challenges{Site: s, Store: store}, as(t, models.RoleReviewer, "en"), d.Challenge.PublicID()
	w := call(s, reviewer, h.Show, http.MethodGet, "/x", nil, "id", id)
	want(t, w, 200, "Anna", "another &lt;voice&gt;", "/result", "/cancel", "nothing follows by itself")
	lacks(t, w, "/decisions/", "The event", "the event is released")
	w = call(s, reviewer, h.List, http.MethodGet, "/challenges", nil)
	want(t, w, 200, "None: asked by staff")
	lacks(t, w, "/decisions/", "¥0.00")
	lacks(t, call(s, as(t, models.RoleAuditor, "en"), h.Show, http.MethodGet, "/x", nil, "id", id), "/cancel")
	post := func(because string) *httptest.ResponseRecorder {
		return call(s, reviewer, h.Cancel, http.MethodPost, "/x", url.Values{"version": {"2"}, "because": {because}}, "id", id)
	}
	want(t, post(""), 422, "f-because-error", "<details open")
	if w := post("asked by mistake"); w.Code != 303 || store.cancelled.Version != 2 {
		t.Errorf("%d, %+v", w.Code, store.cancelled)
	}
	if cells := challengeCells(&models.ChallengeItem{Challenge: d.Challenge}); cells[4] != "" || cells[7] != "" {
		t.Errorf("the file names an event: %q", cells)
	}
}

// TestACaseSaysWhatItsCustomerWasAskedFor names what is waited for, and what came of the rest since the case was opened.
func TestACaseSaysWhatItsCustomerWasAskedFor(t *testing.T) {
	desk, _, d := someDesk(t)
	open, late, before := someProof(1), someProof(1), someProof(1)
	after, long := d.Case.OpenedAt.Add(time.Minute), d.Case.OpenedAt.Add(-time.Minute)
	late.Kind, late.State, late.ResolvedAt = models.ChallengeDocument, models.ChallengeExpired, &after
	before.Kind, before.State, before.ResolvedAt = models.ChallengeExplanation, models.ChallengePassed, &long
	d.Account.Challenges = []models.Challenge{open, late, before}
	w := call(desk.Site, as(t, models.RoleReviewer, "en"), desk.Show, http.MethodGet, "/x", nil, "id", d.Case.PublicID())
	want(t, w, 200, "Face match asked for by Anna", "Document asked for by Anna: no answer by")
	lacks(t, w, "Explanation asked for")
}
