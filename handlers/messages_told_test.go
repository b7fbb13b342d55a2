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

// tellStub is a store of one account that is told something.
type tellStub struct {
	d    models.AccountDetail
	cmd  models.TellCustomer
	fail error
}

func (s *tellStub) AccountDetail(context.Context, models.ID) (*models.AccountDetail, error) {
	return &s.d, nil
}
func (s *tellStub) LivePolicy(context.Context) (*models.Policy, error) {
	return &models.Policy{Version: 2, Document: decide.Default()}, nil
}
func (s *tellStub) TellCustomer(_ context.Context, _ models.Actor, cmd models.TellCustomer) (*models.Message, error) {
	s.cmd = cmd
	return &models.Message{ID: 9 << 22}, s.fail
}
func (s *tellStub) AuditEntries(context.Context, models.AuditFilter) ([]models.AuditEntry, error) {
	return nil, nil
}

// TestAMessageIsSeenInBothLanguagesBeforeItIsSent: without a wording there is nothing to send, and one that is not true of the account is refused.
func TestAMessageIsSeenInBothLanguagesBeforeItIsSent(t *testing.T) {
	s, store := testSite(t), &tellStub{d: someAccount(t)}
	store.d.Account.Lang, store.d.Account.DaysPastDue, store.d.PastDue = "zh-CN", 12, models.PastDue{Known: true, Fen: 1_234_00}
	h := &Tells{Site: s, Store: store}
	id, service := store.d.Account.PublicID(), as(t, models.RoleService, "en")
	w := call(s, service, h.Ask, http.MethodGet, "/x", nil, "id", id)
	want(t, w, 200, `value="past_due"`, `method="get"`)
	lacks(t, w, "Send this letter", `value="identify"`, "⟦")
	w = call(s, service, h.Ask, http.MethodGet, "/x?wording=past_due", nil, "id", id)
	want(t, w, 200, `name="wording" value="past_due"`, "Send this letter", "已逾期", "¥1,234.00 of your bill is past due, for 12 days", "A message about your account", "关于您账户的消息")
	lacks(t, w, "⟦", "<no value>")
	want(t, call(s, as(t, models.RoleService, "zh-CN"), h.Ask, http.MethodGet, "/x?wording=past_due", nil, "id", id), 200, "发送此信函")
	want(t, call(s, service, h.Ask, http.MethodGet, "/x?wording=identify", nil, "id", id), 403, "not true of the account")
	form := url.Values{"wording": {"past_due"}}
	w = call(s, service, h.Send, http.MethodPost, "/x", form, "id", id)
	if w.Header().Get("Location") != "/messages/"+models.ID(9<<22).Public(models.PrefixMessage) || store.cmd.Wording != models.PreparedPastDue || store.cmd.AccountID != store.d.Account.ID {
		t.Errorf("told %+v, to %q", store.cmd, w.Header().Get("Location"))
	}
	store.fail = &models.Refused{Code: "message_held"}
	want(t, call(s, service, h.Send, http.MethodPost, "/x", form, "id", id), statusOf(store.fail), "held already", "Send this letter")
}

// TestEveryWordingMakesALetter: each is whole in both languages, in the shipped words and in a policy's own.
func TestEveryWordingMakesALetter(t *testing.T) {
	s := testSite(t)
	for _, lang := range []string{"en", "zh-CN"} {
		for _, of := range models.PreparedOf() {
			m := models.Message{ID: 12, Template: models.TemplateContact, Lang: lang, CreatedAt: testNow, Values: map[string]string{
				"wording": of.Code[len("prepared."):], "kind": "freeze", "since": "2026-03-01T15:59:59Z", "received": "2026-03-01T15:59:59Z", "due": "2026-03-20T15:59:59Z", "amount": "123400", "n": "12",
			}}
			letter := writeLetter(s.letterPage(lang), &m, "张**")
			if len(letter.Body) != 1 || holdsGap(letter.Title+letter.Body[0]) {
				t.Errorf("%s in %s: %q, %q", of.Code, lang, letter.Title, letter.Body)
			}
			own := decide.Wording{}
			for _, name := range of.Variables {
				own.Body += name + " {{." + name + "}} "
			}
			if own.Body == "" {
				continue
			}
			m.Wording = &own
			if letter := writeLetter(s.letterPage(lang), &m, "张**"); len(letter.Body) != 1 || holdsGap(letter.Body[0]) || letter.Title == "" {
				t.Errorf("%s in %s, own words: %q", of.Code, lang, letter.Body)
			}
		}
	}
}

// holdsGap reports whether a word or a value is missing.
func holdsGap(text string) bool {
	return text == "" || strings.ContainsAny(text, "⟦{—") || strings.Contains(text, "<no value>")
}
