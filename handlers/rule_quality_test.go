package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
)

// qualityStore is a store of some rules' figures.
type qualityStore struct {
	board  *models.RuleBoard
	detail *models.RuleDetail
	days   int
	off    func(key string) (*models.Policy, error)
}

func (s *qualityStore) RuleBoard(_ context.Context, days int) (*models.RuleBoard, error) {
	s.days = days
	return s.board, nil
}
func (s *qualityStore) RuleDetail(_ context.Context, key string, days int) (*models.RuleDetail, error) {
	s.days = days
	if s.detail == nil || s.detail.Quality.Rule.Key != key {
		return nil, models.ErrNotFound
	}
	return s.detail, nil
}
func (s *qualityStore) DraftRuleOff(_ context.Context, _ models.Actor, key string) (*models.Policy, error) {
	return s.off(key)
}

// someBoard is four rules: one that appeals overturn, one with few labels, one that is silent
// and one that is off.
func someBoard() *models.RuleBoard {
	list := testRules()
	at := models.RuleChange{Version: 3, By: "Ann <b>", At: testNow}
	return &models.RuleBoard{
		Days: 30, From: models.DayOf(testNow) - 29, Version: 4, All: models.RuleDay{Hits: 9_000, Labelled: 4_000, Bad: 80},
		Rules: []models.RuleQuality{
			{Rule: list[0], Hits: 120, Fen: 9_876_543, Labelled: 60, Bad: 20, Accounts: 80, Repeated: 20, Alone: 90, Judged: 5, Overturned: 4, OverturnBP: 3_000, Changed: at},
			{Rule: list[1], Hits: 7, Labelled: 4, Bad: 4, Accounts: 7, Changed: at},
			{Rule: list[2], Changed: at}, {Rule: list[3], Changed: at},
		},
		Sets: []models.RuleSet{{Rules: "lenders_own", Hits: 90}, {Rules: "lenders_own,quiet", Hits: 5}, {Rules: "quiet", Hits: 2}, {Rules: "lenders_own,long_gone", Hits: 1}},
		Flags: []models.FlagQuality{
			{Flag: decide.FlagRule{Code: "score_low", On: true}, Raised: 50, Accounts: 48, Open: 5, Confirmed: 30, Cleared: 12, Overturned: 3},
			{Flag: decide.FlagRule{Code: "late_now"}},
		},
	}
}

// someRule is the first of those rules with what its page shows.
func someRule() *models.RuleDetail {
	b := someBoard()
	d := &models.RuleDetail{Board: *b, Quality: b.Rules[0], Live: true}
	for day := b.From; day < b.From+30; day++ {
		d.Series = append(d.Series, models.RuleDay{Rule: "lenders_own", Day: day, Hits: day % 5, Labelled: day % 3, Bad: day % 2})
	}
	before := b.Rules[0].Rule
	before.When, before.On = "amount_fen >= 60000", false
	d.Latest = []models.RuleHit{{Event: models.Event{ID: 9 << 30, AccountID: 1 << 40, Kind: models.EventPurchase, AmountFen: 65_000, Outcome: rules.Hold}, Masked: "王**", Hits: 2}}
	d.Judged = []models.RuleJudgement{{AppealID: 5, SanctionID: 6, EventID: 9 << 30, Overturned: true, At: testNow}, {AppealID: 7, SanctionID: 8, EventID: 9 << 30, At: testNow}}
	d.Overlaps = []models.RuleOverlap{{Rule: "quiet", Events: 5, Accounts: 4}}
	d.Texts = []models.RuleChange{{Version: 3, By: "Ann <b>", At: testNow, Note: "less noise", Rule: b.Rules[0].Rule}, {Version: 1, By: "Ann", At: testNow, Rule: before}}
	return d
}

func TestRuleQualityLooksAsItDid(t *testing.T) {
	s := testSite(t)
	h := &RuleQuality{Site: s, Store: &qualityStore{board: someBoard(), detail: someRule()}}
	for _, lang := range []string{"en", "zh-CN"} {
		admin := as(t, models.RoleAdmin, lang)
		for name, w := range map[string]*httptest.ResponseRecorder{
			"rule_quality":     call(s, admin, h.List, http.MethodGet, "/rules?days=30", nil),
			"rule_quality_one": call(s, admin, h.Show, http.MethodGet, "/rules/lenders_own", nil, "key", "lenders_own"),
		} {
			t.Run(name+"."+lang, func(t *testing.T) {
				want(t, w, http.StatusOK)
				lacks(t, w, "⟦", "NaN", "%!", "<no value>", " style=", "<b>")
				compare(t, filepath.Join("..", "views", "testdata", name+"."+lang+".html"), mainOf(w))
			})
		}
	}
}

func TestTheBoardOfRulesByWindowAndOrder(t *testing.T) {
	s := testSite(t)
	store := &qualityStore{board: someBoard(), detail: someRule()}
	h := &RuleQuality{Site: s, Store: store}
	lead := as(t, models.RoleLead, "en")
	for _, order := range ruleSorts() {
		want(t, call(s, lead, h.List, http.MethodGet, "/rules?days=7&sort="+order, nil), 200, `aria-sort="descending"`)
	}
	if store.days != 7 {
		t.Errorf("%d days", store.days)
	}
	for _, bad := range []string{"days=8", "days=x", "sort=x", "other=1"} {
		want(t, call(s, lead, h.List, http.MethodGet, "/rules?"+bad, nil), 400)
		want(t, call(s, lead, h.Show, http.MethodGet, "/x?"+bad, nil, "key", "lenders_own"), 400)
	}
	want(t, call(s, lead, h.Show, http.MethodGet, "/x", nil, "key", "nobody"), 404)
	store.board = &models.RuleBoard{Days: 7, Version: 1}
	want(t, call(s, lead, h.List, http.MethodGet, "/rules?days=7", nil), 200, "No event rules")
}

// TestPausingARuleIsADraft shows the proposal to all and the button to whoever edits policy.
func TestPausingARuleIsADraft(t *testing.T) {
	s := testSite(t)
	store := &qualityStore{board: someBoard(), detail: someRule()}
	h := &RuleQuality{Site: s, Store: store}
	admin, auditor := as(t, models.RoleAdmin, "en"), as(t, models.RoleAuditor, "en")
	want(t, call(s, admin, h.List, http.MethodGet, "/rules", nil), 200, "4 of 5 decided appeals", "/rules/lenders_own/off", "30% is the bound")
	w := call(s, auditor, h.List, http.MethodGet, "/rules", nil)
	want(t, w, 200, "Whoever may edit the policy can draft it")
	lacks(t, w, "/lenders_own/off")
	got := ""
	store.off = func(key string) (*models.Policy, error) { got = key; return &models.Policy{Version: 9}, nil }
	post := func() *httptest.ResponseRecorder {
		return call(s, admin, h.Off, http.MethodPost, "/x", nil, "key", "lenders_own")
	}
	if w := post(); w.Code != 303 || w.Header().Get("Location") != "/policy/9" || got != "lenders_own" {
		t.Errorf("%d to %q", w.Code, w.Header().Get("Location"))
	}
	store.off = func(string) (*models.Policy, error) { return nil, &models.Refused{Code: "rule_off"} }
	want(t, post(), 403, "off in your draft already")
	store.off = func(string) (*models.Policy, error) { return nil, models.ErrConflict }
	want(t, post(), 409)
}

// TestRulesOfOneReasonAreToldApart: the picture of overlaps names the key where the name says nothing.
func TestRulesOfOneReasonAreToldApart(t *testing.T) {
	s := testSite(t)
	b := someBoard()
	for i := range 2 {
		b.Rules[i].Rule.Reason = b.Rules[1].Rule.Reason
	}
	h := &RuleQuality{Site: s, Store: &qualityStore{board: b}}
	w := call(s, as(t, models.RoleLead, "en"), h.List, http.MethodGet, "/rules", nil)
	want(t, w, 200, "("+b.Rules[0].Rule.Key+")", "("+b.Rules[1].Rule.Key+")")
	lacks(t, call(s, as(t, models.RoleLead, "en"), (&RuleQuality{Site: s, Store: &qualityStore{board: someBoard()}}).List, http.MethodGet, "/rules", nil), "("+b.Rules[0].Rule.Key+")")
}
