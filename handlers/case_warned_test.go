package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"candor/models"
	"candor/views"
)

// TestADecisionIsSentAgainAfterItsWarning: a form that was drawn before a hardship flag comes back with the flag and all that was typed, and
// says that it has; it goes through then.
func TestADecisionIsSentAgainAfterItsWarning(t *testing.T) {
	s := testSite(t)
	lease, until := testNow.Add(models.CaseLease/2), testNow.AddDate(0, 0, 9)
	d := caseOf(t)
	d.Case.AssigneeID, d.Case.AssigneeName, d.Case.LeaseUntil = 7, "Anna", &lease
	var sent models.DecideCase
	store := &reviewStore{detail: func() (*models.CaseDetail, error) { return d, nil }}
	store.decide = func(cmd models.DecideCase) error {
		sent = cmd
		return d.Account.Account.Warned(cmd.Unwarned, testNow)
	}
	store.next = func(models.CaseFilter) (*models.Case, error) { return nil, models.ErrNotFound }
	h := &Cases{Site: s, Store: store}
	id, line := d.Case.PublicID(), d.Account.Lines[0].PublicID()+"@1"
	form := url.Values{
		"view": {"sort=due"}, "version": {"4"}, "outcome": {"confirmed"}, "reason": {"typed <b>words</b>"}, "reason_code": {"cash_out"}, "line": {line}, "limit": {"9,000"},
	}
	for lang, says := range map[string][]string{"en": {"put on this account after you opened the page", "Hardship until "}, "zh-CN": {"该账户添加了困难标识", "客户困难，至 "}} {
		d.Account.Account.HardshipUntil = nil
		form.Del("warned")
		reviewer := as(t, models.RoleReviewer, lang)
		post := func() *httptest.ResponseRecorder {
			return call(s, reviewer, h.Decide, http.MethodPost, "/cases/x/decide", form, "id", id)
		}
		show := func() *httptest.ResponseRecorder {
			return call(s, reviewer, h.Show, http.MethodGet, "/cases/x", nil, "id", id)
		}
		lacks(t, show(), says[1], `name="warned"`)
		d.Account.Account.HardshipUntil = &until
		want(t, show(), 200, says[1], `name="warned" value="1"`)
		again := post()
		want(t, again, 409, says[0], says[1]+views.Date(until, s.Zone), `name="warned" value="1"`, "typed &lt;b&gt;words&lt;/b&gt;</textarea>",
			`<option value="cash_out" selected>`, `id="lower" open`, `value="`+line+`" selected`, `value="9,000"`, `name="view" value="sort=due"`)
		lacks(t, again, "Changed by", "作了更改", `id="late"`) // the case itself is as it was
		form.Set("warned", "1")
		if w := post(); w.Code != http.StatusSeeOther || sent.Unwarned || sent.Reason != "typed <b>words</b>" || sent.Limit == nil {
			t.Errorf("%s: sent again: %d, %+v", lang, w.Code, sent)
		}
	}
}

// TestARowIsDismissedAfterItsWarning: the preview of a row carries it, and one that was opened before the flag is refused with what was typed.
func TestARowIsDismissedAfterItsWarning(t *testing.T) {
	h, store, d := someDesk(t)
	until := testNow.AddDate(0, 0, 9)
	h.Desk = &hardDismiss{store, d}
	store.neighbor.Items = []models.CaseItem{{Case: d.Case, Account: briefly(&d.Account.Account), Masked: d.Account.Masked}}
	reviewer, id := as(t, models.RoleReviewer, "en"), d.Case.PublicID()
	form := url.Values{"view": {"~rdue"}, "from": {"queue"}, "version": {"4"}, "why": {"a <b>family"}}
	post := func() *httptest.ResponseRecorder {
		return call(h.Site, reviewer, h.Dismiss, http.MethodPost, "/x", form, "id", id)
	}
	preview := func(lang string) string {
		return look(t, h.Site, as(t, models.RoleReviewer, lang), &visited{reviewStore: &reviewStore{detail: func() (*models.CaseDetail, error) { return d, nil }}}, "/x", id).Body.String()
	}
	if body := preview("en"); strings.Contains(body, `name="warned"`) || strings.Contains(body, "Hardship until") {
		t.Error("warns of nothing")
	}
	d.Account.Account.HardshipUntil = &until
	for lang, says := range map[string]string{"en": "Hardship until ", "zh-CN": "客户困难，至 "} {
		if body := preview(lang); !strings.Contains(body, `name="warned" value="1"`) || !strings.Contains(body, says+views.Date(until, h.Zone)) {
			t.Errorf("%s: the preview does not warn", lang)
		}
	}
	w := post()
	want(t, w, 409, `id="refused"`, "put on this account after you opened the preview", "a &lt;b&gt;family")
	lacks(t, w, "Changed by")
	form.Set("warned", "1")
	if w := post(); w.Code != http.StatusSeeOther {
		t.Errorf("sent again: %d", w.Code)
	}
}

// hardDismiss is a desk whose cases are dismissed as the store does where an account is in hardship.
type hardDismiss struct {
	*deskStore
	d *models.CaseDetail
}

func (s *hardDismiss) DismissCase(_ context.Context, _ models.Actor, cmd models.DismissCase) (*models.Case, error) {
	return &s.d.Case, s.d.Account.Account.Warned(cmd.Unwarned, testNow)
}
