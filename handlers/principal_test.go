package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/engine/rules"
	"candor/models"
	"candor/views/text"
)

// TestReasonsAreChosenFromWhatTheEngineHas: the form of a measure opens with them, in their order, and keeps what was typed instead.
func TestReasonsAreChosenFromWhatTheEngineHas(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	h := &Sanctions{s, f}
	chosen := func(rec *httptest.ResponseRecorder) string {
		var got []string
		for _, part := range strings.Split(rec.Body.String(), "<select ")[1:] {
			part, _, _ = strings.Cut(part, "</select>")
			if !strings.Contains(part, `name="reason_`) {
				continue
			}
			before, _, _ := strings.Cut(part, `" selected`)
			got = append(got, before[strings.LastIndex(before, `"`)+1:])
			if !strings.Contains(part, "selected") {
				got[len(got)-1] = ""
			}
		}
		return strings.Join(got, " ")
	}
	opened := asked(t, s, h.New, models.RoleReviewer, acc5)
	wants(t, opened, http.StatusOK, "41 points lost", "1 point lost", "What the engine has against the account", decisionHref(8), `<optgroup label="Reasons of measures"`, "both languages")
	if got := chosen(opened); got != "cash_out_merchant high_utilisation late_recently " {
		t.Errorf("chosen %q", got)
	}
	typed := []string{"case", "", "version", "3", "kind", "freeze", "reason_code", "identity_doubt", "reason_2", "", "reason_3", "late_recently", "reason_4", "", "reason", "ring 17", "product", "", "cut", "", "ends_at", "", "review_at", "2026-03-20"}
	shown := asked(t, s, h.Propose, models.RoleReviewer, acc5, append(typed, "preview", "1")...)
	wants(t, shown, http.StatusOK, "主要原因：我们未能核实账户的身份信息。", "另一原因：您最近有一笔还款晚于到期日，或尚未还清。", "The main reason: We could not confirm the identity details", "Another reason: A recent payment came after its due date", "this one is sent")
	if got := chosen(shown); got != "identity_doubt  late_recently " {
		t.Errorf("kept %q", got)
	}
	if zh, en := strings.Index(shown.Body.String(), "The letter in Chinese"), strings.Index(shown.Body.String(), "The letter in English"); zh < 0 || en < zh {
		t.Error("the customer's language does not come first")
	}
	wants(t, asked(t, s, h.Propose, models.RoleReviewer, acc5, typed...), http.StatusSeeOther)
	if got := f.proposed; got.ReasonCode != "identity_doubt" || !slices.Equal(got.Further, []string{"late_recently"}) {
		t.Errorf("proposed %+v", got)
	}
	none := slices.Clone(typed)
	none[7], none[11] = "", ""
	wants(t, asked(t, s, h.Propose, models.RoleReviewer, acc5, append(none, "preview", "1")...), http.StatusOK, "Choose at least one reason", "!The main reason")
	f.act = refusal("reason_3", "reason_twice")
	wants(t, asked(t, s, h.Propose, models.RoleReviewer, acc5, typed...), http.StatusUnprocessableEntity, "f-reason_3-error", "named above already")
}

// TestALimitIsLoweredForSeveralReasons: nothing is chosen before it is known which way, except where a case was at hand.
func TestALimitIsLoweredForSeveralReasons(t *testing.T) {
	s := measureSite(t)
	h := &Limits{s, &fakeLimits{}}
	wants(t, asked(t, s, h.New, models.RoleReviewer, acc5), http.StatusOK, "41 points lost", "!selected")
	typed := []string{"line", lin6, "case", "", "version", "4", "limit", "5,000", "reason_code", "high_utilisation", "reason_2", "late_payment", "reason", "seen", "preview", "1"}
	wants(t, asked(t, s, h.Propose, models.RoleReviewer, acc5, typed...), http.StatusOK, "The main reason: Less of the available credit", "Another reason: ", "主要原因：")
}

// TestWhoDeclinesAPaymentSeesTheLetter with all the reasons that they choose, in order.
func TestWhoDeclinesAPaymentSeesTheLetter(t *testing.T) {
	s, store := testSite(t), watched(t)
	h := &Decisions{Site: s, Store: store}
	policy := models.Policy{Document: decide.Default()}
	d := someEvent(t)
	d.Event.Disposition, d.Event.Outcome, d.Telling = models.DispositionPending, models.OutcomeHold, &policy
	d.Result.Outcome, d.Result.Reasons = rules.Hold, []string{decide.ReasonListWatch, "cash_out_merchant"}
	store.event = func() (*models.EventDetail, error) { return d, nil }
	var got models.SettleEvent
	store.settle = func(cmd models.SettleEvent) error { got = cmd; return nil }
	post := func(values url.Values) *httptest.ResponseRecorder {
		return call(s, as(t, models.RoleReviewer, "en"), h.Settle, http.MethodPost, "/x", values, "id", d.Event.PublicID())
	}
	w := call(s, as(t, models.RoleReviewer, "en"), h.Show, http.MethodGet, "/x", nil, "id", d.Event.PublicID())
	want(t, w, 200, `value="cash_out_merchant" selected`, "was not made in the end", "The letter in Chinese", "The letter in English")
	three := url.Values{"reason_code": {"account_takeover"}, "reason_2": {"new_device_spend"}, "reason_3": {"cash_out"}, "reason": {"no answer"}}
	three.Set("preview", "1")
	want(t, post(three), 200, "signs that somebody else may be using your account", "look like drawing cash through purchases", ">no answer<")
	if got.Reason != "" {
		t.Errorf("a preview settled %+v", got)
	}
	three.Del("preview")
	three.Set("to", "cancelled")
	if w := post(three); w.Code != 303 || !slices.Equal(got.Told, []string{"account_takeover", "new_device_spend", "cash_out"}) {
		t.Errorf("%d, %+v", w.Code, got)
	}
	three.Set("to", "released")
	if w := post(three); w.Code != 303 || len(got.Told) != 0 {
		t.Errorf("%d, told of a payment that went through: %+v", w.Code, got)
	}
}

// TestEveryReasonThatCanBeToldHasWords for customers and for staff, in both languages, that give nothing of the engine away.
func TestEveryReasonThatCanBeToldHasWords(t *testing.T) {
	s, policy := testSite(t), decide.Default()
	var codes []string
	for _, code := range slices.Concat(factor.Reasons, models.SanctionReasons(), shippedRuleReasons()) {
		if models.EngineReason(code) || slices.Contains(models.SanctionReasons(), code) {
			codes = append(codes, code)
		}
	}
	if len(codes) < 40 {
		t.Errorf("only %d reasons", len(codes))
	}
	for _, lang := range text.Languages() {
		p := s.letterPage(lang)
		for _, code := range codes {
			said := letterValues{p, nil}.reasonOf("sanction", code)
			if said == p.T("letter.reason_general") || len(models.Leaks(said, &policy)) > 0 {
				t.Errorf("%s says of %s: %q, %v", lang, code, said, models.Leaks(said, &policy))
			}
			if principalText(p, "sanction", code) == code {
				t.Errorf("%s has no name of %s", lang, code)
			}
		}
	}
}

// shippedRuleReasons is the reason codes of the event rules that are shipped.
func shippedRuleReasons() []string {
	var codes []string
	p := decide.Default()
	for _, r := range p.Events.Rules {
		codes = append(codes, r.Reason)
	}
	return codes
}
