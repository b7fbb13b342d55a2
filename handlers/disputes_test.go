package handlers

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// disputeStore is a store of one dispute, whose answers a test sets.
type disputeStore struct {
	score *models.ScoreDetail
	one   *models.DisputeDetail
	err   error
	did   string
	open  models.OpenDispute
}

func (s *disputeStore) ScoreDetail(context.Context, models.ID, models.ID) (*models.ScoreDetail, error) {
	return s.score, nil
}
func (s *disputeStore) OpenDispute(_ context.Context, _ models.Actor, cmd models.OpenDispute) (*models.Dispute, error) {
	s.open = cmd
	return &models.Dispute{ID: 9 << 22}, s.err
}
func (s *disputeStore) Dispute(context.Context, models.ID) (*models.DisputeDetail, error) {
	return s.one, nil
}
func (s *disputeStore) AnswerDispute(_ context.Context, _ models.Actor, _ models.ID, _ int64, found models.DisputeState, finding string) error {
	s.did = "answer " + string(found) + " " + finding
	return s.err
}
func (s *disputeStore) WithdrawDispute(context.Context, models.Actor, models.ID, int64) error {
	s.did = "withdraw"
	return s.err
}
func (s *disputeStore) AuditEntries(context.Context, models.AuditFilter) ([]models.AuditEntry, error) {
	return []models.AuditEntry{{Action: models.ActionDisputeOpened, ActorKind: models.ActorUser, ActorName: "Anna", Reason: "wrong <b>", At: testNow}}, nil
}

// someDispute is a value of someScore that the user 7 disputed a day ago.
func someDispute(t *testing.T) *disputeStore {
	score := someScore(t)
	factors, _ := split(score.Breakdown.Lines)
	d := models.Dispute{
		ID: 9 << 22, AccountID: score.Account.ID, DecisionID: score.Decision.ID, Factor: factors[0].Key, Claim: "wrong <b>", State: models.DisputeOpen, Version: 1,
		MadeBy: 7, MadeName: "Anna", MadeAt: testNow.Add(-24 * time.Hour),
	}
	return &disputeStore{score: score, one: &models.DisputeDetail{Account: score.Account, Name: "杨**", Dispute: d}}
}

func TestDisputeForm(t *testing.T) {
	s, store := testSite(t), someDispute(t)
	h := &Disputes{Site: s, Store: store}
	account, of, factor := store.score.Account.PublicID(), store.score.Decision.PublicID(), store.one.Factor
	for _, lang := range []string{"en", "zh-CN"} {
		w := call(s, as(t, models.RoleReviewer, lang), h.Ask, http.MethodGet, "/x?decision="+of+"&factor="+factor, nil, "id", account)
		want(t, w, 200, `value="`+factor+`" selected`, `name="decision" value="`+of+`"`, `href="/help#words"`, labels{s.letterPage(lang)}.factor(factor))
	}
	blind := reads(models.PermCaseWork)
	want(t, call(s, blind, h.Ask, http.MethodGet, "/x", nil, "id", account), 403)
	want(t, call(s, blind, h.Open, http.MethodPost, "/x", url.Values{"factor": {factor}, "reason": {"unseen"}}, "id", account), 403)
	if store.open.Claim != "" {
		t.Error("a value that one may not read was disputed")
	}
	form := url.Values{"decision": {of}, "factor": {factor}, "reason": {"wrong <b>"}}
	reviewer := as(t, models.RoleReviewer, "en")
	w := call(s, reviewer, h.Open, http.MethodPost, "/x", form, "id", account)
	if w.Header().Get("Location") != "/disputes/"+models.ID(9<<22).Public(models.PrefixDispute) || store.open.Factor != factor || store.open.DecisionID != store.score.Decision.ID {
		t.Errorf("opened %+v, to %q", store.open, w.Header().Get("Location"))
	}
	var bad models.Invalid
	bad.Add("reason", "required")
	store.err = bad.OrNil()
	want(t, call(s, reviewer, h.Open, http.MethodPost, "/x", form, "id", account), 422, `href="#f-reason"`, "wrong &lt;b&gt;", `value="`+factor+`" selected`)
	store.err = &models.Refused{Code: "dispute_open"}
	want(t, call(s, reviewer, h.Open, http.MethodPost, "/x", form, "id", account), statusOf(store.err), "disputed already", "wrong &lt;b&gt;")
}

func TestDisputePage(t *testing.T) {
	s, store := testSite(t), someDispute(t)
	h := &Disputes{Site: s, Store: store}
	id := store.one.PublicID()
	show := func(role string, user models.ID) string {
		v := as(t, role, "en")
		v.User.ID = user
		w := call(s, v, h.Show, http.MethodGet, "/x", nil, "id", id)
		want(t, w, 200, "wrong &lt;b&gt;", "Disputed value", "To be checked by")
		return w.Body.String()
	}
	for name, tt := range map[string]struct {
		role  string
		user  models.ID
		has   string
		lacks []string
	}{
		"who asked":        {models.RoleLead, 7, "/withdraw", []string{`action="/disputes/` + id + `/answer"`}},
		"another lead":     {models.RoleLead, 8, `action="/disputes/` + id + `/answer"`, []string{"/withdraw"}},
		"another reviewer": {models.RoleReviewer, 8, "Whoever may set scores", []string{"/answer", "/withdraw"}},
	} {
		body := show(tt.role, tt.user)
		if !strings.Contains(body, tt.has) {
			t.Errorf("%s: lacks %q", name, tt.has)
		}
		for _, no := range tt.lacks {
			if strings.Contains(body, no) {
				t.Errorf("%s: has %q", name, no)
			}
		}
	}
	lead := as(t, models.RoleLead, "en")
	lead.User.ID = 8
	answer := url.Values{"version": {"1"}, "found": {"stands"}, "reason": {"compared"}}
	if call(s, lead, h.Answer, http.MethodPost, "/x", answer, "id", id); store.did != "answer stands compared" {
		t.Errorf("did %q", store.did)
	}
	if call(s, lead, h.Withdraw, http.MethodPost, "/x", url.Values{"version": {"1"}}, "id", id); store.did != "withdraw" {
		t.Errorf("did %q", store.did)
	}
	store.err = models.ErrConflict
	want(t, call(s, lead, h.Answer, http.MethodPost, "/x", answer, "id", id), 409, "compared")
	store.one.MadeAt = testNow.Add(-models.DisputeTerm - time.Hour)
	want(t, call(s, lead, h.Show, http.MethodGet, "/x", nil, "id", id), 200, "Check overdue")
	store.one.State, store.one.AnsweredBy, store.one.AnsweredName, store.one.Finding = models.DisputeStands, 8, "Ben", "as the bank says"
	w := call(s, lead, h.Show, http.MethodGet, "/x", nil, "id", id)
	want(t, w, 200, "Is right and stands", "as the bank says")
	lacks(t, w, "To be checked by", "/answer")
}

// TestAScoreSaysWhatOfItIsDisputed: above the sum, in the value's own row, and beside the score of account and case.
func TestAScoreSaysWhatOfItIsDisputed(t *testing.T) {
	s, store := testSite(t), someDispute(t)
	store.score.Disputes = []models.Dispute{store.one.Dispute}
	p, v := s.letterPage("en"), as(t, models.RoleReviewer, "en")
	r := labels{p}.factorTable(store.score, v)
	marked := 0
	for _, row := range r.Rows {
		if row.Cells[0].Sub == "disputed" {
			marked++
			if row.ID != "f-"+store.one.Factor {
				t.Errorf("marked %q", row.ID)
			}
		}
	}
	notes := labels{p}.disputes(store.score.Disputes)
	if marked != 1 || len(notes) != 1 || notes[0].Href != "/disputes/"+store.one.PublicID() || !strings.HasSuffix(notes[0].Text, "Anna on 2026-11-21: wrong <b>") {
		t.Errorf("%d rows marked, notes %+v", marked, notes)
	}
	d := someAccount(t)
	d.Disputes = store.score.Disputes
	if card := (labels{p}).scoreCard(&d); card == nil || len(card.Disputes) != 1 {
		t.Errorf("beside the score: %+v", card)
	}
	row := approvalRow(p, v, &models.Approval{Dispute: &store.one.Dispute, Account: &d.Account})
	if row.Href != notes[0].Href || row.What != "Disputed value" || row.Reason != "wrong <b>" || row.AskedBy != "Anna" {
		t.Errorf("among what waits: %+v", row)
	}
}
