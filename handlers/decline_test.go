package handlers

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// declinedCase is a payment that was not made, as its customer's link shows it.
func declinedCase() *models.CustomerCase {
	at := testNow.Add(-48 * time.Hour)
	sn := models.Sanction{
		ID: 2 << 40, AccountID: 1 << 40, EventID: 9 << 40, Kind: models.SanctionDecline, State: models.SanctionStands, StartsAt: &at, MadeAt: at, ReasonCode: "unusual_spending",
		Reason: "sudden_spending · rule_x at 480", MadeName: "gateway", Declined: &models.DeclinedPayment{
			Kind: models.EventPurchase, AmountFen: 128_050, Merchant: "Corner <Shop>", At: at, Reasons: []string{"amount_far_above_usual", "sudden_spending", "band_floor"},
			AppealBy: testNow.AddDate(0, 0, 28), AgainHours: 72,
		},
	}
	return &models.CustomerCase{
		Account: models.Account{ID: 1 << 40, Status: models.StatusActive, Reach: []models.Function{}}, Name: "王**", Sanction: sn,
		Letters: []models.Message{{ID: 7 << 40, Template: models.TemplateSanctionStarted, Values: sn.Telling(), CreatedAt: at}},
	}
}

// TestADeclinedPaymentLooksAsItDid compares the customer's page about a payment with what is checked in, in both languages.
func TestADeclinedPaymentLooksAsItDid(t *testing.T) {
	s := testSite(t)
	for _, lang := range []string{"en", "zh-CN"} {
		h := &Customer{Site: s, Store: customerStore{cs: declinedCase()}, Sessions: NewSessionStore(nil, s.Now, false), Log: slog.New(slog.DiscardHandler)}
		w := call(s, &Visitor{}, func(c echo.Context) error { c.Request().Header.Set("Accept-Language", lang); return h.Show(c) }, http.MethodGet, "/c", nil)
		got := mainOf(w)
		for _, never := range []string{"rule_x", "480", "gateway", "amount_far", "⟦", `id="works"`} {
			if strings.Contains(got, never) {
				t.Errorf("%s: the page says %q", lang, never)
			}
		}
		compare(t, filepath.Join("..", "views", "testdata", "customer_declined."+lang+".html"), got)
	}
}

// TestWhatADeclinedPaymentsPageOffers goes through its states: open, appealed, found wrong, and late.
func TestWhatADeclinedPaymentsPageOffers(t *testing.T) {
	s := testSite(t)
	for name, tt := range map[string]struct {
		change func(*models.CustomerCase)
		says   []string
	}{
		"open": {func(*models.CustomerCase) {}, []string{"Was it you?", `action="/c/appeal"`, `href="/c/deny"`, "Corner &lt;Shop&gt;", "¥1,280.50", "!is over"}},
		"appealed": {func(c *models.CustomerCase) {
			c.Appeal = &models.Appeal{Stage: models.AppealInReview, DueAt: testNow.AddDate(0, 0, 3)}
		}, []string{"!/c/appeal\"", "Being looked at", "/c/withdraw"}},
		"late": {func(c *models.CustomerCase) { c.Sanction.Declined.AppealBy = testNow }, []string{"The time for an appeal is over", "!/c/appeal\"", "!If it was"}},
		"decided": {func(c *models.CustomerCase) {
			c.Sanction.State = models.SanctionOverturned
			c.Appeal = &models.Appeal{Stage: models.AppealExecuted, Outcome: models.OutcomeOverturn, ExecutedAt: &testNow, CustomerText: "We saw <the> receipt.", Restored: []models.RestoredField{c.Sanction.DeclineRedress(testNow)}}
		}, []string{"You were right: the payment should have gone through", "We saw &lt;the&gt; receipt.", "You can make the same payment again: ¥1,280.50", "!If it was you"}},
		"not carried out yet": {func(c *models.CustomerCase) {
			c.Appeal = &models.Appeal{Stage: models.AppealDecided, Outcome: models.OutcomeUphold, CustomerText: "No receipt."}
		}, []string{"!No receipt.", "We have decided"}},
		"overturned": {func(c *models.CustomerCase) { c.Sanction.State = models.SanctionOverturned }, []string{"We were wrong to stop it", "!/c/appeal\""}},
	} {
		t.Run(name, func(t *testing.T) {
			cs := declinedCase()
			tt.change(cs)
			h := &Customer{Site: s, Store: customerStore{cs: cs}, Sessions: NewSessionStore(nil, s.Now, false), Log: slog.New(slog.DiscardHandler)}
			w := call(s, &Visitor{}, func(c echo.Context) error { c.Request().Header.Set("Accept-Language", "en"); return h.Show(c) }, http.MethodGet, "/c", nil)
			wants(t, w, http.StatusOK, tt.says...)
		})
	}
}

// TestLettersAboutADeclinedPayment reads each kind of payment, held or not, with and without a merchant, and the letters of a verdict.
func TestLettersAboutADeclinedPayment(t *testing.T) {
	s := testSite(t)
	for name, tt := range map[string]struct {
		change func(*models.DeclinedPayment)
		en, zh string
	}{
		"purchase":      {func(*models.DeclinedPayment) {}, "to Corner <Shop> on", "向“Corner <Shop>”支付"},
		"held":          {func(d *models.DeclinedPayment) { d.Held = true }, "We held your payment of", "暂缓核查"},
		"plain":         {func(d *models.DeclinedPayment) { d.Merchant = "" }, "Your payment of ¥1,280.50 on", "的一笔 ¥1,280.50 付款未通过"},
		"plain, held":   {func(d *models.DeclinedPayment) { d.Merchant, d.Held = "", true }, "We held your payment of ¥1,280.50 on", "暂缓核查"},
		"draw":          {func(d *models.DeclinedPayment) { d.Kind = models.EventDraw }, "Your cash draw of", "取现未通过"},
		"transfer held": {func(d *models.DeclinedPayment) { d.Kind, d.Held = models.EventTransferOut, true }, "We held your transfer of", "转账曾由我们"},
	} {
		for lang, want := range map[string]string{"en": tt.en, "zh-CN": tt.zh} {
			sn := declinedCase().Sanction
			tt.change(sn.Declined)
			l := writeLetter(s.letterPage(lang), &models.Message{Template: models.TemplateSanctionStarted, Lang: lang, Values: sn.Telling()}, "")
			if !strings.Contains(l.Body[0], want) || len(l.Body) != 5 || strings.Contains(strings.Join(l.Body, ""), "⟦") || strings.Contains(l.Body[0], "—") {
				t.Errorf("%s, %s: %q", name, lang, l.Body)
			}
		}
	}
	sn := declinedCase().Sanction
	values := func(sn *models.Sanction) map[string]string {
		v := map[string]string{"kind": "decline", "text": "We saw the receipt."}
		sn.TellSubject(v)
		models.TellRestored(v, []models.RestoredField{sn.DeclineRedress(deskTime)})
		return v
	}
	blockedOne, plain := declinedCase().Sanction, declinedCase().Sanction
	blockedOne.Declined.Blocked, plain.Declined.Merchant = true, ""
	drawn, passed := declinedCase().Sanction, declinedCase().Sanction
	drawn.Declined.Kind, drawn.Declined.Again, passed.Declined.Kind, passed.Declined.Again = models.EventDraw, true, models.EventTransferOut, true
	for want, v := range map[string]map[string]string{
		"¥1,280.50 to Corner <Shop>. Until": values(&sn), "please call customer service": values(&blockedOne), "please try again": values(&plain),
		"the same cash draw again: ¥1,280.50. Until": values(&drawn), "the same transfer again: ¥1,280.50 to the same account": values(&passed),
	} {
		l := writeLetter(s.letterPage("en"), &models.Message{Template: models.TemplateAppealOverturn, Lang: "en", Values: v}, "")
		if len(l.Items) != 1 || !strings.Contains(l.Items[0], want) || !strings.Contains(l.Body[0], "our mistake") {
			t.Errorf("%q: %q, %q", want, l.Body, l.Items)
		}
	}
	l := writeLetter(s.letterPage("en"), &models.Message{Template: models.TemplateAppealUpheld, Lang: "en", Values: map[string]string{"kind": "decline", "text": "No receipt."}}, "")
	if strings.Contains(l.Body[0], "measure") {
		t.Errorf("upheld: %q", l.Body[0])
	}
}

// TestDeclinedIsEditedWhereTheRestIs: saving an old document unchanged keeps it as it was, and what is typed is kept and checked.
func TestDeclinedIsEditedWhereTheRestIs(t *testing.T) {
	d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit)
	fake := &policyFake{policy: draftOf(7, models.PolicyDraft)}
	shipped := fake.policy.Document.Declined
	old := shipped
	old.Tell, old.Held = false, false
	fake.policy.Document.Declined = old
	fake.policy.Document.Declined.DayMost = 0
	fake.policy.Document.Declined.AppealDays = 0
	fake.policy.Document.Declined.AgainHours = 0
	form := policyFormOf(fake.policy.Document)
	if w := d.save(fake, form); w.Code != http.StatusSeeOther || fake.saved.Declined != fake.policy.Document.Declined {
		t.Fatalf("status %d, saved %+v", w.Code, fake.saved.Declined)
	}
	form.Set(fieldDeclinedTell, "on")
	form.Set(fieldDeclinedHeld, "on")
	if w := d.save(fake, form); w.Code != http.StatusSeeOther || fake.saved.Declined != shipped {
		t.Fatalf("status %d, saved %+v", w.Code, fake.saved.Declined)
	}
	form.Set(fieldDeclinedMost, "21")
	if w := d.save(fake, form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `value="21"`) {
		t.Errorf("status %d for too many a day", w.Code)
	}
}

// TestWhatSaysNothingIsNotAReason: lists, broken checks and codes without words are one sentence, once.
func TestWhatSaysNothingIsNotAReason(t *testing.T) {
	p := testSite(t).letterPage("en")
	for codes, want := range map[string]int{"list_block": 1, "list_block,lenders_own,rule_error": 1, "list_block,sudden_spending,cash_out_merchant": 2, "": 0} {
		got := letterValues{p, map[string]string{"reasons": codes}}.declineTexts()
		if len(got) != want || strings.Contains(strings.Join(got, ""), "could not be carried out") {
			t.Errorf("%s: %q", codes, got)
		}
	}
}

// denyStore notes that something was denied.
type denyStore struct {
	customerStore
	denied *int
	fails  error
}

func (s denyStore) CustomerDeny(context.Context, models.Actor, *models.CustomerLink) error {
	*s.denied++
	return s.fails
}

// TestDenyingIsAskedFirst: without the tick nothing is done, what is past says so, and a measure has no such page.
func TestDenyingIsAskedFirst(t *testing.T) {
	s, denied := testSite(t), 0
	h := &Customer{Site: s, Sessions: NewSessionStore(nil, s.Now, false), Log: slog.New(slog.DiscardHandler)}
	ask := func(step func(echo.Context) error, method string, form url.Values) *httptest.ResponseRecorder {
		return call(s, &Visitor{}, func(c echo.Context) error { c.Request().Header.Set("Accept-Language", "en"); return step(c) }, method, "/c/deny", form)
	}
	h.Store = denyStore{customerStore{cs: declinedCase()}, &denied, nil}
	wants(t, ask(h.AskDeny, http.MethodGet, nil), http.StatusOK, "I did not make this payment", `action="/c/deny"`)
	wants(t, ask(h.Deny, http.MethodPost, url.Values{}), http.StatusUnprocessableEntity, "Tick the box")
	if denied != 0 {
		t.Fatal("denied without the tick")
	}
	if w := ask(h.Deny, http.MethodPost, url.Values{"sure": {"on"}}); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/c?done=denied" || denied != 1 {
		t.Errorf("status %d, denied %d times", w.Code, denied)
	}
	h.Store = denyStore{customerStore{cs: declinedCase()}, &denied, models.ErrState}
	wants(t, ask(h.Deny, http.MethodPost, url.Values{"sure": {"on"}}), http.StatusConflict, "Something changed meanwhile")
	h.Store = denyStore{customerStore{cs: someCase()}, &denied, nil}
	wants(t, ask(h.AskDeny, http.MethodGet, nil), http.StatusNotFound)
}
