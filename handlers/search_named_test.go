package handlers

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"candor/models"
)

func (s *reviewStore) NamedAccounts(_ context.Context, typed string) ([]models.SearchHit, error) {
	d, err := s.account()
	if err != nil || typed != d.Account.ExternalID {
		return nil, err
	}
	return []models.SearchHit{{Account: d.Account, Masked: d.Masked}}, nil
}

// TestACommandOpensTheAccountOfANumber: a part of a page, masked, and empty where there is none.
func TestACommandOpensTheAccountOfANumber(t *testing.T) {
	s := testSite(t)
	d := someAccount(t)
	h := &Accounts{Site: s, Store: &reviewStore{account: func() (*models.AccountDetail, error) { return &d, nil }}}
	ask := func(q string) string {
		w := call(s, as(t, models.RoleReviewer, "en"), h.Named, http.MethodPost, "/accounts/named", url.Values{"q": {q}})
		want(t, w, 200)
		return w.Body.String()
	}
	a := &d.Account
	w := call(s, as(t, models.RoleReviewer, "en"), h.Named, http.MethodPost, "/accounts/named", url.Values{"q": {a.ExternalID}})
	want(t, w, 200, "data-command", `href="/accounts/`+a.PublicID()+`"`, "C-1 &lt;b&gt;", "Accounts")
	lacks(t, w, "<html", "<main")
	if got := ask("x"); got != "" {
		t.Errorf("of no account: %q", got)
	}
}
