package handlers

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"candor/engine/decide"
	"candor/models"
)

type contactLogStub struct {
	d      models.AccountDetail
	cmd    *models.NewNote
	latest models.Timeline
	fail   error
	policy models.Policy
}

func (s *contactLogStub) AccountDetail(context.Context, models.ID) (*models.AccountDetail, error) {
	return &s.d, nil
}

func (s *contactLogStub) Timeline(context.Context, models.TimelineFilter) (*models.Timeline, error) {
	return &s.latest, nil
}

func (s *contactLogStub) LivePolicy(context.Context) (*models.Policy, error) { return &s.policy, nil }

func (s *contactLogStub) AddNote(_ context.Context, _ models.Actor, cmd models.NewNote) (*models.Note, error) {
	if err := cmd.Validate(); err != nil {
		return nil, err
	}
	s.cmd = &cmd
	return &models.Note{}, s.fail
}

// TestAContactIsLoggedWithAPreparedWording: a wording is put at the end of what was typed, in the customer's language and with what is true
// of the account; a refusal keeps what was typed.
func TestAContactIsLoggedWithAPreparedWording(t *testing.T) {
	s := testSite(t)
	store := &contactLogStub{d: someAccount(t)}
	a := &store.d.Account
	a.Lang = "zh-CN"
	a.DaysPastDue, store.d.PastDue = 1, models.PastDue{Known: true, Fen: 1_234_00}
	started := testNow
	store.d.Sanctions = []models.Sanction{{Kind: models.SanctionFreeze, State: models.SanctionActive, StartsAt: &started}}
	store.d.Appeals = []models.Appeal{{Stage: models.AppealEvidence, AppealFacts: models.AppealFacts{Kind: models.SanctionFreeze}, ReceivedAt: testNow, DueAt: testNow}}
	h := &ContactLogs{Site: s, Store: store}
	id, service := a.PublicID(), as(t, models.RoleService, "en")
	said := "自 2026-11-22 起，您的账户执行以下处理：冻结"
	w := call(s, service, h.Ask, http.MethodGet, "/x", nil, "id", id)
	want(t, w, http.StatusOK, "No contact has been logged yet.", "In the customer’s language: Chinese", "逾期 1 天，逾期金额 ¥1,234.00", "正在等待您补充所要求的材料", said)
	if strings.Contains(w.Body.String(), "书面形式告知您结果") {
		t.Error("an appeal that waits for evidence is said to be on its way to a decision")
	}
	form := url.Values{"channel": {"phone"}, "direction": {"in"}, "outcome": {"nobody"}, "text": {"asked <why>"}, "wording": {"measure"}}
	want(t, call(s, service, h.Log, http.MethodPost, "/x", form, "id", id), http.StatusOK, "asked &lt;why&gt;\n"+said, `value="nobody" selected`)
	if store.cmd != nil {
		t.Error("inserting a wording logs a contact")
	}
	form.Del("wording")
	want(t, call(s, service, h.Log, http.MethodPost, "/x", form, "id", id), http.StatusUnprocessableEntity, "Whoever got in touch was reached", "asked &lt;why&gt;")
	form.Set("outcome", "answered")
	w = call(s, service, h.Log, http.MethodPost, "/x", form, "id", id)
	want(t, w, http.StatusSeeOther)
	if c := store.cmd.Contact; c == nil || *c != (models.ContactFacts{Channel: "phone", Direction: models.ContactIn, Outcome: models.ContactAnswered}) || w.Header().Get("Location") != "/accounts/"+id+"/contacts#latest" {
		t.Errorf("%+v leads to %s", store.cmd, w.Header().Get("Location"))
	}
	other := url.Values{"channel": {"sms"}, "direction": {"out"}, "outcome": {"promise"}, "text": {"will pay on Friday"}}
	want(t, call(s, service, h.Log, http.MethodPost, "/x", other, "id", id), http.StatusSeeOther)
	if c := store.cmd.Contact; *c != (models.ContactFacts{Channel: "sms", Direction: models.ContactOut, Outcome: models.ContactPromise}) || store.cmd.Text != "will pay on Friday" {
		t.Errorf("another contact is logged as %+v", store.cmd)
	}
}

// TestAContactStandsInTheTimeline: under its own title, with who noted it.
func TestAContactStandsInTheTimeline(t *testing.T) {
	s := testSite(t)
	store := &contactLogStub{d: someAccount(t)}
	note := models.NoteText{Words: "will pay on Friday", Note: models.Note{ID: 1 << 40, AuthorName: "Ben", At: testNow, ContactFacts: models.ContactFacts{Channel: "sms", Direction: models.ContactOut, Outcome: models.ContactPromise}}}
	store.latest = models.Timeline{Account: store.d.Account, Items: []models.TimelineItem{{At: testNow, Note: &note}}}
	h := &ContactLogs{Site: s, Store: store}
	for lang, line := range map[string]string{"en": "Text message to the customer: Promised to pay", "zh-CN": "联系客户（短信）：承诺还款"} {
		want(t, call(s, as(t, models.RoleService, lang), h.Ask, http.MethodGet, "/x", nil, "id", store.d.Account.PublicID()), http.StatusOK, line, "Ben", "will pay on Friday")
	}
	erased := testNow
	store.d.Account.ErasedAt = &erased
	if w := call(s, as(t, models.RoleService, "en"), h.Ask, http.MethodGet, "/x", nil, "id", store.d.Account.PublicID()); strings.Contains(w.Body.String(), `id="contact-log"`) {
		t.Error("a contact can be logged on an account without a person")
	}
}

// TestPreparedWordingsAreInTheLendersOwnWords: those of the policy in force in the customer's language, filled with what is true; the other
// language and the other wordings stay in the shipped words.
func TestPreparedWordingsAreInTheLendersOwnWords(t *testing.T) {
	s := testSite(t)
	store := &contactLogStub{d: someAccount(t)}
	a := &store.d.Account
	a.Lang = "en"
	a.DaysPastDue, store.d.PastDue = 12, models.PastDue{Known: true, Fen: 1_234_00}
	own := decide.Wording{Code: models.PreparedPastDue.Code(), Lang: "en", Body: "You owe {{.amount}}, late by {{.n}} days."}
	store.policy.Document = decide.Default().PutWording(own)
	if err := models.CheckPolicy(store.policy.Document); err != nil {
		t.Fatal(err)
	}
	h := &ContactLogs{Site: s, Store: store}
	w := call(s, as(t, models.RoleService, "en"), h.Ask, http.MethodGet, "/x", nil, "id", a.PublicID())
	want(t, w, http.StatusOK, "You owe ¥1,234.00, late by 12 days.", "Thank you for telling us.")
	lacks(t, w, "of your bill is past due")
	a.Lang = "zh-CN"
	want(t, call(s, as(t, models.RoleService, "en"), h.Ask, http.MethodGet, "/x", nil, "id", a.PublicID()), http.StatusOK, "逾期 12 天，逾期金额 ¥1,234.00")
}

// TestEveryPreparedWordingCanBeWorded: its shipped words name each of its variables and no other, and the examples fill them.
func TestEveryPreparedWordingCanBeWorded(t *testing.T) {
	s := testSite(t)
	for _, w := range models.PreparedOf() {
		for _, lang := range decide.WordingLangs() {
			shipped := s.shipped(w, lang)
			filled := models.Fill(shipped.Text, s.saidExamples(w, lang)...)
			if shipped.Title != "" || shipped.Text == "" || strings.ContainsAny(filled, "⟦{") || strings.Contains(filled, "<no value>") {
				t.Errorf("%s (%s): %+v reads %q", w.Code, lang, shipped, filled)
			}
			for _, name := range w.Required() {
				if !strings.Contains(shipped.Text, "{{."+name+"}}") {
					t.Errorf("%s (%s) does not say %s", w.Code, lang, name)
				}
			}
			doc := decide.Default().PutWording(decide.Wording{Code: w.Code, Lang: lang, Body: shipped.Text + " {{.score}}"})
			if models.CheckPolicy(doc) == nil {
				t.Errorf("%s (%s) takes a variable that it does not have", w.Code, lang)
			}
		}
	}
}
